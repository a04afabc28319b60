"""Reading records: every entry checked for its place, its chain, its author and that author's role at the time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec
from sqlalchemy import ScalarResult, Select, select

from app.crypto.envelope import START, Place, digest, grant_info, open_entry
from app.crypto.keys import Identity, filer_keys
from app.crypto.primitives import CannotOpen, same
from app.database import db
from app.vault import rings
from app.vault.actor import Actor
from app.vault.directory.state import Directory
from app.vault.directory.store import current
from app.vault.entries import FILER, Opened, Status
from app.vault.errors import NoKey, NoSuchRecord, RecordTampered
from app.vault.instance import instance
from app.vault.models import EntryRow, GrantRow, RecordRow
from app.vault.roles import DESK_ROLES

T = TypeVar("T")


class FilerPublic(msgspec.Struct, frozen=True):
    """A filer's public keys for one record, told in its first entry."""

    sign: bytes
    box: bytes


class Inner(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is inside a seal beside the signature."""

    author: str
    point: int
    at: str
    body: msgspec.Raw
    filer: FilerPublic | None = None


INNER = msgspec.json.Decoder(Inner)


@dataclass
class Chain:
    """A record as one actor can open it. `keys` are the data keys opened, by compartment and number."""

    row: RecordRow
    entries: list[EntryRow]
    grants: list[GrantRow]
    keys: dict[tuple[str, int], bytes] = field(default_factory=dict)
    filer: Identity | None = None
    mine: bool = False
    opened: list[Opened] = field(default_factory=list)

    @property
    def length(self) -> int:
        return len(self.entries)

    @property
    def head(self) -> bytes:
        return self.entries[-1].digest if self.entries else START

    def place(self, entry: EntryRow) -> Place:
        """Return where an entry stands."""
        return Place(self.row.id, self.row.kind, entry.compartment, entry.key_no, entry.seq, entry.previous)

    def latest_key(self, compartment: str) -> int:
        """Return the highest key number of a compartment, 0 when it has none."""
        return max((grant.key_no for grant in self.grants if grant.compartment == compartment), default=0)

    def holders(self, compartment: str) -> set[str]:
        """Return who has ever been able to read a compartment: ring ids, and filer tags."""
        return {grant.holder.split("/")[0] for grant in self.grants if grant.compartment == compartment}

    def desks(self) -> set[str]:
        """Return the desks whose people may write: the record's, and those it is shared with."""
        rings_held = {grant.holder.split("/")[0] for grant in self.grants if "/" in grant.holder}
        return {self.row.desk} | {ring.split(":")[1] for ring in rings_held if ":" in ring}


def head_mac(record: str, length: int, head: bytes) -> bytes:
    """Return the instance's code over a record's head: without it, a chain could be cut at its end unseen."""
    return instance().mac("record head", record.encode() + length.to_bytes(8, "big") + head)


def load(actor: Actor, records: Sequence[str], as_filer: bool = True) -> dict[str, Chain | RecordTampered]:
    """Open records in a fixed number of queries. What does not verify is returned as a refusal, not raised.

    Whether a record is the actor's own costs a trial opening; a desk reading its queue passes `as_filer=False`.
    """
    found: dict[str, Chain | RecordTampered] = {}
    wanted = list(records)
    for _attempt in range(3):  # a chain that grows between two of the queries looks cut: look again before saying so
        found |= _load_once(actor, wanted, as_filer)
        wanted = [name for name, chain in found.items() if isinstance(chain, RecordTampered)]
        if not wanted:
            break
    return found


def _load_once(actor: Actor, records: Sequence[str], as_filer: bool) -> dict[str, Chain | RecordTampered]:
    entries, grants = defaultdict[str, list[EntryRow]](list), defaultdict[str, list[GrantRow]](list)
    for entry in _fresh(select(EntryRow).where(EntryRow.record.in_(records)).order_by(EntryRow.seq)):
        entries[entry.record].append(entry)
    for grant in _fresh(select(GrantRow).where(GrantRow.record.in_(records))):
        grants[grant.record].append(grant)
    directory = current()
    found: dict[str, Chain | RecordTampered] = {}
    for row in _fresh(select(RecordRow).where(RecordRow.id.in_(records))):
        chain = Chain(row, entries[row.id], grants[row.id])
        try:
            open_chain(actor, chain, directory, as_filer)
            found[row.id] = chain
        except (CannotOpen, RecordTampered, msgspec.MsgspecError):
            found[row.id] = RecordTampered(row.id)
    return found


def _fresh(statement: Select[T]) -> ScalarResult[T]:
    return db.session.scalars(statement.execution_options(populate_existing=True))


def load_one(actor: Actor, record: str) -> Chain:
    """Open one record. Raises NoSuchRecord (also when the actor can open none of it) or RecordTampered."""
    chain = load(actor, [record]).get(record)
    if chain is None or (isinstance(chain, Chain) and not chain.keys):
        raise NoSuchRecord
    if isinstance(chain, RecordTampered):
        raise chain
    return chain


def read(actor: Actor, record: str) -> list[Opened]:
    """Return a record's entries in order. Raises NoSuchRecord or RecordTampered."""
    return load_one(actor, record).opened


def read_many(actor: Actor, records: Sequence[str], as_filer: bool = True) -> dict[str, list[Opened] | RecordTampered]:
    """Return several records' entries; one that does not verify does not keep the others from being read."""
    return {
        name: chain.opened if isinstance(chain, Chain) else chain
        for name, chain in load(actor, records, as_filer).items()
    }


def open_chain(actor: Actor, chain: Chain, directory: Directory, as_filer: bool = True) -> None:
    """Open whatever the actor may of a chain. Raises RecordTampered or CannotOpen."""
    _open_keys(actor, chain, as_filer)
    previous, highest, point = START, defaultdict[str, int](int), 0
    for number, entry in enumerate(chain.entries, start=1):
        if entry.seq != number or not same(entry.previous, previous) or entry.key_no < highest[entry.compartment]:
            raise RecordTampered(chain.row.id)
        if entry.sealed is not None and not same(entry.digest, digest(chain.place(entry), entry.sealed)):
            raise RecordTampered(chain.row.id)
        highest[entry.compartment], previous = entry.key_no, entry.digest
        opened = _open_entry(chain, entry, directory, point)
        point = max(point, opened.point)
        chain.opened.append(opened)
    row = chain.row
    if row.length != len(chain.entries) or row.head != previous:
        raise RecordTampered(row.id)
    if not same(row.head_mac, head_mac(row.id, row.length, row.head)):
        raise RecordTampered(row.id)


def _open_keys(actor: Actor, chain: Chain, as_filer: bool) -> None:
    for grant in chain.grants:
        ring, _, epoch = grant.holder.partition("/")
        if epoch and ring in actor.rings and (grant.compartment, grant.key_no) not in chain.keys:
            try:
                keys = rings.secret(actor, ring, int(epoch))
            except NoKey:
                continue  # entitled but not admitted: the entries stay closed
            chain.keys[grant.compartment, grant.key_no] = keys.open(grant.sealed, _info(grant))
    own = [grant for grant in chain.grants if "/" not in grant.holder] if as_filer else []
    keys = filer_keys(actor.keys, chain.row.id)
    for number, grant in enumerate(own):
        try:
            chain.keys[grant.compartment, grant.key_no] = keys.open(grant.sealed, _info(grant))
            chain.mine = True
        except CannotOpen:
            if number == 0:
                return  # somebody else's record
            raise


def _info(grant: GrantRow) -> bytes:
    return grant_info(grant.record, grant.compartment, grant.key_no, grant.holder)


def _open_entry(chain: Chain, entry: EntryRow, directory: Directory, least_point: int) -> Opened:
    if entry.sealed is None:
        return Opened(entry.record, entry.seq, entry.compartment, Status.ERASED)
    key = chain.keys.get((entry.compartment, entry.key_no))
    if key is None or (chain.filer is None and entry.seq > 1 and chain.opened[0].status is Status.CLOSED):
        return Opened(entry.record, entry.seq, entry.compartment, Status.CLOSED)

    def author_of(content: bytes) -> bytes:
        inner = INNER.decode(content)
        if entry.seq == 1 and inner.filer is not None:
            chain.filer = Identity(inner.filer.sign, inner.filer.box)
        if inner.author == FILER and chain.filer is not None:
            return chain.filer.sign
        account = directory.accounts.get(inner.author)
        if account is None:
            raise CannotOpen
        return account.identity.sign

    inner = INNER.decode(open_entry(key, chain.place(entry), entry.sealed, author_of))
    # An entry that claims an older directory than the one before it may be backdated by a removed person: no role.
    known = least_point <= inner.point <= directory.number
    roles = _roles(chain, directory, inner.author, inner.point) if known else frozenset[str]()
    return Opened(
        entry.record, entry.seq, entry.compartment, Status.OPEN, inner.author, roles, inner.point, inner.at,
        bytes(inner.body),
    )  # fmt: skip


def _roles(chain: Chain, directory: Directory, author: str, point: int) -> frozenset[str]:
    if author == FILER:
        return frozenset({FILER})
    desks = chain.desks()
    return frozenset(
        held.role
        for held in directory.accounts[author].roles_at(point)
        if held.role not in DESK_ROLES or held.scope in desks
    )
