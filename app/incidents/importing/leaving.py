"""The rows that did not come in, as a list that can be put right and sent again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from app.incidents.importing.safe import guarded
from app.incidents.importing.tables import Row, Shape

BOM = "\ufeff"


def sheet(shape: Shape, rows: Iterable[tuple[Row, str]], words: tuple[str, str]) -> Iterator[str]:
    """Yield a CSV file line by line: row and reason first, then the cells as they were. `words` are two headings."""
    rows = list(rows)
    most: dict[str, int] = {}
    for row, _why in rows:
        for name in {below.sheet for below in row.below}:
            most[name] = max(most.get(name, 0), sum(below.sheet == name for below in row.below))
    headings = [*words, *(column.heading for column in shape.main())]
    for name, count in most.items():
        headings += [f"{name} {n} / {column.heading}" for n in range(1, count + 1) for column in shape.of(name)]
    yield BOM + _line(headings)
    width = len(shape.main())
    for row, why in rows:
        cells = [str(row.number), why, *row.cells, *[""] * (width - len(row.cells))]
        for name, count in most.items():
            mine = [below.cells for below in row.below if below.sheet == name]
            empty = ("",) * len(shape.of(name))
            cells += [cell for n in range(count) for cell in (mine[n] if n < len(mine) else empty)]
        yield _line(cells)


def _line(cells: Iterable[str]) -> str:
    memory = io.StringIO()
    csv.writer(memory, quoting=csv.QUOTE_ALL).writerow([guarded(cell) for cell in cells])
    return memory.getvalue()
