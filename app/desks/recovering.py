"""The trustees' ceremony: they bring back groups that nobody can open any more, and the recovery key is made anew."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import delete, select

from app.accounts.models import AccountRow, ShareRow
from app.accounts.names import comparable, name_index
from app.accounts.service.people import work_name
from app.audit import service as audit
from app.audit.events import Event
from app.crypto.keys import Keys
from app.crypto.primitives import CannotOpen
from app.crypto.recovery import join, new_seed, recovery_keys
from app.database import db
from app.desks.errors import NoSuchGroup, NoSuchPerson, NotOfTheGroup, WrongShares
from app.desks.installation import share_links
from app.vault import recovering, rings
from app.vault.directory.content import Held, RolesSet
from app.vault.directory.store import add_as_root, current, lock
from app.vault.roles import Role

Opening = tuple[str, str]  # a ring, and the account for which it is opened


@dataclass(frozen=True)
class Group:
    """A ring as those see it who bring one back: its members' work names, and whether its past is closed to them."""

    ring: str
    members: tuple[str, ...]
    begun_anew: bool


@dataclass(frozen=True)
class NewKey:
    """A recovery key that is in force nowhere yet; by link secret, the share that each trustee's link will show."""

    keys: Keys
    links: dict[str, ShareRow] = field(repr=False)


def groups() -> list[Group]:
    """Return every ring that has a key, by its id."""
    found = sorted((name, ring) for name, ring in current().rings.items() if ring.epochs)
    return [Group(name, tuple(sorted(map(work_name, ring.members))), bool(ring.begun_anew)) for name, ring in found]


def account_of(name: str) -> str:
    """Return the account of a sign-in name. Raises NoSuchPerson."""
    wanted = select(AccountRow.id).where(AccountRow.name_index == name_index(comparable(name)))
    account = db.session.scalar(wanted)
    if account is None:
        raise NoSuchPerson
    return account


def require_fit(opening: Opening, make_administrator: bool = False) -> None:
    """Refuse a ring that has no key, or a person whose roles do not open it. Raises NoSuchGroup or NotOfTheGroup.

    When nobody can open the administrators' ring, nobody can give a role either: `make_administrator` lets the
    trustees give that one.
    """
    ring, account = opening
    if not current().ring(ring).epochs:
        raise NoSuchGroup
    if make_administrator and ring == rings.ADMINISTRATORS:
        return
    if account not in current().entitled(ring):
        raise NotOfTheGroup


def joined(shares: list[str]) -> Keys:
    """Return the recovery key of some shares. Raises WrongShares: too few, of two sets, or not of the present key."""
    try:
        keys = recovery_keys(join(shares))
    except CannotOpen:
        raise WrongShares from None
    if not recovering.is_present(keys):
        raise WrongShares
    return keys


def new_key(threshold: int, shares: int) -> NewKey:
    """Make a recovery key and the links to its shares; nothing is written until `recover`."""
    seed = new_seed()
    return NewKey(recovery_keys(seed), share_links(seed, threshold, shares))


def recover(old: Keys, openings: list[Opening], new: NewKey, make_administrator: bool = False) -> list[tuple[str, int]]:
    """Open rings for people, and put a new recovery key in the place of the old one.

    Whoever a ring is opened for makes its next epoch at their next sign-in. Returns the epochs, as (ring, number),
    that the recovery key did not open. Raises NoSuchGroup, NotOfTheGroup, WrongShares, KeyTampered.
    """
    lock()
    if not recovering.is_present(old):
        raise WrongShares
    for opening in sorted(openings):  # "administrators" comes first
        require_fit(opening, make_administrator)
        _open(old, opening)
    missing = recovering.replace(old, new.keys)
    db.session.execute(delete(ShareRow).execution_options(synchronize_session=False))  # of the old key: void
    db.session.add_all(new.links.values())
    audit.record(Event.RECOVERY_CHANGED)
    return missing


def _open(old: Keys, opening: Opening) -> None:
    ring, account = opening
    if account not in current().entitled(ring):
        held = (*current().accounts[account].roles, Held(Role.ADMINISTRATOR.value, ""))
        roles = tuple(sorted(held, key=lambda item: (item.role, item.scope)))
        add_as_root(RolesSet(account, roles), recovering.root_keys(old))
        audit.record(Event.ROLES_CHANGED, about=account)
    recovering.give(old, ring, account)
    audit.record(Event.RING_RECOVERED, about=ring)
    audit.record(Event.MEMBER_RECOVERED, about=account)
