"""What else the desk's index knows of a report: other reports against the same persons, and likely duplicates."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

import apsw

from app.incidents.content.incident import Link
from app.index.absorbing import Progress
from app.index.asking import rows, value
from app.triage import indexes
from app.triage.likeness import candidates, repeats
from app.triage.likeness.candidates import Suggestion
from app.triage.queue.pages import AWAY
from app.triage.searching.conditions import hidden_from
from app.triage.service.gathering import CANDIDATE
from app.triage.service.reading import OpenReport
from app.triage.service.searching import reader_of
from app.vault.actor import Actor
from app.vault.errors import NoKey

T = TypeVar("T")
LISTED = 10  # reports against the same persons that one page lists
MOMENT = 0.2  # seconds that a report's page waits for what arrived
NOTHING = Progress(0, 0)


@dataclass(frozen=True, slots=True)
class Before:
    """Another report against a person of this one. `earlier` tells which was filed first.

    `told` says that the filer of this one filed it as well, and that filing found so.
    """

    record: str
    day: date
    level: str
    earlier: bool
    told: bool


@dataclass(frozen=True, slots=True)
class Alike:
    """What is like a report. Nothing of the reader's own, nothing in which they have a conflict of interest."""

    persons: tuple[Before, ...] = ()
    likely: tuple[Suggestion, ...] = ()


def read(actor: Actor, report: OpenReport, *, now: datetime) -> Progress | None:
    """Read what arrived, as far as that goes in a moment, and return how far that came; None where it cannot be read.

    What is not read may be an earlier report against the same person, which would make this one urgent. Who reads no
    index of the report's desks waits for nothing. `now` is UTC, aware.
    """
    desk = _desk(actor, report)
    try:
        return indexes.absorb(actor, desk, now=now, seconds=MOMENT) if desk else NOTHING
    except NoKey:
        return NOTHING
    except AWAY:
        return None


def days_before(actor: Actor, report: OpenReport) -> tuple[date, ...]:
    """Return the days of earlier reports against the same persons, which make a report urgent.

    For every reader the same, as the level is: a report that the reader must not see counts, and is named nowhere.
    """
    return _ask(actor, report, (), lambda one, id: repeats.days_before(repeats.others(one, id)))


def alike(actor: Actor, report: OpenReport) -> Alike:
    """Return what is like a report, as far as the index has read."""
    reader = reader_of(actor)
    told = {one.record for one in report.incident.repeats}

    def question(connection: apsw.Connection, id: int) -> Alike:
        hidden = hidden_from(connection, reader)
        shown = [one for one in repeats.others(connection, id) if one.id not in hidden][:LISTED]
        persons = tuple(
            Before(one.record, one.day, _level(connection, one.id), one.earlier, one.record in told) for one in shown
        )
        return Alike(persons, tuple(candidates.suggestions(connection, id, hidden)))

    return _ask(actor, report, Alike(), question)


def links(actor: Actor, report: OpenReport) -> tuple[Link, ...]:
    """Return the links of a report. A candidate for a case names no report that the reader must not be shown."""
    found = report.incident.links
    named = json.dumps([link.record for link in found if link.relation == CANDIDATE])
    reader = reader_of(actor)

    def question(connection: apsw.Connection, _id: int) -> frozenset[str]:
        hidden = json.dumps(hidden_from(connection, reader))
        return frozenset(record for (record,) in rows(connection, SHOWN, (named, hidden)))

    none: frozenset[str] = frozenset()
    shown = _ask(actor, report, none, question) if named != "[]" else none
    return tuple(link for link in found if link.relation != CANDIDATE or link.record in shown)


SHOWN = """
SELECT record FROM incident
WHERE record IN (SELECT value FROM json_each(?)) AND id NOT IN (SELECT value FROM json_each(?))
"""


def _level(connection: apsw.Connection, id: int) -> str:
    return str(value(connection, "SELECT level FROM queue WHERE id = ?", (id,)) or "")


def _desk(actor: Actor, report: OpenReport) -> str:
    """Return the desk by whose index this person reads a report: its own before its partner; "" for none."""
    mine = [desk for desk in (report.desk, *sorted(report.desks)) if f"desk:{desk}" in actor.rings]
    return mine[0] if mine else ""


def _ask(actor: Actor, report: OpenReport, nothing: T, question: Callable[[apsw.Connection, int], T]) -> T:
    desk = _desk(actor, report)

    def asked(connection: apsw.Connection) -> T:
        id = value(connection, "SELECT id FROM incident WHERE record = ?", (report.record,))
        return nothing if id is None else question(connection, id)

    try:
        return indexes.ask(actor, desk, asked) if desk else nothing
    except (NoKey, *AWAY):  # the report is read all the same
        return nothing
