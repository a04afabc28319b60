"""Deputies: who stands in while a reviewer is away, and handing open work over."""

from __future__ import annotations

from datetime import date, datetime

from app.audit import service as audit
from app.audit.events import Event
from app.desks import service as desks
from app.errors import NotAllowed
from app.incidents.rules.limits import REASON
from app.triage import queue as queues
from app.triage.content import DESK, KIND, Absence, DeputyEnded, DeputyNamed, absence_of
from app.triage.errors import AssignmentRefused, Incomplete, NotForYou
from app.triage.rules import NOT_A_REVIEWER
from app.triage.service.assigning import WORKERS, colleagues, hand_over
from app.triage.service.writing import required
from app.vault import opening, records, sealing
from app.vault.actor import Actor
from app.vault.errors import RecordTampered
from app.vault.roles import Role
from app.vocabulary.wording import N_

MOST = 500  # absences of one desk that are looked at
LONGEST = 366  # days
AT_ONCE = 200  # reports handed over together


def absences(actor: Actor, desk: str) -> list[Absence]:
    """Return who is or will be away from a desk and who stands in, the earliest first. Raises NotForYou."""
    _require_work(actor, desk)
    found = opening.read_many(actor, records.of_desk(desk, KIND, MOST), as_filer=False)
    read = (absence_of(entries) for entries in found.values() if not isinstance(entries, RecordTampered))
    there = {one.account for one in colleagues({desk})}
    named = [one for one in read if one is not None and one.deputy in there]
    return sorted(named, key=lambda one: (one.first, one.record))


def standing_in_for(actor: Actor, desk: str, today: date) -> frozenset[str]:
    """Return the accounts for whom this person stands in today. Raises NotForYou."""
    return frozenset(one.account for one in absences(actor, desk) if one.deputy == actor.account and one.holds(today))


def name_deputy(actor: Actor, desk: str, deputy: str, first: date, last: date, today: date) -> str:
    """Say who stands in while one is away, and return the record that says so.

    Raises NotForYou, AssignmentRefused for somebody who does not work here, Incomplete for days that cannot be.
    """
    _require_work(actor, desk)
    if deputy == actor.account or deputy not in {one.account for one in colleagues({desk})}:
        raise AssignmentRefused(NOT_A_REVIEWER)
    if first > last or last < today or (last - first).days > LONGEST:
        raise Incomplete(N_("Check the two days. The first comes first, and the last is not over."))
    entry = DeputyNamed(to=deputy, first=first.isoformat(), last=last.isoformat())
    readers = {DESK: [desks.get(desk).ring]}
    record = sealing.create(actor, kind=KIND, desk=desk, readers=readers, entries=[(DESK, entry)])
    audit.record(Event.DESK_CHANGED, record, actor=actor, about=desk)
    return record


def end_absence(actor: Actor, desk: str, record: str) -> None:
    """Say that one is back, or does not go. Raises NotForYou for anybody else's absence."""
    if not any(one.record == record and one.account == actor.account for one in absences(actor, desk)):
        raise NotForYou
    sealing.append(actor, record, [(DESK, DeputyEnded())])
    audit.record(Event.DESK_CHANGED, record, actor=actor, about=desk)


def may_hand_over(actor: Actor, desk: str, today: date) -> frozenset[str]:
    """Return whose work this person may hand over: their own, of those they stand in for, a coordinator everybody's."""
    theirs = {actor.account} | standing_in_for(actor, desk, today)
    if actor.has(Role.COORDINATOR, desk):
        theirs |= {one.account for one in colleagues({desk})}
    return frozenset(theirs)


def hand_over_work(actor: Actor, desk: str, of: str, to: str, left: str, *, now: datetime) -> tuple[int, int]:
    """Hand somebody's open reports to a colleague, each in an entry by the actor.

    Returns how many went and how many could not: one's own, or with a conflict of interest. Raises NotForYou,
    AssignmentRefused, Incomplete.
    """
    if of not in may_hand_over(actor, desk, now.date()):
        raise NotForYou
    if to == of or to not in {one.account for one in colleagues({desk})}:
        raise AssignmentRefused(NOT_A_REVIEWER)
    required(left, REASON, N_("Write what is left to do."))
    went = stayed = 0
    for record in work_of(actor, desk, of, now):
        try:
            hand_over(actor, record, to, left)
            went += 1
        except NotAllowed:
            stayed += 1
    return went, stayed


def work_of(actor: Actor, desk: str, account: str, now: datetime) -> list[str]:
    """Return the open reports that somebody works on, the most urgent first."""
    page = queues.page(actor, desk, queues.Filters(assignee=account), limit=AT_ONCE, now=now)
    return [row.record for row in page.rows if row.assignee == account]


def _require_work(actor: Actor, desk: str) -> None:
    if not any(actor.has(role, desk) for role in WORKERS):
        raise NotForYou
