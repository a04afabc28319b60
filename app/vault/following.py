"""What an index follows: the records of a ring in the order in which something arrived, opened many at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import msgspec
from sqlalchemy import Table, and_, bindparam, false, func, or_, select

from app.crypto.primitives import CannotOpen, same
from app.database import db
from app.vault.actor import Actor
from app.vault.chains import Chain
from app.vault.directory.store import current
from app.vault.errors import RecordTampered
from app.vault.models import CounterRow, EntryRow, GrantRow, RecordRow
from app.vault.opening import Looks, looking_again, open_chain

RECORDS, ENTRIES, GRANTS = (cast("Table", model.__table__) for model in (RecordRow, EntryRow, GrantRow))
# Made once: what is asked for some hundred records at a time would cost as much to build as to answer.
_ENTRIES = (
    select(ENTRIES)
    .where(ENTRIES.c.record.in_(bindparam("records", expanding=True)))
    .order_by(ENTRIES.c.record, ENTRIES.c.seq)
)
_GRANTS = select(GRANTS).where(GRANTS.c.record.in_(bindparam("records", expanding=True)))
_HEADS = select(RECORDS).where(
    RECORDS.c.id.in_(bindparam("records", expanding=True)), RECORDS.c.kind.in_(bindparam("kinds", expanding=True))
)

_ARRIVED = (
    select(ENTRIES.c.record)
    .where(
        ENTRIES.c.desk == bindparam("desk"),
        ENTRIES.c.arrival > bindparam("after"),
        ENTRIES.c.arrival <= bindparam("upto"),
    )
    .order_by(ENTRIES.c.arrival)
)


@dataclass(frozen=True, slots=True)
class Known:
    """What an index remembers of a record: its length, the digest of its last entry, and the data keys opened."""

    length: int
    head: bytes
    keys: Mapping[tuple[str, int], bytes] = field(default_factory=dict)


def desks() -> dict[str, int]:
    """Return the last arrival number of every desk that has any."""
    rows = db.session.execute(select(CounterRow.name, CounterRow.value).where(CounterRow.name.like("arrival %")))
    return {name.removeprefix("arrival "): value for name, value in rows}


def digests_at(arrivals: Mapping[str, int]) -> dict[str, bytes]:
    """Return by desk the digest of the entry with that arrival number, b"" where there is none.

    It changes in no honest way.
    """
    places = [and_(ENTRIES.c.desk == desk, ENTRIES.c.arrival == arrival) for desk, arrival in arrivals.items()]
    found = db.session.execute(select(ENTRIES.c.desk, ENTRIES.c.digest).where(or_(false(), *places)))
    return dict.fromkeys(arrivals, b"") | {row.desk: row.digest for row in found.all()}


def arrived(desk: str, after: int, upto: int) -> list[str]:
    """Return the records in which something arrived at a desk, oldest first.

    `after` and `upto` are arrival numbers of the desk: what came after the first, up to and including the other.
    """
    rows = db.session.execute(_ARRIVED, {"desk": desk, "after": after, "upto": upto}).all()
    return list(dict.fromkeys(record for (record,) in rows))


def held(ring: str, records: Sequence[str]) -> set[str]:
    """Return those of some records that a ring holds a key of: for ever, unless a record was purged."""
    wanted = (
        select(GRANTS.c.record)
        .where(GRANTS.c.record.in_(records), GRANTS.c.holder >= f"{ring}/", GRANTS.c.holder < f"{ring}0")
        .distinct()
    )
    return set(db.session.scalars(wanted))


def ends(ring: str, kinds: Collection[str]) -> dict[str, tuple[bytes, bytes]]:
    """Return head and head code of every record of these kinds that a ring holds a key of."""
    rows = db.session.execute(
        select(RECORDS.c.id, RECORDS.c.head, RECORDS.c.head_mac)
        .join(GRANTS, GRANTS.c.record == RECORDS.c.id)
        .where(RECORDS.c.kind.in_(kinds), GRANTS.c.holder >= f"{ring}/", GRANTS.c.holder < f"{ring}0")
        .distinct()
    )
    return {row.id: (row.head, row.head_mac) for row in rows}


def extent(desk: str, kinds: Collection[str]) -> tuple[int, int]:
    """Return how many records of these kinds a desk has, "" for no desk, and how many entries all of them together."""
    wanted = select(func.count(), func.coalesce(func.sum(RECORDS.c.length), 0))
    count, entries = db.session.execute(wanted.where(RECORDS.c.desk == desk, RECORDS.c.kind.in_(kinds))).one()
    return int(count), int(entries)


class Row(msgspec.Struct, frozen=True, gc=False):
    """A row of a record, past the session's objects: these are made a hundred times faster."""

    id: str
    kind: str
    desk: str
    arrived_on: str
    length: int
    head: bytes
    head_mac: bytes


