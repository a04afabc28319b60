"""An installed network in a database of the test's own. It is built once per backend and then copied."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import flask_migrate
import msgspec
import pytest
from flask import Flask
from sqlalchemy import text

from app.database import begin_writing, db, transaction
from app.vault import instance, opening, sealing
from app.vault.directory import store
from app.vault.entries import FILER, Opened
from tests.conftest import MIGRATIONS
from tests.factories import Network, network
from tests.support.databases import Databases


class Note(msgspec.Struct, frozen=True, tag="note"):
    """The smallest body."""

    text: str
    v: int = 1


@dataclass
class Template:
    url: str
    folder: Path
    network: Network


TEMPLATES: dict[str, Template] = {}


def template(backend: str, databases: Databases, make_app: Callable[..., Flask], folder: Path) -> Template:
    if backend not in TEMPLATES:
        url = databases.empty(backend)
        app = make_app(url)
        with app.app_context():
            flask_migrate.upgrade(directory=str(MIGRATIONS))
            made = network(app)
            leave()
        kept = databases.folder / f"instance-{backend}"
        shutil.copytree(folder, kept)
        TEMPLATES[backend] = Template(url, kept, made)
    return TEMPLATES[backend]


@pytest.fixture
def net(databases: Databases, backend: str, make_app: Callable[..., Flask], tmp_path: Path) -> Iterator[Network]:
    """A network of every role, inside an application context: on SQLite and on PostgreSQL."""
    folder = tmp_path / "instance"
    made = template(backend, databases, make_app, folder)
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(made.folder, folder)
    url = databases.copy(made.url)
    app = make_app(url)
    with app.app_context():
        yield Network(app, dict(made.network.people), dict(made.network.desks), made.network.trustees)
        leave()
    databases.drop(url)


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
