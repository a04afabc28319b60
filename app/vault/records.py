"""Whole records: finding one's own or a desk's, erasing, destroying, purging."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import and_, delete, or_, select, true, update

from app.crypto.keys import holder_tags
from app.database import begin_writing, db
from app.vault.actor import Actor
from app.vault.chains import head_mac, values_of, what
from app.vault.errors import NoSuchRecord
from app.vault.models import EntryRow, GrantRow, RecordRow
from app.vault.opening import load_one
from app.vault.tags import BATCH, latest_tags

EMPTY = 4  # batches without a record before the search ends: purged records and drafts leave gaps


def own(actor: Actor, kind: str) -> list[str]:
    """Return the ids of the actor's own records of a kind, in no telling order. Looks tags up in fixed batches."""
    found: list[str] = []
    start = empty = 0
    while empty < EMPTY:
        tags = holder_tags(actor.keys, kind, range(start, start + BATCH))
        batch = db.session.scalars(select(GrantRow.record).where(GrantRow.holder.in_(tags)).distinct()).all()
        empty = 0 if batch else empty + 1
        found += batch
        start += BATCH
    return found


def latest_own(actor: Actor, kind: str, desk: str, since: str, limit: int) -> list[str]:
    """Return up to `limit` of the actor's last records of a kind at a desk that arrived since a day, latest first.

    Two queries, however many there are: looks at the tags that were taken last.
    """
    statement = (
        select(RecordRow.id)
        .join(GrantRow, GrantRow.record == RecordRow.id)
        .where(GrantRow.holder.in_(latest_tags(actor, kind, BATCH)))
        .where(RecordRow.desk == desk, RecordRow.arrived_on >= since)
        .group_by(RecordRow.id, RecordRow.arrived_on)
        .order_by(RecordRow.arrived_on.desc(), RecordRow.id)
        .limit(limit)
    )
    return list(db.session.scalars(statement))


def newest_first(names: Sequence[str]) -> list[str]:
    """Return record ids by their day of arrival, the latest first; within a day in no telling order."""
    statement = select(RecordRow.id).where(RecordRow.id.in_(names))
    return list(db.session.scalars(statement.order_by(RecordRow.arrived_on.desc(), RecordRow.id)))


def is_own(actor: Actor, record: str) -> bool:
    """Tell whether the actor filed a record. Raises NoSuchRecord or RecordTampered."""
    return load_one(actor, record).mine


def of_desk(desk: str, kind: str, limit: int, before: int | None = None) -> list[str]:
    """Return up to `limit` record ids of a desk, the latest arrival first; `before` is an arrival number."""
    statement = (
        select(EntryRow.record)
        .join(RecordRow, RecordRow.id == EntryRow.record)
        .where(EntryRow.desk == desk, EntryRow.seq == 1, RecordRow.kind == kind)
        .order_by(EntryRow.arrival.desc())
        .limit(limit)
    )
    if before is not None:
        statement = statement.where(EntryRow.arrival < before)
    return list(db.session.scalars(statement))


def held_by(ring: str, kind: str, limit: int, compartment: str = "") -> list[str]:
    """Return up to `limit` records of a kind that were ever shared with a ring: any of them, or one compartment."""
    statement = (
        select(RecordRow.id)
        .join(GrantRow, GrantRow.record == RecordRow.id)
        .where(RecordRow.kind == kind, GrantRow.holder.like(f"{ring}/%"))
        .where((GrantRow.compartment == compartment) if compartment else true())
        .distinct()
        .order_by(RecordRow.id)
        .limit(limit)
    )
    return list(db.session.scalars(statement))


def held_page(rings: Collection[str], kind: str, limit: int, after: str = "") -> list[str]:
    """Return a page of the records of a kind that were ever shared with some rings, the latest day of arrival first.

    `after` is the last record of the page before; "" or one that is not there is the beginning.
    """
    shared = select(GrantRow.record).where(or_(*(GrantRow.holder.like(f"{ring}/%") for ring in rings)))
    statement = select(RecordRow.id).where(RecordRow.kind == kind, RecordRow.id.in_(shared))
    day = db.session.scalar(select(RecordRow.arrived_on).where(RecordRow.id == after)) if after else None
    if day is not None:
        same_day = and_(RecordRow.arrived_on == day, RecordRow.id > after)
        statement = statement.where(or_(RecordRow.arrived_on < day, same_day))
    return list(db.session.scalars(statement.order_by(RecordRow.arrived_on.desc(), RecordRow.id).limit(limit)))


def place_of(record: str) -> tuple[str, str]:
    """Return the kind and desk of a record, both readable. Raises NoSuchRecord."""
    row = db.session.execute(select(RecordRow.kind, RecordRow.desk).where(RecordRow.id == record)).first()
    if row is None:
        raise NoSuchRecord
    return row.kind, row.desk


def erase(record: str, seqs: Sequence[int]) -> None:
    """Remove the bytes of entries; their hashes stay. The room has appended the signed entry that says so."""
    begin_writing()
    db.session.execute(
        update(EntryRow)
        .where(EntryRow.record == record, EntryRow.seq.in_([seq for seq in seqs if seq]))  # never the header
        .values(sealed=None, signature=None)
        .execution_options(synchronize_session=False)
    )


def destroy(actor: Actor, record: str) -> None:
    """Remove a record that only its filer could ever read (a draft), rows and all. Raises NoSuchRecord."""
    chain = load_one(actor, record)
    if not chain.mine or any("/" in grant.holder for grant in chain.grants):
        raise NoSuchRecord
    begin_writing()
    for table, column in ((GrantRow, GrantRow.record), (EntryRow, EntryRow.record), (RecordRow, RecordRow.id)):
        db.session.execute(delete(table).where(column == record).execution_options(synchronize_session=False))


def purge(record: str) -> None:
    """Destroy every key and sealed byte of a record; a countable shell with its hashes stays. Raises NoSuchRecord."""
    begin_writing()
    statement = select(RecordRow).where(RecordRow.id == record).with_for_update()  # nobody writes a new key meanwhile
    row = db.session.scalars(statement.execution_options(populate_existing=True)).first()
    if row is None:
        raise NoSuchRecord
    db.session.execute(delete(GrantRow).where(GrantRow.record == record).execution_options(synchronize_session=False))
    db.session.execute(
        update(EntryRow)
        .where(EntryRow.record == record)
        .values(sealed=None, signature=None)
        .execution_options(synchronize_session=False)
    )
    entries = db.session.scalars(
        select(EntryRow)
        .where(EntryRow.record == record)
        .order_by(EntryRow.seq)
        .execution_options(populate_existing=True)
    )
    row.head_mac = head_mac(values_of(row), [], map(what, entries))
    db.session.flush()


def expired(kind: str, before_day: str) -> list[str]:
    """Return the records of a kind that arrived before a day."""
    statement = select(RecordRow.id).where(RecordRow.kind == kind, RecordRow.arrived_on < before_day)
    return list(db.session.scalars(statement))


def drop_expired(kind: str, before_day: str) -> int:
    """Remove forgotten drafts, unread. Returns how many."""
    names = expired(kind, before_day)
    begin_writing()
    for table, column in ((GrantRow, GrantRow.record), (EntryRow, EntryRow.record), (RecordRow, RecordRow.id)):
        db.session.execute(delete(table).where(column.in_(names)).execution_options(synchronize_session=False))
    return len(names)
