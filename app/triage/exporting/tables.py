"""What a file holds before it is written: headings, tags, rows, and the notice that says what it may be used for."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass

from app.incidents.importing.safe import guarded
from app.triage.exporting import workbooks
from app.triage.exporting.columns import COLUMNS, Cell, Format, Value

BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Table:
    """Reports as rows. `columns` are names of COLUMNS, `headings` and `notice` are in the asker's language."""

    columns: tuple[str, ...]
    headings: tuple[str, ...]
    notice: tuple[str, ...]
    rows: Sequence[Sequence[Value]]

    @property
    def tags(self) -> tuple[str, ...]:
        """The HXL tag of each column."""
        return tuple(COLUMNS[name].hxl for name in self.columns)


def written(table: Table, format: Format) -> bytes:
    """Return the table as a file."""
    return {Format.CSV: _csv, Format.JSON: _json, Format.XLSX: _xlsx}[format](table)


def cell(value: Value) -> Cell:
    """Return a value as one cell holds it."""
    return " ".join(value) if isinstance(value, tuple) else value


def _csv(table: Table) -> bytes:
    """The notice stands above the headings, where HXL allows any text; no cell is a formula."""
    rows = [[line] for line in table.notice] + [list(table.headings), list(table.tags)]
    rows += [["" if one is None else str(one) for one in map(cell, row)] for row in table.rows]
    memory = io.StringIO()
    csv.writer(memory, quoting=csv.QUOTE_ALL).writerows([guarded(one) for one in row] for row in rows)
    return (BOM + memory.getvalue()).encode()


def _json(table: Table) -> bytes:
    content = {
        "notice": table.notice,
        "columns": [
            {"name": name, "heading": heading, "hxl": tag}
            for name, heading, tag in zip(table.columns, table.headings, table.tags, strict=True)
        ],
        "reports": [dict(zip(table.columns, row, strict=True)) for row in table.rows],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _xlsx(table: Table) -> bytes:
    rows = [[cell(value) for value in row] for row in table.rows]
    notice = [[line] for line in table.notice]
    return workbooks.written((("Reports", [table.headings, table.tags, *rows]), ("Notice", notice)))
