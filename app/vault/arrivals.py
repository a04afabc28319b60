"""What arrived at a desk, numbered without gaps: a number that is missing is an entry that somebody took away."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.database import db
from app.vault.models import CounterRow, EntryRow


def arrived(desk: str) -> int:
    """Return how many entries have arrived at a desk, as its counter says."""
    return db.session.scalar(select(CounterRow.value).where(CounterRow.name == _series(desk))) or 0


def first_missing(desk: str) -> int | None:
    """Return the first arrival number of a desk that is missing, or that its counter does not know; None for none."""
    counter = select(CounterRow.value).where(CounterRow.name == _series(desk)).scalar_subquery()
    count, last, given = db.session.execute(  # one statement: what arrives meanwhile is in all three or in none
        select(func.count(), func.max(EntryRow.arrival), counter).where(EntryRow.desk == desk)
    ).one()
    last, given = last or 0, given or 0
    if count == last == given:
        return None
    following = aliased(EntryRow)
    present = select(EntryRow.arrival).where(EntryRow.desk == desk, EntryRow.arrival == 1).exists()
    if not db.session.scalar(select(present)):
        return 1
    end = db.session.scalar(
        select(func.min(EntryRow.arrival + 1)).where(
            EntryRow.desk == desk,
            ~select(following.seq).where(following.desk == desk, following.arrival == EntryRow.arrival + 1).exists(),
        )
    )
    return min(int(end or 1), given + 1)


def _series(desk: str) -> str:
    return f"arrival {desk}"
