"""How a desk's report appears in the queue of its index: one narrow row, its act groups, and the counts of all rows.

The counts (`cell`) are kept with every row, so that the numbers beside every filter cost some thousand cells to add up
and not a hundred thousand rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

import apsw

from app.incidents import projection as incidents
from app.incidents.content.fold import fold
from app.incidents.content.incident import Incident
from app.incidents.content.report import Report
from app.incidents.rules.consenting import first_review
from app.incidents.rules.reading import unanswered_by_desk
from app.incidents.rules.states import State
from app.index.asking import rows
from app.index.batching import Batch
from app.index.projecting import Projected
from app.triage.clocks import clock_history, minutes, moment, next_due, targets_of
from app.triage.flags import HELD_DAYS, NEAR_DAYS, days_told, when
from app.triage.likeness import repeats
from app.triage.overview import keeping
from app.triage.risk import LEVELS
from app.triage.rules import urgency
from app.triage.service.reading import KIND, without_names
from app.vault.directory.store import current

Promise = tuple[tuple[int, ...], ...]
NEVER = 1 << 40  # minutes: the due time of what has none, so that it sorts last
FROM_LIST = "from_list"  # in place of what is due: a row of long ago, for which no promise runs

SCHEMA = """
CREATE TABLE queue (
    id INTEGER PRIMARY KEY, record TEXT NOT NULL, open INTEGER NOT NULL, rank INTEGER NOT NULL, due INTEGER NOT NULL,
    filed INTEGER NOT NULL, score INTEGER NOT NULL, state TEXT NOT NULL, level TEXT NOT NULL,
    assessed INTEGER NOT NULL, target TEXT NOT NULL, country TEXT NOT NULL, groups TEXT NOT NULL,
    assignee TEXT NOT NULL, unanswered INTEGER NOT NULL, waiting INTEGER NOT NULL, recheck INTEGER,
    review INTEGER NOT NULL
);
CREATE INDEX queue_urgent ON queue (open, rank, due, id);
CREATE INDEX queue_due ON queue (open, due, id);
CREATE INDEX queue_new ON queue (open, filed, id);
CREATE INDEX queue_risk ON queue (open, score, id);
CREATE INDEX queue_country ON queue (country, open, rank, due, id);
CREATE INDEX queue_assignee ON queue (assignee, open, rank, due, id);
CREATE INDEX queue_state ON queue (state, rank, due, id);
CREATE INDEX queue_review ON queue (open, review, id);
CREATE INDEX queue_recheck ON queue (recheck) WHERE recheck IS NOT NULL;
CREATE TABLE cell (
    open INTEGER, state TEXT, level TEXT, country TEXT, assignee TEXT, number INTEGER NOT NULL,
    PRIMARY KEY (open, state, level, country, assignee)
) WITHOUT ROWID;
CREATE TABLE group_cell (
    open INTEGER, grp TEXT, state TEXT, level TEXT, country TEXT, assignee TEXT, number INTEGER NOT NULL,
    PRIMARY KEY (open, grp, state, level, country, assignee)
) WITHOUT ROWID;
CREATE TABLE withdrawn (id INTEGER PRIMARY KEY, record TEXT NOT NULL, at INTEGER NOT NULL);
CREATE TABLE broken (id INTEGER PRIMARY KEY, record TEXT NOT NULL);
CREATE TABLE promise (desk TEXT PRIMARY KEY, hours TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE tally (changes INTEGER NOT NULL);
INSERT INTO tally VALUES (0);
"""
PUT = f"INSERT INTO queue VALUES ({'?, ' * 17}?)"  # noqa: S608 - marks only
# Counted here and not by triggers, which cost more than the row they count.
COUNT = "INSERT INTO cell VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET number = number + excluded.number"
COUNT_GROUP = """
INSERT INTO group_cell VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET number = number + excluded.number
"""
WENT = "DELETE FROM queue WHERE id = ? RETURNING open, state, level, country, assignee, groups"
CHANGED = "UPDATE tally SET changes = changes + ?"


class DeskProjection:
    """A desk's index: incidents as they fold without names, and the queue."""

    kinds = frozenset({KIND})
    schema = incidents.SCHEMA + SCHEMA + keeping.SCHEMA
    version = 1

    def put(self, cursor: apsw.Cursor, records: Sequence[Projected], batch: Batch) -> None:
        """Write some records' rows in place of what was there."""
        for id in incidents.present(cursor, [record.id for record in records]):
            self.forget(cursor, id, batch)
        incidents.put_tampered(cursor, [record for record in records if not record.verifies])
        broken = [(record.id, record.record) for record in records if not record.verifies]
        batch.add("INSERT INTO broken VALUES (?, ?)", broken)
        folded = [(record, fold(without_names(record.entries))) for record in records if record.verifies]
        # One without a state is closed to this desk, or destroyed: nothing to work on.
        work = [(record, incident) for record, incident in folded if incident.state is not None]
        incidents.put(cursor, work, batch)
        written = {record.id for record, _incident in work}
        repeated = repeats.repeated(cursor, written)
        for record, incident in work:
            others = repeats.others(cursor, record.id) if record.id in repeated else []
            _put_queue(record, incident, repeats.days_before(others), batch)
            repeats.call_again(incident, [other for other in others if other.id not in written], batch)

    def forget(self, cursor: apsw.Cursor, id: int, batch: Batch) -> None:
        """Remove a record's rows."""
        incidents.forget(cursor, id, batch)
        for *cell, groups in rows(cursor, WENT, (id,)):
            count(batch, tuple(cell), groups.split(), -1)
        cursor.execute("DELETE FROM broken WHERE id = ?", (id,))
        cursor.execute("DELETE FROM withdrawn WHERE id = ?", (id,))
        keeping.forget(cursor, id)


class NamesProjection:
    """The protection officers' index: the names, and nothing that the desk's own has."""

    kinds = frozenset({KIND})
    schema = incidents.NAMES_SCHEMA
    version = 1

    def put(self, cursor: apsw.Cursor, records: Sequence[Projected], batch: Batch) -> None:
        """Write the names of some records in place of what was there."""
        for record in records:
            if record.verifies:
                incidents.put_names(cursor, record.id, record.record, fold(record.entries))
            else:
                incidents.forget_names(cursor, record.id)

    def forget(self, cursor: apsw.Cursor, id: int, batch: Batch) -> None:
        """Remove the names of a record."""
        incidents.forget_names(cursor, id)


DESK = (DeskProjection(),)
NAMES = (NamesProjection(),)


def _put_queue(record: Projected, incident: Incident, others: tuple[date, ...], batch: Batch) -> None:
    promised = promise_of(record.desk)
    batch.once("INSERT OR IGNORE INTO promise VALUES (?, ?)", record.desk, hours_of(promised))
    if (since := withdrawn_at(incident)) is not None:
        batch.add("INSERT INTO withdrawn VALUES (?, ?, ?)", [(record.id, incident.record, since)])
    targets = targets_of(promised)
    urgent = urgency(incident, record.now, others, targets)
    history = urgent.running or clock_history(incident, urgent.level, record.now, targets)
    keeping.put(record, incident, history, batch)
    clock = next_due(urgent.running)
    due = minutes(clock.due) if clock else NEVER
    groups = sorted(incidents.groups_of(incident.report)) if incident.report else []
    rank, risk = LEVELS.index(urgent.level), incident.risk
    score = risk.threat * risk.vulnerability * 100 // risk.capacity if risk else 0
    filed = minutes(moment(incident.filed.at)) if incident.filed else 0
    state, level = incident.state.value if incident.state else "", urgent.level.value
    country = incident.report.country if incident.report else ""
    row = (
        record.id, incident.record, incident.is_open, rank, due, filed, score, state, level, urgent.assessed,
        clock.target.value if clock else FROM_LIST if urgent.rests else "", country, " ".join(groups),
        incident.assignee, len(unanswered_by_desk(incident)), len(incident.waiting),
        recheck(incident, record.now, others), review_minute(incident),
    )  # fmt: skip
    batch.add(PUT, [row])
    count(batch, (incident.is_open, state, level, country, incident.assignee), groups, 1)


def count(batch: Batch, cell: tuple[bool, str, str, str, str], groups: Iterable[str], by: int) -> None:
    """Count a row that comes (1) or goes (-1): whether it is open, its state, level, country, assignee and groups."""
    is_open, *rest = cell
    batch.count(COUNT, cell, by)
    for group in groups:
        batch.count(COUNT_GROUP, (is_open, group, *rest), by)
    batch.once(CHANGED, 1)


def review_minute(incident: Incident) -> int:
    """Return the minute from which somebody is to be asked again, NEVER where nothing rests on a consent."""
    day = first_review(incident)
    return NEVER if day is None else minutes(datetime.combine(day, datetime.min.time(), UTC))


def withdrawn_at(incident: Incident) -> int | None:
    """Return the minute in which the filer took a report back, None when they did not, or it is destroyed."""
    if incident.state is not State.WITHDRAWN:
        return None
    return minutes(moment(incident.passages[-1].stamp.at))


def promise_of(desk: str) -> Promise:
    """Return the hours that a desk promises; those of the table for a desk that set none, or is gone."""
    known = current().desks.get(desk)
    return known.targets if known is not None else ()


@lru_cache(maxsize=256)
def hours_of(promised: Promise) -> str:
    """Return a promise as the index keeps it, to be compared."""
    return ";".join(" ".join(map(str, row)) for row in promised)


def recheck(incident: Incident, now: datetime, others: Iterable[date] = ()) -> int | None:
    """Return the minute from which the row may be out of date though nothing was written; None for never.

    Until somebody assesses a report, its level follows its dates: somebody held for more than 72 hours, a hearing that
    comes near, and the days of `others` against the same persons pass. An assessed one keeps its level.
    """
    if incident.report is None or not incident.is_open or incident.risk is not None:
        return None
    ends = repeats.turns((*others, *days_told(incident)))
    coming = [day for day in (*_turns(incident.report), *ends) if day > now.date()]
    return minutes(datetime.combine(min(coming), datetime.min.time(), UTC)) if coming else None


def _turns(report: Report) -> Iterable[date]:
    texts = [report.date]
    for act in report.acts:
        texts.append(act.date)
        texts += [act.detention.since, act.detention.until, act.detention.next_hearing] if act.detention else []
        texts += [act.proceedings.next_date] if act.proceedings else []
    for known in map(when, filter(None, texts)):
        first, last = known.earliest(), known.latest()
        if first is None or last is None:
            continue
        yield from (first - timedelta(days=NEAR_DAYS), first, last + timedelta(days=1))
        yield last + timedelta(days=HELD_DAYS + 1)
