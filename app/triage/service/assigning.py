"""Who works on a report: oneself, a colleague, the partner desk; and stepping back for a conflict of interest."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from app.accounts.service import people
from app.audit.events import Event
from app.desks import service as desks
from app.incidents.content.inward import Assigned, ConflictDeclared, HandedOver, Shared
from app.incidents.content.layout import DESK, MATCH, REPORT
from app.incidents.rules.limits import REASON
from app.triage.errors import AlreadyDone, AssignmentRefused, NoPartner
from app.triage.rules import assigning_refused
from app.triage.service.reading import DESK_WORK, OpenReport, to_work_on
from app.triage.service.talking import EVERYBODY
from app.triage.service.writing import optional, required, write
from app.vault import rings
from app.vault.actor import Actor
from app.vault.directory.store import current
from app.vault.roles import Role
from app.vocabulary.wording import N_

WORKERS = (Role.REVIEWER, Role.COORDINATOR)
SHARED = (REPORT, DESK, MATCH)  # what a partner desk is given; never the names
NO_REASON = N_("Write why the partner desk is asked.")


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who may be given a report."""

    account: str
    name: str
    desk: str


def colleagues(desk_ids: Collection[str]) -> list[Colleague]:
    """Return who works at these desks and can open their reports now, by desk and work name."""
    found = []
    for desk in sorted(desk_ids & current().desks.keys()):
        members = current().ring(f"desk:{desk}").members
        holding = {account for role in WORKERS for account in people.holding(role, desk)}
        there = [Colleague(account, people.work_name(account), desk) for account in holding & set(members)]
        found += sorted(there, key=lambda one: one.name.casefold())
    return found


def roles_of(account: str, desk_ids: Collection[str]) -> frozenset[str]:
    """Return what an account may do at these desks: empty for anybody else, and for one who was removed."""
    known = account in {one.account for one in colleagues(desk_ids)}
    held = current().accounts[account].roles if known else ()
    return frozenset(one.role for one in held if one.scope in desk_ids) & DESK_WORK


def assign(actor: Actor, record: str, to: str, *, why: str = "", seen: int | None = None) -> int:
    """Give a report to oneself, a colleague ("" for nobody).

    Raises AssignmentRefused, ChainGrew, and what `to_work_on` raises.
    """
    report = to_work_on(actor, record, *WORKERS, seen=seen)
    _require_may_be_given(report, to)
    return write(actor, record, [Assigned(to=to, why=optional(why, REASON))], seen=seen)


def hand_over(actor: Actor, record: str, to: str, left: str, *, seen: int | None = None) -> int:
    """Pass open work to a colleague, with what is left to do. Raises what `assign` raises."""
    report = to_work_on(actor, record, *WORKERS, seen=seen)
    _require_may_be_given(report, to)
    left = required(left, REASON, N_("Write what is left to do."))
    return write(actor, record, [HandedOver(to=to, left=left)], seen=seen)


def _require_may_be_given(report: OpenReport, to: str) -> None:
    roles = roles_of(to, report.desks)
    if why := assigning_refused(report.incident, report.roles, to, roles, own=report.own):
        raise AssignmentRefused(why)


def declare_conflict(actor: Actor, record: str, why: str, to: str = "") -> int:
    """Step back from a report for good, handing it to a colleague at once where one is named.

    Raises AssignmentRefused, and what `to_work_on` raises.
    """
    report = to_work_on(actor, record, *EVERYBODY)
    stepped = ConflictDeclared(why=optional(why, REASON))
    if not to or not report.roles & DESK_WORK:
        return write(actor, record, [stepped])
    if to == actor.account:
        raise AssignmentRefused(N_("Choose a colleague, not yourself."))
    _require_may_be_given(report, to)
    return write(actor, record, [stepped, HandedOver(to=to)])


def partner_for(report: OpenReport) -> desks.Desk | None:
    """Return the partner desk that could be given this report, None where there is none or it has it already."""
    partner = desks.partner_of(report.desk)
    return partner if partner is not None and partner.people and partner.id not in report.desks else None


def ask_partner(actor: Actor, record: str, why: str, *, seen: int | None = None) -> int:
    """Let the partner desk read the report and decide with this one; never the names.

    Raises NoPartner, AlreadyDone, Incomplete, ChainGrew, and what `to_work_on` raises.
    """
    report = to_work_on(actor, record, *WORKERS, seen=seen)
    partner = desks.partner_of(report.desk)
    if partner is None or not rings.has_members(partner.ring):
        raise NoPartner
    if partner.id in report.desks:
        raise AlreadyDone
    shared = Shared(ring=partner.ring, compartments=SHARED, why=required(why, REASON, NO_REASON))
    share = {compartment: [partner.ring] for compartment in SHARED}
    return write(actor, record, [shared], seen=seen, share=share, event=Event.RECORD_SHARED, about=partner.ring)
