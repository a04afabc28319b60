"""The hour in which a desk's next promise is due: written by its sessions, looked at by a clock that has no key."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from app.accounts.service import people, spool
from app.accounts.service.spool import Notice
from app.database import begin_writing, db
from app.index.asking import value
from app.triage import indexes
from app.triage.clocks import rounded_up
from app.triage.models import DeskClockRow
from app.triage.projection import EPOCH, NEVER, minutes
from app.vault.actor import Actor
from app.vault.directory.store import current
from app.vault.roles import Role
from app.vault.sealing import minute


def stored(desk: str) -> str:
    """Return the UTC minute of the hour that is written down for a desk, "" for none."""
    return db.session.scalar(select(DeskClockRow.next_due_at).where(DeskClockRow.desk == desk)) or ""


def keep(actor: Actor, desk: str, now: datetime) -> bool:
    """Write down when the next promise of a desk is due, as its index has it now. Raises NoKey.

    What is overdue already is not the next promise: it was told of when it passed.
    """
    found = indexes.ask(actor, desk, lambda one: value(one, NEXT, (minutes(now), NEVER)))
    return write_down(desk, EPOCH + timedelta(minutes=found) if found is not None else None, now)


NEXT = "SELECT min(due) FROM queue WHERE open = 1 AND due > ? AND due < ?"


def write_down(desk: str, due: datetime | None, now: datetime) -> bool:
    """Write down when a desk's next promise is due (aware; None for none). Returns whether that is a change.

    A promise that passed since the last session is told of first, so that a busy desk hides no breach.
    """
    hour = minute(rounded_up(due)) if due else ""
    if hour == stored(desk):
        return False
    tell(now, desk)
    begin_writing()
    row = db.session.get(DeskClockRow, desk, populate_existing=True)
    if row is None:
        db.session.add(DeskClockRow(desk=desk, next_due_at=hour, told=""))
    else:
        row.next_due_at = hour
    db.session.flush()
    return True


def tell(now: datetime, only: str = "") -> int:
    """Tell the coordinators of every desk whose promise has passed; where there is none, its reviewers.

    Each hour is told of once. Returns how many notices were put into the spool.
    """
    passed = (DeskClockRow.next_due_at != "") & (DeskClockRow.next_due_at <= minute(now))
    late = select(DeskClockRow).where(passed, DeskClockRow.next_due_at != DeskClockRow.told)
    put = 0
    for row in db.session.scalars(late.where(DeskClockRow.desk == only) if only else late).all():
        begin_writing()
        row.told = row.next_due_at
        to = people.holding(Role.COORDINATOR, row.desk) or people.holding(Role.REVIEWER, row.desk)
        put += sum(spool.put(account, Notice.PROMISE_MISSED, row.desk) for account in to if row.desk in current().desks)
    db.session.flush()
    return put
