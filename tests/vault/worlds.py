"""An installed network in a database of the test's own, and what is done with its records."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec
import pytest
from flask import Flask
from sqlalchemy import text

from app.database import begin_writing, db, transaction
from app.vault import instance, opening, sealing
from app.vault.directory import store
from app.vault.entries import FILER, Opened
from tests.factories import Network, network


class Note(msgspec.Struct, frozen=True, tag="note"):
    """The smallest body."""

    text: str
    v: int = 1


@pytest.fixture
def net(app: Flask) -> Iterator[Network]:
    """A network of every role, inside an application context: on SQLite and on PostgreSQL."""
    with app.app_context():
        yield network(app)
        leave()


def leave() -> None:
    """Close every connection of the application in use."""
    db.session.remove()
    db.engine.dispose()


def another_worker(net: Network, make_app: Callable[..., Flask]) -> Flask:
    """Return a second process's view: the same database and folder, nothing verified yet."""
    return make_app(net.app.config["SQLALCHEMY_DATABASE_URI"])


def forget() -> None:
    """Drop what this worker has verified, as a restart does."""
    instance.instance().directory = None
    for name in (store.PENDING, store.SEEN):
        db.session.info.pop(name, None)
    db.session.expire_all()


def file(net: Network, who: str = "mia", **changes: Any) -> str:
    """File a record as an incident is filed: a report, identities, matching strings; return its id."""
    desk = net.desks["Andes"]
    fields: dict[str, Any] = {
        "kind": "incident",
        "desk": desk,
        "readers": {
            "report": [FILER, f"desk:{desk}"],
            "identity": [FILER, f"protection:{desk}"],
            "match": [f"desk:{desk}"],
            "desk": [f"desk:{desk}"],
        },
        "entries": [("report", Note("what happened")), ("identity", Note("names")), ("match", Note("sounds"))],
    } | changes
    with transaction():
        return sealing.create(net.actor(who), **fields)


def write(net: Network, who: str, record: str, compartment: str, words: str, **options: Any) -> int:
    """Append one note in a transaction of its own."""
    with transaction():
        return sealing.append(net.actor(who), record, [(compartment, Note(words))], **options)


def read(net: Network, who: str, record: str) -> list[Opened]:
    return opening.read(net.actor(who), record)


def words(entries: Sequence[Opened]) -> list[str]:
    """Return what a reader sees: the text of open entries, the status of the others."""
    return [msgspec.json.decode(one.body, type=Note).text if one.body else one.status.value for one in entries]


def sql(statement: str, **values: Any) -> list[Any]:
    """Run what somebody with write access to the database could run."""
    if not statement.startswith("SELECT"):
        begin_writing()  # so that a test can take it back
    result = db.session.connection().execute(text(statement), values)
    return list(result) if result.returns_rows else []
