"""The session: its key is in one cookie, its row is sealed under that key, and Flask-Login asks here who is there."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from flask import Flask, Request, Response, g, request
from flask_login import LoginManager, UserMixin

from app.accounts.service import sessions
from app.database import transaction
from app.vault.actor import Actor
from app.web import clock, cookies

COOKIE = "sid"
KEY_BYTES = 32


class User(UserMixin):
    """Who is signed in, as Flask-Login wants it: the actor and nothing else."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor

    def get_id(self) -> str:
        """Return nothing that could be stored: the cookie's key is the only way back."""
        return ""


@dataclass(frozen=True)
class _NoSession:
    is_authenticated: bool = False


def register(app: Flask) -> None:
    """Tell Flask-Login where people come from."""
    manager = LoginManager(app)
    manager.session_protection = None  # it would write a fingerprint of the browser into the other cookie
    manager.request_loader(_load)
    app.after_request(_renew)


def current_session_key() -> bytes | None:
    """Return the key in this request's cookie, or None."""
    return _key(request)


def open_session(response: Response, key: bytes) -> None:
    """Put a session's key into the browser's cookie, gone when the browser closes."""
    cookies.keep(response, COOKIE, base64.urlsafe_b64encode(key).decode(), "Strict")


def close_session(response: Response) -> None:
    """Take the session's key out of the browser."""
    cookies.take_out(response, COOKIE, "Strict")


def _key(wanted: Request) -> bytes | None:
    try:
        key = base64.urlsafe_b64decode(wanted.cookies.get(cookies.named(COOKIE), ""))
    except (binascii.Error, ValueError):
        return None
    return key if len(key) == KEY_BYTES else None


def _load(wanted: Request) -> User | None:
    key = _key(wanted)
    found = sessions.resume(key, clock.minutes()) if key is not None else None
    if found is None:
        return None
    actor, wants_touch = found
    g.touch = key if wants_touch else None
    return User(actor)


def _renew(response: Response) -> Response:
    # In a transaction of its own, after the request's: no row that is written names the session and a record.
    key = g.pop("touch", None)
    if key is not None:
        with transaction():
            sessions.touch(key, clock.minutes())
    return response
