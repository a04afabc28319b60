"""KoboToolbox and ODK exports: choices spread over several columns, and repeat groups on sheets of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import msgspec

from app.incidents.importing.repeats import INDEX, PARENT, Rows, Sheet, linked
from app.incidents.importing.tables import (
    MOST_ROWS,
    TOO_MANY_ROWS,
    Column,
    Document,
    Grid,
    Shape,
    Unreadable,
    divided,
    unique,
)

OWN_ID = "_uuid"
MARKS = frozenset({INDEX, OWN_ID, "_submission_time", "_id"})
TICKS = {"1": True, "1.0": True, "true": True, "0": False, "0.0": False, "false": False, "": False}


def gathered(shape: Shape, grids: Mapping[str, Grid]) -> Document:
    """Return one document: the chosen sheet's rows with the rows of other sheets that belong to them."""
    number, headings, rows = divided(grids[shape.sheet], shape.heading_row)
    kobo = len(MARKS & set(headings)) >= 2
    main = joined(headings, rows, kobo)
    others = {name: _read(grids[name]) for name in repeats_of(shape.sheet, grids)} if kobo and INDEX in headings else {}
    columns = [Column(heading=heading) for heading in main[0]]
    for name, sheet in others.items():
        columns += [Column(sheet=name, heading=heading) for heading in sheet[0]]
    whole = linked(main, others, shape.sheet)
    if len(whole) > MOST_ROWS:
        raise Unreadable(TOO_MANY_ROWS, limit=MOST_ROWS)
    shape = msgspec.structs.replace(shape, heading_row=number, kobo=kobo, columns=tuple(columns), rows=len(whole))
    return Document(shape=shape, rows=whole)


def joined(headings: tuple[str, ...], rows: Rows, kobo: bool) -> Sheet:
    """Join the columns `question/choice` that hold only ticks into one column, with a line for each choice ticked.

    Outside of Kobo's exports a column `question` must be there as well, so that no group of other columns is taken
    for choices.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for at, heading in enumerate(headings):
        question, slash, choice = heading.rpartition("/")
        if slash and question and choice:
            places[question].append(at)
    for question, ats in list(places.items()):
        ticks = all(cells[at].lower() in TICKS for _number, cells in rows for at in ats)
        if not rows or not ticks or not (question in headings or (kobo and len(ats) > 1)):
            del places[question]
    return _rewritten(headings, rows, places) if places else (headings, rows)


def _rewritten(headings: tuple[str, ...], rows: Rows, places: dict[str, list[int]]) -> Sheet:
    gone = {at: question for question, ats in places.items() for at in ats}
    kept: list[tuple[str, int]] = []  # each column that stays, with where it stood; -1 for one that is new
    for at, heading in enumerate(headings):
        question = gone.get(at)
        if question is None:
            kept.append((heading, at))
        elif question not in headings and at == places[question][0]:
            kept.append((question, -1))

    def cell(cells: tuple[str, ...], heading: str, at: int) -> str:
        ats = places.get(heading, [])
        ticked = [headings[one].rpartition("/")[2] for one in ats if TICKS[cells[one].lower()]]
        return "\n".join(ticked) if ticked or at < 0 else cells[at]

    body = tuple((number, tuple(cell(cells, *one) for one in kept)) for number, cells in rows)
    return tuple(heading for heading, _at in kept), body


def repeats_of(chosen: str, grids: Mapping[str, Grid]) -> list[str]:
    """Return the sheets whose rows can belong to rows of the chosen one."""
    return [name for name, grid in grids.items() if name != chosen and grid.rows and PARENT in _headings(grid)]


def _headings(grid: Grid) -> tuple[str, ...]:
    return unique(grid.rows[0][1])


def _read(grid: Grid) -> Sheet:
    _number, headings, rows = divided(grid, 0)
    return joined(headings, rows, True)
