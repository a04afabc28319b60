"""Writing records: new chains, more entries, and the data keys they need."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

import msgspec
from sqlalchemy import Table, select, update

from app.crypto import primitives
from app.crypto.envelope import (
    START,
    DataKey,
    Place,
    Signature,
    commitment,
    digest,
    grant_info,
    seal_entry,
    seal_signature,
    signed,
)
from app.crypto.identifiers import new_id
from app.crypto.keys import filer_keys, new_secret
from app.database import begin_writing, db, insert_new, insert_rows, take_number
from app.vault import moments, rings
from app.vault.actor import Actor
from app.vault.chains import Chain, FilerPublic, Header, Inner, head_mac, values_of, what
from app.vault.directory.store import current
from app.vault.entries import FILER
from app.vault.errors import AlreadyThere, ChainGrew, NobodyThere, NoSuchRecord
from app.vault.models import CounterRow, EntryRow, GrantRow, RecordRow
from app.vault.opening import load_one
from app.vault.tags import free_tag

RECORDS, ENTRIES, GRANTS, COUNTERS = (
    cast("Table", model.__table__) for model in (RecordRow, EntryRow, GrantRow, CounterRow)
)
Entries = Sequence[tuple[str, msgspec.Struct]]


@dataclass(frozen=True)
class _Author:
    name: str
    sign: Callable[[bytes], bytes]


def minute(moment: datetime | None = None) -> str:
    """Return a moment as the vault writes it: a UTC minute."""
    return (moment or moments.now()).strftime("%Y-%m-%dT%H:%MZ")


def create(
    actor: Actor,
    *,
    kind: str,
    desk: str,
    readers: Mapping[str, Sequence[str]],
    entries: Entries,
    record: str | None = None,
    at: datetime | None = None,
) -> str:
    """Start a record and return its id.

    `readers` gives each compartment's ring ids, and FILER where the actor keeps a key of it; the record is then
    found under the actor's tags and signed with a key of its own. Raises AlreadyThere when `record` exists,
    NobodyThere when a ring has no key.
    """
    record = record or new_id()
    filing = any(FILER in holders for holders in readers.values())
    own = filer_keys(actor.keys, record)
    author = _Author(FILER, own.sign) if filing else _Author(actor.account, actor.keys.sign)
    public = FilerPublic(own.sign_public, own.box_public) if filing else None
    tag = free_tag(actor, kind) if filing else ""
    keys, grants = _first_keys(record, readers, tag, own.box_public if filing else b"")
    writer = _Writer(record, kind, -1, START, author, minute(at))
    first = entries[0][0]  # who may read the first entry may read the header
    header = Header(desk, {compartment: commitment(key) for compartment, key in keys.items()}, public)
    for compartment, body in ((first, header), *entries):
        writer.add(compartment, 1, keys[compartment], body)
    rows = writer.rows()
    arrived = (at or moments.now()).strftime("%Y-%m-%d")
    row: dict[str, object] = {
        "id": record, "kind": kind, "desk": desk, "arrived_on": arrived, "length": writer.seq, "head": writer.previous
    }  # fmt: skip
    if not insert_new(RECORDS, **row, head_mac=head_mac(row, grants, rows)):
        raise AlreadyThere(record)
    _insert(desk, rows, grants)
    return record


def _first_keys(
    record: str, readers: Mapping[str, Sequence[str]], tag: str, filer_box: bytes
) -> tuple[dict[str, DataKey], list[dict[str, object]]]:
    """Return a new data key for every compartment, and the grants of them."""
    secrets = {compartment: new_secret() for compartment in readers}
    grants = []
    for compartment, holders in readers.items():
        grants += _grants(record, compartment, 1, secrets[compartment], holders, tag, filer_box)
    return {compartment: DataKey(secret) for compartment, secret in secrets.items()}, grants


def append(
    actor: Actor,
    record: str,
    entries: Entries,
    *,
    expect: int | None = None,
    share: Mapping[str, Sequence[str]] | None = None,
    at: datetime | None = None,
) -> int:
    """Add entries to a record and return its new length.

    With `expect` (the length the actor saw) a record that grew raises ChainGrew; without it the race is run again.
    `share` adds ring ids to a compartment's readers; they read what was written before, too. A compartment whose
    readers' keys have changed, or that the actor cannot open, goes on under a new data key.
    """
    while True:
        chain = load_one(actor, record)
        if expect is not None and chain.length != expect:
            raise ChainGrew
        if _append_once(actor, chain, entries, share or {}, at):
            return chain.length + len(entries)
        if expect is not None:
            raise ChainGrew


def _append_once(
    actor: Actor, chain: Chain, entries: Entries, share: Mapping[str, Sequence[str]], at: datetime | None
) -> bool:
    row = chain.row
    own = filer_keys(actor.keys, row.id)
    author = _Author(FILER, own.sign) if chain.mine else _Author(actor.account, actor.keys.sign)
    tag = next((grant.holder for grant in chain.grants if "/" not in grant.holder), "")
    grants: list[dict[str, object]] = []
    for compartment, added in share.items():
        for (name, number), key in chain.keys.items():
            if name == compartment:
                fresh = [ring for ring in added if ring not in chain.holders(compartment)]
                grants += _grants(row.id, compartment, number, key, fresh, "", b"")
    writer = _Writer(row.id, row.kind, chain.length, chain.head, author, minute(at))
    numbers: dict[str, tuple[int, bytes]] = {}
    for compartment, body in entries:
        if compartment not in numbers:
            numbers[compartment], made = _data_key(chain, compartment, tag, tuple(share.get(compartment, ())))
            grants += made
        number, key = numbers[compartment]
        writer.add(compartment, number, chain.data_key(key), body)
    rows = writer.rows()
    begin_writing()
    after: dict[str, object] = {"length": writer.seq, "head": writer.previous}
    written = [*map(what, chain.entries), *rows]
    mac = head_mac(values_of(row) | after, [*map(values_of, chain.grants), *grants], written)
    moved = db.session.execute(
        update(RecordRow)
        .where(RecordRow.id == row.id, RecordRow.head_mac == row.head_mac)
        .values(**after, head_mac=mac)
        .execution_options(synchronize_session=False)
    )
    if not moved.rowcount:  # type: ignore[attr-defined]
        return False
    _insert(row.desk, rows, grants)
    return True


def _data_key(
    chain: Chain, compartment: str, tag: str, added: tuple[str, ...]
) -> tuple[tuple[int, bytes], list[dict[str, object]]]:
    """Return the data key to go on with, and the grants of a new one.

    A key is used again only while its holders are those of today and a person with a role has used it since they
    are: a key that somebody put into the database would otherwise be taken, and what is written next read.
    """
    number = chain.latest_key(compartment)
    held = {grant.holder for grant in chain.grants if (grant.compartment, grant.key_no) == (compartment, number)}
    readers = chain.holders(compartment)
    wanted = sorted(name for name in readers if ":" in name or name in RINGS_OF_THE_INSTANCE)
    there = [ring for ring in wanted if rings.has_members(ring)]
    if wanted and not there:
        raise NobodyThere(wanted[0])
    filer = {tag} & readers
    if not there and not filer:
        raise NoSuchRecord
    key = chain.keys.get((compartment, number))
    since = max((current().ring(ring).made[-1] for ring in there), default=0)
    proven = chain.proven.get((compartment, number), -1) >= since
    if key is not None and proven and held == {rings.public_key(ring)[0] for ring in there} | filer:
        return (number, key), []
    key, holders = new_secret(), [*there, *(ring for ring in added if ring not in there)]
    box = b""
    if filer and chain.header is not None and chain.header.filer is not None:
        holders, box = [*holders, FILER], chain.header.filer.box
    return (number + 1, key), _grants(chain.row.id, compartment, number + 1, key, holders, tag, box)


RINGS_OF_THE_INSTANCE = frozenset({"publication", "auditors", "administrators"})


def _grants(
    record: str, compartment: str, number: int, key: bytes, holders: Sequence[str], tag: str, filer_box: bytes
) -> list[dict[str, object]]:
    made: list[dict[str, object]] = []
    for holder in holders:
        name, public = (tag, filer_box) if holder == FILER else rings.public_key(holder)
        sealed = primitives.box_seal(public, key, grant_info(record, compartment, number, name))
        made.append({"record": record, "compartment": compartment, "key_no": number, "holder": name, "sealed": sealed})
    return made


@dataclass
class _Writer:
    """Seals the next entries of a chain, and signs all of them at once."""

    record: str
    kind: str
    seq: int
    previous: bytes
    author: _Author
    at: str
    sealed: list[tuple[DataKey, dict[str, object]]] = field(default_factory=list)

    def add(self, compartment: str, key_no: int, key: DataKey, body: msgspec.Struct) -> None:
        self.seq += 1
        place = Place(self.record, self.kind, compartment, key_no, self.seq, self.previous)
        raw = msgspec.Raw(msgspec.json.encode(body))
        content = msgspec.json.encode(Inner(self.author.name, current().number, self.at, raw))
        sealed = seal_entry(key, place, content)
        before, self.previous = self.previous, digest(place, sealed)
        row: dict[str, object] = {
            "record": self.record, "seq": self.seq, "compartment": compartment, "key_no": key_no,
            "previous": before, "digest": self.previous, "sealed": sealed,
        }  # fmt: skip
        self.sealed.append((key, row))

    def rows(self) -> list[dict[str, object]]:
        """Return the rows of what was added, each with the one signature of all."""
        if not self.sealed:
            return []
        digests = [cast("bytes", row["digest"]) for _, row in self.sealed]
        made = Signature(self.seq - len(digests) + 1, self.seq, self.author.sign(signed(digests)))
        for key, row in self.sealed:
            row["signature"] = seal_signature(key, cast("bytes", row["digest"]), made)
        return [row for _, row in self.sealed]


def _insert(desk: str, rows: list[dict[str, object]], grants: list[dict[str, object]]) -> None:
    if insert_rows(GRANTS, grants) < len(grants):  # somebody wrote one under a key number that was free when looked at
        raise ChainGrew
    if not rows:
        return
    coming = [row for row in rows if row["seq"]]  # a header is no arrival
    last = next_number(f"arrival {desk}", len(coming)) if desk else 0
    for row in rows:
        row["desk"] = row["arrival"] = None
    for offset, row in enumerate(coming if desk else ()):
        row["desk"] = desk
        row["arrival"] = last - len(coming) + 1 + offset
    if insert_rows(ENTRIES, rows) < len(rows):
        raise ChainGrew


def next_number(name: str, count: int = 1) -> int:
    """Take `count` numbers of a series and return the last. Holds the series until the commit, so none is skipped."""
    return take_number(COUNTERS, name, count)


def last_number(name: str) -> int:
    """Return the last number given out in a series, 0 for none."""
    return db.session.scalar(select(CounterRow.value).where(CounterRow.name == name)) or 0
