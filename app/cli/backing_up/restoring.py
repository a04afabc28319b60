"""Restoring a backup: verified beside the instance, signed by an administrator, and only then put in its place."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import URL, inspect, make_url

from app.accounts.errors import WrongSignIn
from app.accounts.service.signing_in import sign_in
from app.audit import service as audit
from app.audit.events import Event
from app.cli.backing_up import manifest, postgres, sqlite
from app.cli.backing_up.manifest import Manifest
from app.cli.backing_up.writing import KEPT, opened, verify
from app.cli.preparing import CannotRun, migrate
from app.cli.tidying import end_sessions
from app.database import db, transaction
from app.vault import rings
from app.vault.directory.content import Restored
from app.vault.directory.store import add_as_root, current
from app.vault.instance import HEAD_FILE, KEY_FILE, Instance, read_head, read_key, write_head

INDEX = "index"  # derived from the records, and ahead of a restored database


@dataclass(frozen=True)
class Target:
    """Where a backup goes: an instance folder, its database, and the key from the environment, if any."""

    folder: Path
    url: URL
    given_key: bytes | None

    @property
    def file(self) -> Path:
        """The database file, where it is one."""
        return Path(str(self.url.database))


def choose_key(source: Path, target: Target) -> bytes:
    """Return the instance key: the target's own, or the one in the backup. Raises CannotRun."""
    own, kept = target.given_key or read_key(target.folder), read_key(source)
    if own is not None and kept is not None and own != kept:
        raise CannotRun("This backup belongs to another instance: its key differs. Restore it into a new folder.")
    key = own or kept
    if key is None:
        raise CannotRun(
            f"The instance key is missing: put {KEY_FILE} into {target.folder}, or set AMPARO_INSTANCE_KEY."
        )
    return key


def require_empty(target: Target) -> None:
    """Refuse an instance that holds something. Raises CannotRun."""
    if read_head(target.folder) is not None or _has_records(target):
        raise CannotRun(
            "There is an instance here already. With --replace, all that came after the backup is lost; "
            "make a backup of what is here first."
        )


def _has_records(target: Target) -> bool:
    if target.url.get_backend_name() == "sqlite" and not target.file.exists():
        return False
    with db.engine.connect() as connection:
        has_table = inspect(connection).has_table("directory")
        return has_table and connection.exec_driver_sql("SELECT count(*) FROM directory").scalar_one() > 0


def restore_backup(source: Path, target: Target, replace: bool, ask: Callable[[], tuple[str, str]]) -> Manifest:
    """Put a backup in the place of an instance; `ask` gives an administrator's sign-in name and passphrase.

    What is there stays untouched until everything has been verified and signed. Raises CannotRun or a refusal.
    """
    key = choose_key(source, target)
    found = manifest.read(source, Instance(source, key))
    if found.database != target.url.get_backend_name():
        raise CannotRun(f"This is a backup of {found.database}. Set DATABASE_URL to a database of that kind.")
    if not replace:
        require_empty(target)
    db.session.remove()
    db.engine.dispose()
    with tempfile.TemporaryDirectory(dir=target.folder, prefix=".restoring-") as place:
        folder = Path(place)
        shutil.copy(source / HEAD_FILE, folder)
        with _database(source, folder, target) as url, opened(folder, url, key):
            migrate()
            verify()
            _sign(found, manifest.fingerprint(source), *ask())
        _put_in_place(source, folder, target, key)
    return found


@contextmanager
def _database(source: Path, folder: Path, target: Target) -> Iterator[str]:
    """Give the address of the restored database while it is verified, and make it the target's own afterwards."""
    if target.url.get_backend_name() == "postgresql":
        with postgres.replaced(target.url, source / postgres.FILE):
            yield target.url.render_as_string(hide_password=False)
        return
    copy = Path(shutil.copy(source / sqlite.FILE, folder))
    sqlite.require_unused(target.file)
    yield f"sqlite:///{copy}"
    sqlite.settle(copy)
    sqlite.require_unused(target.file)
    sqlite.replace(copy, target.file)


def _sign(found: Manifest, fingerprint: str, name: str, passphrase: str) -> None:
    """Add the signed event that makes a restored directory longer than its backup, by an administrator's keys."""
    now = datetime.now(UTC)
    if current().instance != found.instance:
        raise CannotRun("The database in this backup is not of the instance that its manifest names.")
    with transaction():
        known = sign_in(name, passphrase, "", int(now.timestamp()) // 60)
    if known is None:
        raise WrongSignIn
    actor, _secret = known
    with transaction():
        add_as_root(Restored(fingerprint, now.date().isoformat()), rings.root_keys(actor))
        audit.record(Event.RESTORED, actor=actor)
        end_sessions()  # a session that was ended since must not come back to life
    current()  # writes the head into the folder


def _put_in_place(source: Path, folder: Path, target: Target, key: bytes) -> None:
    head = read_head(folder)
    if head is None:
        raise CannotRun("The restored directory has no head. Nothing was changed.")
    write_head(target.folder, *head)  # lower than the last one, perhaps: the signed event is why it may be
    for name in KEPT:
        if (source / name).is_dir():
            shutil.copytree(source / name, target.folder / name, dirs_exist_ok=True)
        elif (source / name).exists():
            shutil.copy(source / name, target.folder / name)
    shutil.rmtree(target.folder / INDEX, ignore_errors=True)
    if target.given_key is None and read_key(target.folder) is None:
        handle = os.open(target.folder / KEY_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(key.hex() + "\n")
    manifest.flush_folder(target.folder)


def target_of(folder: Path, url: str, given_key: bytes | None) -> Target:
    """Return the place to restore to, from the settings."""
    return Target(folder, make_url(url), given_key)
