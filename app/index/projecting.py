"""What a room gives so that its records appear in an index, and what it is given."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import apsw
import msgspec

from app.index.batching import Batch
from app.vault.entries import Opened


class Projected(msgspec.Struct, frozen=True, gc=False):
    """One record as the reader opened it. `id` is its number in this file, `arrival` its first at its desk.

    `verifies` is False for a record that was changed outside Amparo; it then has no entries.
    """

    id: int
    record: str
    kind: str
    desk: str
    arrival: int
    verifies: bool
    entries: tuple[Opened, ...]
    now: datetime  # UTC, aware


class Projection(Protocol):
    """How records of some kinds appear in the index of one kind of ring.

    `schema` is SQL that makes the tables; it is also what tells two versions apart, with `version` for what the SQL
    does not show. `put` replaces whatever the file holds of some records, which come in the order in which they
    arrived; both run inside a transaction. What nothing reads before the batch is written goes into the batch, texts
    for search always.
    """

    kinds: frozenset[str]
    schema: str
    version: int

    def put(self, cursor: apsw.Cursor, records: Sequence[Projected], batch: Batch) -> None:
        """Write the rows of some records."""

    def forget(self, cursor: apsw.Cursor, id: int, batch: Batch) -> None:
        """Remove a record's rows: its keys were destroyed."""
