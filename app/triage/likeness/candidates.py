"""Reports that may tell of the same incident: same country, near dates, an act group in common, near names or words."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

import apsw

from app.index.asking import rows
from app.triage.likeness import people, texts
from app.triage.likeness.repeats import NO_INCIDENT
from app.triage.rules import DUPLICATE_DAYS

LIKELY = 0.66  # suggested from here
VERY = 0.9  # the same name or number, or nearly the same words
COMPARED = 150  # reports whose words are compared: those with a person in common, then those filed about the same time
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A report that may be the same incident. `person` is 0 to 1, `words` 0 to 100, `score` both together, 0 to 1."""

    record: str
    person: float
    words: float
    filed: str
    level: str

    @property
    def score(self) -> float:
        """How likely it is the same incident, as far as names and words say so."""
        return together(self.person, self.words)


def together(person: float, words: float) -> float:
    """Return one score for two signs, each of which may be enough: what neither leaves in doubt."""
    return round(1 - (1 - person) * (1 - words / 100), 4)


def suggestions(connection: apsw.Connection, id: int, hidden: Collection[int] = ()) -> list[Suggestion]:
    """Return what may be the same incident as a report, the likest first.

    Nothing of the `hidden`, nothing that somebody compared and told apart, nothing withdrawn or joined already.
    Words are the filers' own; two rows of one list are two incidents by the list's own word, whatever words they share.
    """
    mine = rows(connection, MINE, (id,))
    if not mine or mine[0][1] in NO_INCIDENT:
        return []
    country, _state, begins, ends, filed, record, groups, own, from_list = mine[0]
    shared = people.sharing(connection, id)
    given = {
        "id": id, "record": record, "country": country, "begins": begins, "ends": ends, "filed": filed[:16],
        "before": f"-{DUPLICATE_DAYS} days", "after": f"+{DUPLICATE_DAYS} days", "limit": COMPARED,
        "groups": json.dumps(groups.split()), "ended": json.dumps(NO_INCIDENT),
        "hidden": json.dumps(sorted(hidden)), "shared": json.dumps(sorted(shared)), "from_list": from_list,
    }  # fmt: skip
    chosen = rows(connection, CANDIDATES, given)
    near = people.nearness(connection, id, [one for one, *_rest in chosen if one in shared])
    found = [
        Suggestion(other, near.get(number, 0.0), 0.0 if same_list else texts.nearness(own, told or ""), at, level)
        for number, other, at, level, told, same_list in chosen
    ]
    likely = [one for one in found if one.score >= LIKELY]
    return sorted(likely, key=lambda one: (-one.score, one.record))[:SHOWN]


MINE = """
SELECT incident.country, incident.state, begins, ends, incident.filed, incident.record, groups, substr(body, 1, own),
    from_list
FROM incident JOIN queue USING (id) JOIN told USING (id) WHERE incident.id = ? AND incident.country <> ''
"""
# Dates first: `begins` is in the index beside the country. A date that is not known can be any.
CANDIDATES = """
WITH dated AS (
    SELECT id FROM incident WHERE country = :country AND :begins IS NOT NULL
        AND begins <= date(:ends, :after) AND ends >= date(:begins, :before)
    UNION ALL SELECT id FROM incident WHERE country = :country AND (begins IS NULL OR :begins IS NULL)
)
SELECT i.id, i.record, i.filed, queue.level, substr(told.body, 1, told.own),
    told.from_list <> '' AND told.from_list = :from_list
FROM (
    SELECT i.id, i.record, i.filed FROM dated JOIN incident AS i USING (id)
    WHERE i.id <> :id AND i.verifies AND i.state NOT IN (SELECT value FROM json_each(:ended))
        AND i.id NOT IN (SELECT value FROM json_each(:hidden))
        AND EXISTS (
            SELECT 1 FROM act_group
            WHERE act_group.id = i.id AND grp IN (SELECT value FROM json_each(:groups)))
        AND NOT EXISTS (SELECT 1 FROM apart WHERE apart.id = :id AND apart.other = i.record)
        AND NOT EXISTS (SELECT 1 FROM apart WHERE apart.id = i.id AND apart.other = :record)
    ORDER BY i.id IN (SELECT value FROM json_each(:shared)) DESC,
        abs(julianday(substr(i.filed, 1, 16)) - julianday(:filed)), i.id DESC
    LIMIT :limit
) AS i JOIN queue ON queue.id = i.id LEFT JOIN told ON told.id = i.id
"""
