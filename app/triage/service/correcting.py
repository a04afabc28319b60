"""What the desk corrects: something written by mistake, and a withdrawal told by somebody without an account."""

from __future__ import annotations

from app.audit.events import Event
from app.incidents.content.consent import USES
from app.incidents.content.erasure import erasable, plan
from app.incidents.content.layout import IDENTITY
from app.incidents.content.outward import WithdrawnOnBehalf
from app.incidents.errors import CannotErase
from app.incidents.rules.limits import REASON
from app.triage.errors import Incomplete
from app.triage.service.reading import OpenReport, to_work_on
from app.triage.service.talking import EVERYBODY
from app.triage.service.verifying import NOT_LISTED
from app.triage.service.writing import optional, required, write
from app.vault import records
from app.vault.actor import Actor
from app.vault.entries import Opened, Status
from app.vocabulary.wording import N_


def erase(actor: Actor, record: str, seq: int, reason: str, *, seen: int) -> int:
    """Erase an entry: its bytes go, its hash stays, and a signed entry says who did it and why.

    Raises CannotErase, Incomplete, ChainGrew, and what `to_work_on` raises.
    """
    report = to_work_on(actor, record, *EVERYBODY, seen=seen, withdrawn=True)
    reason = optional(reason, REASON)
    entry = plan(report.entries, seq, actor.account, report.roles, reason)
    if entry is None:
        raise CannotErase(N_("This cannot be erased so. Write a reason; the only text of a report is never erased."))
    length = write(actor, record, [entry], seen=seen, event=Event.ENTRY_ERASED)
    records.erase(record, [seq])
    return length


def may_erase(actor: Actor, report: OpenReport) -> dict[int, bool]:
    """Return what this person may erase: sequence number, and whether a reason is needed. Names are left out."""
    shown = [one if one.compartment != IDENTITY else _closed(one) for one in report.entries]
    return erasable(shown, actor.account, report.roles)


def _closed(one: Opened) -> Opened:
    return Opened(one.record, one.seq, one.compartment, Status.CLOSED)


def withdraw_on_behalf(
    actor: Actor, record: str, person: str, uses: tuple[str, ...], how: str, why: str = "", *, seen: int
) -> int:
    """Record that a person without an account withdrew these uses. The desk can withdraw and never give.

    Raises Incomplete, ChainGrew, and what `to_work_on` raises.
    """
    report = to_work_on(actor, record, *EVERYBODY, seen=seen, withdrawn=True)
    if person not in {one.key for one in report.incident.persons} or not uses or not set(uses) <= set(USES):
        raise Incomplete(NOT_LISTED)
    said = required(how, REASON, N_("Write how the person told you."))
    entry = WithdrawnOnBehalf(person=person, uses=tuple(sorted(set(uses))), how=said, why=optional(why, REASON))
    return write(actor, record, [entry], seen=seen)
