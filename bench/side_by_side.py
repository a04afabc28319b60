"""The same questions to an index in its cipher and to a copy without one, in turns, in one run.

`copies` makes the pair at some size; `Pair` opens it and lets the application's own code ask the one or the other.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import apsw

from app.index import files
from app.vault import rings
from app.vault.directory.store import current
from bench.prepared import Prepared

T = TypeVar("T")
RUNS = 31
SEALED, PLAIN = "in its cipher", "plaintext"


def machine() -> str:
    """Return what the figures were measured on."""
    return f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"


def memory() -> float:
    """Return the resident megabytes of this process now."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def key_of(made: Prepared) -> str:
    """Return the key of the desk's index."""
    ring = f"desk:{made.desk}"
    return files.key_of(rings.secret(made.actor(), ring, current().ring(ring).current))


def path_of(folder: Path, size: int, name: str) -> Path:
    """Return where a copy stands."""
    return folder / f"index-{size}.{'sealed' if name == SEALED else 'plain'}"


def copies(index: apsw.Connection, folder: Path, made: Prepared, size: int) -> None:
    """Copy an index as it is now, once under its key and once without any."""
    for name, query in ((SEALED, f"cipher={files.CIPHER}&key={key_of(made)}"), (PLAIN, "key=")):
        path = path_of(folder, size, name)
        for end in files.BESIDE:
            Path(f"{path}{end}").unlink(missing_ok=True)
        index.execute(f"VACUUM INTO 'file:{path}?{query}'")


class Pair:
    """Both copies of one size, opened with the same settings."""

    def __init__(self, made: Prepared, folder: Path, size: int) -> None:
        self.connections = {
            SEALED: files.connect(path_of(folder, size, SEALED), key_of(made)),
            PLAIN: _plain(path_of(folder, size, PLAIN)),
        }
        self.asked = SEALED
        self.seconds = 0.0

    def use(self, _actor: object, _ring: str, _projections: object, work: Callable[[apsw.Connection], T]) -> T:
        """Stand in for app.index.opening.use: ask the copy whose turn it is, and keep how much CPU that took."""
        began = time.process_time()
        found = work(self.connections[self.asked])
        self.seconds += time.process_time() - began
        return found

    def compare(self, question: Callable[[], Any], runs: int = RUNS) -> dict[str, tuple[float, float]]:
        """Ask each in turn; return for each the medians in milliseconds of CPU: inside the index, and altogether."""
        times: dict[str, list[tuple[float, float]]] = {SEALED: [], PLAIN: []}
        for number in range(runs + 2):
            for name in (SEALED, PLAIN) if number % 2 else (PLAIN, SEALED):
                self.asked, self.seconds = name, 0.0
                began = time.process_time()
                question()
                if number >= 2:  # the first two warm the cache of pages
                    times[name].append((self.seconds * 1000, (time.process_time() - began) * 1000))
        return {
            name: (statistics.median(one for one, _ in found), statistics.median(one for _, one in found))
            for name, found in times.items()
        }

    def close(self) -> None:
        """Close both."""
        for connection in self.connections.values():
            connection.close()


def _plain(path: Path) -> apsw.Connection:
    connection = apsw.Connection(str(path), flags=files.OPEN_FLAGS)
    assert connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    settings = {"journal_mode": "wal", "synchronous": "normal", "secure_delete": "on", "temp_store": "memory"}
    for name, value in settings.items():
        connection.pragma(name, value)
    connection.pragma("cache_size", -files.CACHE_KIB)
    return connection


def line(label: str, size: int, found: dict[str, tuple[float, float]], more: str = "") -> float:
    """Print one figure and return the ratio of the two."""
    ratio = found[SEALED][0] / max(found[PLAIN][0], 1e-6)
    print(f"{label}, {size:,} records: {found[SEALED][0]:.2f} ms of CPU {SEALED}, {found[PLAIN][0]:.2f} ms {PLAIN}, "
          f"ratio {ratio:.2f}; altogether {found[SEALED][1]:.1f} ms{more}", flush=True)  # fmt: skip
    return ratio


def sizes(folder: Path) -> list[int]:
    """Return the sizes of which there are copies."""
    found = set()
    for path in folder.glob("index-*.sealed"):
        with suppress(ValueError):
            found.add(int(path.stem.removeprefix("index-")))
    if not found:
        raise SystemExit("no copies of an index here: run python -m bench.absorbing FOLDER first")
    return sorted(found)
