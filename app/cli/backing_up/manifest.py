"""What a backup says about itself: whose it is, how far it goes, and the hash of each of its files."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import msgspec

from app.cli.preparing import CannotRun
from app.crypto import primitives
from app.vault.instance import Instance

NAME = "manifest.json"
FORMAT = "amparo backup 1"
CHUNK = 1024 * 1024


class FileHash(msgspec.Struct, frozen=True):
    """One file: its length in bytes and its SHA-256 in hexadecimal digits."""

    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """A backup's own description. `mac` is made with the instance key: nobody else can change a backup unseen."""

    format: str
    instance: str
    made_on: str
    database: str
    directory: int
    head: str
    files: dict[str, FileHash]
    mac: str = ""


def hashed(path: Path) -> FileHash:
    """Return the length and hash of a file as it reads now."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return FileHash(path.stat().st_size, digest.hexdigest())


def files_in(folder: Path) -> dict[str, FileHash]:
    """Return every file of a backup but its manifest, by its path inside."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and path != folder / NAME)
    return {path.relative_to(folder).as_posix(): hashed(path) for path in found}


def write(folder: Path, manifest: Manifest, home: Instance) -> None:
    """Write the manifest last and at once: a folder without one is no backup."""
    signed = msgspec.structs.replace(manifest, mac=_mac(manifest, home))
    part = folder / f"{NAME}.part"
    with part.open("wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(signed)))
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, folder / NAME)
    flush_folder(folder)


def read(folder: Path, home: Instance) -> Manifest:
    """Return the manifest of a backup, every file of which has been read and compared. Raises CannotRun."""
    try:
        manifest = msgspec.json.decode((folder / NAME).read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError):
        raise CannotRun(f"{folder} holds no finished backup: it has no readable {NAME}.") from None
    if manifest.format != FORMAT:
        raise CannotRun("This backup was made by another version of Amparo. Restore it with that version.")
    if not primitives.same(_mac(manifest, home).encode(), manifest.mac.encode()):
        raise CannotRun("This backup was not made with this instance key, or was changed. Nothing was restored.")
    found = files_in(folder)
    wrong = sorted(name for name in manifest.files.keys() | found.keys() if manifest.files.get(name) != found.get(name))
    if wrong:
        raise CannotRun(f"The backup is damaged: {', '.join(wrong)}. Nothing was restored.")
    return manifest


def fingerprint(folder: Path) -> str:
    """Return the SHA-256 of a manifest, by which the directory names a backup."""
    return hashlib.sha256((folder / NAME).read_bytes()).hexdigest()


def flush_folder(folder: Path) -> None:
    """Have the disk keep the names in a folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _mac(manifest: Manifest, home: Instance) -> str:
    return home.mac("backup", msgspec.json.encode(msgspec.structs.replace(manifest, mac=""))).hex()
