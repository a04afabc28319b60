"""The three kinds of file hold the same cells; none is a formula, none is lost."""

from __future__ import annotations

import csv
import io
import json
import warnings

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from app.incidents.importing.safe import unguarded
from app.triage.exporting.columns import Format, Value
from app.triage.exporting.tables import Table, cell, written
from app.triage.exporting.workbooks import LONGEST

COLUMNS = ("reference", "groups", "least", "story", "consent")
HEADINGS = ("Reference", "=1+1", "Least", "Story", "Consent")
TAGS = ["#meta+id", "#event+type", "#affected+num+min", "#description", "#meta+consent"]
NOTICE = ("For the desk's own use. Not for publication.", "Second line.")
ODD = [
    "=cmd|' /C calc'!A0",
    "+1-2",
    "@SUM(A1)",
    "-3",
    "\t=1",
    "_x0041_",
    "a\r\nb\rc",
    "<&>\"'",
    "  kept  ",
    "0042",
    "é\u0301",
]


def table(rows: list[tuple[Value, ...]]) -> Table:
    return Table(COLUMNS, HEADINGS, NOTICE, rows)


def book(data: bytes) -> list[list[object]]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        read = load_workbook(io.BytesIO(data), read_only=True)
        assert read.sheetnames == ["Reports", "Notice"]
        assert [[one.value for one in row] for row in read["Notice"].rows] == [[line] for line in NOTICE]
        found = [
            [unescape(one.value) if isinstance(one.value, str) else one.value for one in row]
            for row in read["Reports"].rows
        ]
        assert all(one.data_type != "f" for row in read["Reports"].rows for one in row if hasattr(one, "data_type"))
    return found


def test_each_odd_text_comes_through_every_kind_of_file() -> None:
    rows: list[tuple[Value, ...]] = [
        ("A" * 16, ("killing", "legal"), number, text, ()) for number, text in enumerate(ODD)
    ]
    lines = list(csv.reader(io.StringIO(written(table(rows), Format.CSV).decode("utf-8-sig"), newline="")))
    assert [line[0] for line in lines[:2]] == list(NOTICE) and lines[3] == TAGS
    assert lines[2][1] == "'=1+1"
    for line, text in zip(lines[4:], ODD, strict=True):
        assert unguarded(line[3]) == text.strip() or line[3] == text
        assert line[3][:1] not in "=+@\t" or line[3] in ("-3",)
        assert line[1] == "killing legal"
    held = json.loads(written(table(rows), Format.JSON))
    assert held["notice"] == list(NOTICE) and [one["hxl"] for one in held["columns"]] == TAGS
    assert [one["story"] for one in held["reports"]] == ODD
    assert held["reports"][0] == {
        "reference": "A" * 16,
        "groups": ["killing", "legal"],
        "least": 0,
        "story": ODD[0],
        "consent": [],
    }
    cells = book(written(table(rows), Format.XLSX))
    assert cells[:2] == [list(HEADINGS), TAGS]
    assert [row[3] for row in cells[2:]] == ODD and [row[2] for row in cells[2:]] == list(range(len(ODD)))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60), max_size=5))
def test_any_text_survives_in_csv_and_json(texts: list[str]) -> None:
    rows: list[tuple[Value, ...]] = [("A" * 16, (), None, text, ()) for text in texts]
    held = json.loads(written(table(rows), Format.JSON))
    assert [one["story"] for one in held["reports"]] == texts
    lines = list(csv.reader(io.StringIO(written(table(rows), Format.CSV).decode("utf-8-sig"), newline="")))
    assert [line[3].removeprefix("'") for line in lines[4:]] == [text.removeprefix("'") for text in texts]
    assert len(book(written(table(rows), Format.XLSX))) == len(texts) + 2


def test_a_text_longer_than_a_cell_says_that_it_goes_on() -> None:
    (row,) = book(written(table([("A" * 16, (), None, "x" * 40_000, ())]), Format.XLSX))[2:]
    assert isinstance(row[3], str) and len(row[3]) == LONGEST and row[3].endswith("…")
    assert cell(("a", "b")) == "a b" and cell(None) is None


def test_the_first_bytes_of_a_list_say_how_it_is_encoded() -> None:
    assert written(table([]), Format.CSV).startswith(b"\xef\xbb\xbf")
