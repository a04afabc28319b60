"""Signing in: the same work and the same words whether or not the name is known."""

from __future__ import annotations

from threading import BoundedSemaphore

from sqlalchemy import select

from app.accounts import attempts
from app.accounts.errors import Busy, WrongSignIn
from app.accounts.models import AccountRow
from app.accounts.names import comparable, name_index
from app.accounts.service.acting import actor_of
from app.audit import service as audit
from app.audit.events import Event
from app.crypto import passphrase as passphrases
from app.crypto import primitives
from app.crypto.passphrase import Cost
from app.crypto.primitives import CannotOpen
from app.database import db
from app.vault import rings
from app.vault.actor import Actor
from app.vault.directory.store import lock
from app.vault.instance import instance

PURPOSE = "passphrase"
LONGEST_TRIED = 1000  # characters
_ROOM = BoundedSemaphore(2)  # each holds 64 MiB while it works
_PATIENCE = 20.0  # seconds


def sign_in(name: str, passphrase: str, address: str, now: int) -> tuple[Actor, bytes] | None:
    """Return the person and their account secret, or None, having counted the failure, when it does not fit.

    A failure must be committed too, so it is a value and not a refusal. Raises Busy.
    """
    normal = comparable(name)
    row = db.session.scalars(select(AccountRow).where(AccountRow.name_index == name_index(normal))).first()
    secret = open_with_passphrase(row, normal, passphrase)
    actor = actor_of(row.id, secret) if row is not None and secret is not None else None
    if actor is None or secret is None:
        attempts.failed(normal, address, now)
        return None
    attempts.succeeded(normal)
    return actor, secret


def open_with_passphrase(row: AccountRow | None, normal: str, passphrase: str) -> bytes | None:
    """Return the account secret, or None. An unknown name costs the same Argon2id and the same trial. Raises Busy."""
    cost = Cost(row.memory_kib, row.passes, row.lanes) if row is not None else passphrases.COST
    salt = row.salt if row is not None else instance().mac("no such salt", normal.encode())[: passphrases.SALT_BYTES]
    sealed = row.sealed if row is not None else bytes(primitives.NONCE_BYTES + primitives.KEY_BYTES + 16)
    key = stretched(passphrase, salt, cost)
    try:
        return passphrases.open_secret(key, sealed, PURPOSE, row.id if row is not None else "")
    except CannotOpen:
        return None


def stretched(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """Return the key (32 bytes) of a passphrase; few are made at once, however many people ask. Raises Busy."""
    if not _ROOM.acquire(timeout=_PATIENCE):
        raise Busy(10)
    try:
        return passphrases.passphrase_key(passphrase[:LONGEST_TRIED], salt, cost)
    finally:
        _ROOM.release()


def confirm(actor: Actor, passphrase: str) -> None:
    """Check the passphrase of a person who is signed in. Raises WrongSignIn or Busy."""
    row = db.session.get(AccountRow, actor.account)
    if row is None or open_with_passphrase(row, "", passphrase) is None:
        raise WrongSignIn


def catch_up(actor: Actor) -> list[str]:
    """Make the ring epochs that are due in this person's session, and return their rings."""
    if not rings.due(actor):
        return []
    lock()  # a colleague may sign in at this moment and make the same ones
    made = rings.due(actor)
    for ring in made:
        rings.make_epoch(actor, ring)
        audit.record(Event.EPOCH_MADE, actor=actor, about=ring)
    return made
