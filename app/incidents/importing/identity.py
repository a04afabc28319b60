"""By what a row is known again when the same list is sent a second time. The hash is keyed by the member's service."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable

from app.crypto.primitives import sha256
from app.incidents.importing.guessing import MACHINE
from app.incidents.importing.mapping import Mapping
from app.incidents.importing.tables import Row, Shape
from app.incidents.importing.targets import ROW_ID

Pairs = tuple[tuple[str, str], ...]


def told(shape: Shape, row: Row) -> Pairs:
    """Return what a row says, column by column, without what changes from one export to the next."""
    pairs = [
        (column.heading, cell)
        for column, cell in zip(shape.main(), row.cells, strict=False)
        if cell and column.heading.casefold() not in MACHINE
    ]
    for count, below in enumerate(row.below, 1):
        pairs += [
            (f"{below.sheet} {count}\t{column.heading}", cell)
            for column, cell in zip(shape.of(below.sheet), below.cells, strict=False)
            if cell and column.heading.casefold() not in MACHINE
        ]
    return tuple(sorted(pairs))


def identities(shape: Shape, mapping: Mapping, rows: Iterable[Row]) -> list[str]:
    """Return for each row 64 digits that are the same whenever this row is sent again, and another row's never.

    Where a column holds the list's own number, that is it, with its heading: a list that gains a column keeps its rows.
    Otherwise everything the row says. Rows that are the same in all of it are told apart by their count: two people may
    be alike in a list.
    """
    keys = [column.key for column in shape.main()]
    own = [keys.index(key) for key in mapping.columns_to(ROW_ID) if key in keys]
    seen: Counter[str] = Counter()
    found = []
    for row in rows:
        number = sorted((keys[at], row.cells[at]) for at in own if at < len(row.cells) and row.cells[at])
        what: object = ["number", number] if number else ["row", told(shape, row)]
        text = json.dumps(what, ensure_ascii=False)
        seen[text] += 1
        found.append(sha256(f"{text} {seen[text]}".encode()).hex())
    return found


def repeated(shape: Shape, mapping: Mapping, rows: Iterable[Row]) -> set[int]:
    """Return the places (from 0) of rows whose own number stood in an earlier row already."""
    keys = [column.key for column in shape.main()]
    own = [keys.index(key) for key in mapping.columns_to(ROW_ID) if key in keys]
    seen: set[tuple[str, ...]] = set()
    again: set[int] = set()
    for place, row in enumerate(rows):
        number = tuple(row.cells[at] for at in own if at < len(row.cells) and row.cells[at])
        if number and number in seen:
            again.add(place)
        seen.add(number)
    return again
