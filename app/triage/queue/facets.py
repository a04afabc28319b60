"""The numbers beside each filter: how many reports each value would leave, under all the other filters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import apsw

from app.incidents.rules.states import OPEN_STATES
from app.index.asking import rows
from app.triage.queue.asking import HIDDEN
from app.triage.queue.filters import ALL, OPEN, Filters

DIMENSIONS = ("state", "level", "country", "assignee", "group")
COLUMN = {"group": "grp"}


@dataclass(frozen=True)
class Facets:
    """For each filter the number of reports by value; and how many fit all filters together."""

    by: Mapping[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in DIMENSIONS})
    total: int = 0


def facets(
    connection: apsw.Connection, filters: Filters, wanted: Mapping[str, str], values: Mapping[str, Any]
) -> Facets:
    """Count for each filter. The kept counts do for coded filters; a text and what is late are counted by row."""
    by_row = [condition for name, condition in wanted.items() if name in ("overdue", "review", "text", "reference")]
    if by_row:
        found = _count(connection, filters, values, " AND ".join([*by_row, f"q.id NOT IN ({HIDDEN})"]))
    else:
        found = _count(connection, filters, values, "")
        for name, hidden in _count(connection, filters, values, f"q.id IN ({HIDDEN})").items():
            found[name].subtract(hidden)
    states = found["state"]
    chosen = {OPEN: OPEN_STATES, ALL: frozenset(states)}.get(filters.state, frozenset({filters.state}))
    return Facets(found, sum(states[state] for state in chosen))


def _count(
    connection: apsw.Connection, filters: Filters, values: Mapping[str, Any], by_row: str
) -> dict[str, Counter[str]]:
    """Count for each filter, in the kept counts, or in the rows that fulfil a condition."""
    parts = [_facet(name, filters, by_row != "") for name in DIMENSIONS]
    sql = (ROWS.format(by_row) if by_row else "") + " UNION ALL ".join(parts)
    found: dict[str, Counter[str]] = {name: Counter() for name in DIMENSIONS}
    for name, value, number in rows(connection, sql, values):
        for one in str(value).split() if name == "group" else [value]:
            found[name][one] += number
    return found


def _facet(name: str, filters: Filters, by_row: bool) -> str:
    """Return the query that counts the values of one filter under all the others."""
    others = [other for other in ("level", "country", "assignee") if other != name and getattr(filters, other)]
    conditions = [f"{other} = :{other}" for other in others]
    if name != "state" and filters.state != ALL:
        conditions.append("open = 1" if filters.state == OPEN else "state = :state")
    if filters.group and name != "group":
        conditions.append("instr(' ' || grp || ' ', :spaced)" if by_row else "grp = :group")
    table = "group_cell" if filters.group or name == "group" else "cell"
    column = COLUMN.get(name, name)
    where = " AND ".join(conditions) or "1"
    return f"SELECT '{name}', {column}, sum(number) FROM {table} WHERE {where} GROUP BY {column}"  # noqa: S608


# The rows in the shape of the kept counts, under their names. The groups of a row stay together: they are few.
ROWS = """
WITH found AS MATERIALIZED (
    SELECT open, state, level, country, assignee, groups AS grp, 1 AS number FROM queue q WHERE {}
), cell AS (SELECT * FROM found), group_cell AS (SELECT * FROM found)
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The numbers on the tabs: open reports that are the reader's, late, and nobody's; reports to ask again about."""

    mine: int
    overdue: int
    unassigned: int
    review: int


def waiting(connection: apsw.Connection, values: Mapping[str, Any]) -> Waiting:
    """Count what the tabs show."""
    (found,) = rows(connection, TABS, values)
    return Waiting(*found)


_OF = """
(SELECT coalesce(sum(number), 0) FROM cell WHERE open = 1 AND assignee = {0})
- (SELECT count(*) FROM queue WHERE id IN (SELECT id FROM hidden) AND +open = 1 AND +assignee = {0})
"""
TABS = f"""
WITH hidden AS MATERIALIZED ({HIDDEN})
SELECT {_OF.format(":me")},
    (SELECT count(*) FROM queue INDEXED BY queue_due WHERE open = 1 AND due < :late)
    - (SELECT count(*) FROM queue WHERE id IN (SELECT id FROM hidden) AND +open = 1 AND +due < :late),
    {_OF.format("''")},
    (SELECT count(*) FROM queue INDEXED BY queue_review WHERE open IN (0, 1) AND review < :late)
    - (SELECT count(*) FROM queue WHERE id IN (SELECT id FROM hidden) AND +review < :late)
"""  # noqa: S608
