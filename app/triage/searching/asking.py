"""Asking a desk's index: the best reports first, a page at a time, each with the words around what was found."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

import apsw

from app.crypto.identifiers import normal_id
from app.index.asking import rows, value
from app.triage.searching import snippets
from app.triage.searching.conditions import OF_RECORD, Plan, hidden_from, plan, prepare, without
from app.triage.searching.parsing import Query
from app.triage.searching.reading import Reader
from app.triage.searching.terms import Condition, joined

ROWS = 25
COUNTED = 1000  # reports are counted up to here; beyond, "more than" is said


@dataclass(frozen=True, slots=True)
class Hit:
    """One report that was found. One that does not verify has its reference and nothing else."""

    record: str
    verifies: bool = True
    state: str = ""
    level: str = ""
    country: str = ""
    groups: tuple[str, ...] = ()
    filed: str = ""  # UTC minute
    snippet: tuple[snippets.Piece, ...] = ()
    sensitive: bool = False  # a child or sexual violence: no words of it are shown in a list


@dataclass(frozen=True, slots=True)
class Place:
    """The last row of a page: its rank and number in this index. The next page follows it."""

    rank: float
    id: int

    def __str__(self) -> str:
        return f"{self.rank!r} {self.id}"


@dataclass(frozen=True, slots=True)
class Found:
    """One page. `total` counts up to COUNTED, `many` says that there are more; `named` is the report typed by name."""

    hits: tuple[Hit, ...] = ()
    total: int = 0
    many: bool = False
    next: Place | None = None
    named: Hit | None = None


_PLACE = re.compile(r"(-?\d{1,9}(?:\.\d{1,20})?(?:e[-+]?\d{1,3})?) (\d{1,18})")


def place_of(text: str) -> Place | None:
    """Read where the last page ended; None for what is no place."""
    found = _PLACE.fullmatch(text)
    return Place(float(found.group(1)), int(found.group(2))) if found and text.isascii() else None


def find(
    connection: apsw.Connection, query: Query, reader: Reader, after: Place | None = None, limit: int = ROWS
) -> Found:
    """Return a page of the reports that fit, best first, the newest of equals first.

    A reference, however it is typed, is found beside them. Reports of the reader's own and those with a conflict of
    interest are neither found nor counted.
    """
    prepare(connection)
    with connection:  # all is of one moment: another process may be absorbing
        found = _find(connection, query, hidden_from(connection, reader), after, limit)
    return found


def _find(connection: apsw.Connection, query: Query, hidden: tuple[int, ...], after: Place | None, limit: int) -> Found:
    named = None if after else _named(connection, query, hidden)
    if query.empty:
        return Found(named=named)
    made = plan(connection, query, hidden)
    ranked, total = _ranked(connection, made, without(hidden), after, limit)
    shown = ranked[:limit]
    hits = _hits(connection, [id for id, _rank in shown], query)
    last = shown[-1] if len(ranked) > limit else None
    return Found(hits, min(total, COUNTED), total > COUNTED, Place(last[1], last[0]) if last else None, named)


def _ranked(
    connection: apsw.Connection, made: Plan, visible: Condition, after: Place | None, limit: int
) -> tuple[list[tuple[int, float]], int]:
    """Return number and rank of the rows of a page and of one more, and how many there are in all (COUNTED + 1)."""
    table = "words" if made.words else "parts" if made.parts else "incident"
    id = "incident.id" if table == "incident" else f"+{table}.rowid"  # the plus: FTS5 must be asked by MATCH
    rank = "0.0" if table == "incident" else f"bm25({table})"
    asked = "verifies AND " if table == "incident" else f"{table} MATCH ? AND "
    rest = joined([*made.conditions(apart_from=table), visible], id)
    source = f"FROM {table} WHERE {asked}{rest.sql}"
    values = ((made.words or made.parts,) if table != "incident" else ()) + rest.values
    total = value(connection, f"SELECT count(*) FROM (SELECT 1 {source} LIMIT {COUNTED + 1})", values)  # noqa: S608
    follows = "WHERE rank > ? OR (rank = ? AND id < ?)" if after else ""
    place = (after.rank, after.rank, after.id) if after else ()
    ranked = f"SELECT {id} AS id, {rank} AS rank {source}"
    sql = f"SELECT id, rank FROM ({ranked}) {follows} ORDER BY rank, id DESC LIMIT ?"  # noqa: S608 - no value in it
    return rows(connection, sql, (*values, *place, limit + 1)), total


def _named(connection: apsw.Connection, query: Query, hidden: tuple[int, ...]) -> Hit | None:
    record = normal_id(query.text)
    found = rows(connection, OF_RECORD, (record,)) if record else []
    ids = [id for (id,) in found if id not in hidden]
    return _hits(connection, ids, Query())[0] if ids else None


def _hits(connection: apsw.Connection, ids: list[int], query: Query) -> tuple[Hit, ...]:
    found = {row[0]: row[1:] for row in rows(connection, ROW, (json.dumps(ids),))}
    whole = snippets.patterns(query.terms, inside=False)
    inside = snippets.patterns(query.terms, inside=True)
    hits = []
    for id in ids:
        record, verifies, state, filed, level, country, groups, sensitive, body = found[id]
        body = "" if sensitive else body
        told = snippets.snippet(body, whole) if body else ()
        if whole and body and not any(hit for _text, hit in told):
            told = snippets.snippet(body, inside)
        hits.append(
            Hit(
                record,
                bool(verifies),
                state,
                level or "",
                country,
                tuple((groups or "").split()),
                filed,
                told,
                bool(sensitive and verifies),
            )
        )
    return tuple(hits)


ROW = """
SELECT incident.id, incident.record, verifies, incident.state, incident.filed, queue.level, incident.country,
    queue.groups, incident.sensitive, told.body
FROM json_each(?) AS wanted JOIN incident ON incident.id = wanted.value LEFT JOIN queue ON queue.id = incident.id
    LEFT JOIN told ON told.id = incident.id
"""
