"""Folding the `report` compartment: the filer's words, messages, and what the desk and editors did in sight of both."""

from collections.abc import Iterable
from datetime import date

from msgspec.structs import replace

from app.incidents.content import incident as folded
from app.incidents.content import outward
from app.incidents.content.base import Entry
from app.incidents.content.folding import consents, moving
from app.incidents.content.folding.working import AsideError, Working
from app.incidents.rules.correcting import NotCorrectable, answers, corrected
from app.incidents.rules.states import State
from app.vocabulary.wording import N_


def apply(work: Working, stamp: folded.Stamp, entry: Entry) -> None:
    """Apply one entry. Raises AsideError for what may not count."""
    if work.state is None:
        work.state = State.SUBMITTED
    match entry:
        case outward.Filed():
            filed(work, stamp, entry)
        case outward.Amended():
            amended(work, stamp, entry)
        case outward.FactsCorrected():
            facts_corrected(work, stamp, entry)
        case outward.Consented():
            consents.consented(work, stamp, entry)
        case outward.ConsentChanged():
            consents.changed(work, stamp, entry)
        case outward.WithdrawnOnBehalf():
            consents.withdrawn_on_behalf(work, stamp, entry)
        case outward.Message():
            work.messages.append(folded.Said(stamp, entry.text, entry.language))
        case outward.Moved():
            moving.moved(work, stamp, entry)
        case outward.WithdrawalRequested():
            moving.withdrawal_requested(work, stamp, entry)
        case outward.HandedToEditors():
            moving.handed_to_editors(work, stamp, entry)
        case outward.IdentityOpened():
            opened(work, stamp, entry)
        case outward.ToldInSpotlight():
            work.tellings.append(folded.Telling(stamp, entry))
        case outward.SpotlightRetracted():
            retracted(work, stamp, entry)
        case outward.Erased():
            pass  # settled before any entry is applied
        case _:
            raise AsideError(N_("Nothing is known of how to apply it."))


def filed(work: Working, stamp: folded.Stamp, entry: outward.Filed) -> None:
    """Take the report as filed: once, and before any later text."""
    if work.filed or work.versions:
        raise AsideError(N_("The report was filed before."))
    work.filed = stamp
    work.documented = entry.documented or stamp.at
    work.versions.append((stamp, entry.report, ""))
    repeated(work, entry.earlier)


def amended(work: Working, stamp: folded.Stamp, entry: outward.Amended) -> None:
    """Take the filer's newer text."""
    work.versions.append((stamp, entry.report, entry.why))
    repeated(work, entry.earlier)


def repeated(work: Working, earlier: Iterable[outward.Earlier]) -> None:
    """Take the filer's earlier reports against the same persons; a day that is none says nothing."""
    known = {one.record for one in work.repeats}
    work.repeats += [one for one in earlier if one.record not in known and is_day(one.day)]


def is_day(text: str) -> bool:
    """Tell whether a text is a full day."""
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def facts_corrected(work: Working, stamp: folded.Stamp, entry: outward.FactsCorrected) -> None:
    """Take the desk's coded answers, and keep what they were. Where no text is in sight there is none to complete."""
    if work.report is None:
        return
    was = answers(work.report)
    try:
        report = corrected(work.report, entry.facts)
    except NotCorrectable as why:
        raise AsideError(str(why)) from None
    work.corrections += [folded.Corrected(stamp, at, was.get(at), value) for at, value in entry.facts.items()]
    work.versions.append((stamp, report, entry.why))


def opened(work: Working, stamp: folded.Stamp, entry: outward.IdentityOpened) -> None:
    """Note who opened the identities and why."""
    if not entry.purpose.strip():
        raise AsideError(N_("It states no purpose."))
    work.openings.append(folded.Opening(stamp, entry.purpose))


def retracted(work: Working, stamp: folded.Stamp, entry: outward.SpotlightRetracted) -> None:
    """A story that told this record is public no longer."""
    for place, telling in enumerate(work.tellings):
        if telling.told.publication == entry.publication and telling.retracted is None:
            work.tellings[place] = replace(telling, retracted=stamp)
            return
    raise AsideError(N_("It names a story that does not tell this record."))
