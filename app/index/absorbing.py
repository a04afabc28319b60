"""Reading what arrived since: in batches, verified, each in one transaction, so that it may be killed at any point."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import apsw

from app.index import keeping
from app.index.asking import rows, value
from app.index.batching import Batch
from app.index.files import alone
from app.index.keeping import Verified
from app.index.opening import Projections, tidy, use
from app.index.projecting import Projected
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
    """How far an index has read: `done` of `total` arrivals.

    `rolled_back` are desks at which fewer or other entries stand than were read: an earlier database was put back.
    """

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
        tidy(self.ring)
        while not progress.complete:
            with alone(self.ring, "absorbing", wait=False) as held:
                if held:
                    progress = self._while_time_lasts(end)
                else:
                    time.sleep(PATIENCE)  # another process is at it
                    progress = self.progress()
            if time.monotonic() >= end:
                break
        if progress.complete and self._use(lambda one: value(one, "SELECT 1 FROM rolled_back WHERE NOT compared")):
            self.compare()  # what was taken away arrives no more
            self._use(lambda one: one.execute("UPDATE rolled_back SET compared = 1").fetchall())
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
        entry: that is read in here. Entries whose bytes were changed under the same head show when they are opened.
        """
        there = following.ends(self.ring, self._kinds())
        if not self.progress().complete:
            return 0
        kept = self._use(lambda one: rows(one, "SELECT record, head, code FROM record WHERE verifies"))
        seen = {record: (head, code) for record, head, code in kept}
        changed = [record for record, end in seen.items() if there.get(record) != end]
        self.renew([*changed, *(there.keys() - seen.keys())])
        broken = self._use(lambda one: rows(one, "SELECT record FROM record WHERE NOT verifies"))
        return len(broken)

    def _use(self, work: Callable[[apsw.Connection], T]) -> T:
        return use(self.actor, self.ring, self.projections, work)

    def _kinds(self) -> frozenset[str]:
        return frozenset().union(*(one.kinds for one in self.projections))

    def _while_time_lasts(self, end: float) -> Progress:
        while self._use(self._batch) and time.monotonic() < end:
            pass
        return self.progress()

    def _progress(self, connection: apsw.Connection) -> Progress:
        there = following.desks()
        read, back = _followed(connection), _put_back(connection, there)
        done = sum(0 if desk in back else min(read.get(desk, 0), last) for desk, last in there.items())
        noticed = {desk for (desk,) in rows(connection, "SELECT desk FROM rolled_back")}
        return Progress(done, sum(there.values()), tuple(sorted(back | noticed)))

    def _batch(self, connection: apsw.Connection) -> bool:
        """Absorb one batch of the first desk that has something new. Returns whether there was anything."""
        there = following.desks()
        read, back = _followed(connection), _put_back(connection, there)
        for desk, last in sorted(there.items()):
            after = read.get(desk, 0)
            if desk in back:
                after = _begin_again(connection, desk, after)
            if after >= last:
                continue
            upto = min(last, after + (BATCH if self._is_own(desk) else FAR))
            self._take(connection, desk, after, upto)
            return True
        return False

    def _is_own(self, desk: str) -> bool:
        return self.ring.endswith(f":{desk}")

    def _held(self, records: Sequence[str], held: set[str]) -> list[str]:
        for start in range(0, len(records), BATCH):
            held |= following.held(self.ring, records[start : start + BATCH])
        return [record for record in records if record in held]

    def _take(self, connection: apsw.Connection, desk: str, after: int, upto: int) -> None:
        records = following.arrived(desk, after, upto)
        # Of its own desk's records a ring holds nearly all, and which of them it does not shows when they are opened.
        # What the file knows is looked at, too: rows of grants that went prove nothing before the code is checked.
        ours = records if self._is_own(desk) else self._held(records, keeping.there(connection, records))
        found = self._opened(connection, ours)
        with _writing(connection):
            if _followed(connection).get(desk, 0) != after:
                return  # somebody else was faster
            self._write(connection.cursor(), found, set(records).difference(ours))
            now = (desk, upto, following.digests_at({desk: upto})[desk])
            connection.execute("INSERT OR REPLACE INTO followed VALUES (?, ?, ?)", now)

    def _renew(self, connection: apsw.Connection, records: list[str]) -> None:
        found = self._opened(connection, records)
        with _writing(connection):
            self._write(connection.cursor(), found)

    def _opened(self, connection: apsw.Connection, records: Sequence[str]) -> dict[str, Verified | RecordTampered]:
        found: dict[str, Verified | RecordTampered] = {}
        for start in range(0, len(records), PART):
            part = list(records[start : start + PART])
            same = keeping.unchanged(connection, part, self._kinds())
            changed = [name for name in part if name not in same]
            known = keeping.known(connection, changed)
            opened = following.open_many(self.actor, changed, self._kinds(), known, self.ring)
            found |= {name: RecordTampered(name) for name in known.keys() - opened.keys()}  # taken away altogether
            for name in part:  # in the order in which they arrived
                if name in same:
                    found[name] = same[name]
                elif name in opened:
                    one = opened[name]
                    found[name] = keeping.of_chain(one, name in known) if isinstance(one, Chain) else one
        return found

    def _write(
        self, cursor: apsw.Cursor, found: dict[str, Verified | RecordTampered], gone: Iterable[str] = ()
    ) -> None:
        batch = Batch()
        there: list[Projected] = []
        for name, one in found.items():
            if isinstance(one, RecordTampered):
                there.append(self._tampered(cursor, name))
            elif one.keys or one.number is not None:
                there.append(self._kept(cursor, one, batch))
            else:
                self._forget(cursor, name, batch)
        for name in gone:
            self._forget(cursor, name, batch)
        for projection in self.projections:
            theirs = [one for one in there if not one.kind or one.kind in projection.kinds]
            projection.put(cursor, theirs, batch)
        batch.write(cursor)

    def _kept(self, cursor: apsw.Cursor, one: Verified, batch: Batch) -> Projected:
        number = keeping.put(cursor, one, batch)
        return Projected(number, one.record, one.kind, one.desk, one.arrival, True, one.entries, self.now)

    def _tampered(self, cursor: apsw.Cursor, name: str) -> Projected:
        number, kind, desk, arrival = keeping.put_tampered(cursor, name, self.ring)
        return Projected(number, name, kind, desk, arrival, False, (), self.now)

    def _forget(self, cursor: apsw.Cursor, name: str, batch: Batch) -> None:
        for number, kind in keeping.forget(cursor, name):
            for projection in self.projections:
                if kind in projection.kinds:
                    projection.forget(cursor, number, batch)


def _followed(connection: apsw.Connection) -> dict[str, int]:
    return dict(rows(connection, "SELECT desk, arrival FROM followed"))


def _put_back(connection: apsw.Connection, there: Mapping[str, int]) -> set[str]:
    """Return the desks at whose last number read another entry stands now, or none: an earlier database is there."""
    kept = {desk: (last, digest) for desk, last, digest in rows(connection, "SELECT * FROM followed")}
    now = following.digests_at({desk: last for desk, (last, _digest) in kept.items()})
    return {desk for desk, (last, digest) in kept.items() if there.get(desk, 0) < last or now[desk] != digest}


def _begin_again(connection: apsw.Connection, desk: str, read: int) -> int:
    """Remember that an earlier database was put back, and read the desk again from its first entry."""
    with _writing(connection):
        if _followed(connection).get(desk, 0) == read:  # nobody else was faster
            connection.execute("INSERT OR REPLACE INTO rolled_back VALUES (?, 0)", (desk,))
            connection.execute("DELETE FROM followed WHERE desk = ?", (desk,))
    return _followed(connection).get(desk, 0)


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
