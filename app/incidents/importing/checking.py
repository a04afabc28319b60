"""What keeps a row from being filed, by row and column: its cells first, then the rules for every report."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.incidents.content.draft import Filing
from app.incidents.importing.building import Built, build
from app.incidents.importing.mapping import Mapping, Statement
from app.incidents.importing.tables import Row, Shape
from app.incidents.importing.targets import ROW_ID
from app.incidents.rules.filing import check
from app.incidents.rules.problems import Problem
from app.vocabulary.wording import N_

NO_MAIN_ROW = N_("The row on the main sheet that this belongs to is missing.")
TWICE = Problem(ROW_ID, N_("An earlier row has the same number. Give each row its own."))

# Where the rules find a problem, and the part of the mapping that filled that place.
PLACES = (
    (re.compile(r"report\.where\.(\w+)"), "where"),
    (re.compile(r"report\.narrative\.(\w+)"), "narrative"),
    (re.compile(r"report\.previous\.(\w+)"), "previous"),
    (re.compile(r"report\.persons\.\d+\.(\w+)"), "person"),
    (re.compile(r"report\.acts\.\d+\.detention\.(\w+)"), "detention"),
    (re.compile(r"report\.acts\.\d+\.(\w+)"), "act"),
    (re.compile(r"report\.perpetrators\.\d+\.(\w+)"), "doer"),
    (re.compile(r"names\.persons\.\w+\.contact\.(\w+)"), "contact"),
    (re.compile(r"names\.persons\.\w+\.(\w+)"), "identity"),
    (re.compile(r"names\.perpetrators\.\w+\.(\w+)"), "doer_name"),
    (re.compile(r"consents\.\w+\.(\w+)"), "consent"),
    (re.compile(r"report\.(\w+)"), "report"),
)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One problem: the row as the spreadsheet numbers it, the headings it is under, and what is wrong."""

    row: int
    columns: tuple[str, ...]
    target: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class Checked:
    """A row as it would be filed, with everything that keeps it from being."""

    row: Row
    filing: Filing
    problems: tuple[RowProblem, ...]


def checked(shape: Shape, mapping: Mapping, statement: Statement, row: Row, again: bool = False) -> Checked:
    """Return what a row would be filed as and its problems, none when it can be filed.

    `again` says that an earlier row of the list bears the same number.
    """
    if not row.cells:
        sheets = tuple({below.sheet for below in row.below})
        alone = RowProblem(row.number, sheets, "", Problem("", NO_MAIN_ROW))
        return Checked(row, Filing(), (alone,))
    built = build(shape, mapping, statement, row)
    found = [*_problems(mapping, row, built)]
    if again:
        found.append(RowProblem(row.number, tuple(map(heading_of, mapping.columns_to(ROW_ID))), ROW_ID, TWICE))
    return Checked(row, built.filing, tuple(found))


def _problems(mapping: Mapping, row: Row, built: Built) -> Iterable[RowProblem]:
    unread = {problem.field for _key, problem in built.problems}
    for key, problem in built.problems:
        columns = (heading_of(key),) if key else tuple(map(heading_of, mapping.columns_to(problem.field)))
        yield RowProblem(row.number, columns, problem.field, problem)
    for problem in check(built.filing):
        target = target_of(problem.field)
        if target in unread or (target == "report.act_group" and "act.code" in unread):
            continue  # that the cell could not be read says more than that its field is empty
        columns = tuple(map(heading_of, mapping.columns_to(target))) or _of_cell(built.filing, problem.field)
        yield RowProblem(row.number, columns, target, problem)


def target_of(address: str) -> str:
    """Return the target whose column fills an address of a filing."""
    for pattern, part in PLACES:
        if found := pattern.fullmatch(address):
            name = "number" if found[1] in ("number_min", "number_max") else found[1]
            return f"{part}.{name}"
    return address


def heading_of(key: str) -> str:
    """Return a column's key as people read it."""
    return key.replace("\t", " / ")


def _of_cell(filing: Filing, address: str) -> tuple[str, ...]:
    found = re.fullmatch(r"(report|names)\.imported\.(\d+)\.\w+", address)
    if found is None:
        return ()
    cells = filing.report.imported if found[1] == "report" else filing.names.imported
    return (cells[int(found[2])].heading,)
