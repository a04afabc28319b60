"""The conditions of fields: codes, partial dates, places and consents, as SQL on a desk's index."""

from __future__ import annotations

import json
from collections.abc import Callable

import apsw

from app.incidents.matching import normalise
from app.incidents.matching.folding import is_spaceless
from app.index.asking import rows
from app.triage.searching.days import Span
from app.triage.searching.parsing import Filter, Kind, Term
from app.triage.searching.terms import LAST, NOTHING, Condition, anywhere, negated
from app.vocabulary import lists

Asked = Callable[[apsw.Connection, str | Span], Condition]


def condition(connection: apsw.Connection, one: Filter) -> Condition:
    """Return the condition that a report has one of a field's values."""
    special = SPECIAL.get(one.field)
    if special is not None:
        found = [special(connection, value) for value in one.values]
        said = Condition(
            " OR ".join(f"({each.sql})" for each in found), tuple(value for each in found for value in each.values)
        )
    else:
        said = Condition(CODED[one.field], (json.dumps(one.values),))
    return negated(said) if one.negated else said


def _of(table: str, column: str) -> str:
    """Return the condition that some row of a report in a table has one of the values."""
    return f"{{id}} IN (SELECT id FROM {table} WHERE {column} IN (SELECT value FROM json_each(?)))"  # noqa: S608


CODED = {
    "country": _of("queue", "country"),
    "region": _of("queue", "country"),
    "state": _of("queue", "state"),
    "level": _of("queue", "level"),
    "who": _of("queue", "assignee"),
    "gender": _of("person", "gender"),
    "age": _of("person", "age_band"),
    "role": _of("person", "role"),
    "defender": _of("person", "defender_type"),
    "status": _of("person", "status"),
    "verified": _of("incident", "verification"),
    "channel": _of("act", "channel"),
    "means": _of("act", "means"),
    "danger": _of("incident", "danger"),
    "perpetrator": "{id} IN (SELECT perpetrator.id FROM perpetrator JOIN json_each(?) ON value IN (category, class))",
}


def _act(_connection: apsw.Connection, code: str | Span) -> Condition:
    if lists.is_code("act", str(code)):
        return Condition("{id} IN (SELECT id FROM act WHERE code = ?)", (code,))
    return Condition("{id} IN (SELECT id FROM act_group WHERE grp = ?)", (code,))


def _date(_connection: apsw.Connection, days: str | Span) -> Condition:
    """A date that is known in part fits when it can lie within the days asked for."""
    if not isinstance(days, Span):
        return NOTHING
    if days.unknown:
        return Condition("{id} IN (SELECT id FROM incident WHERE begins IS NULL AND verifies)")
    asked = "{id} IN (SELECT id FROM incident WHERE begins <= ? AND ends >= ?)"
    return Condition(asked, (days.ends, days.begins))


def _filed(_connection: apsw.Connection, days: str | Span) -> Condition:
    if not isinstance(days, Span):
        return NOTHING
    if days.unknown:
        return Condition("{id} IN (SELECT id FROM incident WHERE filed = '')")
    asked = "{id} IN (SELECT id FROM incident WHERE filed >= ? AND filed < ?)"
    return Condition(asked, (days.begins, days.ends + "U"))  # after every minute of the last day: 2026-11-22T18:10Z


def _told_in(*columns: str) -> Asked:
    """Return what looks for words in some columns: first in the text, which has them too, then in the columns."""
    inside = " OR ".join(f"instr(' ' || folded({column}), ?) > 0" for column in columns)

    def made(_connection: apsw.Connection, told: str | Span) -> Condition:
        text = str(told)
        tokens = tuple("".join(char if char.isalnum() else " " for char in text).split())
        term = Term(Kind.PREFIX, text, tokens)
        first = anywhere(term)
        wanted = text if is_spaceless(text) else f" {text}"
        asked = f"SELECT id FROM incident WHERE {first.sql.replace('{id}', 'id')} AND ({inside})"  # noqa: S608
        return Condition(f"{{id}} IN ({asked})", (*first.values, *(wanted for _column in columns)))

    return made


def _language(connection: apsw.Connection, told: str | Span) -> Condition:
    known = rows(connection, "SELECT DISTINCT language FROM incident")
    codes = [code for (code,) in known if code == told or normalise(code) == told]
    return Condition(_of("incident", "language"), (json.dumps(codes),))


def _ref(_connection: apsw.Connection, start: str | Span) -> Condition:
    return Condition("{id} IN (SELECT id FROM incident WHERE record >= ? AND record < ?)", (start, f"{start}{LAST}"))


def _consent(_connection: apsw.Connection, told: str | Span) -> Condition:
    """`yes` is the answer of every person, any other the answer of some person."""
    use, _sign, answer = str(told).partition("=")
    some = Condition("EXISTS (SELECT 1 FROM consent WHERE consent.id = {id} AND use = ? AND answer = ?)", (use, answer))
    if answer != "yes":
        return some
    everyone = f"""{some.sql} AND NOT EXISTS (
        SELECT 1 FROM person LEFT JOIN consent AS given
            ON given.id = person.id AND given.person = person.key AND given.use = ?
        WHERE person.id = {{id}} AND given.answer IS NOT 'yes')"""  # noqa: S608 - no value in it
    return Condition(everyone, (*some.values, use))


def _has(_connection: apsw.Connection, what: str | Span) -> Condition:
    return Condition(HAS[str(what)])


HAS = {
    "message": "{id} IN (SELECT id FROM queue WHERE unanswered > 0)",
    "decision": "{id} IN (SELECT id FROM queue WHERE waiting > 0)",
    "link": "{id} IN (SELECT id FROM link)",
    "place": "{id} IN (SELECT id FROM incident WHERE place <> '')",
    "project": "{id} IN (SELECT id FROM incident WHERE project <> '')",
    "date": "{id} IN (SELECT id FROM incident WHERE begins IS NOT NULL)",
    "perpetrator": "{id} IN (SELECT id FROM perpetrator)",
}
SPECIAL: dict[str, Asked] = {
    "act": _act,
    "date": _date,
    "filed": _filed,
    "place": _told_in("place", "admin1"),
    "project": _told_in("project"),
    "language": _language,
    "ref": _ref,
    "consent": _consent,
    "has": _has,
}
