"""XLSX: a zip of XML from a stranger. Sizes are checked first, nothing is calculated, nothing is followed."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl import DEFUSEDXML, load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell

from app.incidents.importing import kobo
from app.incidents.importing.safe import unguarded
from app.incidents.importing.tables import (
    MOST_COLUMNS,
    MOST_ROWS,
    TOO_MANY_COLUMNS,
    TOO_MANY_ROWS,
    Choices,
    Grid,
    Shape,
    Unreadable,
)
from app.vocabulary.wording import N_

MOST_PARTS = 2_000
MOST_UNPACKED = 192 * 1024 * 1024
MOST_ONE_PART = 128 * 1024 * 1024
MOST_SHARED = 48 * 1024 * 1024  # texts that all sheets share are kept in memory whole
MOST_SHEETS = 30
SCANNED = 50_000  # rows looked at; a file may claim a million empty ones
# Cells looked at, on all sheets and each time they are looked at, empty ones too: one at the far end of a row makes all
# before it. Ten thousand rows of 150 columns; some ten seconds of work.
MOST_CELLS = 1_500_000

DAMAGED = N_("This workbook is damaged or was not made by a spreadsheet. Save it again, or save the list as CSV.")
TOO_LARGE = N_("This file is too large once it is unpacked. Divide it into several files, or save the list as CSV.")
NO_RESULT = N_(
    "Row %(row)d of the sheet “%(sheet)s” has a formula without its result. Open the list, save it again, and send it."
)


@dataclass
class Looks:
    """How many cells of one file may still be looked at."""

    left: int

    def take(self, cells: int) -> None:
        """Count the cells of a row. Raises Unreadable."""
        self.left -= max(1, cells)
        if self.left < 0:
            raise Unreadable(TOO_LARGE)


def read(data: bytes, choices: Choices) -> tuple[Shape, dict[str, Grid]]:
    """Return the shape and the grid of every sheet. Raises Unreadable."""
    if not DEFUSEDXML:  # it is a dependency, but openpyxl goes on without it and says nothing
        raise RuntimeError("openpyxl does not use defusedxml")
    looks = Looks(MOST_CELLS)
    try:
        formulas = _checked(data)
        values = _grids(data, looks)
        filled = [name for name, grid in values.items() if grid.rows]
        if not filled:
            raise Unreadable(N_("This file is empty. Choose another one."))
        sheet = choices.sheet if choices.sheet in filled else filled[0]
        if formulas:
            _results_there(data, {sheet} | set(kobo.repeats_of(sheet, values)), looks)
    except Unreadable:
        raise
    except Exception:  # openpyxl meets a damaged file with any exception at all
        raise Unreadable(DAMAGED) from None
    return Shape(format="xlsx", sheets=tuple(filled), sheet=sheet, heading_row=choices.heading_row), values


def _checked(data: bytes) -> bool:
    """Refuse what would unpack to too much, or holds too many cells; return whether any sheet holds a formula."""
    formulas, cells = False, 0
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise Unreadable(TOO_LARGE)
        for part in parts:
            shared = part.filename.lower().endswith("sharedstrings.xml")
            if part.file_size > (MOST_SHARED if shared else MOST_ONE_PART):
                raise Unreadable(TOO_LARGE)
            if part.flag_bits & 1:
                raise Unreadable(DAMAGED)
            if "/worksheets/" in part.filename:
                found, some = _scanned(archive, part)
                formulas, cells = formulas or some, cells + found
                if cells > MOST_CELLS:  # long before openpyxl has made them all
                    raise Unreadable(TOO_LARGE)
    return formulas


def _scanned(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> tuple[int, bool]:
    """Return how many cells a sheet has at least, and whether it holds a formula."""
    before, cells, formulas = b"", 0, False
    with archive.open(part) as stream:
        while block := stream.read(1 << 20):
            both = before + block
            cells += sum(both.count(mark) - before.count(mark) for mark in (b"<c ", b"<c>", b"<c/"))
            formulas = formulas or bool(re.search(rb"<(\w+:)?f[ >/]", both))
            before = block[-16:]
    return cells, formulas


def _open(data: bytes, results: bool) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and validations that are left out
        return load_workbook(io.BytesIO(data), read_only=True, data_only=results, keep_links=False)


def _grids(data: bytes, looks: Looks) -> dict[str, Grid]:
    book = _open(data, True)
    if len(book.worksheets) > MOST_SHEETS:
        raise Unreadable(N_("This workbook has too many sheets. Save the list alone as CSV."))
    grids = {}
    for sheet in book.worksheets:
        rows: list[tuple[int, tuple[str, ...]]] = []
        for number, cells in _rows(sheet, looks):
            texts = [written(cell) for cell in cells]
            while texts and not texts[-1]:
                texts.pop()
            if len(texts) > MOST_COLUMNS:
                raise Unreadable(TOO_MANY_COLUMNS, limit=MOST_COLUMNS)
            if texts:
                rows.append((number, tuple(texts)))
            if len(rows) > MOST_ROWS + 100:
                raise Unreadable(TOO_MANY_ROWS, limit=MOST_ROWS)
        grids[sheet.title] = Grid(rows=tuple(rows))
    return grids


def _results_there(data: bytes, used: Collection[str], looks: Looks) -> None:
    """Refuse a formula that has no result beside it: left alone it would be an empty cell, and nothing would tell.

    Only on sheets whose rows come in: what stands on the others is not brought in at all.
    """
    with_formulas, with_results = _open(data, False), _open(data, True)
    for asked, given in zip(with_formulas.worksheets, with_results.worksheets, strict=True):
        if asked.title not in used:
            continue
        for (number, cells), (_number, results) in zip(_rows(asked, looks), _rows(given, looks), strict=False):
            for cell, result in zip(cells, results, strict=False):
                if getattr(cell, "data_type", "") == "f" and result.value is None:
                    raise Unreadable(NO_RESULT, row=number, sheet=asked.title)


def _rows(sheet: Any, looks: Looks) -> Iterator[tuple[int, tuple[ReadOnlyCell | EmptyCell, ...]]]:
    sheet.reset_dimensions()  # what the file claims about its size is not believed
    for number, cells in enumerate(sheet.iter_rows(), 1):
        if number > SCANNED:
            raise Unreadable(TOO_MANY_ROWS, limit=MOST_ROWS)
        looks.take(len(cells))
        yield number, cells


def written(cell: Cell | MergedCell | ReadOnlyCell | EmptyCell) -> str:
    """Return a cell as text: a date no finer than its format shows it, a number without what a computer adds to it."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return _moment(value, str(cell.number_format))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, time | timedelta | int):
        return str(value)
    return unguarded(str(value))


def _moment(value: datetime, form: str) -> str:
    """Return a date as it is shown: a cell that shows "March 2012" holds a first of March that nobody typed."""
    shown = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.', "", form.split(";")[0]).lower()
    timed = bool(re.search(r"[hs]", shown)) or bool((value.hour, value.minute, value.second) != (0, 0, 0))
    if timed:
        return value.isoformat(timespec="seconds")
    if "d" in shown or shown in ("general", "@", ""):
        return value.date().isoformat()
    return f"{value:%Y-%m}" if "m" in shown else f"{value.year:04d}"
