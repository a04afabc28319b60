"""What every command needs before it works: a private folder, a key, tables as the models want them."""

from __future__ import annotations

import fcntl
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import flask_migrate

from app.database import db
from app.vault.directory.store import current
from app.vault.instance import Instance, attach, read_key, write_key

MIGRATIONS = Path(__file__).parents[2] / "migrations"
PRIVATE = 0o077  # what others may not do with any file made here


class CannotRun(Exception):
    """A command does not go on; the message says what to do."""


def keep_secrets_in() -> None:
    """Make new files private and write no core dump: memory holds keys."""
    os.umask(PRIVATE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Hold an instance folder while it is prepared, so that two commands started at once come one after the other."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def ensure_key(folder: Path, given: bytes | None) -> bytes:
    """Return the key from the settings or the folder, made there if there is none."""
    return given or read_key(folder) or write_key(folder)


def migrate() -> None:
    """Bring the tables of the application in context up to date."""
    flask_migrate.upgrade(directory=str(MIGRATIONS))


def attach_key(folder: Path, key: bytes) -> None:
    """Tie the key to the database of the application in context, where create_app found none yet."""
    attach(db.engine, Instance(folder, key))


def is_installed() -> bool:
    """Tell whether the migrated database in use holds an instance. Raises DirectoryTampered."""
    return current().number > 0
