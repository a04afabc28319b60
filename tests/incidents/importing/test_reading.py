"""Files from strangers become headings and rows, or are refused with words that say what to do."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from app.incidents.importing import separated, tables, workbooks
from app.incidents.importing.reading import read
from app.incidents.importing.tables import Choices, Document, Unreadable

TEXT = "fecha;lugar;texto\n2012-01;Añón;«Él dijo: no»\n;;\n2013;Ñuñoa;\n"


def cells(document: Document) -> list[tuple[str, ...]]:
    return [row.cells for row in document.rows]


def workbook(*sheets: tuple[str, list[list[object]]]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    memory = io.BytesIO()
    book.save(memory)
    return memory.getvalue()


@pytest.mark.parametrize(
    ("encoding", "told", "sure"),
    [
        ("utf-8", "utf-8", True),
        ("utf-8-sig", "utf-8", True),
        ("utf-16", "utf-16", True),
        ("utf-16-le", "utf-16-le", False),
        ("utf-16-be", "utf-16-be", False),
        ("windows-1252", "windows-1252", False),
    ],
)
def test_the_encoding_is_found_and_said_to_be_certain_only_where_it_is(encoding: str, told: str, sure: bool) -> None:
    document = read(TEXT.encode(encoding))
    assert (document.shape.encoding, document.shape.sure, document.shape.delimiter) == (told, sure, ";")
    assert [column.heading for column in document.shape.columns] == ["fecha", "lugar", "texto"]
    assert cells(document) == [("2012-01", "Añón", "«Él dijo: no»"), ("2013", "Ñuñoa", "")]
    assert [row.number for row in document.rows] == [2, 4]


def test_an_encoding_can_be_chosen_and_is_never_forced_on_the_letters() -> None:
    arabic = "الاسم,البلد\nليلى,مصر\n".encode("windows-1256")
    assert cells(read(arabic, Choices(encoding="windows-1256"))) == [("ليلى", "مصر")]
    with pytest.raises(Unreadable):
        read(arabic, Choices(encoding="utf-8"))
    with pytest.raises(Unreadable):
        read(arabic, Choices(encoding="rot13"))


@pytest.mark.parametrize("delimiter", separated.DELIMITERS)
def test_the_delimiter_is_found_by_even_columns(delimiter: str) -> None:
    text = delimiter.join(["a", "b", "c"]) + "\n" + delimiter.join(["1, one", "2", "3"]) + "\n"
    if delimiter == ",":
        text = 'a,b,c\n"1, one",2,3\n'
    assert cells(read(text.encode())) == [("1, one", "2", "3")]


def test_a_first_line_that_tells_the_delimiter_is_no_row() -> None:
    document = read(b"sep=;\r\na,b;c\r\n1,5;2\r\n")
    assert [column.heading for column in document.shape.columns] == ["a,b", "c"]
    assert cells(document) == [("1,5", "2")]


def test_rows_longer_than_their_headings_lose_nothing() -> None:
    document = read(b"a,a,\n1,2,3,4\n")
    assert [column.heading for column in document.shape.columns] == ["a", "a (2)", "#3", "#4"]
    assert cells(document) == [("1", "2", "3", "4")]


def test_titles_above_the_headings_are_stepped_over() -> None:
    document = read(b"My list,\n,\nname,date\nx,2012\n", Choices(heading_row=3))
    assert ([column.heading for column in document.shape.columns], cells(document)) == (
        ["name", "date"],
        [("x", "2012")],
    )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"   \n ",
        b"PK\x03\x04 no zip at all",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old workbook",
        b"%PDF-1.7",
        b'a,b\n"never closed,1\n2,3\n',
    ],
)
def test_what_is_no_list_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        read(data)


def test_too_many_rows_or_columns_are_refused_and_never_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (tables, separated, workbooks):
        monkeypatch.setattr(module, "MOST_ROWS", 3)
    assert len(read(b"a\n1\n2\n3\n").rows) == 3
    with pytest.raises(Unreadable):
        read(b"a\n1\n2\n3\n4\n")
    with pytest.raises(Unreadable):
        read(b",".join([b"a"] * 301) + b"\n" + b",".join([b"1"] * 301))
    with pytest.raises(Unreadable):
        read(workbook(("s", [["a"] * 301, ["1"] * 301])))


def test_a_workbook_gives_what_its_cells_show() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["day", "month", "year", "number", "half", "text", "yes", "when"])
    moment = datetime(2012, 3, 1)
    sheet.append([date(2012, 3, 14), moment, moment, 35.0, 0.5, "  Ñuñoa ", True, datetime(2012, 3, 14, 9, 5)])
    sheet["A2"].number_format = "dd/mm/yyyy"
    sheet["B2"].number_format = "mmm-yy"
    sheet["C2"].number_format = "yyyy"
    sheet["H2"].number_format = "dd/mm/yyyy hh:mm"
    memory = io.BytesIO()
    book.save(memory)
    document = read(memory.getvalue())
    expected = ("2012-03-14", "2012-03", "2012", "35", "0.5", "Ñuñoa", "1", "2012-03-14T09:05:00")
    assert cells(document) == [expected]


def test_another_sheet_can_be_chosen_and_empty_ones_are_left_out() -> None:
    data = workbook(("notes", [["read me"]]), ("empty", []), ("list", [["name"], ["x"]]))
    document = read(data)
    assert (document.shape.sheets, document.shape.sheet) == (("notes", "list"), "notes")
    assert cells(read(data, Choices(sheet="list"))) == [("x",)]


def test_a_formula_is_not_calculated_and_one_without_a_result_is_refused() -> None:
    with pytest.raises(Unreadable) as refusal:
        read(workbook(("s", [["a", "b"], ["1", '=HYPERLINK("https://example.org/"&A2)']])))
    assert refusal.value.params == {"row": 2, "sheet": "s"}


def repacked(data: bytes, name: str, content: bytes) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part.filename, old.read(part))
        new.writestr(name, content)
    return memory.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
BOMB = (
    '<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="1"><c r="A1" t="inlineStr"><is><t>h</t></is></c></row>'
    '<row r="2"><c r="A2" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_that_grow_are_refused_in_any_encoding(encoding: str) -> None:
    data = workbook(("s", [["a"], ["1"]]))
    bomb = BOMB.format(encoding=encoding)
    harmless = bomb[: bomb.index("<!DOCTYPE")] + bomb[bomb.index("<worksheet") :].replace("&b;", "b")
    assert cells(read(repacked(data, SHEET, harmless.encode(encoding)))) == [("b",)]
    with pytest.raises(Unreadable):
        read(repacked(data, SHEET, bomb.encode(encoding)))


def test_no_workbook_is_read_without_defusedxml(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "DEFUSEDXML", False)
    with pytest.raises(RuntimeError):
        read(workbook(("s", [["a"], ["1"]])))


def test_a_file_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    data = workbook(("s", [["a"], ["1"]]))
    huge = repacked(data, "xl/media/x.bin", b"\0" * 5_000_000)
    assert len(huge) < 100_000
    assert cells(read(huge)) == [("1",)]
    monkeypatch.setattr(workbooks, "MOST_UNPACKED", 4_000_000)
    with pytest.raises(Unreadable) as refusal:
        read(huge)
    assert refusal.value.message == workbooks.TOO_LARGE


def test_a_row_that_claims_to_be_the_millionth_does_not_cost_a_million(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "SCANNED", 1_000)
    data = workbook(("s", [["a"], ["1"]]))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read(SHEET).replace(b'<row r="2"', b'<row r="1000000"').replace(b'r="A2"', b'r="A1000000"')
    with pytest.raises(Unreadable):
        read(repacked(data, SHEET, sheet))
