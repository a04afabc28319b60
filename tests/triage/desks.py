"""A network with reports, and desk people in their browsers."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.database import db, transaction
from app.incidents.content.fold import fold
from app.incidents.content.incident import Incident
from app.incidents.service.filing import file_incident
from app.vault import opening
from app.vault.models import EntryRow, GrantRow, RecordRow
from tests.factories import Network
from tests.incidents.chains import consent, filing, report
from tests.support.sessions import enter

NUMBERS = iter(range(10**9))


def file(net: Network, name: str = "mia", *, uses: dict[str, str] | None = None, **fields: Any) -> str:
    """File the smallest report of a member in Colombia and return its reference."""
    sent = filing(report=report(**{"country": "COL", **fields}), consents=(consent(**(uses or {})),))
    with net.app.app_context(), transaction():
        return file_incident(net.actor(name), sent, submission=f"s{next(NUMBERS)}").record


def browser(app: Flask, net: Network, name: str) -> FlaskClient:
    """Return a browser in which somebody is signed in."""
    client = app.test_client()
    enter(app, client, net, name)
    return client


def token(client: FlaskClient) -> str:
    """Return this browser's CSRF token, from the language form that every page has."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/language").get_data(as_text=True))
    assert found
    return found.group(1)


def send(client: FlaskClient, path: str, prefix: str = "", **fields: Any) -> TestResponse:
    """Send a form of the desk; `prefix` is the form's own."""
    data = {f"{prefix}-{name}" if prefix else name: value for name, value in fields.items()}
    return client.post(path, data={"csrf_token": token(client), **data})


def state(net: Network, record: str, name: str = "rosa") -> Incident:
    """Return a report as somebody of its desk sees it."""
    with net.app.app_context():
        return fold(opening.read(net.actor(name), record))


def length(net: Network, record: str) -> int:
    """Return the length that a page would have shown."""
    return state(net, record).last_seq


def rows(net: Network, record: str) -> list[tuple[Any, ...]]:
    """Return every byte stored of a record."""
    with net.app.app_context():
        entries = db.session.scalars(select(EntryRow).where(EntryRow.record == record).order_by(EntryRow.seq)).all()
        grants = db.session.scalars(select(GrantRow).where(GrantRow.record == record).order_by(GrantRow.holder)).all()
        found = [db.session.get_one(RecordRow, record), *entries, *grants]
        return [tuple(getattr(row, column.key) for column in row.__table__.columns) for row in found]
