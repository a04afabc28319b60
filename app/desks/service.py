"""Desks: made and changed by administrators, found by the country of a report."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import msgspec

from app.accounts.service.people import work_name
from app.audit import service as audit
from app.audit.events import Event
from app.crypto.framing import frame
from app.crypto.identifiers import new_id
from app.crypto.primitives import sha256
from app.desks.errors import BadDesk, DeskChanged, NoDeskOpen, NoSuchDesk
from app.vault import rings
from app.vault.actor import Actor
from app.vault.directory.content import DeskSet
from app.vault.directory.store import add_as_root, current, lock
from app.vocabulary import lists

Targets = tuple[tuple[int, ...], ...]  # hours: a row for each level from critical to low, a number for each promise
ROWS, COLUMNS = 4, 5
LONGEST_PROMISE = 366 * 24  # hours
USUAL_RETENTION, LONGEST_RETENTION = 30, 366  # days that a withdrawn report is kept
FEW_COUNTRIES = 5  # a desk is readable in the database: one that serves fewer says nearly where a report is from


@dataclass(frozen=True)
class Desk:
    """One desk. `people` are the work names of those who can read its reports, `officers` of who can open the names.

    Where the desk has no protection officer these are the global desk's, and `names_ring` is theirs; "" for nobody.
    """

    id: str
    name: str
    countries: tuple[str, ...]
    is_global: bool
    partner: str
    people: tuple[str, ...]
    officers: tuple[str, ...] = ()
    names_ring: str = ""
    targets: Targets = ()
    retention: int = USUAL_RETENTION  # days after which a withdrawn report is destroyed

    @property
    def version(self) -> str:
        """What `save` compares, so that two administrators do not overwrite each other."""
        promised = (*(str(hours) for row in self.targets for hours in row), f"{self.retention} days")
        return sha256(frame(self.name, *self.countries, str(self.is_global), self.partner, *promised)).hex()[:16]

    @property
    def ring(self) -> str:
        return f"desk:{self.id}"

    @property
    def protection_ring(self) -> str:
        return f"protection:{self.id}"

    @property
    def open(self) -> bool:
        """Whether anybody could read a report sent to it, and anybody open its names."""
        return bool(self.people and self.names_ring)

    @property
    def borrows_officers(self) -> bool:
        """Whether the names of its reports are opened by the global desk's protection officers."""
        return self.names_ring not in ("", self.protection_ring)

    @property
    def tells_the_country(self) -> bool:
        """Whether so few countries are served that the desk's name alone says much; its coordinator is warned."""
        return not self.is_global and len(self.countries) < FEW_COUNTRIES


def listed() -> list[Desk]:
    """Return all desks by name, the global one last."""
    return sorted((_desk(entry) for entry in current().desks.values()), key=lambda desk: (desk.is_global, desk.name))


def get(desk: str) -> Desk:
    """Return one desk. Raises NoSuchDesk."""
    entry = current().desks.get(desk)
    if entry is None:
        raise NoSuchDesk
    return _desk(entry)


def serving(country: str) -> Desk:
    """Return the desk that reads reports from a country (alpha-3), else the global desk. Raises NoDeskOpen."""
    for desk in listed():
        if country in desk.countries and desk.open and not desk.is_global:
            return desk
    return global_desk()


def global_desk() -> Desk:
    """Return the global desk. Raises NoDeskOpen."""
    for desk in listed():
        if desk.is_global and desk.open:
            return desk
    raise NoDeskOpen


def partner_of(desk: str) -> Desk | None:
    """Return the desk that decides with this one when a second person is needed."""
    partner = get(desk).partner
    return get(partner) if partner else None


def save(
    actor: Actor,
    desk: str | None,
    name: str,
    countries: list[str],
    is_global: bool,
    partner: str,
    version: str | None = None,
) -> str:
    """Make a desk (None) or change one, and return its id; `version` is that of the desk the administrator saw.

    Raises BadDesk, NoSuchDesk, DeskChanged or NoKey.
    """
    root = rings.root_keys(actor)
    lock()  # so that two administrators cannot give one country to two desks
    known = current().desks
    if desk is not None and desk not in known:
        raise NoSuchDesk
    if desk is not None and version is not None and version != _desk(known[desk]).version:
        raise DeskChanged
    if not name.strip() or len(name) > 80:
        raise BadDesk("Give the desk a name of 1 to 80 characters.")
    if any(not lists.is_code("country", country) for country in countries):
        raise BadDesk("One of these countries is not in the list. Choose it again.")
    if partner and (partner not in known or partner == desk):
        raise BadDesk("Choose another desk as the partner.")
    if is_global and any(entry.is_global and entry.desk != desk for entry in known.values()):
        raise BadDesk("There is a global desk already. Change that one first.")
    taken = {country for entry in known.values() if entry.desk != desk for country in entry.countries}
    if taken & set(countries):
        raise BadDesk("Another desk serves one of these countries already. Take it off there first.")
    saved = desk or new_id()
    promised = (known[desk].targets, known[desk].retention) if desk is not None else ()
    entry = DeskSet(saved, name.strip(), tuple(sorted(set(countries))), is_global, partner, *promised)
    add_as_root(entry, root)
    audit.record(Event.DESK_CHANGED, actor=actor, about=saved)
    return saved


def set_targets(
    actor: Actor, desk: str, targets: Targets, version: str | None = None, retention: int | None = None
) -> None:
    """Set what a desk promises, in hours, most urgent level first; none at all for what is promised everywhere.

    `retention` is after how many days a withdrawn report is destroyed: 0 for the usual, None to leave it as it is.
    Raises BadDesk, NoSuchDesk, DeskChanged or NoKey.
    """
    root = rings.root_keys(actor)
    lock()
    known = current().desks
    if desk not in known:
        raise NoSuchDesk
    if version is not None and version != _desk(known[desk]).version:
        raise DeskChanged
    if targets and (len(targets) != ROWS or any(len(row) != COLUMNS for row in targets)):
        raise BadDesk("Give every promise of every level.")
    if not all(1 <= hours <= LONGEST_PROMISE for row in targets for hours in row):
        raise BadDesk("Give each promise in whole hours: at least 1, and no more than a year.")
    for urgent, less in pairwise(targets):
        if any(first > second for first, second in zip(urgent, less, strict=True)):
            raise BadDesk("A more urgent report never waits longer than a less urgent one. Check the columns.")
    kept = known[desk].retention if retention is None else retention
    if not 0 <= kept <= LONGEST_RETENTION:
        raise BadDesk("Give the days in a whole number: at least 1, and no more than a year.")
    add_as_root(msgspec.structs.replace(known[desk], targets=targets, retention=kept), root)
    audit.record(Event.DESK_CHANGED, actor=actor, about=desk)


def _desk(entry: DeskSet) -> Desk:
    everywhere = (one.desk for one in current().desks.values() if one.is_global)
    rings_of_names = (f"protection:{desk}" for desk in (entry.desk, *everywhere))
    names_ring = next((ring for ring in rings_of_names if rings.has_members(ring)), "")
    people, officers = _names_of(f"desk:{entry.desk}"), _names_of(names_ring)
    return Desk(
        entry.desk,
        entry.name,
        entry.countries,
        entry.is_global,
        entry.partner,
        people,
        officers,
        names_ring,
        entry.targets,
        entry.retention or USUAL_RETENTION,
    )


def _names_of(ring: str) -> tuple[str, ...]:
    return tuple(sorted(work_name(account) for account in current().ring(ring).members))
