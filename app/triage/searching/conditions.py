"""A whole query as SQL on a desk's index, without the reports that its reader must not be shown."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

import apsw

from app.crypto.identifiers import normal_id
from app.incidents.matching import normalise
from app.incidents.matching.folding import is_spaceless
from app.index.asking import rows, value
from app.index.terms import containing
from app.triage.searching.filtering import condition
from app.triage.searching.parsing import Kind, Query, Term
from app.triage.searching.reading import Reader
from app.triage.searching.terms import (
    ALL,
    THREE,
    Condition,
    anywhere,
    fts,
    joined,
    negated,
    of_table,
    quoted,
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a query asks of the index: two queries of FTS5, "" for none, and conditions on `{id}`."""

    words: str
    parts: str
    others: tuple[Condition, ...]

    def conditions(self, *, apart_from: str = "") -> list[Condition]:
        """Return everything as conditions on `{id}`, the query of one FTS5 table left out where it is the source."""
        asked = {"words": self.words, "parts": self.parts}
        found = [of_table(table, query) for table, query in asked.items() if query and table != apart_from]
        return [*found, *self.others]


def matching(connection: apsw.Connection, query: Query, reader: Reader, column: str = "id") -> Condition:
    """Return what a query asks as one condition on the column that holds a report's number (`incident.id`).

    A reference fits however it is typed. Reports of the reader's own and those with a conflict of interest never do.
    True for an empty query.
    """
    prepare(connection)
    hidden = hidden_from(connection, reader)
    asked = joined(plan(connection, query, hidden).conditions(), "{id}")
    record = normal_id(query.text)
    if record:
        asked = Condition(f"({asked.sql}) OR {{id}} IN ({OF_RECORD})", (*asked.values, record))
    return joined([asked, without(hidden)], column)


OF_RECORD = "SELECT id FROM incident WHERE record = ?"


def prepare(connection: apsw.Connection) -> None:
    """Give a connection what searches use: a look at the places of `parts`, and the fold of a text."""
    connection.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.part_place USING fts5vocab (main, parts, instance)")
    connection.create_scalar_function("folded", _folded, 1, deterministic=True)


def _folded(*texts: object) -> str:
    return normalise(str(texts[0] or ""))


def hidden_from(connection: apsw.Connection, reader: Reader) -> tuple[int, ...]:
    """Return the numbers of reports that this person must not be shown, nor counted for them."""
    return tuple(id for (id,) in rows(connection, HIDDEN, (json.dumps(reader.own), reader.account)))


HIDDEN = """
SELECT id FROM incident WHERE record IN (SELECT value FROM json_each(?)) UNION SELECT id FROM conflict WHERE account = ?
"""


def without(hidden: Sequence[int]) -> Condition:
    """Return the condition that a report is none of these."""
    return Condition("{id} NOT IN (SELECT value FROM json_each(?))", (json.dumps(hidden),)) if hidden else ALL


def plan(connection: apsw.Connection, query: Query, hidden: Sequence[int] = ()) -> Plan:
    """Decide where each part of a query is looked for."""
    words: list[str] = []
    parts: list[str] = []
    others: list[Condition] = []
    for term in query.terms:
        if term.negated:
            others.append(negated(anywhere(term)))
        elif not is_spaceless(term.text):
            asked = _in_words(connection, term, hidden)
            (words if asked else parts).append(asked or quoted(term.text))
        elif len(term.text) < THREE:
            others.append(anywhere(term))
        else:
            parts.append(quoted(term.text))
    others += [condition(connection, one) for one in query.filters]
    return Plan(" AND ".join(f"({one})" for one in words), " AND ".join(parts), tuple(others))


def _in_words(connection: apsw.Connection, term: Term, hidden: Sequence[int]) -> str:
    """Return what `words` is asked for a term: the words that contain it, where no report has it as a whole one.

    "" for one that no word contains, which may stand among characters that no space divides.
    """
    if term.kind is not Kind.WORD or len(term.text) < THREE:
        return fts(term)
    seen = joined([of_table("words", fts(term)), without(hidden)], "+words.rowid")
    if value(connection, f"SELECT 1 FROM words WHERE {seen.sql} LIMIT 1", seen.values):  # noqa: S608 - no value
        return fts(term)
    if len(term.tokens) > 1:
        return fts(replace(term, kind=Kind.PREFIX))
    return " OR ".join(map(quoted, containing(connection, term.tokens[0], MOST_WORDS)))


MOST_WORDS = 200  # words with one part that are looked for, the shortest
