"""What waits until all other rows of a batch stand: rows of one table cost less together, and texts must come last.

Most statements that may fail half-way begin a savepoint, and at every savepoint FTS5 writes out the words it has
gathered, which would cost more than all the rest.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import apsw

from app.index import terms


@dataclass(slots=True)
class Batch:
    """Rows by statement, the words that the texts of the batch have, and those that an earlier text of theirs had."""

    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    earlier: set[str] = field(default_factory=set)

    def add(self, sql: str, values: Iterable[tuple[Any, ...]]) -> None:
        """Insert into a table that nothing reads before the batch is written."""
        if sql in self.rows:
            self.rows[sql].extend(values)
        else:
            self.rows[sql] = list(values)

    def write(self, cursor: apsw.Cursor) -> None:
        """Write what waited."""
        for sql, values in self.rows.items():
            cursor.executemany(sql, values)
        if self.words:
            terms.keep(cursor, self.words)
        if gone := self.earlier - self.words:
            terms.drop(cursor, gone)
