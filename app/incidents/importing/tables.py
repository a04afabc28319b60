"""What a file becomes once it is read: headings and rows of text, whatever its format."""

from __future__ import annotations

from app.errors import Invalid
from app.incidents.content.base import Part
from app.vocabulary.wording import N_

MOST_BYTES = 16 * 1024 * 1024
MOST_ROWS = 10_000
MOST_COLUMNS = 300
MAIN = ""  # the sheet whose rows become reports

TOO_MANY_ROWS = N_("This list has more than %(limit)d rows. Divide it into several files.")
TOO_MANY_COLUMNS = N_("This list has more than %(limit)d columns. Remove the empty ones, or divide it.")


class Unreadable(Invalid):
    """The file cannot be read as a list; the message says what to do."""


class Choices(Part, frozen=True):
    """How somebody wants the file to be read; "" and 0 leave it to us."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    heading_row: int = 0


class Column(Part, frozen=True):
    """A column. `sheet` is "" for the main one; the heading is unique within its sheet."""

    heading: str
    sheet: str = MAIN

    @property
    def key(self) -> str:
        """The name under which a mapping remembers it."""
        return f"{self.sheet}\t{self.heading}" if self.sheet else self.heading


class Below(Part, frozen=True):
    """A row of a second sheet that belongs to a row of the main one.

    `under` is the place, among the rows below the same main row, of the one that it belongs to; -1 for the main row.
    """

    sheet: str
    number: int
    cells: tuple[str, ...]
    under: int = -1


class Row(Part, frozen=True):
    """One row. `number` is the one a spreadsheet shows beside it; a row without cells has lost its main row."""

    number: int
    cells: tuple[str, ...] = ()
    below: tuple[Below, ...] = ()


class Shape(Part, frozen=True):
    """Everything about a document but its rows. `sure` tells whether the encoding is certain."""

    format: str = ""  # csv or xlsx
    encoding: str = ""
    sure: bool = True
    delimiter: str = ""
    sheets: tuple[str, ...] = ()
    sheet: str = ""
    heading_row: int = 1
    kobo: bool = False
    columns: tuple[Column, ...] = ()
    rows: int = 0

    def main(self) -> tuple[Column, ...]:
        """Return the columns of the main sheet, in their order."""
        return tuple(column for column in self.columns if not column.sheet)

    def of(self, sheet: str) -> tuple[Column, ...]:
        """Return the columns of one sheet, in their order."""
        return tuple(column for column in self.columns if column.sheet == sheet)


class Document(Part, frozen=True):
    """A file as it was read."""

    shape: Shape
    rows: tuple[Row, ...]


class Grid(Part, frozen=True):
    """One sheet as it stands in the file: numbered rows of cells, empty rows left out."""

    rows: tuple[tuple[int, tuple[str, ...]], ...]


def unique(headings: tuple[str, ...]) -> tuple[str, ...]:
    """Return headings that differ: an empty one becomes its place (#3), a repeated one is numbered."""
    seen: set[str] = set()
    found: list[str] = []
    for place, heading in enumerate(headings, 1):
        name = " ".join(heading.split()) or f"#{place}"
        candidate, count = name, 1
        while candidate in seen:
            count += 1
            candidate = f"{name} ({count})"
        seen.add(candidate)
        found.append(candidate)
    return tuple(found)


def divided(grid: Grid, heading_row: int) -> tuple[int, tuple[str, ...], tuple[tuple[int, tuple[str, ...]], ...]]:
    """Return the heading row's number, the headings, and the rows below it, all of one width. Raises Unreadable."""
    start = next((at for at, (number, _cells) in enumerate(grid.rows) if number >= heading_row), None)
    if start is None:
        raise Unreadable(N_("There is nothing in this list, or nothing from the row of headings on."))
    number, headings = grid.rows[start]
    body = grid.rows[start + 1 :]
    width = max(len(headings), *(len(cells) for _number, cells in body), 1)
    if width > MOST_COLUMNS:
        raise Unreadable(TOO_MANY_COLUMNS, limit=MOST_COLUMNS)
    if len(body) > MOST_ROWS:
        raise Unreadable(TOO_MANY_ROWS, limit=MOST_ROWS)
    padded = tuple((at, cells + ("",) * (width - len(cells))) for at, cells in body)
    return number, unique(headings + ("",) * (width - len(headings))), padded
