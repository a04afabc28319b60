"""The rows that did not come in, as a list that can be put right and sent again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from app.incidents.importing.guessing import REASON, ROW
from app.incidents.importing.safe import guarded
from app.incidents.importing.tables import Row, Shape

BOM = "\ufeff"


def sheet(shape: Shape, rows: Iterable[tuple[Row, str]]) -> Iterator[str]:
    """Yield a CSV file line by line: row and reason first, then the cells as they were.

    These two have the same names in every language, by which they are left out when the list comes back: they are no
    part of what a row says, and a row that was put right is known again wherever it is sent from.
    """
    rows = list(rows)
    most: dict[str, int] = {}
    for row, _why in rows:
        for name in {below.sheet for below in row.below}:
            most[name] = max(most.get(name, 0), sum(below.sheet == name for below in row.below))
    kept = [at for at, column in enumerate(shape.main()) if column.heading not in (ROW, REASON)]  # not those of before
    headings = [ROW, REASON, *(shape.main()[at].heading for at in kept)]
    for name, count in most.items():
        headings += [f"{name} {n} / {column.heading}" for n in range(1, count + 1) for column in shape.of(name)]
    yield BOM + _line(headings)
    for row, why in rows:
        cells = [str(row.number), why, *(row.cells[at] if at < len(row.cells) else "" for at in kept)]
        for name, count in most.items():
            mine = [below.cells for below in row.below if below.sheet == name]
            empty = ("",) * len(shape.of(name))
            cells += [cell for n in range(count) for cell in (mine[n] if n < len(mine) else empty)]
        yield _line(cells)


def _line(cells: Iterable[str]) -> str:
    memory = io.StringIO()
    csv.writer(memory, quoting=csv.QUOTE_ALL).writerow([guarded(cell) for cell in cells])
    return memory.getvalue()
