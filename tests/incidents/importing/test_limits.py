"""A small file that would make much work is refused before the work is done, and told what to do instead."""

from __future__ import annotations

import csv
import io
import tracemalloc
from collections.abc import Iterator

import pytest

from app.incidents.importing import separated, workbooks
from app.incidents.importing.reading import read
from app.incidents.importing.tables import TOO_MANY_COLUMNS, Choices, Unreadable
from tests.incidents.importing.test_reading import SHEET, cells, repacked, workbook

FORMULA = '=HYPERLINK("https://example.org/"&A2)'


def refused(data: bytes) -> Unreadable:
    with pytest.raises(Unreadable) as refusal:
        read(data)
    return refusal.value


def far(sheets: int, rows: int, formula: bool = False) -> bytes:
    """Return a workbook whose every row has one empty cell, at the far end of what a spreadsheet can hold."""
    data = workbook(*((f"s{number}", [["a"], ["1"]]) for number in range(sheets)))
    first = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row><row r="2"><c r="A2"><f>1</f><v>1</v></c></row>'
    )
    body = "".join(f'<row r="{row}"><c r="XFD{row}"/></row>' for row in range(3, rows + 3))
    xml = f'<worksheet xmlns="{NAMESPACE}"><sheetData>{first if formula else ""}{body}</sheetData></worksheet>'
    for number in range(1, sheets + 1):
        data = repacked(data, f"xl/worksheets/sheet{number}.xml", xml.encode())
    return data


NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Allow a hundred thousand cells, and tell how many were looked at."""
    looked: list[int] = []
    take = workbooks.Looks.take

    def told(self: workbooks.Looks, cells: int) -> None:
        looked.append(cells)
        take(self, cells)

    monkeypatch.setattr(workbooks, "MOST_CELLS", 100_000)
    monkeypatch.setattr(workbooks.Looks, "take", told)
    yield looked


def test_cells_are_counted_over_all_sheets(few: list[int]) -> None:
    data = far(8, 3)  # 50,000 on each
    assert len(data) < 20_000
    assert refused(data).message == workbooks.TOO_LARGE
    assert sum(few) < 100_000 + 17_000


def test_cells_are_counted_each_time_they_are_looked_at(few: list[int]) -> None:
    assert (
        refused(far(1, 3, formula=True)).message == workbooks.TOO_LARGE
    )  # 50,000 for values, for formulas, for results
    assert 100_000 < sum(few) < 100_000 + 17_000


def test_more_cells_than_may_be_looked_at_are_refused_before_any_is_made(few: list[int]) -> None:
    row = b"<row>" + b"<c><v>1</v></c>" * 300 + b"</row>"
    sheet = f'<worksheet xmlns="{NAMESPACE}"><sheetData>'.encode() + row * 400 + b"</sheetData></worksheet>"
    assert refused(repacked(workbook(("s", [["a"]])), SHEET, sheet)).message == workbooks.TOO_LARGE
    assert not few


def test_a_formula_without_a_result_is_told_with_its_sheet_and_only_where_its_rows_come_in() -> None:
    notes, people = ("notes", [["x"], [FORMULA]]), ("list", [["name"], ["x"]])
    broken = refused(workbook(notes, people))
    assert (broken.message, broken.params) == (workbooks.NO_RESULT, {"row": 2, "sheet": "notes"})
    assert cells(read(workbook(people, notes))) == [("x",)]
    assert cells(read(workbook(notes, people), Choices(sheet="list"))) == [("x",)]


def test_a_formula_without_a_result_on_a_sheet_of_repeats_is_told() -> None:
    main = ("form", [["_index", "_uuid", "country"], [1, "u1", "Peru"]])
    below = ("people", [["name", "_parent_index"], [FORMULA, 1]])
    assert refused(workbook(main, below)).params == {"row": 2, "sheet": "people"}


@pytest.mark.parametrize("end", [b"," * 3_000_000, b'"\n",' * 1_000_000], ids=["one line", "lines within quotes"])
def test_a_row_of_endless_columns_is_refused_before_it_is_made(end: bytes) -> None:
    data = b"a,b\n1,2\n" + end + b"x\n"
    tracemalloc.start()
    try:
        assert refused(data).message == TOO_MANY_COLUMNS
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 5 * len(data)  # made as a row it is eight bytes for each column, and the texts beside


def test_commas_of_a_long_story_are_no_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    story = "They came, they saw, they left. " * 600
    memory = io.StringIO()
    csv.writer(memory).writerows([["story", "more"], *[[story, story]] * 50])
    assert cells(read(memory.getvalue().encode())) == [(story.strip(), story.strip())] * 50
    monkeypatch.setattr(separated, "MOST_DELIMITERS", 2_401)  # of one row, not of the file
    assert len(read(memory.getvalue().encode()).rows) == 50
