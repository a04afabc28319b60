"""What a room gives so that its records appear in an index, and what it is given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import apsw

from app.index.keeping import Later
from app.vault.entries import Opened


@dataclass(frozen=True, slots=True)
class Projected:
    """One record as the reader opened it. `id` is its number in this file, `arrival` its first at its desk.

    `verifies` is False for a record that was changed outside Amparo; it then has no entries. `later` collects what
    waits until the other rows of a whole batch stand, None when nothing does. Texts wait because most statements that
    may fail half-way begin a savepoint, and at every savepoint FTS5 writes out what it holds; others, because rows of
    one table cost less together.
    """

    id: int
    record: str
    kind: str
    desk: str
    arrival: int
    verifies: bool
    entries: tuple[Opened, ...]
    now: datetime  # UTC, aware
    later: Later | None = None

    def put_later(self, cursor: apsw.Cursor, sql: str, values: Iterable[tuple[Any, ...]]) -> None:
        """Insert into a table that nothing reads before the batch is written, at once or with the whole batch."""
        if self.later is None:
            cursor.executemany(sql, values)
        elif sql in self.later:
            self.later[sql].extend(values)
        else:
            self.later[sql] = list(values)


class Projection(Protocol):
    """How records of some kinds appear in the index of one kind of ring.

    `schema` is SQL that makes the tables; it is also what tells two versions apart, with `version` for what the SQL
    does not show. `put` replaces whatever the file holds of a record; both run inside a transaction.
    """

    kinds: frozenset[str]
    schema: str
    version: int

    def put(self, cursor: apsw.Cursor, record: Projected) -> None:
        """Write a record's rows."""

    def forget(self, cursor: apsw.Cursor, id: int) -> None:
        """Remove a record's rows: its keys were destroyed."""
