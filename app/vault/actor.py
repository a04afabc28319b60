"""The person who acts, with the keys their passphrase opened. Power is an argument one can see."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from app.crypto.keys import Keys
from app.vault.roles import Role, rings_of


@dataclass(frozen=True)
class Actor:
    """Who acts. `opened` caches ring secrets for the length of one request; nothing outlives it."""

    account: str
    work_name: str
    roles: frozenset[tuple[Role, str]]
    keys: Keys
    opened: dict[tuple[str, int], Keys] = field(default_factory=dict, repr=False, compare=False)

    def has(self, role: Role, scope: str | None = None) -> bool:
        """Tell whether the actor holds a role, for one desk ("" for the instance) or, with None, for any."""
        return any(held is role and (scope is None or at == scope) for held, at in self.roles)

    @cached_property
    def rings(self) -> frozenset[str]:
        """The rings that the actor's roles entitle them to."""
        return frozenset(ring for role, scope in self.roles for ring in rings_of(role, scope))

    def desks(self, role: Role) -> tuple[str, ...]:
        """Return the desks for which the actor holds a role, in a fixed order."""
        return tuple(sorted(scope for held, scope in self.roles if held is role))
