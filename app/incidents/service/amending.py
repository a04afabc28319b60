"""Changing a report that is filed: through a draft of its own, with every earlier text kept until erased."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from app.errors import Conflict
from app.incidents.content.consent import Consent
from app.incidents.content.draft import DraftSaved, Filing
from app.incidents.content.identities import IdentitiesAmended, Names
from app.incidents.content.incident import Incident
from app.incidents.content.layout import IDENTITY, MATCH, REPORT
from app.incidents.content.matched import matching_of
from app.incidents.content.outward import Amended, Consented, Earlier
from app.incidents.content.report import Report
from app.incidents.errors import NotComplete, ReportUnknown
from app.incidents.rules.consenting import asked_again
from app.incidents.rules.correcting import carried
from app.incidents.rules.filing import check
from app.incidents.rules.limits import REASON
from app.incidents.service import repeating
from app.incidents.service.drafts import open_draft, start_draft
from app.incidents.service.filing import completed
from app.incidents.service.saying import checked, open_own
from app.vault import records, sealing
from app.vault.actor import Actor
from app.vault.errors import ChainGrew
from app.vault.sealing import Entries
from app.vocabulary.wording import N_

TRIES = 5


class ChangedMeanwhile(Conflict):
    """Somebody changed the report since this draft was begun; `base` is the number of the newer text."""

    def __init__(self, base: int) -> None:
        super().__init__(
            N_("The report was changed while you were writing. Compare both versions. Your version is kept here.")
        )
        self.base = base


def latest(incident: Incident) -> int:
    """Return the sequence number of the newest text of a report."""
    return incident.versions[-1][0].seq if incident.versions else 0


def filing_of(incident: Incident) -> Filing:
    """Return a report as its filer would fill it in again."""
    consents = tuple(incident.consents[one.key].now for one in incident.persons if one.key in incident.consents)
    return Filing(report=incident.report or Report(), names=incident.names or Names(), consents=consents)


def start_amending(actor: Actor, record: str, submission: str) -> str:
    """Begin a draft that holds the report as it is now. Raises ReportUnknown or WithdrawnAlready."""
    incident = open_own(actor, record)
    saved = DraftSaved(filing=filing_of(incident), amends=record, base=latest(incident))
    return start_draft(actor, saved, submission)


def amend(actor: Actor, draft: str, why: str = "", over: int = 0) -> str:
    """Add a draft's text to the report it changes, destroy the draft, and return the report's id.

    `over` is the newer text that the filer has seen and replaces. Raises ChangedMeanwhile, NotComplete, ReportUnknown.
    Messages and notes that arrived meanwhile are no conflict, nor are answers of the desk that the filer left alone.
    """
    saved = open_draft(actor, draft).saved
    if not saved.amends:
        raise ReportUnknown
    filing = ready(actor, saved, why)
    for _try in range(TRIES):
        incident = open_own(actor, saved.amends)
        mine = _carried(incident, filing, saved.base, over)
        try:
            changes = _changes(incident, mine, why, saved.begun, _repeats(actor, incident, mine))
            sealing.append(actor, saved.amends, changes, expect=incident.last_seq)
        except ChainGrew:
            continue
        records.destroy(actor, draft)
        return saved.amends
    raise ChainGrew


def _carried(incident: Incident, filing: Filing, base: int, over: int) -> Filing:
    """Return the filer's text with the codes that the desk gave meanwhile, unless both changed the same thing."""
    texts = {stamp.seq: stamp for stamp, *_ in incident.versions}
    seen = max(base, over if over in texts else 0)
    if any(stamp.by_filer and seq > seen for seq, stamp in texts.items()):
        raise ChangedMeanwhile(latest(incident))
    since = [one for one in incident.corrections if one.stamp.seq > base]
    report, both = carried(filing.report, ((one.at, one.before, one.after) for one in since))
    if any(one.at in both and one.stamp.seq > seen for one in since):
        raise ChangedMeanwhile(latest(incident))
    return msgspec.structs.replace(filing, report=report)


def ready(actor: Actor, saved: DraftSaved, why: str = "") -> Filing:
    """Return what a draft would write. Raises NotComplete or BadText."""
    filing = completed(actor, saved.filing, datetime.now(UTC).date())
    if problems := check(filing):
        raise NotComplete(problems)
    checked(why, REASON)
    return filing


def _repeats(actor: Actor, incident: Incident, filing: Filing) -> tuple[Earlier, ...]:
    """Return the filer's own reports against a person whose name is new, filed before this one and not yet named."""
    if incident.filed is None or filing.names == incident.names:
        return ()
    _kind, desk = records.place_of(incident.record)
    leave = {incident.record, *(one.record for one in incident.repeats)}
    today = datetime.now(UTC).date()
    return repeating.earlier(actor, desk, matching_of(filing), today, leave=leave, before=incident.filed.at)


def _changes(incident: Incident, filing: Filing, why: str, begun: str, repeats: tuple[Earlier, ...]) -> Entries:
    before = filing_of(incident)
    changes: list[tuple[str, msgspec.Struct]] = []
    if filing.report != before.report or repeats:
        changes.append((REPORT, Amended(report=filing.report, why=why, earlier=repeats)))
    agreed = (_again(incident, _still(incident, consent, begun)) for consent in filing.consents)
    new = tuple(consent for consent in agreed if consent not in before.consents)
    if new:
        changes.append((REPORT, Consented(consents=new)))
    if filing.names != before.names or filing.report != before.report:
        changes += [(IDENTITY, IdentitiesAmended(names=filing.names, why=why)), (MATCH, matching_of(filing))]
    return changes


def _again(incident: Incident, consent: Consent) -> Consent:
    """Return a consent under the day of this change, where the person was asked anew for it."""
    state = incident.consents.get(consent.person)
    return consent if state is None else asked_again(state.now, consent, datetime.now(UTC).date())


def _still(incident: Incident, consent: Consent, begun: str) -> Consent:
    """Return a consent as a draft holds it, without a yes, or a child's, that was taken back since it was begun."""
    state = incident.consents.get(consent.person)
    if state is None:
        return consent
    since = {change.use for change in state.history if change.stamp.at >= begun}
    gone = {use: state.now.uses[use] for use in since if consent.allows(use) and not state.now.allows(use)}
    consent = msgspec.structs.replace(consent, uses={**consent.uses, **gone})
    if state.assented is None or state.assented.at < begun or state.now.child_agrees:
        return consent
    return msgspec.structs.replace(consent, assent=state.now.assent, assent_reason=state.now.assent_reason)
