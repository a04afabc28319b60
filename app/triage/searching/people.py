"""The names of people in a search: colleagues by their work names, and persons of reports by what officers may read.

Persons are found in the protection officers' index by words, beginnings and parts of names, and in the desk's by what
their matching strings share: the sound of two words of a name in any script, the end of a number, an address.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import apsw

from app.incidents.matching import Identity, matching_strings, normalise
from app.incidents.matching import Kind as Secret
from app.incidents.matching.folding import is_spaceless
from app.index.asking import rows
from app.triage.searching.conditions import hidden_from
from app.triage.searching.parsing import Kind, Query, Term
from app.triage.searching.reading import Reader
from app.triage.searching.terms import fts
from app.vault.directory.store import current

LOOKED_AT = 200  # reports whose names are compared
SHARED = ("digits", "codes", "pairs", "sounds")
Persons = Mapping[str, frozenset[str]]  # the keys of persons by record, "" for somebody in a list


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for among names: the words of a query, and the text they stood in."""

    terms: tuple[Term, ...]
    text: str


def work_names() -> dict[str, tuple[str, ...]]:
    """Return the accounts by their normalised work names, those of people who have left included."""
    found: dict[str, tuple[str, ...]] = {}
    for account in current().accounts.values():
        name = normalise(account.work_name)
        found[name] = (*found.get(name, ()), account.id)
    return found


def sought(query: Query) -> Sought:
    """Return what of a query is looked for among names: its words, without those that must not be there."""
    terms = tuple(term for term in query.terms if not term.negated)
    return Sought(terms, " ".join(term.text for term in terms))


def by_name(connection: apsw.Connection, wanted: Sought) -> Persons:
    """Return the persons with a name, alias, organisation or contact that has all words; asks the index of names."""
    if not wanted.terms:
        return {}
    whole = [term for term in wanted.terms if not is_spaceless(term.text)]
    if whole:
        asked = " AND ".join(fts(term) for term in whole)
        found = rows(connection, NAMES_OF_WORDS, (asked, LOOKED_AT))
    else:
        found = rows(connection, NAMES_OF_PARTS, (max((one.text for one in wanted.terms), key=len), LOOKED_AT))
    seen = {record for record, *_name in found}
    if len(seen) >= LOOKED_AT:
        return dict.fromkeys(seen, frozenset())  # too many to be compared, and to be shown
    told: dict[tuple[str, str, int], list[str]] = {}
    for record, key, place, normal in found:
        told.setdefault((record, key, place if not key else -1), []).append(normal)  # a list has many persons
    persons: dict[str, set[str]] = {}
    for (record, key, _place), names in told.items():
        if all(any(_says(name, term) for name in names) for term in wanted.terms):
            persons.setdefault(record, set()).add(key)
    return {record: frozenset(keys) for record, keys in persons.items()}


NAMES_OF_WORDS = """
SELECT named.record, name.key, name.place, name.normal
FROM (SELECT rowid AS id FROM names WHERE names MATCH ? LIMIT ?) AS found JOIN named USING (id) JOIN name USING (id)
"""
NAMES_OF_PARTS = """
SELECT named.record, name.key, name.place, name.normal
FROM (SELECT DISTINCT id FROM name WHERE instr(normal, ?) LIMIT ?) AS found JOIN named USING (id) JOIN name USING (id)
"""


def _says(name: str, term: Term) -> bool:
    if is_spaceless(term.text):
        return term.text in name
    words = "".join(char if char.isalnum() else " " for char in name).split()
    size = len(term.tokens)
    for at in range(len(words) - size + 1):
        *first, last = words[at : at + size]
        *wanted, end = term.tokens
        if first == wanted and (last.startswith(end) if term.kind is Kind.PREFIX else last == end):
            return True
    return False


def by_likeness(connection: apsw.Connection, wanted: Sought, hidden: Collection[int]) -> Persons:
    """Return the persons whose names sound so, or whose number or address ends so; asks the desk's own index."""
    strings = matching_strings([Identity(Secret.PERSON, wanted.text), Identity(Secret.CONTACT, wanted.text)])
    values = [value for kind in SHARED for value in getattr(strings, kind) if kind != "sounds" or not strings.pairs]
    found = rows(connection, ALIKE, (json.dumps(values), json.dumps(sorted(hidden)), LOOKED_AT))
    persons: dict[str, set[str]] = {}
    for record, key in found:
        persons.setdefault(record, set()).add(key)
    return {record: frozenset(keys) for record, keys in persons.items()}


ALIKE = """
SELECT DISTINCT incident.record, match.person FROM match JOIN incident USING (id)
WHERE value IN (SELECT value FROM json_each(?)) AND match.id NOT IN (SELECT value FROM json_each(?)) LIMIT ?
"""


def hidden(connection: apsw.Connection, reader: Reader) -> tuple[tuple[int, ...], frozenset[str]]:
    """Return the numbers and the records that this person must not be shown; asks the desk's own index."""
    numbers = hidden_from(connection, reader)
    found = rows(connection, RECORDS, (json.dumps(numbers),))
    return numbers, frozenset(reader.own) | {record for (record,) in found}


RECORDS = "SELECT record FROM incident WHERE id IN (SELECT value FROM json_each(?))"


def without(persons: Persons, hidden: Collection[str]) -> dict[str, frozenset[str]]:
    """Return what was found without the records that must not be shown."""
    return {record: keys for record, keys in persons.items() if record not in hidden}
