"""What waits until all other rows of a batch stand: rows of one table cost less together, and texts must come last.

Most statements that may fail half-way begin a savepoint, and at every savepoint FTS5 writes out the words it has
gathered, which would cost more than all the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import apsw

from app.index import terms


@dataclass(slots=True)
class Batch:
    """Rows by statement, written in the order in which the statements were first used; and words.

    `words` are those that the texts of the batch have, `earlier` those that an earlier text of theirs had.
    """

    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    earlier: set[str] = field(default_factory=set)
    counts: dict[str, Counter[tuple[Any, ...]]] = field(default_factory=dict)

    def add(self, sql: str, values: Iterable[tuple[Any, ...]]) -> None:
        """Insert into a table that nothing reads before the batch is written."""
        if sql in self.rows:
            self.rows[sql].extend(values)
        else:
            self.rows[sql] = list(values)

    def once(self, sql: str, *values: Any) -> None:
        """Run a statement once in a batch, however many records ask for it."""
        waiting = self.rows.setdefault(sql, [])
        if values not in waiting:
            waiting.append(values)

    def count(self, sql: str, key: tuple[Any, ...], by: int) -> None:
        """Add to a counter, whose statement takes the key and the number to be added: once for all of the batch."""
        self.counts.setdefault(sql, Counter())[key] += by

    def write(self, cursor: apsw.Cursor) -> None:
        """Write what waited."""
        for sql, values in self.rows.items():
            cursor.executemany(sql, values)
        for sql, numbers in self.counts.items():
            cursor.executemany(sql, [(*key, number) for key, number in numbers.items() if number])
        if self.words:
            terms.keep(cursor, self.words)
        if gone := self.earlier - self.words:
            terms.drop(cursor, gone)
