"""What somebody has to say before a list can come in: what the values of each column mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from app.incidents.importing.days import WHICH_FIRST, is_open, order_of
from app.incidents.importing.mapping import Mapping
from app.incidents.importing.tables import Column, Row, Shape
from app.incidents.importing.targets import TARGETS, Kind, Target
from app.incidents.importing.values import (
    NotRead,
    folded,
    parts_of,
    read_code,
    read_count,
    read_degrees,
    read_text,
    suggested,
)

MOST_ASKED = 25  # values of one column on one page; the rest is asked when these are answered


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a column, how often it stands there, and the code it would be."""

    text: str
    count: int
    chosen: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """One column, the `at`-th, with its values.

    `open_order` means that some dates could be two; `more` counts open values not shown.
    """

    at: int
    column: Column
    target: Target
    values: tuple[Value, ...]
    more: int
    order: str
    open_order: bool


def cells_of(shape: Shape, rows: Iterable[Row]) -> dict[str, Counter[str]]:
    """Return how often each text stands in each column, by the column's key."""
    main = shape.main()
    sheets = {column.sheet: shape.of(column.sheet) for column in shape.columns}
    found: dict[str, Counter[str]] = {column.key: Counter() for column in shape.columns}
    for row in rows:
        for column, cell in zip(main, row.cells, strict=False):
            if cell:
                found[column.key][cell] += 1
        for below in row.below:
            for column, cell in zip(sheets[below.sheet], below.cells, strict=False):
                if cell:
                    found[column.key][cell] += 1
    return found


def asked(shape: Shape, mapping: Mapping, rows: Iterable[Row]) -> list[Asked]:
    """Return the columns whose values somebody has to look at. Plain text is never asked about."""
    cells = cells_of(shape, rows)
    found = []
    for at, column in enumerate(shape.columns):
        target = TARGETS.get(mapping.target_of(column))
        if target is None or target.kind is Kind.TEXT or not cells[column.key]:
            continue
        one = _asked(shape, mapping, at, target, cells[column.key])
        if one.values or one.open_order or one.order:
            found.append(one)
    return found


def _asked(shape: Shape, mapping: Mapping, at: int, target: Target, cells: Counter[str]) -> Asked:
    column = shape.columns[at]
    chosen = mapping.values.get(column.key, {})
    dates = target.kind in (Kind.DATE, Kind.DAY)
    order = mapping.orders.get(column.key, "") or (order_of(list(cells)) if dates else "")
    open_order = dates and any(is_open(text) for text in cells)
    counts: Counter[str] = Counter()
    for cell, count in cells.items():
        for part in parts_of(target, cell, shape.kobo):
            counts[part] += count
    values: dict[str, Value] = {}
    for text, count in counts.most_common():
        key = folded(text)
        if key in values:
            continue
        decided, why = chosen.get(key, ""), _refusal(target, text, chosen, order)
        if target.kind in (Kind.CODE, Kind.CODES):
            plain = target.list_name == "country" or (target.list_name == "age_band" and text.isdecimal())
            if why or decided or not plain:
                values[key] = Value(text, count, decided or suggested(target, text), not why)
        elif decided or (why and why != WHICH_FIRST):
            values[key] = Value(text, count, decided, not why)
    listed = sorted(values.values(), key=lambda value: value.sure)
    more = sum(not value.sure for value in listed[MOST_ASKED:])
    return Asked(at, column, target, tuple(listed[:MOST_ASKED]), more, order, open_order)


def _refusal(target: Target, text: str, chosen: dict[str, str], order: str) -> str:
    try:
        if target.kind in (Kind.CODE, Kind.CODES):
            read_code(target, text, chosen)
        elif target.kind is Kind.COUNT:
            read_count(text, chosen)
        elif target.kind is Kind.DEGREES:
            read_degrees(text, chosen)
        else:
            read_text(target, text, chosen, order)
    except NotRead as why:
        return why.message
    return ""
