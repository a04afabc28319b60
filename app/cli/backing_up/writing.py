"""Writing a backup, and reading it back."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import URL

import app as amparo
from app.audit import service as audit
from app.audit.events import Event
from app.cli.backing_up import manifest, postgres, sqlite
from app.cli.backing_up.manifest import Manifest
from app.cli.preparing import CannotRun
from app.database import db, transaction
from app.vault.directory.store import current
from app.vault.instance import HEAD_FILE, KEY_FILE, instance, write_head

KEPT = ("demo", "anchors")  # beside the database and the head: what a restored folder must have again


def write_backup(folder: Path, with_key: bool) -> Manifest:
    """Write a backup of the instance in context into a new or empty folder. Raises CannotRun or DirectoryTampered."""
    if folder.exists() and any(folder.iterdir()):
        raise CannotRun(f"{folder} is not empty. Name a new folder for each backup.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    home = instance()
    try:
        with transaction():
            audit.record(Event.BACKUP_MADE)
        directory = current()  # before the database is copied: a copy may know more than its head file, never less
        db.session.rollback()
        write_head(folder, directory.number, directory.head)
        _copy_beside(home.folder, folder)
        database = _copy_database(db.engine.url, folder, home.key)
        if with_key:
            (folder / KEY_FILE).write_text(home.key.hex() + "\n")
            (folder / KEY_FILE).chmod(0o600)
        today = datetime.now(UTC).date().isoformat()
        head = directory.head.hex()
        made = Manifest(
            manifest.FORMAT, directory.instance, today, database, directory.number, head, manifest.files_in(folder)
        )
        manifest.write(folder, made, home)
        return manifest.read(folder, home)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)  # half a backup would be mistaken for one
        raise


def _copy_beside(source: Path, folder: Path) -> None:
    for name in KEPT:
        if (source / name).is_dir():
            shutil.copytree(source / name, folder / name)
        elif (source / name).exists():
            shutil.copy(source / name, folder / name)


def _copy_database(url: URL, folder: Path, key: bytes) -> str:
    if url.get_backend_name() == "postgresql":
        postgres.check(url, postgres.dump(url, folder))
        return "postgresql"
    copy = sqlite.dump(Path(str(url.database)), folder)
    sqlite.check(copy)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".checking-") as place:
        shutil.copy(folder / HEAD_FILE, place)
        with opened(Path(place), f"sqlite:///{copy}", key):
            verify()
    sqlite.settle(copy)
    return "sqlite"


@contextmanager
def opened(folder: Path, url: str, key: bytes, settings: Mapping[str, Any] | None = None) -> Iterator[Flask]:
    """Open a copy of the database as an instance of its own, inside an application context."""
    application = amparo.create_app({**(settings or {}), "INSTANCE": folder, "DATABASE_URL": url, "INSTANCE_KEY": key})
    with application.app_context():
        try:
            yield application
        finally:
            db.session.remove()
            db.engine.dispose()


def verify() -> None:
    """Verify the directory and the audit of the database in context. Raises DirectoryTampered or CannotRun."""
    if not current().number:
        raise CannotRun("There is no instance in this database.")
    broken = audit.first_broken()
    if broken is not None:
        raise CannotRun(f"The audit of this copy breaks at line {broken}. Nothing was changed.")
