"""Searching a desk's reports, and for its protection officers the names: each report found so tells its filer.

What is looked for is kept nowhere. A name that is looked for is confirmed by what is found, so finding it is opening
it: the purpose is written to every report that is shown, before it is shown, and more than a few are not shown at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.desks.errors import NoSuchDesk
from app.index.absorbing import Progress
from app.triage import indexes, searching
from app.triage.queue.pages import AWAY, IndexAway
from app.triage.searching import people
from app.triage.service import naming
from app.triage.service.reading import KIND, roles_at
from app.vault import records
from app.vault.actor import Actor
from app.vault.roles import Role

MOST_NAMED = 10  # reports that one search of names shows


@dataclass(frozen=True, slots=True)
class Sought:
    """The records whose names fit, with the keys of the persons; none where there are too `many` to open at once.

    `progress` is how far each index has read.
    """

    persons: Mapping[str, frozenset[str]]
    many: bool = False
    progress: tuple[Progress, ...] = ()


@dataclass(frozen=True, slots=True)
class Searched:
    """A query as it was understood, what it found, and how far the index has read."""

    query: searching.Query
    found: searching.Found
    progress: Progress


def search(
    actor: Actor, desk: str, text: str, after: str = "", levels: Mapping[str, str] | None = None, *, now: datetime
) -> Searched:
    """Search a desk's reports. `after` is the `next` of another page; `levels` are codes by normalised word.

    Raises NoSuchDesk for a desk that is not the actor's, NoKey while nobody has admitted them, IndexAway.
    """
    if not roles_at(actor, {desk}):
        raise NoSuchDesk
    reader = reader_of(actor, levels)
    query = searching.parse(text, reader)
    place = searching.place_of(after)
    try:
        progress = indexes.absorb(actor, desk, now=now)
        found = indexes.ask(actor, desk, lambda one: searching.find(one, query, reader, place))
    except AWAY as problem:
        raise IndexAway from problem
    return Searched(query, found, progress)


def reader_of(actor: Actor, levels: Mapping[str, str] | None = None) -> searching.Reader:
    """Return who searches, with what they must not be shown."""
    return searching.Reader(actor.account, tuple(records.own(actor, KIND)), people.work_names(), levels or {})


def seek_names(actor: Actor, desk: str, text: str, purpose: str, *, now: datetime) -> Sought:
    """Return the reports in which somebody has a name, number or address, to a protection officer who says why.

    Nobody may be shown any of it before `naming.open_names` has written the purpose there. Raises NoSuchDesk,
    Incomplete without a purpose, NoKey and IndexAway.
    """
    if not actor.has(Role.PROTECTION_OFFICER, desk):
        raise NoSuchDesk
    naming.stated(purpose)
    reader = reader_of(actor)
    wanted = people.sought(searching.parse(text, reader))
    if not wanted.terms:
        return Sought({})
    try:
        read = (indexes.absorb(actor, desk, now=now), indexes.absorb_names(actor, desk, now=now))
        found = _named(actor, desk, wanted, reader)
    except AWAY as problem:
        raise IndexAway from problem
    many = len(found) > MOST_NAMED
    return Sought({} if many else found, many, read)


def _named(actor: Actor, desk: str, wanted: people.Sought, reader: searching.Reader) -> Mapping[str, frozenset[str]]:
    """Return who bears the name as typed; only where nobody does, who bears one like it: each is opened."""
    hidden, closed = indexes.ask(actor, desk, lambda one: people.hidden(one, reader))
    named = people.without(indexes.ask_names(actor, desk, lambda one: people.by_name(one, wanted)), closed)
    return named or indexes.ask(actor, desk, lambda one: people.by_likeness(one, wanted, hidden))
