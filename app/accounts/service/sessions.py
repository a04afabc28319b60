"""Sessions: the key is in the browser's cookie and nowhere else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast

import msgspec
from sqlalchemy import Table, bindparam, delete, select, update

from app.accounts.models import SessionRow
from app.accounts.service.acting import actor_of
from app.crypto import primitives
from app.crypto.keys import account_keys, new_secret
from app.crypto.primitives import CannotOpen
from app.database import Prepared, begin_writing, db
from app.index import files
from app.index.pool import POOL
from app.vault import moments
from app.vault.actor import Actor

SESSIONS = cast("Table", SessionRow.__table__)
_LIVE = Prepared(
    select(SESSIONS.c.sealed, SESSIONS.c.seen, SESSIONS.c.ends).where(SESSIONS.c.id == bindparam("wanted"))
)

IDLE_MINUTES = 30
ABSOLUTE_MINUTES = 12 * 60
SESSION_ID = re.compile("[0-9a-f]{32}")


class _Held(msgspec.Struct, frozen=True):
    account: str
    secret: bytes


class Note(msgspec.Struct, frozen=True):
    """What a person sees of one of their sessions."""

    started: int  # minutes since 1970
    device: str


@dataclass(frozen=True)
class Listed:
    """One of the person's own sessions."""

    id: str
    started: int
    device: str
    seen: int


def session_id(key: bytes) -> str:
    """Return the row id of a session key; nobody finds the key from it."""
    return primitives.derive(key, "session id")[:16].hex()


def start(account: str, secret: bytes, device: str, now: int) -> bytes:
    """Open a session and return its key (32 bytes), for the cookie. `now` is in minutes since 1970."""
    key = new_secret()
    name = session_id(key)
    sealed = primitives.seal(
        primitives.derive(key, "session"), msgspec.json.encode(_Held(account, secret)), name.encode()
    )
    note = msgspec.json.encode(Note(now, device[:40])).ljust(96)
    own = account_keys(secret).symmetric("session note")
    forget_ended(now)
    db.session.add(
        SessionRow(
            id=name,
            sealed=sealed,
            note=primitives.seal(own, note, name.encode()),
            seen=now,
            ends=now + ABSOLUTE_MINUTES,
        )
    )
    return key


def forget_ended(now: int) -> int:
    """Delete sessions that have run out, and return how many. `now` is in minutes since 1970."""
    begin_writing()
    ended = (SessionRow.ends <= now) | (SessionRow.seen <= now - IDLE_MINUTES)
    names = db.session.scalars(select(SessionRow.id).where(ended)).all()
    db.session.execute(delete(SessionRow).where(SessionRow.id.in_(names)).execution_options(synchronize_session=False))
    return len(names)


def resume(key: bytes, now: int) -> tuple[Actor, bool] | None:
    """Return the actor of a live session and whether its row wants `touch`, or None."""
    name = session_id(key)
    row = _LIVE.first(wanted=name)
    if row is None:
        return None
    sealed, seen, ends = row
    if ends <= now or seen <= now - IDLE_MINUTES:
        return None
    held = _held(key, sealed)
    actor = actor_of(held.account, held.secret) if held is not None else None
    return (actor, seen < now) if actor is not None else None


def _held(key: bytes, sealed: bytes) -> _Held | None:
    """Return what a session's row holds, None when it is not this key's."""
    try:
        text = primitives.unseal(primitives.derive(key, "session"), sealed, session_id(key).encode())
        return msgspec.json.decode(text, type=_Held)
    except CannotOpen:
        return None


def touch(key: bytes, now: int) -> None:
    """Note that a session is in use."""
    begin_writing()
    db.session.execute(
        update(SessionRow)
        .where(SessionRow.id == session_id(key))
        .values(seen=now)
        .execution_options(synchronize_session=False)
    )


def end(key: bytes) -> None:
    """End a session: its keys are gone with its row, and from memory if it was the account's last."""
    row = _LIVE.first(wanted=session_id(key))
    held = _held(key, row[0]) if row is not None else None
    _delete([session_id(key)])
    if held is not None:
        _leave_if_last(held.account, held.secret)


def own(actor: Actor, now: int) -> list[Listed]:
    """Return the actor's live sessions. Rows name nobody, so each is tried with the actor's key."""
    found = []
    for row in db.session.scalars(select(SessionRow).where(SessionRow.ends > now)):
        note = _note(actor, row)
        if note is not None and row.seen > now - IDLE_MINUTES:
            found.append(Listed(row.id, note.started, note.device, row.seen))
    return sorted(found, key=lambda item: -item.seen)


def revoke(actor: Actor, names: list[str]) -> None:
    """End some of the actor's own sessions; others' are left alone, without a word."""
    real = [name for name in names if SESSION_ID.fullmatch(name)]
    rows = db.session.scalars(select(SessionRow).where(SessionRow.id.in_(real))).all()
    _delete([row.id for row in rows if _note(actor, row) is not None])
    _leave_if_last(actor.account, actor.keys.secret)


def revoke_all(actor: Actor, but: str = "") -> None:
    """End every session of the actor except one."""
    rows = db.session.scalars(select(SessionRow).where(SessionRow.id != but)).all()
    _delete([row.id for row in rows if _note(actor, row) is not None])
    _leave_if_last(actor.account, actor.keys.secret)


def _leave_if_last(account: str, secret: bytes) -> None:
    """Close the indexes that the account read, unless it has a session left. Rows name nobody, so each is tried."""
    now = int(moments.now().timestamp() // 60)
    live = select(SessionRow).where(SessionRow.ends > now, SessionRow.seen > now - IDLE_MINUTES)
    own = account_keys(secret).symmetric("session note")
    if all(_opened(own, row) is None for row in db.session.scalars(live)):
        POOL.leave(account, files.folder())


def _note(actor: Actor, row: SessionRow) -> Note | None:
    return _opened(actor.keys.symmetric("session note"), row)


def _opened(own: bytes, row: SessionRow) -> Note | None:
    try:
        text = primitives.unseal(own, row.note, row.id.encode())
        return msgspec.json.decode(text, type=Note)
    except CannotOpen:
        return None


def _delete(names: list[str]) -> None:
    begin_writing()
    db.session.execute(delete(SessionRow).where(SessionRow.id.in_(names)).execution_options(synchronize_session=False))
