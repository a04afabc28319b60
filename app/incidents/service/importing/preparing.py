"""Before a list comes in: reading it, saying where its columns go, what its values mean, and who agreed."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field

import msgspec

from app.incidents.content.importing import ImportSaved
from app.incidents.content.naming import names_told
from app.incidents.errors import NotComplete
from app.incidents.importing import asking
from app.incidents.importing.checking import RowProblem, checked
from app.incidents.importing.guessing import first_mapping
from app.incidents.importing.identity import identities, repeated
from app.incidents.importing.mapping import AGREED, BY_COLUMN, CANNOT, Mapping, Statement
from app.incidents.importing.reading import read
from app.incidents.importing.tables import Choices
from app.incidents.importing.targets import ALWAYS, TARGETS, is_way
from app.incidents.importing.values import folded
from app.incidents.rules import limits
from app.incidents.rules.filing import NOT_A_CHOICE, NOT_A_DAY, is_day
from app.incidents.rules.problems import Problem
from app.incidents.service.filing import record_for
from app.incidents.service.importing import keeping
from app.incidents.service.importing.keeping import Import
from app.incidents.service.importing.remembering import remembered
from app.vault import records
from app.vault.actor import Actor
from app.vocabulary.lists import is_code
from app.vocabulary.wording import N_

LISTED = 100  # rows with problems on the page; the file with all of them can be downloaded
AT_ONCE = 500  # record ids asked for in one query

BASIS = N_("Say whether the people concerned agreed.")
WHO = N_("Say who answered.")
HOW = N_("Say how they were asked.")
REASON = N_("Write why they cannot be asked, and why the record must be kept.")
NO_COLUMN = N_("Say first which column tells who agreed.")


@dataclass
class Preview:
    """What would happen: rows that can come in, those that came in before, and those with problems.

    `by_country` counts the first by country, so that the page can say which desks will read them; `told` are numbers of
    rows in whose story one of their names stands.
    """

    ready: int = 0
    known: int = 0
    wrong: int = 0
    problems: list[RowProblem] = field(default_factory=list)
    more: int = 0
    by_country: dict[str, int] = field(default_factory=dict)
    told: list[int] = field(default_factory=list)


def begin(actor: Actor, name: str, data: bytes) -> str:
    """Read a file, keep it sealed with its rows, and return the import's id. Raises Unreadable."""
    document = read(data)  # before anything is kept
    mapping, known = first_mapping(document.shape, [one.kept.mapping for one in remembered(actor)], document.rows)
    shown = "".join(letter for letter in name if letter.isprintable())[:100]
    saved = ImportSaved(name=shown, shape=document.shape, mapping=mapping, remembered=known)
    made = keeping.keep_new(actor, saved, data)
    one = keeping.opened(actor, made)
    keeping.keep(actor, one, keeping.keep_rows(actor, one, document.rows))
    return made


def read_again(actor: Actor, one: Import, choices: Choices) -> Import:
    """Read the file in another way. Raises Unreadable; the import then stays as it was."""
    document = read(keeping.file_of(actor, one), choices)
    mapping, known = first_mapping(document.shape, [kept.kept.mapping for kept in remembered(actor)], document.rows)
    saved = keeping.keep_rows(actor, one, document.rows)
    new = {"choices": choices, "shape": document.shape, "mapping": mapping, "remembered": known}
    return keeping.keep(actor, one, msgspec.structs.replace(saved, **new))


def place_columns(actor: Actor, one: Import, places: Dictionary[str, str]) -> Import:
    """Say where columns go, by their keys. Raises NotComplete for a place that does not exist."""
    keys = {column.key for column in one.saved.shape.columns}
    if any(key not in keys or not is_way(target) for key, target in places.items()):
        raise NotComplete([Problem("columns", NOT_A_CHOICE)])
    before = one.saved.mapping
    moved = {key for key, target in places.items() if before.columns.get(key) != target}
    values = {key: said for key, said in before.values.items() if key not in moved}
    mapping = msgspec.structs.replace(before, columns={**before.columns, **places}, values=values)
    return keeping.keep(actor, one, msgspec.structs.replace(one.saved, mapping=mapping))


def questions(actor: Actor, one: Import) -> list[asking.Asked]:
    """Return what has to be said about the values of the columns, as it stands now."""
    return asking.asked(one.saved.shape, one.saved.mapping, keeping.rows_of(actor, one))


def is_open(asked: list[asking.Asked]) -> bool:
    """Tell whether any value still has no meaning."""
    return any(one.open_order or one.more or any(not value.sure for value in one.values) for one in asked)


