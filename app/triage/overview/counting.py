"""A desk in numbers, added up by its index. Nothing here counts a report that the reader may not see."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import apsw

from app.index.asking import rows
from app.triage.clocks import EPOCH, Target
from app.triage.overview.keeping import COUNTED, STOPPED
from app.triage.queue.asking import HIDDEN
from app.triage.risk import LEVELS

WEEKS = 26
DAY = 24 * 60  # minutes
NEAR = DAY  # before it is due
YEAR = 365 * DAY
SPANS = (30, 90)  # days
# Days from what happened to the report: up to and including. The last bucket has no end.
BUCKETS = (1, 7, 30, 90, 365)


@dataclass(frozen=True, slots=True)
class Standing:
    """Open reports by how they stand against one promise that is not kept yet."""

    within: int
    near: int  # due in less than a day
    late: int
    waiting: int  # the clock stands still while the filer is asked


@dataclass(frozen=True, slots=True)
class Kept:
    """Of the promises that were kept or were due, how many were kept in time."""

    kept: int
    of: int


@dataclass(frozen=True)
class Overview:
    """A desk in numbers. `weeks` are reports filed in each week, oldest first; `first_week` is its Monday (ISO)."""

    total: int
    states: Mapping[str, int]
    levels: Mapping[str, int]  # open reports
    standing: Mapping[Target, Standing]
    delays: tuple[int, ...]  # reports of a year by bucket, the last one without end
    delay_unknown: int
    shares: Mapping[Target, tuple[Kept, ...]]  # by span
    weeks: tuple[int, ...]
    first_week: str


def count(connection: apsw.Connection, desk: str, me: str, own: Collection[str], now: datetime) -> Overview:
    """Add up the reports of a desk, but those that are the reader's own or in which they have a conflict."""
    minute = int((now - EPOCH).total_seconds() // 60)
    monday = datetime.combine(now.date(), datetime.min.time(), UTC) - timedelta(days=now.weekday(), weeks=WEEKS - 1)
    first = int((monday - EPOCH).total_seconds() // 60)
    given = {
        "desk": desk, "me": me, "own": json.dumps(list(own)), "now": minute, "soon": minute + NEAR,
        "stopped": STOPPED, "year": minute - YEAR, "first": first,
    }  # fmt: skip
    with connection:  # all numbers are of one moment
        states = dict(_ask(connection, "SELECT state, count(*) FROM seen GROUP BY state", given))
        levels = _ask(connection, "SELECT rank, count(*) FROM seen WHERE open GROUP BY rank", given)
        delays = dict(_ask(connection, DELAYS, given))
        weeks = dict(_ask(connection, FILED, given))
        standing, shares = _standing(connection, given), _shares(connection, given)
    return Overview(
        total=sum(states.values()),
        states=states,
        levels={LEVELS[rank].value: number for rank, number in levels},
        standing=standing,
        delays=tuple(delays.get(bucket, 0) for bucket in range(len(BUCKETS) + 1)),
        delay_unknown=delays.get(None, 0),
        shares=shares,
        weeks=tuple(weeks.get(week, 0) for week in range(WEEKS)),
        first_week=monday.date().isoformat(),
    )


def _ask(connection: apsw.Connection, sql: str, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    return rows(connection, SEEN + sql, given)


def _standing(connection: apsw.Connection, given: Mapping[str, Any]) -> dict[Target, Standing]:
    """Return how the open reports stand against each promise, in one look."""
    parts = [STANDING.format(number) for number in range(len(Target))]
    (found,) = _ask(connection, f"SELECT {', '.join(parts)} FROM seen WHERE open", given)  # noqa: S608
    return {target: Standing(*found[4 * n : 4 * n + 4]) for n, target in enumerate(Target)}


def _shares(connection: apsw.Connection, given: Mapping[str, Any]) -> dict[Target, tuple[Kept, ...]]:
    numbers = [list(Target).index(target) for target in COUNTED]
    since = {f"since{days}": given["now"] - days * DAY for days in SPANS}
    parts = [SHARE.format(number, f"since{days}") for number in numbers for days in SPANS]
    (found,) = _ask(connection, f"SELECT {', '.join(parts)} FROM seen", {**given, **since})  # noqa: S608
    pairs = [Kept(*found[at : at + 2]) for at in range(0, len(found), 2)]
    each = len(SPANS)
    return {target: tuple(pairs[n * each : (n + 1) * each]) for n, target in enumerate(COUNTED)}


def _bucket(column: str) -> str:
    cases = " ".join(f"WHEN {column} <= {most} THEN {bucket}" for bucket, most in enumerate(BUCKETS))
    return f"CASE WHEN {column} IS NULL THEN NULL {cases} ELSE {len(BUCKETS)} END"


SEEN = f"""
WITH seen AS (
    SELECT k.*, q.state, q.rank, q.open FROM kept k JOIN queue q USING (id)
    WHERE k.desk = :desk AND q.state <> 'purged' AND k.id NOT IN ({HIDDEN})
)
"""  # noqa: S608
STANDING = """
coalesce(sum(m{0} IS NULL AND d{0} >= :soon AND d{0} < :stopped), 0),
coalesce(sum(m{0} IS NULL AND d{0} >= :now AND d{0} < :soon), 0),
coalesce(sum(m{0} IS NULL AND d{0} < :now), 0),
coalesce(sum(m{0} IS NULL AND d{0} = :stopped), 0)
"""
SHARE = """
coalesce(sum(filed >= :{1} AND m{0} <= d{0}), 0),
coalesce(sum(filed >= :{1} AND d{0} IS NOT NULL AND (m{0} IS NOT NULL OR d{0} < :now)), 0)
"""
# A vague date counts where all that it can mean falls into one bucket.
DELAYS = f"""
SELECT CASE WHEN {_bucket("soonest")} = {_bucket("latest")} THEN {_bucket("latest")} END AS bucket, count(*)
FROM seen WHERE filed >= :year GROUP BY bucket
"""  # noqa: S608
FILED = f"SELECT (filed - :first) / {7 * DAY} AS week, count(*) FROM seen WHERE filed >= :first GROUP BY week"  # noqa: S608
