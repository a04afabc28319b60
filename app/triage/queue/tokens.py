"""Where a page of the queue ends: the last row's place in the order, so that the next page begins right after it.

What is written meanwhile moves no other row. A row that moved itself may be seen twice or not at all; the token
holds how many changes the index had seen when the first page was shown, so that the page can say so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.crypto.identifiers import normal_id
from app.triage.queue.filters import DUE, NEWEST, RISK, URGENT


@dataclass(frozen=True, slots=True)
class Order:
    """Columns by which rows are sorted, all up or all down; the last is the row's number, so that no two are equal."""

    columns: tuple[str, ...]
    down: bool = False


ORDERS = {
    URGENT: Order(("rank", "due", "id")),
    DUE: Order(("due", "id")),
    NEWEST: Order(("filed", "id"), down=True),
    RISK: Order(("score", "id"), down=True),
}
LETTERS = {URGENT: "u", DUE: "d", NEWEST: "n", RISK: "r"}
NUMBER = re.compile("[0-9]{1,15}")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in an order: open or ended work, the values of the columns but the last, and the row's record."""

    open: int
    key: tuple[int, ...]
    record: str
    changes: int


def token(sort: str, place: Place) -> str:
    """Return a place as text, for an address: it holds a reference and numbers, and no word."""
    return ".".join([f"{LETTERS[sort]}{place.open}", *map(str, place.key), place.record, str(place.changes)])


def place_of(sort: str, text: str) -> Place | None:
    """Return the place that a token names, None for the beginning, another order, or what is no token."""
    first, *key, record, changes = parts if len(parts := text.split(".")) > 2 else ("", "", "")
    numbers = [*key, changes]
    good = all(NUMBER.fullmatch(one) for one in numbers) and len(key) == len(ORDERS[sort].columns) - 1
    if not good or first not in (f"{LETTERS[sort]}0", f"{LETTERS[sort]}1") or normal_id(record) != record:
        return None
    return Place(int(first[1]), tuple(map(int, key)), record, int(changes))


def after(order: Order, names: Sequence[str]) -> str:
    """Return the condition that a row comes after the place in :k0, :k1 ...; `names` are the columns as to be used."""
    marks = ", ".join(f":k{number}" for number in range(len(order.columns)))
    return f"({', '.join(names)}) {'<' if order.down else '>'} ({marks})"
