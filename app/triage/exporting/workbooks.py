"""Workbooks (Office Open XML) with nothing but cells. Texts are inline strings: no spreadsheet runs them.

Written by hand because ten thousand long rows take openpyxl six times as long, and 20 MB of it in every worker.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from app.triage.exporting.columns import Cell

LONGEST = 32_767  # characters that a cell of a workbook holds
LOST = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML cannot hold
LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # would be read as the character of that number
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # a file says nothing of when it was made

Rows = Sequence[Sequence[Cell]]


def written(sheets: Sequence[tuple[str, Rows]]) -> bytes:
    """Return a workbook with these sheets. A text longer than a cell can be is cut, and ends in "…"."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in _parts([name for name, _rows in sheets]):
            archive.writestr(zipfile.ZipInfo(name, FIRST_DAY), HEAD + text, zipfile.ZIP_DEFLATED)
        for number, (_name, rows) in enumerate(sheets, 1):
            place = zipfile.ZipInfo(f"xl/worksheets/sheet{number}.xml", FIRST_DAY)
            archive.writestr(place, HEAD + "".join(_sheet(rows)), zipfile.ZIP_DEFLATED)
    return memory.getvalue()


def _parts(names: Sequence[str]) -> Iterable[tuple[str, str]]:
    numbered = list(enumerate(names, 1))
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{TYPES}.worksheet+xml"/>' for n, _ in numbered
    )
    yield (
        "[Content_Types].xml",
        f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/>{kinds}</Types>',
    )
    yield "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")])
    sheets = "".join(f'<sheet name="{escape(name)}" sheetId="{n}" r:id="r{n}"/>' for n, name in numbered)
    yield "xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>'
    yield "xl/_rels/workbook.xml.rels", _relations([("worksheet", f"worksheets/sheet{n}.xml") for n, _ in numbered])


def _relations(pairs: Iterable[tuple[str, str]]) -> str:
    lines = (f'<Relationship Id="r{n}" Type="{OFFICE}/{kind}" Target="{to}"/>' for n, (kind, to) in enumerate(pairs, 1))
    return f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(lines)}</Relationships>'


def _sheet(rows: Rows) -> Iterable[str]:
    yield f'<worksheet xmlns="{MAIN}"><sheetData>'
    for row in rows:
        yield f"<row>{''.join(map(_cell, row))}</row>"
    yield "</sheetData></worksheet>"


def _cell(value: Cell) -> str:
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, int):
        return f"<c><v>{value}</v></c>"
    text = value if len(value) <= LONGEST else f"{value[: LONGEST - 1]}…"
    text = LOOKS_ESCAPED.sub("_x005F_", LOST.sub("\ufffd", text)).replace("\r", "_x000D_")
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
