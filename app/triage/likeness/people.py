"""How near the persons of two reports are, by the matching strings that an index has of them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection

import apsw

from app.incidents.matching import MatchingStrings, near
from app.index.asking import rows

NEWEST = 200  # reports that share one value, of which so many are looked at: the latest
Persons = dict[int, list[MatchingStrings]]


def sharing(connection: apsw.Connection, id: int) -> set[int]:
    """Return the reports that share any matching string with a person of this one."""
    found: set[int] = set()
    for (value,) in rows(connection, "SELECT DISTINCT value FROM match WHERE id = ?", (id,)):
        found.update(other for (other,) in rows(connection, SHARING, (value, id, NEWEST)))
    return found


SHARING = "SELECT DISTINCT id FROM match WHERE value = ? AND id <> ? ORDER BY id DESC LIMIT ?"


def nearness(connection: apsw.Connection, id: int, others: Collection[int]) -> dict[int, float]:
    """Return for other reports how near the nearest two persons are: 0.9 and more for the same name or number."""
    persons = _persons(connection, [id, *others])
    mine = persons.get(id, [])
    return {
        other: max((near(one, two) for one in mine for two in persons.get(other, [])), default=0.0) for other in others
    }


def _persons(connection: apsw.Connection, ids: list[int]) -> Persons:
    values: dict[tuple[int, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for id, person, kind, value in rows(connection, STRINGS, (json.dumps(ids),)):
        values[id, person][kind].append(value)
    found: Persons = defaultdict(list)
    for (id, _person), kinds in values.items():
        found[id].append(MatchingStrings(**{kind: tuple(them) for kind, them in kinds.items()}))
    return found


STRINGS = "SELECT id, person, kind, value FROM match WHERE id IN (SELECT value FROM json_each(?))"
