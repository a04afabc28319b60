"""Reading records: every entry checked for its place, its chain, its author and that author's role at the time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TypeVar

import msgspec
from sqlalchemy import ScalarResult, Select, select

from app.crypto.envelope import commitment, grant_info, open_entry, open_signature
from app.crypto.keys import filer_keys
from app.crypto.primitives import CannotOpen, same
from app.database import db
from app.vault import rings
from app.vault.actor import Actor
from app.vault.chains import HEADER, INNER, Chain, Inner, check_rows
from app.vault.directory.state import Directory
from app.vault.directory.store import current
from app.vault.entries import FILER, Opened, Status
from app.vault.errors import NoKey, NoSuchRecord, RecordTampered
from app.vault.models import EntryRow, GrantRow, RecordRow
from app.vault.roles import DESK_ROLES

T = TypeVar("T")


def load(actor: Actor, records: Sequence[str], as_filer: bool = True) -> dict[str, Chain | RecordTampered]:
    """Open records in a fixed number of queries. What does not verify is returned as a refusal, not raised.

    Whether a record is the actor's own costs a trial opening; a desk reading its queue passes `as_filer=False`.
    """
    found: dict[str, Chain | RecordTampered] = {}
    for wanted, looks in looking_again(records, found):
        found |= _load_once(actor, wanted, as_filer, looks)
    return found


Looks = dict[str, tuple[bytes, int, int]]
MOST_LOOKS = 50


def looking_again(
    records: Sequence[str], found: Mapping[str, Chain | RecordTampered]
) -> Iterator[tuple[list[str], Looks]]:
    """Yield what to load, and where to note its look, until nothing that was refused changes between two looks.

    A chain that grows between two of the queries looks cut. At a busy desk that may happen several times running.
    """
    wanted, before = list(records), Looks()
    for _look in range(MOST_LOOKS):  # whoever changes rows on and on must not keep a reader for ever
        if not wanted:
            break
        looks = Looks()
        yield wanted, looks
        refused = [name for name in wanted if isinstance(found.get(name), RecordTampered)]
        wanted = [name for name in refused if looks.get(name) != before.get(name)]
        before = looks


def _load_once(actor: Actor, records: Sequence[str], as_filer: bool, looks: Looks) -> dict[str, Chain | RecordTampered]:
    entries, grants = defaultdict[str, list[EntryRow]](list), defaultdict[str, list[GrantRow]](list)
    for entry in _fresh(select(EntryRow).where(EntryRow.record.in_(records)).order_by(EntryRow.seq)):
        entries[entry.record].append(entry)
    for grant in _fresh(select(GrantRow).where(GrantRow.record.in_(records))):
        grants[grant.record].append(grant)
    directory = current()
    found: dict[str, Chain | RecordTampered] = {}
    for row in _fresh(select(RecordRow).where(RecordRow.id.in_(records))):
        chain = Chain(row, entries[row.id], grants[row.id])
        looks[row.id] = chain.look
        try:
            if not chain.entries:
                raise RecordTampered(row.id)
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


def open_chain(
    actor: Actor, chain: Chain, directory: Directory, as_filer: bool = True, through: Collection[str] | None = None
) -> None:
    """Open whatever the actor may of a chain. Raises RecordTampered or CannotOpen.

    An index opens it `through` some of the actor's rings alone, and leaves keys closed under which nothing is written:
    an officer who reads in the desk's index must not put the key of the names where every reviewer finds it.
    """
    check_rows(chain)
    if through is None:
        _open_keys(actor, chain, chain.grants, actor.rings)
    else:
        used = {(one.compartment, one.key_no) for one in chain.entries}
        grants = [grant for grant in chain.grants if (grant.compartment, grant.key_no) in used]
        _open_keys(actor, chain, grants, actor.rings.intersection(through))
    if as_filer:
        _open_own_keys(actor, chain)
    point = _open_header(chain, directory)
    for entry in chain.entries[1:]:
        opened = _open_entry(chain, entry, directory, point)
        point = max(point, opened.point)
        if opened.roles:
            chain.proven[entry.compartment, entry.key_no] = opened.point
        chain.opened.append(opened)


def _open_keys(actor: Actor, chain: Chain, grants: Sequence[GrantRow], through: Collection[str]) -> None:
    for grant in grants:
        ring, _, epoch = grant.holder.partition("/")
        if epoch and ring in through and (grant.compartment, grant.key_no) not in chain.keys:
            try:
                keys = rings.secret(actor, ring, int(epoch))
            except NoKey:
                continue  # entitled but not admitted: the entries stay closed
            chain.keys[grant.compartment, grant.key_no] = keys.open(grant.sealed, _info(grant))


def _open_own_keys(actor: Actor, chain: Chain) -> None:
    own = [grant for grant in chain.grants if "/" not in grant.holder]
    keys = filer_keys(actor.keys, chain.row.id)
    for number, grant in enumerate(own):
        try:
            chain.keys[grant.compartment, grant.key_no] = keys.open(grant.sealed, _info(grant))
            chain.mine, chain.own = True, keys.sign_public
        except CannotOpen:
            if number == 0:
                return  # somebody else's record
            raise


def _info(grant: GrantRow) -> bytes:
    return grant_info(grant.record, grant.compartment, grant.key_no, grant.holder)


def _open_header(chain: Chain, directory: Directory) -> int:
    """Open entry 0 and return the directory number its author saw; 0 where the reader has no key of it."""
    entry = chain.entries[0]
    key = chain.keys.get((entry.compartment, entry.key_no))
    if key is None:
        return 0
    inner = _inner(chain, entry, key)
    chain.header = header = HEADER.decode(inner.body)
    _check_author(chain, entry, key, _author_key(chain, directory, inner.author))
    if header.desk != chain.row.desk or (chain.mine and (header.filer is None or header.filer.sign != chain.own)):
        raise RecordTampered(chain.row.id)
    for (compartment, number), opened in chain.keys.items():
        if number == 1 and not same(commitment(chain.data_key(opened)), header.keys.get(compartment, b"")):
            raise RecordTampered(chain.row.id)
    if inner.point <= directory.number and _roles(chain, directory, inner.author, inner.point):
        chain.proven |= {(compartment, 1): inner.point for compartment in header.keys}
    return inner.point


def _author_key(chain: Chain, directory: Directory, author: str) -> bytes:
    if author == FILER and chain.header is not None and chain.header.filer is not None:
        return chain.header.filer.sign
    account = directory.accounts.get(author)
    if account is None:
        raise CannotOpen
    return account.identity.sign


def _open_entry(chain: Chain, entry: EntryRow, directory: Directory, least_point: int) -> Opened:
    if entry.sealed is None:
        return Opened(entry.record, entry.seq, entry.compartment, Status.ERASED)
    key = chain.keys.get((entry.compartment, entry.key_no))
    if key is None or chain.header is None:
        return Opened(entry.record, entry.seq, entry.compartment, Status.CLOSED)

    inner = _inner(chain, entry, key)
    _check_author(chain, entry, key, _author_key(chain, directory, inner.author))
    # An entry that claims an older directory than the one before it may be backdated by a removed person: no role.
    known = least_point <= inner.point <= directory.number
    roles = _roles(chain, directory, inner.author, inner.point) if known else frozenset[str]()
    return Opened(
        entry.record, entry.seq, entry.compartment, Status.OPEN, inner.author, roles, inner.point, inner.at,
        bytes(inner.body),
    )  # fmt: skip


def _inner(chain: Chain, entry: EntryRow, key: bytes) -> Inner:
    if entry.sealed is None:  # a header: it is never erased
        raise CannotOpen
    return INNER.decode(open_entry(chain.data_key(key), chain.place(entry), entry.sealed))


def _check_author(chain: Chain, entry: EntryRow, key: bytes, author: bytes) -> None:
    if entry.seq in chain.trusted:  # the author of these very bytes was verified before
        return
    if entry.signature is None:
        raise CannotOpen
    chain.verify(author, open_signature(chain.data_key(key), entry.seq, entry.digest, entry.signature))


def _roles(chain: Chain, directory: Directory, author: str, point: int) -> frozenset[str]:
    if author == FILER:
        return frozenset({FILER})
    desks = chain.desks()
    return frozenset(
        held.role
        for held in directory.accounts[author].roles_at(point)
        if held.role not in DESK_ROLES or held.scope in desks
    )
