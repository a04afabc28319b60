"""Open connections to indexes. SQLite keeps a file's key for as long as a connection is open, so none is kept long."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import apsw

from app.index.files import connect

IDLE_SECONDS = 120.0
LOOK_SECONDS = 15.0
KEPT = 4  # idle connections of one file


@dataclass
class _Idle:
    connection: apsw.Connection
    since: float


@dataclass
class Pool:
    """The connections of one process. Whoever reads a file is remembered until they sign out."""

    idle: dict[Path, list[_Idle]] = field(default_factory=lambda: defaultdict(list))
    readers: dict[Path, set[str]] = field(default_factory=lambda: defaultdict(set))
    lock: threading.Lock = field(default_factory=threading.Lock)
    watched: bool = False

    def take(self, path: Path, key: str, reader: str, check: Callable[[apsw.Connection], None]) -> apsw.Connection:
        """Return a connection to a file, an idle one or a new one that `check` accepts. Raises Unusable."""
        with self.lock:
            self.readers[path].add(reader)
            waiting = self.idle[path].pop() if self.idle[path] else None
        if waiting:
            return waiting.connection
        connection = connect(path, key)
        try:
            check(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def give_back(self, path: Path, connection: apsw.Connection) -> None:
        """Keep a connection for the next request, unless nobody who reads the file is signed in any more."""
        with self.lock:
            if self.readers[path] and len(self.idle[path]) < KEPT:
                self.idle[path].append(_Idle(connection, time.monotonic()))
                self._watch()
                return
        connection.close()

    def leave(self, reader: str) -> None:
        """Forget a reader; files that nobody else reads are closed, and their keys go from memory."""
        with self.lock:
            for readers in self.readers.values():
                readers.discard(reader)
            self._close({path for path, readers in self.readers.items() if not readers})

    def close(self, path: Path) -> None:
        """Close the idle connections of a file that is used no more."""
        with self.lock:
            self._close({path})

    def close_idle(self, older_than: float) -> bool:
        """Close what has been idle since before a moment of the monotonic clock. Returns whether any is left."""
        with self.lock:
            for path, waiting in list(self.idle.items()):
                for one in [one for one in waiting if one.since < older_than]:
                    waiting.remove(one)
                    one.connection.close()
                if not waiting:
                    self._close({path})
            self.watched = bool(self.idle)
            return self.watched

    def _close(self, paths: set[Path]) -> None:
        for path in paths:
            self.readers.pop(path, None)
            for one in self.idle.pop(path, []):
                one.connection.close()

    def _watch(self) -> None:
        if not self.watched:
            self.watched = True
            threading.Thread(target=self._look, name="index pool", daemon=True).start()

    def _look(self) -> None:
        left = True
        while left:
            time.sleep(LOOK_SECONDS)
            left = self.close_idle(time.monotonic() - IDLE_SECONDS)


POOL = Pool()
