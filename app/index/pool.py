"""Open connections to indexes. SQLite keeps a file's key for as long as a connection is open, so none is kept long.

Where a person's last session ends, the process that serves them closes at once what nobody else reads. The others
cannot know who left: each looks every second at a file of random bytes that changes whenever somebody does, and then
closes all that is idle. Opening a file again costs a few milliseconds.
"""

from __future__ import annotations

import os
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import apsw

from app.crypto.primitives import random_bytes
from app.index.files import connect

IDLE_SECONDS = 120.0
LOOK_SECONDS = 1.0
KEPT = 4  # idle connections of one file
LEFT = "left"  # the file that says that somebody left, and neither who nor when


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
    left: dict[Path, bytes] = field(default_factory=dict)  # what the file said when a connection was given back

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
                self.left.setdefault(path.parent, _said(path.parent))
                self._watch()
                return
        connection.close()

    def leave(self, reader: str, folder: Path) -> None:
        """Forget a reader; files that nobody else reads are closed, and their keys go from memory.

        Every other process that works in `folder` closes what is idle within a second.
        """
        with self.lock:
            self.left[folder] = _tell(folder)
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
            left = self.look(time.monotonic())

    def look(self, now: float) -> bool:
        """Close what has been idle for long, and everything idle where somebody left. Returns whether any is left."""
        with self.lock:
            told = {folder: _said(folder) for folder in self.left}
            gone = {folder for folder, said in told.items() if said != self.left[folder]}
            self.left.update(told)
            self._close({path for path in {*self.idle, *self.readers} if path.parent in gone})
        return self.close_idle(now - IDLE_SECONDS)


def _said(folder: Path) -> bytes:
    try:
        return (folder / LEFT).read_bytes()
    except OSError:
        return b""


def _tell(folder: Path) -> bytes:
    """Change the file for the other processes; its time stays that of the beginning. Returns what it says now."""
    said = random_bytes(8)
    try:
        handle = os.open(folder / LEFT, os.O_WRONLY | os.O_CREAT, 0o600)
    except OSError:
        return _said(folder)  # they close what is idle in two minutes at the latest
    try:
        os.pwrite(handle, said, 0)
        os.utime(handle, (0, 0))
    finally:
        os.close(handle)
    return said


POOL = Pool()
