"""The rows of a record as one actor can open them, what is inside their seals, and all that needs no key to check."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

import msgspec

from app.crypto import primitives
from app.crypto.envelope import START, DataKey, Place, Signature, digest
from app.crypto.framing import frame
from app.crypto.primitives import CannotOpen, same
from app.vault.entries import Opened
from app.vault.errors import RecordTampered
from app.vault.instance import instance
from app.vault.models import EntryRow, GrantRow, RecordRow


class FilerPublic(msgspec.Struct, frozen=True, gc=False):
    """A filer's public keys for one record."""

    sign: bytes
    box: bytes


class Header(msgspec.Struct, frozen=True, omit_defaults=True):
    """Entry 0, the vault's own: what a record is bound to for ever. `keys` commits to each compartment's first key."""

    desk: str
    keys: dict[str, bytes]
    filer: FilerPublic | None = None


class Inner(msgspec.Struct, frozen=True, gc=False):
    """What is inside a seal."""

    author: str
    point: int
    at: str
    body: msgspec.Raw


INNER = msgspec.json.Decoder(Inner)
HEADER = msgspec.json.Decoder(Header)


@dataclass
class Chain:
    """A record as one actor can open it. `keys` are the data keys opened, by compartment and number."""

    row: RecordRow
    entries: list[EntryRow]  # the header first
    grants: list[GrantRow]
    keys: dict[tuple[str, int], bytes] = field(default_factory=dict)
    header: Header | None = None  # None where the reader holds no key of it: everything stays closed
    mine: bool = False
    opened: list[Opened] = field(default_factory=list)
    proven: dict[tuple[str, int], int] = field(default_factory=dict)  # keys that an author with a role used: the point
    places: dict[int, Place] = field(default_factory=dict, repr=False)
    derived: dict[bytes, DataKey] = field(default_factory=dict, repr=False)
    trusted: Collection[int] = ()  # the entries whose author an index has verified before
    own: bytes = b""  # the reader's own public key as this record's filer, where it is theirs
    verified: set[tuple[bytes, Signature]] = field(default_factory=set, repr=False)  # with the author's public key

    @property
    def look(self) -> tuple[bytes, int, int]:
        """What tells a chain that grew between two queries from one that was changed: this stays the same then."""
        return self.row.head_mac, len(self.entries), len(self.grants)

    @property
    def length(self) -> int:
        return len(self.entries) - 1

    @property
    def head(self) -> bytes:
        return self.entries[-1].digest

    def place(self, entry: EntryRow) -> Place:
        """Return where an entry stands."""
        if entry.seq not in self.places:
            self.places[entry.seq] = Place(
                self.row.id, self.row.kind, entry.compartment, entry.key_no, entry.seq, entry.previous
            )
        return self.places[entry.seq]

    def data_key(self, secret: bytes) -> DataKey:
        """Return one of the data keys with what derives from it."""
        if secret not in self.derived:
            self.derived[secret] = DataKey(secret)
        return self.derived[secret]

    def verify(self, author: bytes, made: Signature) -> None:
        """Check a signature of entries that were written together, once for all of them. Raises CannotOpen."""
        if (author, made) in self.verified:
            return
        if made.last >= len(self.entries):
            raise CannotOpen
        made.verify(author, [entry.digest for entry in self.entries[made.first : made.last + 1]])
        self.verified.add((author, made))

    def latest_key(self, compartment: str) -> int:
        """Return the highest key number of a compartment, 0 when it has none."""
        rows: list[GrantRow | EntryRow] = [*self.grants, *self.entries]
        return max((row.key_no for row in rows if row.compartment == compartment), default=0)

    def holders(self, compartment: str) -> set[str]:
        """Return who has ever been able to read a compartment: ring ids, and filer tags."""
        return {grant.holder.split("/")[0] for grant in self.grants if grant.compartment == compartment}

    def desks(self) -> set[str]:
        """Return the desks whose people may write: the record's, and those it is shared with."""
        rings_held = {grant.holder.split("/")[0] for grant in self.grants if "/" in grant.holder}
        return {self.row.desk} | {ring.split(":")[1] for ring in rings_held if ":" in ring}


def head_mac(
    record: Mapping[str, object], grants: Iterable[Mapping[str, object]], entries: Iterable[Mapping[str, object]]
) -> bytes:
    """Return the instance's code over a record's row, all its grants and what every entry is, the header first.

    Without it, who can write to the database could cut a chain at its end, hand a record to another desk, or add
    a reader. Every entry, not the last digest alone: of an erased one nobody can see any more from what it follows and
    where it lay, and a filer's key stands nowhere but in the header.
    """
    row = [_part(record[name]) for name in ("id", "kind", "desk", "arrived_on", "length", "head")]
    columns = ("compartment", "key_no", "holder", "sealed")
    held = sorted(frame(*(_part(grant[name]) for name in columns)) for grant in grants)
    there = [frame(_part(one["compartment"]), _part(one["key_no"]), _part(one["digest"])) for one in entries]
    all_grants, all_entries = primitives.sha256(frame(*held)), primitives.sha256(frame(*there))
    return instance().mac("record head", frame(*row, all_grants, all_entries))


def _part(value: object) -> bytes | str:
    return value if isinstance(value, bytes | str) else str(value)  # a forged number may be below zero


def values_of(row: RecordRow | GrantRow) -> dict[str, object]:
    """Return a row as a dictionary, whether it is an object of the session or came past it."""
    if isinstance(row, msgspec.Struct):
        return msgspec.structs.asdict(row)
    return {column.key: getattr(row, column.key) for column in row.__table__.columns}


def what(entry: EntryRow) -> dict[str, object]:
    """Return what the head code covers of an entry."""
    return {"compartment": entry.compartment, "key_no": entry.key_no, "digest": entry.digest}


def check_rows(chain: Chain) -> None:
    """Check all that can be checked without a key. Raises RecordTampered."""
    row = chain.row
    if not same(row.head_mac, head_mac(values_of(row), map(values_of, chain.grants), map(what, chain.entries))):
        raise RecordTampered(row.id)
    previous, highest, arrival = START, defaultdict[str, int](int), 0
    for number, entry in enumerate(chain.entries):
        if entry.seq != number or not same(entry.previous, previous) or entry.key_no < highest[entry.compartment]:
            raise RecordTampered(row.id)
        if entry.sealed is not None and not same(entry.digest, digest(chain.place(entry), entry.sealed)):
            raise RecordTampered(row.id)
        if number and row.desk and (entry.desk != row.desk or (entry.arrival or 0) <= arrival):
            raise RecordTampered(row.id)
        highest[entry.compartment], previous, arrival = entry.key_no, entry.digest, entry.arrival or 0
    if row.length != chain.length or row.head != previous:
        raise RecordTampered(row.id)