def samples(actor: Actor, one: Import, most: int) -> dict[str, list[str]]:
    """Return the first few values of each column, by its key."""
    found: dict[str, list[str]] = {column.key: [] for column in one.saved.shape.columns}
    for key, counts in asking.cells_of(one.saved.shape, keeping.page_of(actor, one, 0)).items():
        found[key] = [text[:60] for text in list(counts)[:most]]
    return found


def say_values(
    actor: Actor, one: Import, said: Dictionary[str, Dictionary[str, str]], orders: Dictionary[str, str]
) -> Import:
    """Say what values mean: by column key and value, a code, a text, AS_WRITTEN, or "" to leave it open."""
    mapping = one.saved.mapping
    values = {key: dict(found) for key, found in mapping.values.items()}
    for key, meanings in said.items():
        known = values.setdefault(key, {})
        for text, meaning in meanings.items():
            known[folded(text)] = meaning
            if not meaning:
                del known[folded(text)]
    kept = {key: found for key, found in values.items() if found and key in mapping.columns}
    order = {key: found for key, found in {**mapping.orders, **orders}.items() if found}
    new = msgspec.structs.replace(mapping, values=kept, orders=order)
    return keeping.keep(actor, one, msgspec.structs.replace(one.saved, mapping=new))


def state(actor: Actor, one: Import, always: Dictionary[str, str], statement: Statement, to_global: bool) -> Import:
    """Say what holds for every row, and on what ground the people agreed. Raises NotComplete."""
    problems = [*_always_problems(always), *_statement_problems(one.saved.mapping, statement)]
    if problems:
        raise NotComplete(problems)
    mapping = msgspec.structs.replace(one.saved.mapping, always={key: code for key, code in always.items() if code})
    new = msgspec.structs.replace(one.saved, mapping=mapping, statement=statement, to_global=to_global)
    return keeping.keep(actor, one, new)


def _always_problems(always: Dictionary[str, str]) -> list[Problem]:
    return [
        Problem(name, NOT_A_CHOICE)
        for name, code in always.items()
        if code and (name not in ALWAYS or code not in TARGETS[name].codes())
    ]


def _statement_problems(mapping: Mapping, statement: Statement) -> list[Problem]:
    found = []
    if statement.basis not in (AGREED, CANNOT, BY_COLUMN):
        found.append(Problem("statement.basis", BASIS))
    if statement.basis == BY_COLUMN and not mapping.columns_to("consent.U1"):
        found.append(Problem("statement.basis", NO_COLUMN))
    if statement.basis == AGREED and not statement.given_by:
        found.append(Problem("statement.given_by", WHO))
    if statement.basis == AGREED and not statement.how.strip():
        found.append(Problem("statement.how", HOW))
    if statement.basis == CANNOT and not statement.reason.strip():
        found.append(Problem("statement.reason", REASON))
    if statement.given_by and not is_code("consent_given_by", statement.given_by):
        found.append(Problem("statement.given_by", NOT_A_CHOICE))
    if statement.date and not is_day(statement.date):
        found.append(Problem("statement.date", NOT_A_DAY))
    for name, limit in (("how", 1_000), ("reason", 2_000)):
        if wrong := limits.text_problem(getattr(statement, name), limit, lines=True):
            found.append(Problem(f"statement.{name}", wrong, {"limit": limit}))
    return found


def submission_of(token: str) -> str:
    """Return the token with which a row is filed: its record is a hash of it by the member's own key."""
    return f"import {token}"


def there(names: list[str]) -> set[str]:
    """Return those of some records that exist."""
    found: set[str] = set()
    for at in range(0, len(names), AT_ONCE):
        found.update(records.newest_first(names[at : at + AT_ONCE]))
    return found


def preview(actor: Actor, one: Import) -> Preview:
    """Look at every row as it would be filed, and file none."""
    rows = list(keeping.rows_of(actor, one))
    tokens = identities(one.saved.shape, one.saved.mapping, rows)
    names = [record_for(actor, submission_of(token)) for token in tokens]
    known, again = there(names), repeated(one.saved.shape, one.saved.mapping, rows)
    found, listed = Preview(), 0
    for place, (row, name) in enumerate(zip(rows, names, strict=True)):
        if name in known:
            found.known += 1
            continue
        result = checked(one.saved.shape, one.saved.mapping, one.saved.statement, row, place in again)
        if not result.problems:
            found.ready += 1
            country = result.filing.report.country
            found.by_country[country] = found.by_country.get(country, 0) + 1
            if result.filing.names.persons and names_told(result.filing):
                found.told.append(row.number)
            continue
        found.wrong += 1
        listed += 1
        if listed <= LISTED:
            found.problems += result.problems
    found.more = max(0, found.wrong - LISTED)
    return found
