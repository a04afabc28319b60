"""Reports that share who did it and where, a company or project, or what was done in one place: perhaps one case."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

import apsw
from rapidfuzz import fuzz, process

from app.incidents.matching import normalise
from app.index.asking import rows
from app.triage.likeness.repeats import NO_INCIDENT

ALWAYS = 0  # no window: whenever it was
DAYS = (30, 90, 365, ALWAYS)  # windows that can be chosen
LEAST = 3  # reports that make a pattern
SHOWN = 20  # patterns on a page
NAMED = 8  # reports of a pattern that a page names: the latest
KEPT = 20  # reports of a pattern that can be kept together: the latest
# Two spellings of a company: "Minera Andes S.A." and "Andes Minera" give 89, "Minera Andes Norte" 79.
ONE_NAME = 86.0
NAMES = 400  # different companies among which spellings are looked for; beyond, only the same name is the same

_WORD = re.compile(r"\w+")


class By(StrEnum):
    """What the reports of a pattern share."""

    DOER = "doer"  # the category of who did it, and the place
    PROJECT = "project"  # the company or project
    GROUP = "group"  # the act group, and the place


@dataclass(frozen=True, slots=True)
class Pattern:
    """Some reports. `code` is of actor_category or act_group; `text` is a place or a company as most write it."""

    country: str
    code: str
    text: str
    count: int
    first: str
    last: str
    records: tuple[str, ...]  # the latest


@dataclass(slots=True)
class _Heap:
    """The reports that fell together so far."""

    reports: dict[int, tuple[str, str, str]] = field(default_factory=dict)  # first day, last day, reference
    spellings: Counter[str] = field(default_factory=Counter)


def patterns(
    connection: apsw.Connection, by: By, days: int, until: date, hidden: Collection[int] = ()
) -> list[Pattern]:
    """Return what at least LEAST reports share of the days up to one, the largest first; `hidden` ones do not count.

    A report whose date is a longer stretch than the window belongs to none; without a date it is of its day of filing.
    """
    first = until - timedelta(days=min(days, until.toordinal() - 1)) if days != ALWAYS else date.min
    given = {
        "since": first.isoformat(), "until": until.isoformat(), "days": days or date.max.toordinal(),
        "ended": json.dumps(NO_INCIDENT), "hidden": json.dumps(sorted(hidden)),
    }  # fmt: skip
    found = rows(connection, f"{SEEN} {SHARED[by]}", given)
    texts = _one_name if by is By.PROJECT else _same
    names = texts(text for *_rest, text in found)
    heaps: dict[tuple[str, str, str], _Heap] = {}
    for id, record, first, last, country, code, text in found:
        key = (country, code, names[text])
        heap = heaps.setdefault(key, _Heap())
        if id not in heap.reports:
            heap.spellings[text.strip()] += 1
        heap.reports[id] = (last, first, record)
    large = [_pattern(*key[:2], heap) for key, heap in heaps.items() if len(heap.reports) >= LEAST]
    return sorted(large, key=lambda one: (one.count, one.last, one.text), reverse=True)[:SHOWN]


def _pattern(country: str, code: str, heap: _Heap) -> Pattern:
    latest = sorted(heap.reports.values(), reverse=True)
    return Pattern(
        country,
        code,
        heap.spellings.most_common(1)[0][0],
        len(latest),
        min(first for _last, first, _record in latest),
        latest[0][0],
        tuple(record for _last, _first, record in latest[:KEPT]),
    )


def _same(texts: Iterable[str]) -> dict[str, str]:
    """Return every text without what makes no difference."""
    return {text: normalise(text) for text in set(texts)}


def _one_name(texts: Iterable[str]) -> dict[str, str]:
    """Return for every spelling of a company the one that stands for all that are near."""
    counts = Counter(texts)
    heads: dict[str, str] = {}
    chosen: dict[str, str] = {}
    for text, _count in counts.most_common():
        name = " ".join(_WORD.findall(normalise(text).replace(".", "")))
        near = process.extractOne(name, heads, scorer=fuzz.token_sort_ratio, score_cutoff=ONE_NAME)
        chosen[text] = near[2] if near else name
        if near is None and len(heads) < NAMES:
            heads[name] = name
    return chosen


SEEN = """
WITH seen AS (
    SELECT id, record, country, coalesce(begins, substr(filed, 1, 10)) AS first,
        coalesce(ends, substr(filed, 1, 10)) AS last,
        CASE admin1 WHEN '' THEN place ELSE admin1 END AS region, project
    FROM incident
    WHERE verifies AND coalesce(ends, filed) >= :since AND coalesce(begins, substr(filed, 1, 10)) <= :until
        AND (begins IS NULL OR julianday(ends) - julianday(begins) <= :days)
        AND state NOT IN (SELECT value FROM json_each(:ended)) AND id NOT IN (SELECT value FROM json_each(:hidden))
)
"""
SHARED = {
    By.DOER: """
SELECT DISTINCT id, record, first, last, country, category, region FROM seen JOIN perpetrator USING (id)
WHERE category NOT IN ('', 'unknown') AND region <> ''
""",
    By.PROJECT: "SELECT id, record, first, last, '', '', project FROM seen WHERE trim(project) <> ''",
    By.GROUP: "SELECT id, record, first, last, country, grp, region FROM seen JOIN act_group USING (id)",
}
