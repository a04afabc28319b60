"""What an administrator does about people: roles, removal, lists."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete

from app.accounts.errors import LastAdministrator
from app.accounts.models import AccountRow, RecoveryCodeRow
from app.accounts.profiles import Profile, profile_of
from app.audit import service as audit
from app.audit.events import Event
from app.database import begin_writing, db
from app.errors import NotFound
from app.vault import rings
from app.vault.actor import Actor
from app.vault.directory.content import AccountRemoved, Held, RolesSet
from app.vault.directory.store import add_as_root, current
from app.vault.roles import Role, rings_of


@dataclass(frozen=True)
class Person:
    """One person as an administrator sees them."""

    account: str
    work_name: str
    roles: tuple[tuple[Role, str], ...]
    removed: bool
    admitted: bool
    profile: Profile


def listed(actor: Actor) -> list[Person]:
    """Return everybody, those removed last. Raises NoKey for one who is no administrator."""
    directory = current()
    people = [
        Person(
            account.id,
            account.work_name,
            tuple(sorted((Role(held.role), held.scope) for held in account.roles)),
            account.removed,
            all(
                account.id in directory.ring(ring).members
                for held in account.roles
                for ring in rings_of(Role(held.role), held.scope)
            ),
            Profile() if account.removed else profile_of(actor, account.id),
        )
        for account in directory.accounts.values()
    ]
    return sorted(people, key=lambda person: (person.removed, person.work_name.casefold()))


def work_name(account: str) -> str:
    """Return the work name of an account, also of one that was removed; "" for none."""
    known = current().accounts.get(account)
    return known.work_name if known else ""


def holding(role: Role, scope: str = "") -> list[str]:
    """Return the accounts that hold a role now, ordered by work name."""
    accounts = current().accounts.values()
    found = [account for account in accounts if not account.removed and Held(role.value, scope) in account.roles]
    return [account.id for account in sorted(found, key=lambda item: item.work_name.casefold())]


def set_roles(actor: Actor, account: str, roles: list[tuple[Role, str]]) -> None:
    """Give an account exactly these roles. Raises NotFound, NoKey or LastAdministrator."""
    _require_known(account)
    if (Role.ADMINISTRATOR, "") not in roles:
        _require_other_administrator(account)
    held = tuple(sorted((Held(role.value, scope) for role, scope in roles), key=lambda item: (item.role, item.scope)))
    add_as_root(RolesSet(account, held), rings.root_keys(actor))
    audit.record(Event.ROLES_CHANGED, actor=actor, about=account)


def remove(actor: Actor, account: str) -> None:
    """Disable an account at once. Rings it was in get a new key at their next member's sign-in.

    Raises NotFound, NoKey or LastAdministrator.
    """
    _require_known(account)
    _require_other_administrator(account)
    add_as_root(AccountRemoved(account), rings.root_keys(actor))
    begin_writing()
    for table, column in ((AccountRow, AccountRow.id), (RecoveryCodeRow, RecoveryCodeRow.account)):
        db.session.execute(delete(table).where(column == account).execution_options(synchronize_session=False))
    audit.record(Event.ACCOUNT_REMOVED, actor=actor, about=account)


def admit(actor: Actor, ring: str, account: str) -> None:
    """Let a newly entitled colleague into a ring of the actor's. Raises NoKey or DirectoryTampered."""
    rings.admit(actor, ring, account)
    audit.record(Event.MEMBER_ADMITTED, actor=actor, about=account)


def _require_known(account: str) -> None:
    known = current().accounts.get(account)
    if known is None or known.removed:
        raise NotFound("There is no such account. Go back to the list of people.")


def _require_other_administrator(account: str) -> None:
    if set(holding(Role.ADMINISTRATOR)) == {account}:
        raise LastAdministrator
