"""What a room gives so that its records appear in an index, and what it is given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import apsw

from app.vault.entries import Opened


@dataclass(frozen=True, slots=True)
class Projected:
    """One record as the reader opened it. `id` is its number in this file, `arrival` its first at its desk.

    `verifies` is False for a record that was changed outside Amparo; it then has no entries. `texts` collects what
    waits until the rows of a whole batch stand, None when nothing does: most statements that may fail half-way begin
    a savepoint, and at every savepoint FTS5 writes out what it holds, which would cost more than all the rest.
    """

    id: int
    record: str
    kind: str
    desk: str
    arrival: int
    verifies: bool
    entries: tuple[Opened, ...]
    now: datetime  # UTC, aware
    texts: list[tuple[str, tuple[Any, ...]]] | None = None

    def put_text(self, cursor: apsw.Cursor, sql: str, values: tuple[Any, ...]) -> None:
        """Insert into a full-text table, at once or when the batch's other rows stand."""
        if self.texts is None:
            cursor.execute(sql, values)
        else:
            self.texts.append((sql, values))


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
