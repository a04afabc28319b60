"""What the server may know of a desk's work: an hour or two, so that a clock without keys can tell of a breach."""

from __future__ import annotations

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base
from app.vault.models import NO_ROWID


class DeskClockRow(Base):
    """When the next promise of a desk is due, rounded up to the hour; `told` is the hour last told of. "" for none.

    That hour takes the desk's first `arrivals` into account, and was reckoned at `reckoned_at`, rounded up as well: ""
    once the coordinator was told that something arrived since.
    """

    __tablename__ = "desk_clock"
    __table_args__ = (NO_ROWID,)
    desk: Mapped[str] = mapped_column(String(16), primary_key=True)
    next_due_at: Mapped[str] = mapped_column(String(17))
    told: Mapped[str] = mapped_column(String(17))
    arrivals: Mapped[int] = mapped_column(Integer)
    reckoned_at: Mapped[str] = mapped_column(String(17))
