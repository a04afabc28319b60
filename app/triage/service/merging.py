"""Two reports of one incident: joined by one reviewer with a reason, separated again, or told apart for good."""

from __future__ import annotations

from app.crypto.identifiers import normal_id
from app.incidents.content.inward import ToldApart
from app.incidents.errors import ReportUnknown
from app.incidents.rules.guards import REASONS
from app.incidents.rules.limits import REASON
from app.incidents.rules.moves import Guard
from app.incidents.rules.states import Move
from app.triage.service import moving
from app.triage.service.reading import OpenReport, open_report, to_work_on
from app.triage.service.writing import required, write
from app.vault.actor import Actor
from app.vault.errors import ChainGrew
from app.vault.roles import Role


def join(actor: Actor, record: str, other: str, reason: str, *, seen: int, seen_other: int) -> int:
    """Join a report to another, where the work goes on. Both keep all they hold, and can be separated again.

    Raises ChainGrew where either is longer than the person saw, ReportUnknown for another that is not theirs to see,
    Incomplete without a reason, and what a move raises. `moving.link_merged` follows, in a transaction of its own.
    """
    if open_other(actor, other).length != seen_other:
        raise ChainGrew
    reason = required(reason, REASON, REASONS[Guard.REASON])
    sent = moving.Sent(reason=reason, other_record=other)
    return moving.move(actor, record, Move.MERGE.value, sent, seen=seen)


def open_other(actor: Actor, record: str) -> OpenReport:
    """Return the second of two reports. Raises ReportUnknown for one's own, or where one has a conflict of interest."""
    report = open_report(actor, normal_id(record))
    if report.own or report.in_conflict(actor.account):
        raise ReportUnknown
    return report


def tell_apart(actor: Actor, record: str, other: str, *, seen: int) -> int:
    """Note that two reports tell of two incidents, so that neither is suggested at the other again.

    Raises what `to_work_on` raises, and ReportUnknown for another that is not theirs to see.
    """
    report = to_work_on(actor, record, Role.REVIEWER, seen=seen)
    apart = open_other(actor, other).record
    if apart in report.incident.apart or apart == report.record:
        return report.length
    return write(actor, record, [ToldApart(record=apart)], seen=seen)
