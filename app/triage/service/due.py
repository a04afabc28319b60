"""The hour in which a desk's next promise is due: written by its sessions, looked at by a clock that has no key."""

from __future__ import annotations

from datetime import datetime, timedelta

import apsw
from sqlalchemy import select

from app.accounts.service import people, spool
from app.accounts.service.spool import Notice
from app.database import begin_writing, db
from app.index.absorbing import Progress
from app.index.asking import value
from app.triage import indexes
from app.triage.clocks import EPOCH, Target, minutes, rounded_up, targets_of
from app.triage.models import DeskClockRow
from app.triage.projection import NEVER
from app.triage.risk import Level
from app.vault import arrivals
from app.vault.actor import Actor
from app.vault.directory.store import current
from app.vault.roles import Role
from app.vault.sealing import minute

MOMENT = 0.2  # seconds that an act waits for what arrived
FEW = 500  # arrivals that are read after an act; an index that is further behind is for who opens the list


def stored(desk: str) -> str:
    """Return the UTC minute of the hour that is written down for a desk, "" for none."""
    return db.session.scalar(select(DeskClockRow.next_due_at).where(DeskClockRow.desk == desk)) or ""


def keep(actor: Actor, desk: str, read: Progress, now: datetime) -> bool:
    """Write down when the next promise of a desk is due, as its index has it now. Raises NoKey.

    Of an index that has not read all nothing is written: what it does not know may be due first, or be kept already.
    What is overdue already is not the next promise: it was told of when it passed.
    """
    if not read.complete:
        return False

    def asked(connection: apsw.Connection) -> tuple[int | None, int]:
        with connection:  # the hour is that of these arrivals
            following = value(connection, NEXT, (minutes(now), NEVER))
            seen = value(connection, "SELECT arrival FROM followed WHERE desk = ?", (desk,)) or 0
        return following, seen

    found, seen = indexes.ask(actor, desk, asked)
    due = EPOCH + timedelta(minutes=found) if found is not None else None
    return write_down(desk, due, min(seen, arrivals.arrived(desk)), now)


NEXT = "SELECT min(due) FROM queue WHERE open = 1 AND due > ? AND due < ?"


def keep_after_an_act(actor: Actor, desk: str, now: datetime) -> bool:
    """Do the same once somebody of the desk has written something: the promise that was next may be kept by it.

    Only after the commit, for an index must read nothing that may yet be rolled back. Raises NoKey.
    """
    row = db.session.get(DeskClockRow, desk, populate_existing=True)
    if row is not None and row.arrivals == arrivals.arrived(desk):
        return False  # nothing was written: most often the act was refused
    read = indexes.progress(actor, desk, now=now)
    if read.total - read.done > FEW:
        return False
    return keep(actor, desk, indexes.absorb(actor, desk, now=now, seconds=MOMENT), now)


def write_down(desk: str, due: datetime | None, seen: int, now: datetime) -> bool:
    """Write down when a desk's next promise is due (aware; None for none), reckoned from its first `seen` arrivals.

    A promise that passed since the last session is told of first, so that a busy desk hides no breach. Returns whether
    anything changed.
    """
    wanted = {"next_due_at": minute(rounded_up(due)) if due else "", "arrivals": seen, "reckoned_at": _hour(now)}
    row = db.session.get(DeskClockRow, desk, populate_existing=True)
    if row is not None and all(getattr(row, name) == value for name, value in wanted.items()):
        return False
    if row is None or row.next_due_at != wanted["next_due_at"]:
        tell(now, desk)
    begin_writing()
    row = db.session.get(DeskClockRow, desk, populate_existing=True)
    if row is None:
        db.session.add(DeskClockRow(desk=desk, told="", **wanted))
    elif seen < row.arrivals <= arrivals.arrived(desk):
        return False  # another session has reckoned with more meanwhile
    else:
        for name, value in wanted.items():
            setattr(row, name, value)
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
        put += sum(spool.put(account, Notice.PROMISE_MISSED, row.desk) for account in _whom(row.desk))
    db.session.flush()
    return put


def tell_of_unopened(now: datetime) -> int:
    """Tell the same people of every desk at which something arrived that nobody of the desk has looked at for hours.

    For as many hours as the desk promises a first contact in, where life is in danger: what arrived may be that. When
    it arrived is not known here, only when the desk last looked. Told once, until the desk looks again. Returns how
    many notices were put into the spool.
    """
    watched = {row.desk: row for row in db.session.scalars(select(DeskClockRow)).all()}
    put = 0
    for name, desk in current().desks.items():
        row = watched.get(name)
        if row is None:  # nobody has opened it yet: its hours begin now
            begin_writing()
            db.session.add(DeskClockRow(desk=name, next_due_at="", told="", arrivals=0, reckoned_at=_hour(now)))
            continue
        contact = targets_of(desk.targets)[Level.CRITICAL][Target.FIRST_CONTACT]
        waited = row.reckoned_at and row.reckoned_at <= minute(now - contact)
        if waited and arrivals.arrived(name) > row.arrivals and (accounts := _whom(name)):
            begin_writing()
            row.reckoned_at = ""
            put += sum(spool.put(account, Notice.NOBODY_LOOKED, name) for account in accounts)
    db.session.flush()
    return put


def _whom(desk: str) -> list[str]:
    if desk not in current().desks:
        return []
    return people.holding(Role.COORDINATOR, desk) or people.holding(Role.REVIEWER, desk)


def _hour(at: datetime) -> str:
    return minute(rounded_up(at))
