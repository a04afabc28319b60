"""Who has an account, what a live session leaves behind, and open invitations. Nothing here names a record."""

from __future__ import annotations

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base
from app.vault.models import NO_ROWID


class AccountRow(Base):
    """A person. The sign-in name is a blind index; no time finer than a day; never touched by use."""

    __tablename__ = "account"
    __table_args__ = (NO_ROWID,)
    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    name_index: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary(16))
    memory_kib: Mapped[int]
    passes: Mapped[int]
    lanes: Mapped[int]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    email: Mapped[bytes | None] = mapped_column(LargeBinary)
    profile: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_on: Mapped[str] = mapped_column(String(10))


class RecoveryCodeRow(Base):
    """The account secret, sealed by one recovery code."""

    __tablename__ = "recovery_code"
    __table_args__ = (NO_ROWID,)
    account: Mapped[str] = mapped_column(String(16), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class SessionRow(Base):
    """A live session, sealed under a key that only the browser holds. `note` opens with the person's own key."""

    __tablename__ = "session"
    __table_args__ = (NO_ROWID,)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    note: Mapped[bytes] = mapped_column(LargeBinary)
    seen: Mapped[int]  # minutes since 1970
    ends: Mapped[int]  # minutes since 1970


class InvitationRow(Base):
    """A certificate and its key, sealed under the secret in the invitation link."""

    __tablename__ = "invitation"
    __table_args__ = (NO_ROWID,)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    expires_on: Mapped[str] = mapped_column(String(10))


class ShareRow(Base):
    """A trustee's share of the recovery key, sealed under the secret in that trustee's link; gone once seen."""

    __tablename__ = "share"
    __table_args__ = (NO_ROWID,)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class AttemptRow(Base):
    """Failed sign-ins of one name or address, as a hash; gone half an hour after the last."""

    __tablename__ = "attempt"
    __table_args__ = (NO_ROWID,)
    key: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    failures: Mapped[int]
    until: Mapped[int]  # minutes since 1970: when the row is forgotten


class NoticeRow(Base):
    """Something a person should be told, without content and without a time: a notice service sends and removes it."""

    __tablename__ = "notice"
    __table_args__ = (NO_ROWID,)
    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    account: Mapped[str] = mapped_column(String(16))
    event: Mapped[str] = mapped_column(String(32))
    desk: Mapped[str] = mapped_column(String(16))
