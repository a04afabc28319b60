"""The spool of notices: who should be told what kind of thing, until a notice service has sent it.

A notice names a person, a kind of event and a desk: never a record, never a time. What waits already is not put twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from sqlalchemy import delete, select

from app.accounts.models import NoticeRow
from app.crypto.identifiers import new_id
from app.database import begin_writing, db


class Notice(StrEnum):
    """What somebody may be told. A closed list: no text of any record can get into a mail."""

    PROMISE_MISSED = "promise_missed"  # a service target of the desk has passed
    NOBODY_LOOKED = "nobody_looked"  # something arrived at the desk, and nobody has opened its list for hours


def put(account: str, event: Notice, desk: str = "") -> bool:
    """Let a person be told; returns whether that was new."""
    begin_writing()
    same = (NoticeRow.account == account) & (NoticeRow.event == event.value) & (NoticeRow.desk == desk)
    if db.session.scalar(select(NoticeRow.id).where(same)):
        return False
    db.session.add(NoticeRow(id=new_id(), account=account, event=event.value, desk=desk))
    db.session.flush()
    return True


def waiting(limit: int) -> list[tuple[str, str, str, str]]:
    """Return up to `limit` notices as (id, account, event, desk), in no telling order."""
    rows = db.session.execute(
        select(NoticeRow.id, NoticeRow.account, NoticeRow.event, NoticeRow.desk).order_by(NoticeRow.id).limit(limit)
    )
    return [(row.id, row.account, row.event, row.desk) for row in rows]


def sent(names: Sequence[str]) -> None:
    """Remove notices that have been sent."""
    begin_writing()
    db.session.execute(delete(NoticeRow).where(NoticeRow.id.in_(names)).execution_options(synchronize_session=False))
