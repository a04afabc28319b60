"""The audit's one table."""

from __future__ import annotations

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base


class AuditRow(Base):
    """One sealed event. Every row is of one size; `ring` names the epoch that can open it."""

    __tablename__ = "audit"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    ring: Mapped[str] = mapped_column(String(48))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
