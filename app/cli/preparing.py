"""What every command needs before it works: a private folder, a key, tables as the models want them."""

from __future__ import annotations

import fcntl
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import flask_migrate
from sqlalchemy import inspect, select

from app.audit import service as audit
from app.database import db
from app.vault.directory.store import current
from app.vault.instance import KEY_FILE, Instance, attach, read_head, read_key, write_key
from app.vault.models import DirectoryRow, EntryRow

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


def require_key_of_instance(folder: Path, given: bytes | None) -> None:
    """Refuse to give an instance a new key in place of a lost one: with it nobody could sign in. Raises CannotRun.

    Call inside an application context, before ensure_key.
    """
    if given is not None or read_key(folder) is not None:
        return
    if read_head(folder) is None and not _database_holds_directory():
        return
    raise CannotRun(
        f"The key of this instance is missing: there is no {KEY_FILE} in {folder}, and no other key opens it. "
        f"Put {KEY_FILE} back from where you keep it or from a backup, or set AMPARO_INSTANCE_KEY. Nothing was changed."
    )


def require_fitting_key() -> None:
    """Refuse the key of another instance: nobody could sign in, and what is written would look changed.

    Call inside an application context, on migrated tables. Raises CannotRun.
    """
    if not audit.key_fits():
        raise CannotRun(
            f"The instance key ({KEY_FILE} or AMPARO_INSTANCE_KEY) is not the one of this database. Put the right key "
            "back from where you keep it or from a backup."
        )


def _database_holds_directory() -> bool:
    """Tell whether anything was ever installed in the database, as it is, migrated or not."""
    with db.engine.connect() as connection:
        if not inspect(connection).has_table(DirectoryRow.__tablename__):
            return False
        return connection.scalar(select(DirectoryRow.number).limit(1)) is not None


def migrate() -> None:
    """Bring the tables of the application in context up to date. Raises CannotRun, having changed nothing."""
    require_readable()
    flask_migrate.upgrade(directory=str(MIGRATIONS))


def require_readable() -> None:
    """Refuse records of the form before 0.1.0, whose entries are signed inside their seals. Raises CannotRun."""
    with db.engine.connect() as connection:
        there = inspect(connection)
        if not there.has_table(EntryRow.__tablename__):
            return
        if any(column["name"] == EntryRow.signature.key for column in there.get_columns(EntryRow.__tablename__)):
            return
        if connection.scalar(select(EntryRow.record).limit(1)) is None:
            return
    raise CannotRun(
        "The records of this instance were sealed by a version before 0.1.0, whose form this one does not read. "
        "Start a new instance in another folder (make run INSTANCE=another-folder). Nothing was changed."
    )


def attach_key(folder: Path, key: bytes) -> None:
    """Tie the key to the database of the application in context, where create_app found none yet."""
    attach(db.engine, Instance(folder, key))


def is_installed() -> bool:
    """Tell whether the migrated database in use holds an instance. Raises DirectoryTampered."""
    return current().number > 0
