"""Reading what arrived since: in batches, verified, each in one transaction, so that it may be killed at any point."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import apsw

from app.index import schema
from app.index.asking import rows, value
from app.index.files import alone
from app.index.opening import Projections, use
from app.index.projecting import Projected, Projection
from app.vault import following
from app.vault.actor import Actor
from app.vault.chains import Chain
from app.vault.errors import RecordTampered

T = TypeVar("T")

BATCH = 1000  # arrivals at once: some hundred records, each of several
PART = 250  # records opened at once
FAR = 20_000  # arrivals at another desk, of which this ring reads few
PATIENCE = 0.02  # seconds between two looks at what another process absorbs


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an index has read: `done` of `total` arrivals. `rolled_back` are desks that have fewer than were read."""

    done: int
    total: int
    rolled_back: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Tell whether everything that arrived is in the index."""
        return self.done >= self.total


@dataclass(frozen=True, slots=True)
class Absorber:
    """One reader at work on one ring's index."""

    actor: Actor
    ring: str
    projections: Projections
    now: datetime

    def absorb(self, seconds: float) -> Progress:
        """Absorb for about so many seconds, and return how far that came. At least one batch is done."""
        end = time.monotonic() + seconds
        progress = self.progress()
        while not progress.complete:
            with alone(self.ring, "absorbing", wait=False) as held:
                if held:
                    progress = self._while_time_lasts(end)
                else:
                    time.sleep(PATIENCE)  # another process is at it
                    progress = self.progress()
            if time.monotonic() >= end:
                break
        return progress

    def progress(self) -> Progress:
        """Return how far the index has read."""
        return self._use(self._progress)

    def renew(self, records: Sequence[str]) -> None:
        """Write the rows of some records again: time has passed over them, or their heads must be looked at."""
        for start in range(0, len(records), PART):
            part = list(records[start : start + PART])
            self._use(lambda connection, part=part: self._renew(connection, part))  # type: ignore[misc]

    def compare(self) -> int:
        """Look whether every record still has the head that was verified. Returns how many do not verify now.

        Arrival numbers alone would not show a record put back to an earlier state, nor one that was shared without an
        entry: that is read in here.
        """
        there = following.lengths(self.ring, self._kinds())
        if not self.progress().complete:
            return 0
        seen = self._use(lambda one: dict(rows(one, "SELECT record, head FROM record WHERE verifies")))
        changed = [record for record, head in seen.items() if record not in there or there[record][1] != head]
        self.renew([*changed, *(there.keys() - seen.keys())])
        broken = self._use(lambda one: rows(one, "SELECT record FROM record WHERE NOT verifies"))
        return len(broken)

    def _use(self, work: Callable[[apsw.Connection], T]) -> T:
        return use(self.actor, self.ring, self.projections, work)

    def _kinds(self) -> frozenset[str]:
        return frozenset().union(*(one.kinds for one in self.projections))

    def _while_time_lasts(self, end: float) -> Progress:
        progress = self.progress()
        while not progress.complete:
            if not self._use(self._batch) or time.monotonic() >= end:
                break
            progress = self.progress()
        return self.progress()

    def _progress(self, connection: apsw.Connection) -> Progress:
        there = following.desks()
        read = _followed(connection)
        back = tuple(sorted(desk for desk, last in read.items() if there.get(desk, 0) < last))
        done = sum(min(read.get(desk, 0), last) for desk, last in there.items())
        return Progress(done, sum(there.values()), back)

    def _batch(self, connection: apsw.Connection) -> bool:
        """Absorb one batch of the first desk that has something new. Returns whether there was anything."""
        read = _followed(connection)
        for desk, last in sorted(following.desks().items()):
            after = read.get(desk, 0)
            if after >= last:
                continue
            upto = min(last, after + (BATCH if self.ring.endswith(f":{desk}") else FAR))
            self._take(connection, desk, after, upto)
            return True
        return False

    def _take(self, connection: apsw.Connection, desk: str, after: int, upto: int) -> None:
        records = following.arrived(self.ring, desk, after, upto)
        found = self._opened(connection, [record for record, held in records.items() if held])
        with _writing(connection):
            if _followed(connection).get(desk, 0) != after:
                return  # somebody else was faster
            self._write(connection.cursor(), found)
            for record, held in records.items():
                if not held:
                    self._forget(connection.cursor(), record)
            connection.execute("INSERT OR REPLACE INTO followed VALUES (?, ?)", (desk, upto))

    def _renew(self, connection: apsw.Connection, records: list[str]) -> None:
        found = self._opened(connection, records)
        with _writing(connection):
            self._write(connection.cursor(), found)

    def _opened(self, connection: apsw.Connection, records: Sequence[str]) -> dict[str, Chain | RecordTampered]:
        found: dict[str, Chain | RecordTampered] = {}
        for start in range(0, len(records), PART):
            part = list(records[start : start + PART])
            known = schema.known(connection, part)
            found |= following.open_many(self.actor, part, self._kinds(), known, self.ring)
            found |= {name: RecordTampered(name) for name in known.keys() - found.keys()}  # taken away altogether
        return found

    def _write(self, cursor: apsw.Cursor, found: dict[str, Chain | RecordTampered]) -> None:
        texts: list[tuple[str, tuple[Any, ...]]] = []
        for name, chain in found.items():
            if isinstance(chain, RecordTampered):
                self._put_tampered(cursor, name)
            elif chain.keys:
                self._put(cursor, chain, texts)
            else:
                self._forget(cursor, name)
        for sql, values in texts:
            cursor.execute(sql, values)

    def _put(self, cursor: apsw.Cursor, chain: Chain, texts: list[tuple[str, tuple[Any, ...]]]) -> None:
        row, arrival = chain.row, chain.entries[1].arrival or 0
        values = (row.id, row.kind, row.desk, arrival, chain.length, chain.head)
        number = value(cursor, PUT_RECORD, values)
        cursor.executemany(
            "INSERT OR IGNORE INTO data_key VALUES (?, ?, ?, ?)",
            [(row.id, compartment, key_no, key) for (compartment, key_no), key in chain.keys.items()],
        )
        record = Projected(number, row.id, row.kind, row.desk, arrival, True, tuple(chain.opened), self.now, texts)
        for projection in self._projections(row.kind):
            projection.put(cursor, record)

    def _put_tampered(self, cursor: apsw.Cursor, name: str) -> None:
        (found,) = rows(cursor, PUT_TAMPERED, {"record": name, "ring": self.ring.partition(":")[2]})
        number, kind, desk, arrival = found
        for projection in self._projections(kind) if kind else self.projections:
            projection.put(cursor, Projected(number, name, kind, desk, arrival, False, (), self.now))

    def _forget(self, cursor: apsw.Cursor, name: str) -> None:
        found = rows(cursor, "DELETE FROM record WHERE record = ? RETURNING id, kind", (name,))
        cursor.execute("DELETE FROM data_key WHERE record = ?", (name,))
        for number, kind in found:
            for projection in self._projections(kind):
                projection.forget(cursor, number)

    def _projections(self, kind: str) -> Iterable[Projection]:
        return (one for one in self.projections if kind in one.kinds)


def _followed(connection: apsw.Connection) -> dict[str, int]:
    return dict(rows(connection, "SELECT desk, arrival FROM followed"))


PUT_RECORD = """
INSERT INTO record (record, kind, desk, arrival, length, head, verifies) VALUES (?, ?, ?, ?, ?, ?, 1)
ON CONFLICT (record) DO UPDATE SET length = excluded.length, head = excluded.head, verifies = 1 RETURNING id
"""
PUT_TAMPERED = """
INSERT INTO record (record, kind, desk, arrival, length, head, verifies) VALUES (:record, '', :ring, 0, 0, x'', 0)
ON CONFLICT (record) DO UPDATE SET verifies = 0 RETURNING id, kind, desk, arrival
"""


@contextmanager
def _writing(connection: apsw.Connection) -> Iterator[None]:
    """Commit what happens inside, or nothing of it; the write lock is taken first."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
