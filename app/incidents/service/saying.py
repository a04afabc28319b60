"""What a filer adds to a report: messages, answers on consent, erasures."""

from __future__ import annotations

from datetime import UTC, datetime

from app.audit import service as audit
from app.audit.events import Event
from app.errors import Invalid
from app.incidents.content.consent import ASSENTS, TOO_YOUNG, USES, VITAL_INTEREST, Consent
from app.incidents.content.erasure import plan
from app.incidents.content.fold import fold
from app.incidents.content.incident import Incident
from app.incidents.content.layout import IDENTITY, MATCH, REPORT
from app.incidents.content.outward import ConsentChanged, Erased, Message
from app.incidents.errors import CannotErase, ReportUnknown, WithdrawnAlready
from app.incidents.rules.joining import YOUNG_REASON
from app.incidents.rules.limits import CONTROL, MESSAGE, REASON, TOO_LONG, text_problem
from app.incidents.rules.states import State
from app.incidents.service.following import BY_FILER, own_entries
from app.vault import records, sealing
from app.vault.actor import Actor
from app.vault.entries import FILER, Opened, Status
from app.vault.errors import ChainGrew
from app.vocabulary.lists import is_code
from app.vocabulary.wording import N_

ENDED = frozenset({State.WITHDRAWN, State.PURGED})


class BadText(Invalid):
    """A text that is empty, too long or cannot be shown."""


class BadAnswer(Invalid):
    """An answer that is not in the list."""

    def __init__(self) -> None:
        super().__init__(N_("Choose one of the answers in the list."))


class NobodyAnswered(Invalid):
    """A yes for somebody who could not be asked, without saying who gave it."""

    def __init__(self) -> None:
        super().__init__(N_("Say who answered. Until now, this person could not be asked."))


class NoReason(Invalid):
    """A child called too young to be asked, without saying why."""

    def __init__(self) -> None:
        super().__init__(YOUNG_REASON)


def open_own(actor: Actor, record: str) -> Incident:
    """Return a report of the actor's own that may still be added to. Raises ReportUnknown or WithdrawnAlready."""
    incident = fold(own_entries(actor, record))
    if incident.state in ENDED:
        raise WithdrawnAlready
    return incident


def checked(text: str, limit: int, needed: str = "") -> str:
    """Return a text that may be stored. `needed` is what to say when it is empty. Raises BadText."""
    wrong = text_problem(text, limit, lines=True)
    if wrong == TOO_LONG:
        raise BadText(wrong, limit=limit)
    if wrong == CONTROL:
        raise BadText(wrong)
    if needed and not text.strip():
        raise BadText(needed)
    return text


def say(actor: Actor, record: str, text: str, language: str = "") -> int:
    """Send a message to the desk, and return the record's length. What was said last is not said twice.

    Raises ReportUnknown, WithdrawnAlready or BadText.
    """
    checked(text, MESSAGE, N_("Write your message."))
    incident = open_own(actor, record)
    last = incident.messages[-1] if incident.messages else None
    if last is not None and last.stamp.by_filer and last.text == text:
        return incident.last_seq  # a double click
    return sealing.append(actor, record, [(REPORT, Message(text=text, language=language))])


def change_consent(
    actor: Actor,
    record: str,
    person: str,
    uses: dict[str, str],
    how: str = "",
    why: str = "",
    *,
    given_by: str = "",
    again: bool = False,
    assent: str = "",
    assent_reason: str = "",
) -> bool:
    """Change one person's answers; only those that differ are written. Returns whether anything was.

    `given_by` is who answered and `assent` a child's own answer, "" for the same as before. `again` says that the
    person was asked again, from which the next review counts. Raises ReportUnknown, WithdrawnAlready or an Invalid.
    """
    incident = open_own(actor, record)
    if person not in {one.key for one in incident.persons}:
        raise ReportUnknown
    now = incident.consents[person].now if person in incident.consents else Consent(person=person)
    changed = {use: answer for use, answer in uses.items() if now.uses.get(use, "no") != answer}
    given_by = "" if given_by == now.given_by else given_by
    child = _of_the_child(now, assent, assent_reason)
    _refuse_bad(now, uses, given_by, *child)
    if not (changed or given_by or again or child[0]):
        return False
    entry = ConsentChanged(
        person=person,
        uses=changed,
        given_by=given_by,
        assent=child[0],
        assent_reason=checked(child[1], REASON),
        how=checked(how, REASON),
        why=checked(why, REASON),
        date=datetime.now(UTC).strftime("%Y-%m-%d"),
    )
    sealing.append(actor, record, [(REPORT, entry)])
    return True


def _of_the_child(now: Consent, assent: str, reason: str) -> tuple[str, str]:
    """Return what a child said, with why it could not be asked; empty where that is known already."""
    told = (assent, reason if assent == TOO_YOUNG else "")
    return ("", "") if told == (now.assent, now.assent_reason) else told


def _refuse_bad(now: Consent, uses: dict[str, str], given_by: str, assent: str, assent_reason: str) -> None:
    if not set(uses) <= set(USES) or not all(is_code("consent_answer", answer) for answer in uses.values()):
        raise BadAnswer
    if given_by and (given_by == VITAL_INTEREST or not is_code("consent_given_by", given_by)):
        raise BadAnswer  # whoever can be asked no more is told of in the report itself, with the reason
    if now.given_by == VITAL_INTEREST and not given_by and any(uses[use] == "yes" != now.uses.get(use) for use in uses):
        raise NobodyAnswered
    if assent and assent not in ASSENTS:
        raise BadAnswer
    if assent == TOO_YOUNG and not assent_reason.strip():
        raise NoReason


def erase(actor: Actor, record: str, seq: int) -> None:
    """Erase something written by mistake: its bytes go, its hash stays. Names take their matching strings along.

    The signed entry comes first, so that no byte vanishes unexplained. Raises ReportUnknown or CannotErase.
    """
    open_own(actor, record)
    gone: list[int] = []
    while not gone:
        entries = own_entries(actor, record)
        if not isinstance(plan(entries, seq, FILER, BY_FILER), Erased):
            raise CannotErase(N_("This cannot be erased. If it is the only text, change the report first."))
        wanted = [seq, *_strings_of(entries, seq)]
        try:  # what was written meanwhile may have erased the other text: two at once must not erase both
            erasures = [(REPORT, Erased(entry=number)) for number in wanted]
            sealing.append(actor, record, erasures, expect=entries[-1].seq)
        except ChainGrew:
            continue
        gone = wanted
    records.erase(record, gone)
    audit.record(Event.ENTRY_ERASED, record)


def _strings_of(entries: list[Opened], seq: int) -> list[int]:
    """Return the number of the matching strings written with these names: always the entry after them."""
    by_seq = {opened.seq: opened for opened in entries}
    following = by_seq.get(seq + 1)
    if by_seq[seq].compartment == IDENTITY and following and following.compartment == MATCH:
        return [following.seq] if following.status is not Status.ERASED else []
    return []
