"""From a query to SQL on a desk's index: every value is a parameter, every text for FTS5 is one quoted string.

Words are looked for in `words`, which knows whole words and their beginnings. Scripts that put no space between words,
or whose vowels are marks, are looked for in `parts`, which knows every three characters of such texts. Texts of one or
two characters of such scripts are looked for among the threes that begin with them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.incidents.matching.folding import is_spaceless
from app.triage.searching.parsing import Kind, Term

THREE = 3  # characters that `parts`, and the words by their parts, can be asked for
MOST_PLACES = 200_000  # places of a text of one or two characters that are looked at
LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of SQL on a report's number, and its values for the marks, in order."""

    sql: str
    values: tuple[Any, ...] = ()

    def named(self, prefix: str) -> tuple[str, dict[str, Any]]:
        """Return the same with named marks, for a statement that names its values: `prefix0`, `prefix1` and so on."""
        first, *others = self.sql.split("?")
        sql = first + "".join(f":{prefix}{number}{piece}" for number, piece in enumerate(others))
        return sql, {f"{prefix}{number}": value for number, value in enumerate(self.values)}


ALL = Condition("1")
NOTHING = Condition("0")


def joined(conditions: Iterable[Condition], column: str) -> Condition:
    """Return one condition on a column that holds when all do."""
    kept = list(conditions)
    sql = " AND ".join(f"({one.sql})" for one in kept) or "1"
    return Condition(sql.replace("{id}", column), tuple(value for one in kept for value in one.values))


def negated(one: Condition) -> Condition:
    """Return the condition that another does not hold."""
    return Condition(f"NOT ({one.sql})", one.values)


def fts(term: Term) -> str:
    """Return what FTS5 is asked for a term in `words`."""
    return quoted(" ".join(term.tokens)) + (" *" if term.kind is Kind.PREFIX else "")


def quoted(text: str) -> str:
    """Return a text as one string of FTS5's language: nothing inside it is a sign."""
    return '"' + text.replace('"', '""') + '"'


def anywhere(term: Term) -> Condition:
    """Return the condition that a report has a term, by whichever table can tell."""
    if not is_spaceless(term.text):
        return of_table("words", fts(term))
    if len(term.text) >= THREE:
        return of_table("parts", quoted(term.text))
    return Condition(SHORT, (term.text, term.text + LAST, MOST_PLACES))


SHORT = "{id} IN (SELECT doc FROM (SELECT doc FROM temp.part_place WHERE term >= ? AND term < ? LIMIT ?))"


def of_table(table: str, query: str) -> Condition:
    """Return the condition that a table of FTS5 finds a report."""
    return Condition(f"{{id}} IN (SELECT rowid FROM {table} WHERE {table} MATCH ?)", (query,))  # noqa: S608 - our names
