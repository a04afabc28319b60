"""The tables of sealed records, of the signed directory and of who holds which ring. docs/DATA.md gives each reason."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base

NO_ROWID = {"sqlite_with_rowid": False}  # rows stand in key order, and keys are random: no order of insertion


class RecordRow(Base):
    """A chain of sealed entries. `head_mac` (by the instance key) shows a shortened chain or a foreign grant."""

    __tablename__ = "record"
    __table_args__ = (Index("ix_record_desk", "desk", "kind"), NO_ROWID)
    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    desk: Mapped[str] = mapped_column(String(16))
    arrived_on: Mapped[str] = mapped_column(String(10))
    length: Mapped[int]
    head: Mapped[bytes] = mapped_column(LargeBinary(32))
    head_mac: Mapped[bytes] = mapped_column(LargeBinary(32))


class EntryRow(Base):
    """One sealed event of a record; number 0 is the vault's own header, which is never erased.

    `sealed` and `signature` are NULL once erased; `digest` stays, so that the chain still verifies.
    """

    __tablename__ = "entry"
    __table_args__ = (
        Index("uq_entry_arrival", "desk", "arrival", unique=True),
        NO_ROWID,
    )
    record: Mapped[str] = mapped_column(ForeignKey("record.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    compartment: Mapped[str] = mapped_column(String(16))
    key_no: Mapped[int]
    previous: Mapped[bytes] = mapped_column(LargeBinary(32))
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    signature: Mapped[bytes | None] = mapped_column(LargeBinary)  # sealed; one for all that were written together
    desk: Mapped[str | None] = mapped_column(String(16))  # NULL where the record belongs to no desk
    arrival: Mapped[int | None]


class GrantRow(Base):
    """A data key sealed to one holder: "ring/epoch", or a filer's tag. Never changed once written."""

    __tablename__ = "grant"
    __table_args__ = (Index("ix_grant_holder", "holder", "compartment"), NO_ROWID)
    record: Mapped[str] = mapped_column(ForeignKey("record.id"), primary_key=True)
    compartment: Mapped[str] = mapped_column(String(16), primary_key=True)
    key_no: Mapped[int] = mapped_column(primary_key=True)
    holder: Mapped[str] = mapped_column(String(48), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class CounterRow(Base):
    """The last number given out in a series: arrivals of a desk, the audit chain."""

    __tablename__ = "counter"
    __table_args__ = (NO_ROWID,)
    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[int]


class DirectoryRow(Base):
    """One signed entry of the directory: public keys, roles, desks, epochs."""

    __tablename__ = "directory"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    previous: Mapped[bytes] = mapped_column(LargeBinary(32))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    signer: Mapped[str] = mapped_column(String(16))
    signature: Mapped[bytes] = mapped_column(LargeBinary(64))
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))


class EpochRow(Base):
    """One generation of a ring's key: its predecessor's secret, sealed under this one's."""

    __tablename__ = "epoch"
    __table_args__ = (NO_ROWID,)
    ring: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    sealed_previous: Mapped[bytes | None] = mapped_column(LargeBinary)


class MembershipRow(Base):
    """A ring's secret of one epoch, sealed to one member or to the recovery key."""

    __tablename__ = "membership"
    __table_args__ = (NO_ROWID,)
    ring: Mapped[str] = mapped_column(String(32), primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(String(16), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class SealedSecretRow(Base):
    """A secret of the instance sealed to one epoch of a ring: the root key, to the administrators."""

    __tablename__ = "sealed_secret"
    __table_args__ = (NO_ROWID,)
    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    ring: Mapped[str] = mapped_column(String(32), primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
