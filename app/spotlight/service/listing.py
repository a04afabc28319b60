"""The list of stories, a page at a time: editors' and approvers' from the index, an officer's from the records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import apsw

from app.index.absorbing import Progress
from app.index.asking import rows
from app.spotlight import indexes, rules
from app.spotlight.content.entries import STORY
from app.spotlight.content.fold import fold
from app.spotlight.rules import State
from app.spotlight.service import publications
from app.spotlight.service.publications import Status
from app.spotlight.service.reading import state_of
from app.vault import opening, records
from app.vault.actor import Actor
from app.vault.errors import NoKey, RecordTampered
from app.vault.roles import Role

AT_ONCE = 50  # stories on one page
NAMED = 20  # stories that do not verify which one page names


@dataclass(frozen=True)
class Line:
    """One story in the list, with the state as it is today and what the public sees of it."""

    record: str
    kind: str
    title: str
    state: State
    public: Status | None = None


@dataclass(frozen=True)
class Listed:
    """Some stories. `next` is what to pass as `after` for those that follow, "" when there are none.

    `counts` says how many there are in each state; an officer has no index of stories, so for them it is empty, and
    a page may hold fewer stories of a state than follow. `broken` are stories that do not verify.
    """

    lines: tuple[Line, ...]
    next: str
    counts: Mapping[State, int]
    broken: tuple[str, ...]
    progress: Progress


def stories(actor: Actor, now: datetime, state: str = "", after: str = "") -> Listed:
    """Return a page of the stories that the actor may open, the newest first; in one state, where one is named.

    `after` is the `next` of another page; anything else counts as the beginning. `now` is UTC and aware. Raises NoKey
    while nobody has admitted an editor, or IndexAway.
    """
    desks = actor.desks(Role.PROTECTION_OFFICER)
    if actor.has(Role.EDITOR) or actor.has(Role.APPROVER):
        try:
            return _of_all(actor, now, state, after)
        except NoKey:
            if not desks:
                raise
    return _of_desks(actor, sorted(desks), now, state, after)


def _of_all(actor: Actor, now: datetime, state: str, after: str) -> Listed:
    progress = indexes.follow_stories(actor, now=now)
    today = now.date()
    values = {"today": today.isoformat(), "due": rules.last_due(today), "state": state, "after": after}
    found, counts, broken = indexes.ask(actor, partial(_ask, values=values))
    following = found[AT_ONCE - 1][0] if len(found) > AT_ONCE else ""
    lines, publication_of = [], {}
    for record, kind, title, shown, publication in found[:AT_ONCE]:
        lines.append(Line(record, kind, title, State(shown)))
        publication_of[record] = publication
    return Listed(_with_public(lines, publication_of), following, counts, broken, progress)


def _ask(
    connection: apsw.Connection, values: Mapping[str, Any]
) -> tuple[list[tuple[Any, ...]], dict[State, int], tuple[str, ...]]:
    with connection:  # all of one moment
        found = rows(connection, PAGE, {**values, "limit": AT_ONCE + 1})
        counts = {State(state): number for state, number in rows(connection, COUNTS, values)}
        broken = tuple(record for (record,) in rows(connection, BROKEN, (NAMED,)))
    return found, counts, broken


# The state as `rules.on_a_day` tells it.
TODAYS = """
SELECT *, CASE
    WHEN (state IN ('published', 'updated') OR state = 'scheduled' AND published_on <= :today)
        AND max(published_on, asked_on) <= :due THEN 'review_due'
    WHEN state = 'scheduled' AND published_on <= :today THEN 'published' ELSE state END AS shown
FROM story
"""
PAGE = f"""
SELECT record, kind, title, shown, publication FROM ({TODAYS})
WHERE (:state = '' OR shown = :state) AND (
    NOT EXISTS (SELECT 1 FROM story WHERE record = :after)
    OR (begun, record) < (SELECT begun, record FROM story WHERE record = :after)
) ORDER BY begun DESC, record DESC LIMIT :limit
"""  # noqa: S608 - our own query above
COUNTS = f"SELECT shown, count(*) FROM ({TODAYS}) GROUP BY shown"  # noqa: S608
BROKEN = "SELECT record FROM record WHERE NOT verifies AND kind <> 'incident' ORDER BY id LIMIT ?"


def _of_desks(actor: Actor, desks: Sequence[str], now: datetime, state: str, after: str) -> Listed:
    """Open one page of what the officers of some desks review, and show what of it is in the state."""
    names = records.held_page([f"protection:{desk}" for desk in desks], STORY, AT_ONCE + 1, after)
    following = names[AT_ONCE - 1] if len(names) > AT_ONCE else ""
    opened = opening.read_many(actor, names[:AT_ONCE], as_filer=False)
    lines, publication_of, broken = [], {}, []
    for name in names[:AT_ONCE]:
        entries = opened.get(name, [])
        if isinstance(entries, RecordTampered):
            broken.append(name)
            continue
        story = fold(entries, STORY)
        line = Line(name, STORY, story.text.title, state_of(story, now.date()))
        if not state or line.state == state:
            lines.append(line)
            publication_of[name] = story.publication
    whole = Progress(0, 0)
    return Listed(_with_public(lines, publication_of), following, {}, tuple(broken), whole)


def _with_public(lines: Sequence[Line], publication_of: Mapping[str, str]) -> tuple[Line, ...]:
    """Return the lines with what the public sees, looked up at once."""
    standing = publications.status_of([one for one in publication_of.values() if one])
    return tuple(
        Line(line.record, line.kind, line.title, line.state, standing.get(publication_of[line.record]))
        for line in lines
    )
