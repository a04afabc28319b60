"""Other reports against the same persons, found by what their matching strings share, and how they raise urgency.

A report is raised by those filed before it. What was filed later does not raise the older one, whose page lists it.
Days are the latest that an incident can have happened on: the end of its date, or the day on which it was filed.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import apsw

from app.incidents.content.incident import Incident
from app.incidents.rules.states import State
from app.index.asking import rows
from app.index.batching import Batch
from app.triage.flags import REPEAT_DAYS

NEWEST = 20  # reports that share one value, of which one report looks at so many: the latest
MANY = 60  # reports that share any value, from which on only those are looked at
# What happened did not happen, happened in another report, or is no more to be used.
NO_INCIDENT = (State.WITHDRAWN.value, State.NOT_CREDIBLE.value, State.DUPLICATE.value)


@dataclass(frozen=True, slots=True)
class Other:
    """Another report against a person of this one; `earlier` tells which of the two was filed first."""

    id: int
    record: str
    day: date
    earlier: bool
    counts: bool  # not withdrawn, refuted, or joined to another


def repeated(connection: apsw.Connection | apsw.Cursor, ids: Collection[int]) -> set[int]:
    """Return those of some reports that share a name, number or address with a person of any other."""
    return {id for (id,) in rows(connection, REPEATED, (json.dumps(list(ids)),))}


REPEATED = """
SELECT DISTINCT mine.id FROM json_each(?) AS wanted CROSS JOIN match AS mine ON mine.id = wanted.value
WHERE mine.kind <> 'sounds'
AND EXISTS (SELECT 1 FROM match AS theirs WHERE theirs.value = mine.value AND theirs.id <> mine.id)
"""


def others(connection: apsw.Connection | apsw.Cursor, id: int) -> list[Other]:
    """Return the other reports that share a name, number or address with a person of this one, the latest first.

    Where there are MANY, looks at the latest NEWEST for each value.
    """
    found = {other for (other,) in rows(connection, SHARING, (id, MANY))}
    if not found:
        return []
    if len(found) == MANY:
        values = rows(connection, VALUES, (id,))
        found = {other for (value,) in values for (other,) in rows(connection, LATEST, (value, id, NEWEST))}
    told = [
        Other(number, record, day, bool(earlier), state not in NO_INCIDENT)
        for number, record, filed, ends, state, earlier in rows(connection, TOLD, (json.dumps(list(found)), id))
        if (day := _latest(ends, filed)) is not None
    ]
    return sorted(told, key=lambda other: (other.day, other.id), reverse=True)


SHARING = """
SELECT DISTINCT theirs.id FROM match AS mine JOIN match AS theirs ON theirs.value = mine.value AND theirs.id <> mine.id
WHERE mine.id = ? AND mine.kind <> 'sounds' LIMIT ?
"""
VALUES = "SELECT DISTINCT value FROM match WHERE id = ? AND kind <> 'sounds'"
LATEST = "SELECT DISTINCT id FROM match WHERE value = ? AND id <> ? ORDER BY id DESC LIMIT ?"
TOLD = """
SELECT one.id, one.record, one.filed, one.ends, one.state, (one.filed, one.id) < (mine.filed, mine.id)
FROM json_each(?) AS found JOIN incident AS one ON one.id = found.value JOIN incident AS mine ON mine.id = ?
WHERE one.verifies
"""


def _latest(ends: str | None, filed: str) -> date | None:
    days = [text[:10] for text in (ends, filed) if text]
    return date.fromisoformat(min(days)) if days else None


def days_before(found: Iterable[Other]) -> tuple[date, ...]:
    """Return the days of the reports that raise this one: filed earlier, and still to be counted."""
    return tuple(other.day for other in found if other.earlier and other.counts)


def turns(days: Iterable[date]) -> list[date]:
    """Return the days on which what was raised by these days falls again."""
    return [day + timedelta(days=REPEAT_DAYS + 1) for day in days]


def call_again(incident: Incident, found: Iterable[Other], batch: Batch) -> None:
    """Have the rows of later reports written again that this one raises, or raised while it counted.

    Needed because a later report may have come into the index first, and because this one may have changed.
    """
    later = [other.id for other in found if not other.earlier]
    if not later or incident.state is None:
        return
    counts = incident.state.value not in NO_INCIDENT
    batch.add(CALL, [(json.dumps(later), not counts)])


# Assessed rows keep their level. One that is critical has nowhere to rise to, any other nothing to fall from.
CALL = """
UPDATE queue SET recheck = 0
WHERE id IN (SELECT value FROM json_each(?)) AND open AND NOT assessed AND (level = 'critical') = ?
"""
