"""A report as a desk person sees it, and the one place that says who may not work on it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from app.incidents.content.fold import fold
from app.incidents.content.incident import Incident
from app.incidents.content.layout import IDENTITY, REPORT
from app.incidents.errors import InConflict, NotYours, ReportUnknown, WithdrawnAlready
from app.incidents.rules.states import State
from app.triage.errors import NotForYou
from app.vault import opening
from app.vault.actor import Actor
from app.vault.chains import Chain
from app.vault.entries import Opened, Status
from app.vault.errors import ChainGrew, NoSuchRecord
from app.vault.roles import DESK_ROLES, Role

KIND = "incident"
DESK_WORK = frozenset({"reviewer", "coordinator"})
DESK_PEOPLE = DESK_WORK | {"protection_officer"}


@dataclass(frozen=True, slots=True)
class OpenReport:
    """One report, opened for one desk person. The names are never in it: they are opened apart, with a purpose.

    `desks` are those whose people may write: the report's own and, once shared, its partner. `officers_of` are those
    whose protection officers may open the names. `roles` are what the actor holds there. `own` says that the actor
    filed it, which only their own keys can tell.
    """

    record: str
    desk: str
    desks: frozenset[str]
    roles: frozenset[str]
    own: bool
    length: int
    incident: Incident
    entries: tuple[Opened, ...]
    officers_of: frozenset[str] = frozenset()

    def in_conflict(self, account: str) -> bool:
        """Tell whether somebody declared a conflict of interest in this report."""
        return account in self.incident.conflicts


def roles_at(actor: Actor, desks: Collection[str]) -> frozenset[str]:
    """Return the names of the desk roles that a person holds for any of these desks."""
    return frozenset(role.value for role, scope in actor.roles if role in DESK_ROLES and scope in desks)


def chain_of(actor: Actor, record: str) -> Chain:
    """Open a report's chain for somebody of its desks. Raises ReportUnknown for everybody else."""
    try:
        chain = opening.load_one(actor, record)
    except NoSuchRecord:
        raise ReportUnknown from None
    if chain.row.kind != KIND or not roles_at(actor, chain.desks()):
        raise ReportUnknown
    return chain


def open_report(actor: Actor, record: str) -> OpenReport:
    """Return a report for somebody of its desks. Raises ReportUnknown or RecordTampered."""
    return report_of(actor, chain_of(actor, record))


def report_of(actor: Actor, chain: Chain) -> OpenReport:
    """Return what a chain holds, without the names. Raises ReportUnknown where no text is in sight."""
    desks = _held_by(chain, REPORT, "desk") | {chain.row.desk}
    officers_of = _held_by(chain, IDENTITY, "protection") | {chain.row.desk}
    incident = fold(without_names(chain.opened))
    if incident.state is None:
        raise ReportUnknown
    roles = roles_at(actor, desks) | (roles_at(actor, officers_of) & {Role.PROTECTION_OFFICER.value})
    return OpenReport(
        chain.row.id,
        chain.row.desk,
        desks,
        roles,
        chain.mine,
        chain.length,
        incident,
        tuple(chain.opened),
        officers_of,
    )


def _held_by(chain: Chain, compartment: str, kind: str) -> frozenset[str]:
    """Return the desks whose readers, or whose protection officers, hold a compartment."""
    rings = (holder.partition(":") for holder in chain.holders(compartment))
    return frozenset(desk for name, _, desk in rings if name == kind)


def without_names(entries: Collection[Opened]) -> list[Opened]:
    """Return the entries with the identities closed, as a reviewer sees them."""
    return [
        Opened(one.record, one.seq, one.compartment, Status.CLOSED)
        if one.compartment == IDENTITY and one.status is Status.OPEN
        else one
        for one in entries
    ]


def with_names(report: OpenReport) -> OpenReport:
    """Return the report with its names folded in. Only for a caller that has checked the purpose."""
    return replace(report, incident=fold(report.entries))


def require_role(report: OpenReport, *roles: Role) -> None:
    """Raise NotForYou unless the actor holds one of these roles at a desk of the report."""
    if not report.roles & {role.value for role in roles}:
        raise NotForYou


def to_work_on(actor: Actor, record: str, *roles: Role, seen: int | None = None, withdrawn: bool = False) -> OpenReport:
    """Return a report that this person may work on in one of these roles. Every verb begins here.

    Raises ReportUnknown, RecordTampered, NotYours for a report of one's own, InConflict, NotForYou, ChainGrew where
    it is longer than the person saw, and WithdrawnAlready where the filer took it back (unless `withdrawn` allows
    that).
    """
    report = open_report(actor, record)
    if report.own:
        raise NotYours
    if report.in_conflict(actor.account):
        raise InConflict
    require_role(report, *roles)
    if seen is not None and report.length != seen:
        raise ChainGrew  # before any guard: who decides on an old picture is shown the new one first
    if report.incident.state is State.WITHDRAWN and not withdrawn:
        raise WithdrawnAlready
    return report


def blocked(report: OpenReport, account: str) -> NotYours | InConflict | None:
    """Return why this person is shown nothing of the report, None when they may read it.

    Internal notes are for no filer's eyes, nor for somebody with a conflict of interest.
    """
    if report.own:
        return NotYours()
    return InConflict() if report.in_conflict(account) else None
