"""What the server may know of a desk's work: one hour, so that a clock without keys can tell of a breach."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base
from app.vault.models import NO_ROWID


class DeskClockRow(Base):
    """When the next promise of a desk is due, rounded up to the hour; `told` is the hour last told of. "" for none."""

    __tablename__ = "desk_clock"
    __table_args__ = (NO_ROWID,)
    desk: Mapped[str] = mapped_column(String(16), primary_key=True)
    next_due_at: Mapped[str] = mapped_column(String(17))
    told: Mapped[str] = mapped_column(String(17))
