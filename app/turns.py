"""Taking turns at writing to one SQLite file. SQLite's own wait sleeps and retries, for up to a tenth of a second each
time, and lets the luckiest in first; under load some wait a hundred times longer than others. A lock that wakes the
next in line at once costs nothing and is dropped by the system when its process dies.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import threading
import time
from pathlib import Path

PATIENCE = 30.0  # seconds; afterwards SQLite's own lock decides, and fails by itself
STEP = 0.0005  # seconds between two looks at another process's lock: one thread a process looks


class Turns:
    """The line of those who want to write to one database file, threads of this process and other processes."""

    def __init__(self, path: Path) -> None:
        self._thread = threading.Lock()
        self._path = path.with_name(path.name + "-turn")
        self._file: int | None = None

    def take(self) -> bool:
        """Wait for a turn. Returns False when patience ran out; then there is nothing to give back."""
        deadline = time.monotonic() + PATIENCE
        if not self._thread.acquire(timeout=PATIENCE):
            return False
        if self._file is None:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        while time.monotonic() < deadline:
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return True
            time.sleep(STEP)
        self._thread.release()
        return False

    def give_back(self) -> None:
        """Let the next one write."""
        if self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_UN)
        self._thread.release()
