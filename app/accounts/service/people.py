"""What an administrator does about people: roles, removal, lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete

from app.accounts.errors import BadRoles, LastAdministrator, NobodyWaits, NoSuchAccount, RolesChanged
from app.accounts.models import AccountRow, RecoveryCodeRow
from app.accounts.profiles import Profile, profile_of
from app.audit import service as audit
from app.audit.events import Event
from app.database import db
from app.errors import Locked, Tampered
from app.index import files
from app.index.pool import POOL
from app.vault import rings
from app.vault.actor import Actor
from app.vault.directory.content import AccountRemoved, Held, RolesSet
from app.vault.directory.state import Account
from app.vault.directory.store import add_as_root, current, lock
from app.vault.roles import DESK_ROLES, Role, rings_of


@dataclass(frozen=True)
class Person:
    """One person as an administrator sees them. `profile` is None when it does not open for this administrator."""

    account: str
    work_name: str
    roles: tuple[tuple[Role, str], ...]
    removed: bool
    waiting: tuple[str, ...]  # rings whose members have not admitted them yet
    profile: Profile | None

    @property
    def version(self) -> str:
        """What `set_roles` compares, so that two administrators do not overwrite each other."""
        return version_of(self.roles)


@dataclass(frozen=True)
class Page:
    """Some people in the order of their work names; `after` fetches the next ones, "" when these are the last."""

    people: list[Person]
    after: str


def page(actor: Actor, after: str = "", limit: int = 50, removed: bool = False) -> Page:
    """Return people following the account `after`, or the first ones. Only their profiles are opened."""
    accounts = [account for account in current().accounts.values() if account.removed is removed]
    accounts.sort(key=lambda account: (account.work_name.casefold(), account.id))
    start = next((index + 1 for index, account in enumerate(accounts) if account.id == after), 0)
    shown = accounts[start : start + limit]
    more = len(accounts) > start + limit
    return Page([_person(actor, account) for account in shown], shown[-1].id if more else "")


def get(actor: Actor, account: str) -> Person:
    """Return one person, also one who was removed. Raises NotFound."""
    known = current().accounts.get(account)
    if known is None:
        raise NoSuchAccount
    return _person(actor, known)


def _person(actor: Actor, account: Account) -> Person:
    directory = current()
    roles = tuple(sorted((Role(held.role), held.scope) for held in account.roles))
    rings_held = sorted({ring for role, scope in roles for ring in rings_of(role, scope)})
    waiting = tuple(ring for ring in rings_held if account.id not in directory.ring(ring).members)
    return Person(account.id, account.work_name, roles, account.removed, waiting, _profile(actor, account))


def _profile(actor: Actor, account: Account) -> Profile | None:
    try:
        return None if account.removed else profile_of(actor, account.id)
    except (Locked, Tampered):
        return None  # one profile that does not open must not hide everybody


def version_of(roles: Iterable[tuple[Role, str]]) -> str:
    """Return a short text that differs when roles differ."""
    return " ".join(sorted(f"{role.value}:{scope}" for role, scope in roles))


def work_name(account: str) -> str:
    """Return the work name of an account, also of one that was removed; "" for none."""
    known = current().accounts.get(account)
    return known.work_name if known else ""


def holding(role: Role, scope: str = "") -> list[str]:
    """Return the accounts that hold a role now, ordered by work name."""
    accounts = current().accounts.values()
    found = [account for account in accounts if not account.removed and Held(role.value, scope) in account.roles]
    return [account.id for account in sorted(found, key=lambda item: item.work_name.casefold())]


def require_real(roles: list[tuple[Role, str]]) -> None:
    """Refuse roles of desks that do not exist, desk roles without a desk, and none at all. Raises BadRoles."""
    known = current().desks
    if not roles or any((scope not in known) if role in DESK_ROLES else bool(scope) for role, scope in roles):
        raise BadRoles


def set_roles(actor: Actor, account: str, roles: list[tuple[Role, str]], version: str | None = None) -> None:
    """Give an account exactly these roles; `version` is that of the roles the administrator saw.

    Raises NotFound, NoKey, BadRoles, RolesChanged or LastAdministrator.
    """
    root = rings.root_keys(actor)
    lock()  # so that two administrators cannot take the role from each other at once
    _require_known(account)
    require_real(roles)
    if version is not None and version != get(actor, account).version:
        raise RolesChanged
    if (Role.ADMINISTRATOR, "") not in roles:
        _require_other_administrator(account)
    held = tuple(sorted((Held(role.value, scope) for role, scope in roles), key=lambda item: (item.role, item.scope)))
    add_as_root(RolesSet(account, held), root)
    audit.record(Event.ROLES_CHANGED, actor=actor, about=account)


def remove(actor: Actor, account: str) -> None:
    """Disable an account at once. Rings it was in get a new key at their next member's sign-in.

    Raises NotFound, NoKey or LastAdministrator.
    """
    root = rings.root_keys(actor)
    lock()
    _require_known(account)
    _require_other_administrator(account)
    add_as_root(AccountRemoved(account), root)
    for table, column in ((AccountRow, AccountRow.id), (RecoveryCodeRow, RecoveryCodeRow.account)):
        db.session.execute(delete(table).where(column == account).execution_options(synchronize_session=False))
    POOL.leave(account, files.folder())
    audit.record(Event.ACCOUNT_REMOVED, actor=actor, about=account)


def admit(actor: Actor, ring: str, account: str) -> None:
    """Let a newly entitled colleague into a ring of the actor's. Raises NoKey, NobodyWaits or DirectoryTampered."""
    lock()
    if (ring, account) not in rings.waiting(actor):
        raise NobodyWaits
    rings.admit(actor, ring, account)
    audit.record(Event.MEMBER_ADMITTED, actor=actor, about=account)


def _require_known(account: str) -> None:
    known = current().accounts.get(account)
    if known is None or known.removed:
        raise NoSuchAccount


def _require_other_administrator(account: str) -> None:
    if set(holding(Role.ADMINISTRATOR)) == {account}:
        raise LastAdministrator
