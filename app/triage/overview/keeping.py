"""When each promise of a report was due and kept, ended work included: one narrow row a report, for adding up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import apsw

from app.incidents.content.incident import Incident
from app.index.batching import Batch
from app.index.projecting import Projected
from app.triage.clocks import Clock, Target, minutes, moment
from app.triage.flags import when

STOPPED = 1 << 40  # minutes: the due time of a promise whose clock stands still
COUNTED = tuple(target for target in Target if target is not Target.UPDATE)  # an update is due again and again
# d0, m0 ...: the minute by which each promise of Target was due, and in which it was kept. No due time: not promised,
# or the work ended before. soonest, latest: days from what happened to the report, as far as its date tells.
SCHEMA = f"""
CREATE TABLE kept (
    id INTEGER PRIMARY KEY, desk TEXT NOT NULL, filed INTEGER NOT NULL, soonest INTEGER, latest INTEGER,
    {", ".join(f"d{n} INTEGER, m{n} INTEGER" for n in range(len(Target)))}
);
"""
PUT = f"INSERT INTO kept VALUES ({', '.join('?' * (5 + 2 * len(Target)))})"  # noqa: S608 - marks only


def put(record: Projected, incident: Incident, history: Iterable[Clock], batch: Batch) -> None:
    """Write the row of a report that was filed in sight, with its clocks. Whatever row it had is gone."""
    if incident.filed is None:
        return
    filed = moment(incident.filed.at)
    ended = None if incident.is_open or not incident.passages else moment(incident.passages[-1].stamp.at)
    times: list[int | None] = []
    for clock in history:
        promised = ended is None or clock.due < ended or clock.met is not None
        due = STOPPED if clock.stopped and ended is None else minutes(clock.due)
        times += [due if promised else None, minutes(clock.met) if clock.met else None]
    times += [None] * (2 * len(Target) - len(times))  # nothing is promised for a row of long ago
    soonest, latest = delays(incident.report.date if incident.report else "", filed.date())
    batch.add(PUT, [(record.id, record.desk, minutes(filed), soonest, latest, *times)])


def forget(cursor: apsw.Cursor, id: int) -> None:
    """Remove the row of a report."""
    cursor.execute("DELETE FROM kept WHERE id = ?", (id,))


def delays(told: str, filed: date) -> tuple[int | None, int | None]:
    """Return the fewest and the most days from what happened to the report; None twice where the date is unknown."""
    known = when(told)
    first, last = known.earliest(), known.latest()
    if first is None or last is None or first > filed:
        return None, None
    return max(0, (filed - last).days), (filed - first).days
