"""Entering without the sign-in page, for tests of what lies behind it."""

from __future__ import annotations

import base64

from flask import Flask
from flask.testing import FlaskClient

from app.accounts.service import sessions
from app.database import transaction
from app.web import clock
from tests.factories import Network


def enter(app: Flask, client: FlaskClient, net: Network, name: str) -> bytes:
    """Open a session for a person and put its key into the client's cookie; return the key."""
    joined = net.people[name]
    with app.app_context(), transaction():
        key = sessions.start(joined.actor.account, joined.secret, "test", clock.minutes())
    client.set_cookie("sid", base64.urlsafe_b64encode(key).decode(), domain="localhost")
    return key
