"""How many records a second an index reads in on one core; and all of them, with progress.

python -m bench.absorbing FOLDER [SOME]. FOLDER is what bench.prepared made. Three figures: SOME records as they were
filed, each opened and every signature verified; the same when their data keys are known, as after a change of what the
index holds; and an index from nothing. The last one is kept, and a copy at 10,000 and at the end, each also without a
cipher, for bench.queue and bench.searching.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import apsw

from app.index import files, opening, schema
from app.index.absorbing import Absorber
from app.index.asking import value
from app.index.pool import POOL
from app.triage.projection import DESK
from app.vault import following
from bench.prepared import Prepared, opened
from bench.side_by_side import copies, machine, memory

SIZES = (10_000,)  # where the rebuild stops to make a copy, beside its end
STEP = 0.5  # seconds between two looks
BATCHES = 4000  # records before the end from which on one batch is read at a time
ALL = "SELECT count(*) FROM record"


def fresh(made: Prepared, after: int = 0) -> Absorber:
    """Return somebody who reads into an empty index, from after an arrival on."""
    for path in list(POOL.idle):
        POOL.close(path)
    shutil.rmtree(files.folder())
    opening._PREPARED.clear()
    one = Absorber(made.actor(), f"desk:{made.desk}", DESK, datetime.now(UTC))
    _begin(one, made.desk, after)
    return one


def _begin(one: Absorber, desk: str, after: int) -> None:
    values = (desk, after, following.digests_at({desk: after})[desk])
    one._use(lambda index: index.execute("INSERT OR REPLACE INTO followed VALUES (?, ?, ?)", values).fetchall())


def read(one: Absorber, enough: int, said: Callable[[int], None] = lambda _done: None) -> tuple[int, float, float]:
    """Read until so many records are there, and return how many came, and the seconds of CPU and of the clock."""
    began, busy = time.perf_counter(), time.process_time()
    before = done = count(one)
    progress = one.progress()
    while done < enough and not progress.complete:
        progress = one.absorb(0 if enough - done < BATCHES else STEP)
        done = count(one)
        said(done)
    return done - before, time.process_time() - busy, time.perf_counter() - began


def count(one: Absorber) -> int:
    """Return how many records the index holds."""
    return int(one._use(lambda index: value(index, ALL)))


def figure(label: str, records: int, cpu: float, clock: float) -> None:
    """Print one line."""
    print(f"{label}: {records / cpu:,.0f} records/s of CPU, {records / clock:,.0f} by the clock "
          f"({records:,} records, {cpu / records * 1e6:.0f} µs each)", flush=True)  # fmt: skip


def new_and_known(made: Prepared, some: int) -> None:
    """Measure reports that nobody worked on: new, and with their keys known."""
    half = made.count // 2
    last = following.desks()[made.desk]
    start = last - (made.count - half) * 4  # four entries each, the newest half
    one = fresh(made, start)
    figure("new, signatures verified", *read(one, some))
    schema.VERSION += 1  # another schema: keys and heads are taken along, all rows are made again
    one._use(lambda _index: None)
    kept = count(one)
    _begin(one, made.desk, start)
    began, busy = time.perf_counter(), time.process_time()
    written, progress = 0, one.progress()
    while written < kept and not progress.complete:
        progress = one.absorb(0 if kept - written < BATCHES else STEP)  # none that was not known
        written = one._use(lambda index: value(index, "SELECT count(*) FROM incident"))
    figure("keys and heads known", kept, time.process_time() - busy, time.perf_counter() - began)
    schema.VERSION -= 1


def rebuilt(made: Prepared, folder: Path) -> None:
    """Measure an index from nothing, saying how far it came, and keep copies."""
    one = fresh(made)
    began = time.perf_counter()
    shown = [0]

    def said(done: int) -> None:
        if done * 10 // made.count > shown[0]:
            shown[0] = done * 10 // made.count
            progress, passed = one.progress(), time.perf_counter() - began
            percent = progress.done * 100 // progress.total
            print(f"  {percent} % of {progress.total:,} arrivals after {passed:.0f} s, {memory():.0f} MB", flush=True)

    before, total, cpu, clock = memory(), 0, 0.0, 0.0
    for size in [*(size for size in SIZES if size < made.count), made.count]:
        came, busy, passed = read(one, size, said)
        total, cpu, clock = total + came, cpu + busy, clock + passed
        one._use(lambda index, size=size: copies(index, folder, made, size))  # type: ignore[misc]
    figure("from nothing, half of them worked on", total, cpu, clock)
    size = sum(path.stat().st_size for path in files.folder().iterdir()) / total
    print(f"memory: {before:.0f} MB before, {memory():.0f} MB after; the index has {size / 1024:.1f} KiB a record")


def main(where: str, some: int = 10_000) -> None:
    """Print the figures, one a line."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    with opened(Path(where)) as made:
        print(f"absorbing on one core: {machine()}; {made.count:,} records; SQLite {apsw.sqlite_lib_version()}")
        some = min(some, made.count // 2)
        new_and_known(made, some)
        rebuilt(made, Path(where))


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:3]))
