"""The rows of one page of a queue, found by the index that costs least."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import apsw

from app.index.asking import rows, value
from app.triage.queue.asking import HIDDEN
from app.triage.queue.filters import DUE, URGENT
from app.triage.queue.tokens import ORDERS, Place, after

FEW = 5_000  # rows that are sorted rather than looked for in their order
RARE = 1_000  # rows of all that fit: looking for them in their order would pass over most of the queue
LAST = (1 << 62, 0)  # in place of the number of a row that is gone: its equals are shown again rather than skipped

# Which conditions an index answers; all others are kept from the planner, which knows nothing of how rows spread.
USES = {
    "country": {"country", "open", "level"},
    "assignee": {"assignee", "open", "level"},
    "state": {"state", "level"},
    "level": {"open", "level"},
    "overdue": {"open", "overdue"},
    "review": {"open", "review"},
    "group": {"group"},
    "text": {"text"},
    "reference": {"reference"},
}
SORTED_BY = {"country", "assignee", "state", "level"}  # have their rows by urgency
IN_ORDER = {URGENT: {"open", "level"}, DUE: {"open", "overdue"}}
HOW_MANY = {
    "group": "SELECT 1 FROM act_group WHERE grp = :group",
    "state": "SELECT 1 FROM queue q WHERE q.state = :state",
    "level": "SELECT 1 FROM queue q WHERE q.open = :open AND q.rank = :rank",
    "overdue": "SELECT 1 FROM queue q WHERE q.open = :open AND q.due < :late",
    "review": "SELECT 1 FROM queue q WHERE q.open = :open AND q.review < :late",
    "country": "SELECT 1 FROM queue q WHERE q.country = :country AND q.open = :open",
    "assignee": "SELECT 1 FROM queue q WHERE q.assignee = :assignee AND q.open = :open",
}
COLUMNS = (
    "id, record, open, rank, due, filed, score, state, level, assessed, target, country, groups, assignee, unanswered, "
    "waiting, review"
)


def find(
    connection: apsw.Connection,
    sort: str,
    wanted: Mapping[str, str],
    values: Mapping[str, Any],
    opens: tuple[int, ...],
    place: Place | None,
    total: int,
    limit: int,
) -> list[dict[str, Any]]:
    """Return up to `limit` rows after a place. `wanted` are conditions by name; `total` how many rows fit them."""
    found: list[dict[str, Any]] = []
    names = COLUMNS.split(", ")
    for is_open in opens:
        if len(found) >= limit or (place is not None and place.open < is_open):
            continue
        here = place if place is not None and place.open == is_open else None
        given = {**values, "open": is_open, "limit": limit - len(found), **_key(connection, sort, here)}
        sql = statement(sort, wanted, _driver(connection, sort, wanted, given, total), here is not None)
        found += [dict(zip(names, row, strict=True)) for row in rows(connection, sql, given)]
    return found


def statement(sort: str, wanted: Mapping[str, str], driver: str, later: bool) -> str:
    """Return the query for rows, led by the index of one condition, or by that of the order for ""."""
    order = ORDERS[sort]
    ordered = not driver or (sort == URGENT and driver in SORTED_BY)
    used = USES[driver] if driver else IN_ORDER.get(sort, {"open"})
    plus = "" if ordered else "+"
    columns = [f"{plus}q.{column}" for column in order.columns]
    parts = [f"{'' if 'open' in used else '+'}q.open = :open", f"+q.id NOT IN ({HIDDEN})"]
    parts += [condition if name in used else f"+{condition}" for name, condition in wanted.items()]
    if later:
        parts.append(after(order, columns))
    chosen = ", ".join(f"q.{name}" for name in COLUMNS.split(", "))
    sorting = ", ".join(f"{column} DESC" if order.down else column for column in columns)
    return f"SELECT {chosen} FROM queue q WHERE {' AND '.join(parts)} ORDER BY {sorting} LIMIT :limit"  # noqa: S608


def _driver(
    connection: apsw.Connection, sort: str, wanted: Mapping[str, str], values: Mapping[str, Any], total: int
) -> str:
    """Return the condition to begin with: the rarest, unless so many rows fit that some come soon in their order."""
    some = {name: HOW_MANY.get(name, f"SELECT 1 FROM queue q WHERE {wanted[name]}") for name in wanted}  # noqa: S608
    counts = {
        value(connection, f"SELECT count(*) FROM ({sql} LIMIT {FEW})", values): name  # noqa: S608
        for name, sql in some.items()
        if name not in IN_ORDER.get(sort, ())
    }
    if not counts:
        return ""
    fewest = min(counts)
    by_itself = sort == URGENT and counts[fewest] in SORTED_BY
    return counts[fewest] if by_itself or fewest < FEW or total < RARE else ""


def _key(connection: apsw.Connection, sort: str, place: Place | None) -> dict[str, int]:
    if place is None:
        return {}
    number = value(connection, "SELECT id FROM record WHERE record = ?", (place.record,))
    numbers = (*place.key, number if number is not None else LAST[not ORDERS[sort].down])
    return {f"k{at}": one for at, one in enumerate(numbers)}
