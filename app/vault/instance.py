"""What one instance of Amparo knows beside its database: its folder, its key, and the directory head it last saw."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from app.crypto import primitives
from app.database import db

if TYPE_CHECKING:
    from app.vault.directory.state import Directory

HEAD_FILE = "directory-head"
KEY_FILE = "instance.key"


@dataclass
class Instance:
    """One instance. `directory` is a cache of verified entries, rebuilt by any worker from the database."""

    folder: Path
    key: bytes
    directory: Directory | None = None
    lock: threading.RLock = field(default_factory=threading.RLock)
    caches: dict[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Instance({self.folder})"

    def derived(self, purpose: str) -> bytes:
        """Return a 32-byte key for one purpose of the server's own."""
        return primitives.derive(self.key, f"instance {purpose}")

    def mac(self, purpose: str, message: bytes) -> bytes:
        """Return a 32-byte code that only this instance can make."""
        if purpose not in self.caches:
            self.caches[purpose] = self.derived(purpose)
        return primitives.hmac_sha256(self.caches[purpose], message)


_INSTANCES: WeakKeyDictionary[Engine, Instance] = WeakKeyDictionary()


def attach(engine: Engine, instance: Instance) -> None:
    """Tie an instance to the engine of its database. Called once by create_app."""
    _INSTANCES[engine] = instance


def instance() -> Instance:
    """Return the instance whose database is in use."""
    return _INSTANCES[db.engine]


def read_key(folder: Path) -> bytes | None:
    """Return the instance key kept in the folder, or None."""
    path = folder / KEY_FILE
    return bytes.fromhex(path.read_text().strip()) if path.exists() else None


def write_key(folder: Path) -> bytes:
    """Make the instance key; refuses to replace one. Raises FileExistsError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = primitives.random_bytes(primitives.KEY_BYTES)
    handle = os.open(folder / KEY_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(key.hex() + "\n")
    return key


def read_head(folder: Path) -> tuple[int, bytes] | None:
    """Return the directory's number and hash that this node last saw, or None."""
    path = folder / HEAD_FILE
    if not path.exists():
        return None
    number, digest = path.read_text().split()
    return int(number), bytes.fromhex(digest)


def write_head(folder: Path, number: int, digest: bytes) -> None:
    """Remember the directory's head outside the database, atomically."""
    part = folder / f"{HEAD_FILE}.{os.getpid()}.{threading.get_ident()}"
    part.write_text(f"{number} {digest.hex()}\n")
    os.replace(part, folder / HEAD_FILE)
