"""Repeat groups on sheets of their own, linked to their main row by `_index` and `_parent_index`."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import msgspec

from app.incidents.importing.tables import MAIN, Below, Row

INDEX, PARENT, PARENT_TABLE = "_index", "_parent_index", "_parent_table_name"
DEEPEST = 8  # repeats within repeats

Rows = tuple[tuple[int, tuple[str, ...]], ...]
Sheet = tuple[tuple[str, ...], Rows]


class _Node(NamedTuple):
    """A row of a second sheet: the table and the index that it belongs to."""

    table: str
    at: str


def linked(main: Sheet, others: dict[str, Sheet], main_name: str) -> tuple[Row, ...]:
    """Put each row of a second sheet under its main row; one that has none stands alone, and is told of."""
    headings, rows = main
    own = {cells[headings.index(INDEX)]: number for number, cells in rows} if others else {}
    numbers = {name: _numbers(sheet) for name, sheet in others.items()}
    nodes = {name: _nodes(sheet, main_name, others) for name, sheet in others.items()}
    below: dict[int, list[Below]] = defaultdict(list)
    orphans: list[Row] = []
    for name, (_headings, body) in others.items():
        for number, cells in body:
            one = Below(sheet=name, number=number, cells=cells)
            root = own.get(_root(nodes[name][number], nodes, numbers))
            if root is None:
                orphans.append(Row(number=number, below=(one,)))
            else:
                below[root].append(one)
    whole = tuple(
        Row(number=number, cells=cells, below=_placed(below[number], nodes, numbers)) for number, cells in rows
    )
    return whole + tuple(orphans)


def _numbers(sheet: Sheet) -> dict[str, int]:
    """Return the numbers of a sheet's rows by their index."""
    headings, rows = sheet
    at = headings.index(INDEX) if INDEX in headings else None
    return {} if at is None else {cells[at]: number for number, cells in rows}


def _nodes(sheet: Sheet, main_name: str, others: dict[str, Sheet]) -> dict[int, _Node]:
    headings, rows = sheet
    table = headings.index(PARENT_TABLE) if PARENT_TABLE in headings else None
    index = headings.index(PARENT)

    def parent(cells: tuple[str, ...]) -> str:
        name = cells[table] if table is not None else MAIN
        return name if name in others and name != main_name else MAIN

    return {number: _Node(parent(cells), cells[index]) for number, cells in rows}


def _root(node: _Node, nodes: dict[str, dict[int, _Node]], numbers: dict[str, dict[str, int]]) -> str:
    """Follow a row up to the index of its main row, "" where the way breaks."""
    for _step in range(DEEPEST):
        if node.table == MAIN:
            return node.at
        number = numbers[node.table].get(node.at)
        if number is None:
            return ""
        node = nodes[node.table][number]
    return ""


def _placed(
    below: list[Below], nodes: dict[str, dict[int, _Node]], numbers: dict[str, dict[str, int]]
) -> tuple[Below, ...]:
    """Tell each row of a repeat within a repeat which of the others it belongs to."""
    places = {(one.sheet, one.number): at for at, one in enumerate(below)}
    found = []
    for one in below:
        node = nodes[one.sheet][one.number]
        under = -1 if node.table == MAIN else places[node.table, numbers[node.table][node.at]]
        found.append(msgspec.structs.replace(one, under=under))
    return tuple(found)
