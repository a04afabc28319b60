"""Who is in the demo network, read from its data."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from app.vault.roles import Role

DATA = Path(__file__).parent / "data"


class DeskData(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One desk; `partner` is another's name."""

    name: str
    countries: tuple[str, ...] = ()
    is_global: bool = False
    partner: str = ""


class PersonData(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One person; a role is "editor", or "reviewer of Americas"."""

    name: str
    work_name: str
    roles: tuple[str, ...]
    full_name: str = ""
    organisation: str = ""


class Cast(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everybody, and their desks."""

    desks: tuple[DeskData, ...]
    people: tuple[PersonData, ...]


@dataclass(frozen=True)
class Person:
    """One person of the demo network."""

    name: str
    work_name: str
    full_name: str
    organisation: str
    roles: tuple[tuple[Role, str], ...]  # the scope is a desk's name

    @property
    def passphrase(self) -> str:
        """The public passphrase: easy to type, and strong enough to be accepted like any other."""
        return f"{self.name} carries paper lanterns over seven rivers"

    @property
    def described(self) -> str:
        """Their roles in words."""
        return ", ".join(role.value.replace("_", " ") + (f" ({scope})" if scope else "") for role, scope in self.roles)


def load(name: str, shape: type[Any]) -> Any:
    """Return a data file as `shape`. Raises msgspec.ValidationError."""
    return msgspec.convert(tomllib.loads((DATA / name).read_text(encoding="utf-8")), shape)


@cache
def cast() -> Cast:
    """Return the people and desks as written."""
    found: Cast = load("cast.toml", Cast)
    return found


@cache
def people() -> tuple[Person, ...]:
    """Return everybody, administrators first."""
    return tuple(
        Person(one.name, one.work_name, one.full_name, one.organisation, tuple(_role(text) for text in one.roles))
        for one in cast().people
    )


def _role(text: str) -> tuple[Role, str]:
    role, _of, scope = text.partition(" of ")
    return Role(role), scope
