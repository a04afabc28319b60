"""From an account secret to the person who acts."""

from __future__ import annotations

from app.crypto.keys import account_keys
from app.vault.actor import Actor
from app.vault.directory.store import current
from app.vault.roles import Role


def actor_of(account: str, secret: bytes) -> Actor | None:
    """Return the actor with the roles the directory gives them now, or None once they are removed."""
    known = current().accounts.get(account)
    if known is None or known.removed:
        return None
    roles = frozenset((Role(held.role), held.scope) for held in known.roles)
    return Actor(account, known.work_name, roles, account_keys(secret))
