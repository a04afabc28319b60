"""SQLite: copied through its backup interface, which sees one moment however many people write."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path

from app.cli.preparing import CannotRun

FILE = "amparo.sqlite"
PATIENCE = 60.0  # seconds


def dump(source: Path, folder: Path) -> Path:
    """Copy a database that is in use into the folder, in one step, and return the copy's path."""
    target = folder / FILE
    with (
        contextlib.closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True, timeout=PATIENCE)) as live,
        contextlib.closing(sqlite3.connect(target)) as copy,
    ):
        live.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a journal beside it
    return target


def settle(path: Path) -> None:
    """Fold a copy that nobody has open into its one file, and have the disk keep it."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    for beside in path.parent.glob(f"{path.name}-*"):
        beside.unlink()
    with path.open("rb") as file:
        os.fsync(file.fileno())


def check(path: Path) -> None:
    """Read every page of a copy. Raises CannotRun when one is damaged."""
    with contextlib.closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        answer = connection.execute("PRAGMA integrity_check").fetchone()[0]
        foreign = connection.execute("PRAGMA foreign_key_check").fetchone()
    if answer != "ok" or foreign is not None:
        raise CannotRun(f"The copy of the database is damaged: {answer}.")


def require_unused(path: Path) -> None:
    """Refuse to replace a database that a server has open. Raises CannotRun."""
    if not path.exists():
        return
    with contextlib.closing(sqlite3.connect(path, timeout=1)) as connection:
        try:
            connection.execute("PRAGMA journal_mode = DELETE")  # only possible for whoever is alone
        except sqlite3.OperationalError:
            raise CannotRun("The database is in use. Stop the server, then restore.") from None


def replace(part: Path, target: Path) -> None:
    """Put a settled copy in the place of the database."""
    for ending in ("-wal", "-shm", "-journal"):
        target.with_name(target.name + ending).unlink(missing_ok=True)
    os.replace(part, target)
