"""What filters ask of the index: conditions by name, and the values that stand in them."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import apsw

from app.crypto.identifiers import normal_id
from app.incidents.rules.states import OPEN_STATES, State
from app.triage import searching
from app.triage.queue.filters import ALL, ME, NOBODY, OPEN, Filters
from app.triage.risk import LEVELS, Level

# What this person is never shown: their own reports, and those in which they have a conflict of interest.
HIDDEN = """
SELECT id FROM record WHERE record IN (SELECT value FROM json_each(:own))
UNION SELECT id FROM conflict WHERE account = :me
"""
CONDITIONS = {
    "state": "q.state = :state",
    "level": "q.rank = :rank",
    "country": "q.country = :country",
    "assignee": "q.assignee = :assignee",
    "overdue": "q.due < :late",
    "review": "q.review < :late",
    "group": "q.id IN (SELECT id FROM act_group WHERE grp = :group)",
    "reference": "q.id = (SELECT id FROM record WHERE record = :reference)",
}


def conditions(filters: Filters) -> dict[str, str]:
    """Return the conditions on a row `q` of the queue; whether it is open, and words, are asked apart."""
    names = [name for name in ("level", "country", "assignee", "overdue", "review", "group") if getattr(filters, name)]
    if filters.state not in (OPEN, ALL):
        names.append("state")
    if normal_id(filters.text):
        names.append("reference")
    return {name: CONDITIONS[name] for name in names}


def values_of(filters: Filters, me: str, own: Collection[str], now: datetime) -> dict[str, Any]:
    """Return the values that stand in the conditions. `late` is the first minute that is not late yet."""
    return {
        "me": me,
        "own": json.dumps(list(own)),
        "state": filters.state,
        "rank": LEVELS.index(Level(filters.level)) if filters.level else 0,
        "level": filters.level,
        "country": filters.country,
        "assignee": {ME: me, NOBODY: ""}.get(filters.assignee, filters.assignee),
        "group": filters.group,
        "reference": normal_id(filters.text),
        "spaced": f" {filters.group} ",
        "late": -int(-now.timestamp() // 60),
    }


def with_words(
    connection: apsw.Connection,
    filters: Filters,
    wanted: Mapping[str, str],
    values: Mapping[str, Any],
    reader: searching.Reader,
) -> tuple[dict[str, str], dict[str, Any]]:
    """Return conditions and values with the text that was typed among them, unless that is a reference."""
    if not filters.text or "reference" in wanted:
        return dict(wanted), dict(values)
    condition, named = searching.matching(connection, searching.parse(filters.text, reader), reader, "q.id").named(
        "text"
    )
    return {**wanted, "text": condition}, {**values, **named}


def open_or_not(filters: Filters) -> tuple[int, ...]:
    """Return which of open (1) and ended (0) work is wanted, in the order in which it is shown."""
    if filters.state in (OPEN, ALL):
        return (1, 0) if filters.state == ALL else (1,)
    return (int(State(filters.state) in OPEN_STATES),)