def heads(records: Sequence[str], kinds: Collection[str]) -> list[Row]:
    """Return the rows of some records that are there and of these kinds, unverified."""
    found = db.session.execute(_HEADS, {"records": records, "kinds": list(kinds)}).all()
    return [Row(*row) for row in found]


def open_many(
    actor: Actor, records: Sequence[str], kinds: Collection[str], known: Mapping[str, Known], ring: str
) -> dict[str, Chain | RecordTampered]:
    """Open records of some kinds as a reader of one ring, never as a filer, in a fixed number of queries.

    A record of which the reader `known`s a longer or another chain is refused: it was rolled back. What was known is
    not verified again, so an index must never hold what it did not verify itself.
    """
    found: dict[str, Chain | RecordTampered] = {}
    for wanted, looks in looking_again(records, found):
        found |= _open_once(actor, wanted, kinds, known, _rings(ring), looks)
    return found


class _Entry(msgspec.Struct, frozen=True, gc=False):
    record: str
    seq: int
    compartment: str
    key_no: int
    previous: bytes
    digest: bytes
    sealed: bytes | None
    signature: bytes | None
    desk: str | None
    arrival: int | None


class _Grant(msgspec.Struct, frozen=True, gc=False):
    record: str
    compartment: str
    key_no: int
    holder: str
    sealed: bytes


def _rings(ring: str) -> frozenset[str]:
    """Return whose grants are opened for a ring's index: officers see the names beside the report of their desk."""
    kind, _, desk = ring.partition(":")
    return frozenset({ring, f"desk:{desk}"}) if kind == "protection" else frozenset({ring})


def _open_once(
    actor: Actor,
    records: Sequence[str],
    kinds: Collection[str],
    known: Mapping[str, Known],
    through: frozenset[str],
    looks: Looks,
) -> dict[str, Chain | RecordTampered]:
    entries, grants = defaultdict[str, list[Any]](list), defaultdict[str, list[Any]](list)
    for values in db.session.execute(_ENTRIES, {"records": records}).all():
        entries[values[0]].append(_Entry(*values))
    for values in db.session.execute(_GRANTS, {"records": records}).all():
        grants[values[0]].append(_Grant(*values))
    directory = current()
    found: dict[str, Chain | RecordTampered] = {}
    for row in heads(records, kinds):
        chain = Chain(cast("RecordRow", row), entries[row.id], grants[row.id])
        looks[row.id] = chain.look
        try:
            _remember(chain, known.get(row.id))
            open_chain(actor, chain, directory, as_filer=False, through=through)
            found[row.id] = chain
        except (CannotOpen, RecordTampered, msgspec.MsgspecError):
            found[row.id] = RecordTampered(row.id)
    return found


def _remember(chain: Chain, known: Known | None) -> None:
    if not chain.entries:
        raise RecordTampered(chain.row.id)
    if known is None:
        return
    if chain.length < known.length or not same(chain.entries[known.length].digest, known.head):
        raise RecordTampered(chain.row.id)
    chain.trusted = _verified_before(chain, known)
    granted = {(grant.compartment, grant.key_no) for grant in chain.grants}
    chain.keys |= {place: key for place, key in known.keys.items() if place in granted}  # a purged record has none


def _verified_before(chain: Chain, known: Known) -> frozenset[int]:
    """Return the numbers of the entries that a reader verified who knows a chain up to a digest, and these keys of it.

    Not what no key was known of: nobody looked at its author. Nor what stands before an erased entry: whether that one
    follows from it cannot be seen any more, so the digest known says nothing of it.
    """
    there = chain.entries[: known.length + 1]
    erased = max((entry.seq for entry in there if entry.sealed is None), default=-1)
    return frozenset(
        entry.seq for entry in there if entry.seq > erased and (entry.compartment, entry.key_no) in known.keys
    )
