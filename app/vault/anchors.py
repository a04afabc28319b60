"""Once a day, a desk's session signs what has arrived and keeps that outside the database: a roll-back shows."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import msgspec
from sqlalchemy import select

from app.crypto import primitives
from app.crypto.framing import frame
from app.crypto.primitives import CannotOpen
from app.database import db
from app.vault import arrivals
from app.vault.actor import Actor
from app.vault.directory.content import Held
from app.vault.directory.store import current
from app.vault.errors import DeskTampered, NoKey
from app.vault.instance import instance
from app.vault.models import EntryRow
from app.vault.roles import DESK_ROLES

FOLDER = "anchors"


class Anchor(msgspec.Struct, frozen=True):
    """One line of a desk's file: a count and a hash, nothing readable beyond."""

    desk: str
    day: str
    count: int
    root: bytes
    signer: str
    point: int
    signature: bytes = b""

    def message(self) -> bytes:
        """Return the bytes that the signer signs."""
        return frame("amparo anchor v1", self.desk, self.day, self.count, self.root, self.signer, self.point)


def keep(actor: Actor, desk: str, today: date) -> bool:
    """Check a desk against its newest anchor and write today's, unless there is one. Returns whether it was written.

    Raises NoKey when the actor is none of the desk's people, DeskTampered.
    """
    if not any(actor.has(role, desk) for role in DESK_ROLES):
        raise NoKey(f"desk:{desk}")
    newest = _newest(desk)
    if newest is not None and newest.day >= today.isoformat():
        return False
    check(desk)
    count = arrivals.arrived(desk)
    unsigned = Anchor(desk, today.isoformat(), count, root(desk, count), actor.account, current().number)
    anchor = msgspec.structs.replace(unsigned, signature=actor.keys.sign(unsigned.message()))
    path = _path(desk)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, msgspec.json.encode(anchor) + b"\n")
        os.fsync(handle)
    finally:
        os.close(handle)
    return True


def check(desk: str) -> None:
    """Compare a desk's entries with its newest anchor and with their own numbers.

    An anchor from before a signed restore (to the day) binds no more. Raises DeskTampered, naming the first arrival
    that is missing, or the last that the anchor counted when one of them has changed.
    """
    missing = arrivals.first_missing(desk)
    if missing is not None:
        raise DeskTampered(desk, missing)
    anchor = _newest(desk)
    if anchor is None or any(restored.restored_on >= anchor.day for restored in current().restores):
        return
    count = arrivals.arrived(desk)
    if count < anchor.count:
        raise DeskTampered(desk, count + 1)
    if not _signed(anchor, desk) or root(desk, anchor.count) != anchor.root:
        raise DeskTampered(desk, anchor.count)


def root(desk: str, count: int) -> bytes:
    """Return the hash (32 bytes) over a desk's first `count` arrivals."""
    text = bytearray(frame("amparo anchor root v1", desk))
    rows = db.session.execute(
        select(EntryRow.arrival, EntryRow.record, EntryRow.seq, EntryRow.digest)
        .where(EntryRow.desk == desk, EntryRow.arrival <= count)
        .order_by(EntryRow.arrival)
    )
    for arrival, record, seq, digest in rows:
        text += frame(arrival or 0, record, seq, digest)
    return primitives.sha256(bytes(text))


def _signed(anchor: Anchor, desk: str) -> bool:
    signer = current().accounts.get(anchor.signer)
    if anchor.desk != desk or signer is None:
        return False
    if not any(Held(role.value, desk) in signer.roles_at(anchor.point) for role in DESK_ROLES):
        return False
    try:
        primitives.verify(signer.identity.sign, anchor.signature, anchor.message())
    except CannotOpen:
        return False
    return True


def _path(desk: str) -> Path:
    return instance().folder / FOLDER / desk


def _newest(desk: str) -> Anchor | None:
    path = _path(desk)
    whole = path.read_bytes().rpartition(b"\n")[0] if path.exists() else b""  # a line cut short by a crash is none
    if not whole:
        return None
    try:
        return msgspec.json.decode(whole.rpartition(b"\n")[2], type=Anchor)
    except msgspec.MsgspecError:
        raise DeskTampered(desk, 0) from None
