"""The files of the indexes: one a ring, encrypted under a key that only the ring's present members can derive.

A file's name is ring, epoch, generation. A file that cannot be used is never written over: the next generation takes
its place, so that another process that still has it open harms nothing.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

from app.crypto.keys import Keys
from app.index.errors import Unusable
from app.vault.instance import instance

FOLDER = "index"
CIPHER = "aegis"  # a tag on every page: a changed byte is noticed; and the fastest of those there are
CACHE_KIB = 8 * 1024  # of each connection, so that memory does not grow with the number of records
OPEN_FLAGS = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE | apsw.SQLITE_OPEN_URI
BESIDE = ("", "-wal", "-shm", "-journal")
ASIDE = "aside"


def folder() -> Path:
    """Return where the indexes are kept, made when missing."""
    path = instance().folder / FOLDER
    path.mkdir(mode=0o700, exist_ok=True)
    return path


def stem(ring: str, epoch: int) -> str:
    """Return the first part of the names of an epoch's files. A ring's name is no secret: the database has it."""
    return f"{ring.replace(':', '-')}.{epoch}."


def newest(ring: str, epoch: int) -> Path | None:
    """Return the file in use of an epoch of a ring, None when there is none."""
    found = [path for path in folder().glob(f"{stem(ring, epoch)}*") if path.suffix[1:].isdigit()]
    return max(found, key=lambda path: int(path.suffix[1:]), default=None)


def next_after(ring: str, epoch: int) -> Path:
    """Return the name of a new generation, never used before."""
    start = stem(ring, epoch)
    used = (path.name.removeprefix(start).split(".")[0] for path in folder().glob(f"{start}*"))
    return folder() / f"{start}{max((int(one) for one in used if one.isdigit()), default=0) + 1}"


def key_of(keys: Keys) -> str:
    """Return the key of an index as SQLite's key pragma wants it, from the ring's keys of an epoch."""
    return f"raw:{keys.symmetric('index').hex()}"


def connect(path: Path, key: str) -> apsw.Connection:
    """Open or make an encrypted file. Raises Unusable when it is not one, or not under this key."""
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        connection = apsw.Connection(str(path), flags=OPEN_FLAGS)
    except apsw.CantOpenError as problem:
        if path.is_file() and os.access(path, os.R_OK | os.W_OK):
            raise  # nothing is wrong with the file: too many are open, or the like
        raise Unusable(str(problem)) from None
    try:
        connection.set_busy_timeout(30_000)
        connection.pragma("cipher", CIPHER)
        connection.pragma("key", key)
        connection.pragma("journal_mode", "wal")
        connection.pragma("synchronous", "normal")  # what a power cut takes is absorbed again
        connection.pragma("secure_delete", "on")
        connection.pragma("temp_store", "memory")
        connection.pragma("cache_size", -CACHE_KIB)
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchall()
    except apsw.Error as problem:
        connection.close()
        raise Unusable(str(problem)) from None
    return connection


def copy_under(old: Path, old_key: str, new: Path, new_key: str) -> None:
    """Write a copy of a file under another key. Raises Unusable or apsw.Error; then there is no copy."""
    part = new.with_name(f"{new.name}.part")
    remove(part)
    connection = connect(old, old_key)
    try:
        connection.execute(f"VACUUM INTO 'file:{part}?cipher={CIPHER}&key={new_key}'")
        os.chmod(part, 0o600)
        os.replace(part, new)
    finally:
        connection.close()
        remove(part)


def set_aside(path: Path) -> None:
    """Take a file that cannot be used out of the way; the one set aside before is removed."""
    for earlier in path.parent.glob(f"{path.name.split('.')[0]}.*.{ASIDE}*"):
        shutil.rmtree(earlier) if earlier.is_dir() else earlier.unlink(missing_ok=True)
    for end in BESIDE:
        with contextlib.suppress(FileNotFoundError):
            os.replace(f"{path}{end}", f"{path}.{ASIDE}{end}")


def remove(path: Path) -> None:
    """Remove a file and what SQLite keeps beside it."""
    for end in BESIDE:
        Path(f"{path}{end}").unlink(missing_ok=True)


def remove_before(ring: str, epoch: int) -> None:
    """Remove the files of earlier epochs: who has left knows their keys."""
    for path in folder().glob(f"{ring.replace(':', '-')}.*.*"):
        number = path.name.split(".")[1]
        if number.isdigit() and int(number) < epoch:
            path.unlink(missing_ok=True)


@contextmanager
def alone(ring: str, purpose: str, wait: bool = True) -> Iterator[bool]:
    """Hold a lock that one thread of one process has at a time and that falls with it. Yields whether it is held."""
    path = folder() / f"{ring.replace(':', '-')}.{purpose}-lock"
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)
