"""One page of a desk's queue: rows, the numbers beside the filters, and what the reader must be told."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import apsw

from app.desks import service as desks
from app.desks.errors import NoSuchDesk
from app.incidents.content.fold import fold
from app.incidents.rules.offers import decisions
from app.index.absorbing import Progress
from app.index.asking import rows, value
from app.index.errors import Unusable
from app.triage import indexes, searching
from app.triage.clocks import EPOCH, minutes
from app.triage.projection import NEVER
from app.triage.queue import asking, promises
from app.triage.queue.facets import Facets, Waiting, facets, waiting
from app.triage.queue.filters import URGENT, Filters
from app.triage.queue.rows import find
from app.triage.queue.tokens import ORDERS, Place, place_of, token
from app.triage.searching.people import work_names
from app.triage.service.reading import KIND, roles_at, without_names
from app.vault import opening, records
from app.vault.actor import Actor
from app.vault.errors import RecordTampered

NAMED = 20  # records that do not verify which one page names
# What keeps an index from being opened at all: no room, no right, no luck. Nothing is lost by it.
AWAY = (
    Unusable,
    OSError,
    apsw.FullError,
    apsw.ReadOnlyError,
    apsw.CantOpenError,
    apsw.PermissionsError,
    apsw.BusyError,
    apsw.IOError,
    apsw.CorruptError,
    apsw.NotADBError,
)


class IndexAway(Exception):
    """The desk's index cannot be read or written on this server now. The reports themselves are not touched by it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the queue."""

    record: str
    length: int  # entries that the reader has seen, for what is done to several rows at once
    state: str
    level: str
    assessed: bool
    country: str
    groups: tuple[str, ...]
    due: str  # UTC minute, "" for never
    target: str
    late: bool
    assignee: str  # an account id
    unanswered: int  # messages of the filer
    waiting: int  # proposals that wait for somebody
    review: bool  # somebody's consent is to be looked at again
    to_decide: int = 0  # those that wait for this person


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows. `next` is what to pass as `after` for those that follow, "" when there are none.

    `changed` says that reports changed since the first page was shown. `broken` are records that do not verify, and
    `broken_total` how many there are; they are named and nothing else.
    """

    rows: tuple[Row, ...]
    next: str
    total: int  # rows that fit the filters
    facets: Facets
    waiting: Waiting
    changed: bool
    broken: tuple[str, ...]
    broken_total: int
    progress: Progress
    to_destroy: tuple[str, ...] = ()  # withdrawn, and the period that the desk states has passed; the first of them
    to_destroy_total: int = 0


def page(
    actor: Actor,
    desk: str,
    filters: Filters,
    sort: str = URGENT,
    limit: int = 50,
    after: str = "",
    *,
    now: datetime,
) -> Page:
    """Return a page of a desk's queue, having read into the index what arrived, as far as that goes in a second.

    `after` is the `next` of another page; anything else counts as the beginning. `now` is UTC and aware. Raises
    NoSuchDesk for a desk that is not the actor's, NoKey while nobody has admitted them, IndexAway.
    """
    if not roles_at(actor, {desk}):
        raise NoSuchDesk
    try:
        if indexes.ask(actor, desk, promises.outdated):
            indexes.ask(actor, desk, promises.mark_outdated)
        progress = indexes.absorb(actor, desk, now=now)
        own = records.own(actor, KIND)
        values = asking.values_of(filters, actor.account, own, now)
        reader = searching.Reader(actor.account, tuple(own), work_names() if filters.text else {})
        place = place_of(sort, after)
        found = indexes.ask(actor, desk, lambda one: _ask(one, filters, sort, limit, place, values, reader, progress))
        ended, total = indexes.ask(actor, desk, lambda one: _to_destroy(one, desk, values, now))
    except AWAY as problem:
        raise IndexAway from problem
    return replace(found, rows=_decisions(actor, desk, found.rows), to_destroy=ended, to_destroy_total=total)


def _to_destroy(
    connection: apsw.Connection, desk: str, values: Mapping[str, Any], now: datetime
) -> tuple[tuple[str, ...], int]:
    """Return the withdrawn reports whose period has passed, the longest first, and how many there are."""
    before = minutes(now) - desks.get(desk).retention * DAY
    found = rows(connection, TO_DESTROY, {**values, "desk": desk, "before": before, "limit": NAMED})
    return tuple(record for record, _all in found), found[0][1] if found else 0


DAY = 24 * 60  # minutes
# CROSS: from the few withdrawn ones on, not from every record of the desk.
TO_DESTROY = f"""
SELECT withdrawn.record, count(*) OVER () FROM withdrawn CROSS JOIN record USING (id)
WHERE record.desk = :desk AND withdrawn.at <= :before AND withdrawn.id NOT IN ({asking.HIDDEN})
ORDER BY withdrawn.at LIMIT :limit
"""  # noqa: S608 - our own words


def compare(actor: Actor, desk: str, *, now: datetime) -> int:
    """Look whether every record still is what was verified, having read what arrived. Returns how many are not.

    For once a day. Raises NoKey or IndexAway.
    """
    try:
        indexes.absorb(actor, desk, now=now)
        return indexes.compare(actor, desk, now=now)
    except AWAY as problem:
        raise IndexAway from problem


def _ask(
    connection: apsw.Connection,
    filters: Filters,
    sort: str,
    limit: int,
    place: Place | None,
    values: Mapping[str, Any],
    reader: searching.Reader,
    progress: Progress,
) -> Page:
    with connection:  # all numbers are of one moment
        wanted, values = asking.with_words(connection, filters, asking.conditions(filters), values, reader)
        counted = facets(connection, filters, wanted, values)
        opens = asking.open_or_not(filters)
        found = find(connection, sort, wanted, values, opens, place, counted.total, limit + 1)
        now = value(connection, "SELECT changes FROM tally")
        changes = place.changes if place is not None else now
        broken = rows(connection, BROKEN, {**values, "limit": NAMED})
        tabs = waiting(connection, values)
        shown = _rows(connection, found[:limit], values["late"])
    return Page(
        rows=shown,
        next=token(sort, _place(sort, found[limit - 1], changes)) if len(found) > limit else "",
        total=counted.total,
        facets=counted,
        waiting=tabs,
        changed=changes != now,
        broken=tuple(record for record, _all in broken),
        broken_total=broken[0][1] if broken else 0,
        progress=progress,
    )


BROKEN = """
SELECT record, count(*) OVER () FROM broken WHERE record NOT IN (SELECT value FROM json_each(:own))
ORDER BY id LIMIT :limit
"""


def _place(sort: str, row: Mapping[str, Any], changes: int) -> Place:
    return Place(row["open"], tuple(row[name] for name in ORDERS[sort].columns[:-1]), row["record"], changes)


def _rows(connection: apsw.Connection, found: Sequence[Mapping[str, Any]], late: int) -> tuple[Row, ...]:
    lengths = dict(rows(connection, LENGTHS, (json.dumps([row["id"] for row in found]),)))
    return tuple(
        Row(
            record=row["record"],
            length=lengths[row["id"]],
            state=row["state"],
            level=row["level"],
            assessed=bool(row["assessed"]),
            country=row["country"],
            groups=tuple(row["groups"].split()),
            due="" if row["due"] == NEVER else f"{EPOCH + timedelta(minutes=row['due']):%Y-%m-%dT%H:%MZ}",
            target=row["target"],
            late=row["due"] < late,
            assignee=row["assignee"],
            unanswered=row["unanswered"],
            waiting=row["waiting"],
            review=row["review"] < late,
        )
        for row in found
    )


LENGTHS = "SELECT id, length FROM record WHERE id IN (SELECT value FROM json_each(?))"


def _decisions(actor: Actor, desk: str, found: tuple[Row, ...]) -> tuple[Row, ...]:
    """Return the rows with what this person may decide: who proposed it is not in the index, so those are opened."""
    names = [row.record for row in found if row.waiting]
    if not names:
        return found
    roles, own = roles_at(actor, {desk}), {}
    for record, entries in opening.read_many(actor, names, as_filer=False).items():
        if not isinstance(entries, RecordTampered):
            own[record] = len(decisions(fold(without_names(entries)), roles, actor.account))
    return tuple(replace(row, to_decide=own.get(row.record, 0)) for row in found)
