"""The smallest valid network, and people who are signed in. Everything can be overridden."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Table

from app.accounts.profiles import Profile
from app.accounts.service import joining, people
from app.accounts.service.joining import Joined
from app.crypto.primitives import KEY_BYTES, random_bytes
from app.database import Base, begin_writing, db, transaction
from app.desks import installation
from app.desks import service as desks
from app.vault import rings
from app.vault.actor import Actor
from app.vault.directory.state import Directory
from app.vault.directory.store import current
from app.vault.instance import KEY_FILE, instance, write_head
from app.vault.roles import Role

TODAY = date(2026, 11, 22)


INSTANCE_KEY = random_bytes(KEY_BYTES)  # one for all tests of a process, so that a network can be made once


def prepare_folder(folder: Path) -> None:
    """Make an instance folder as `make run` would, with the key of these tests."""
    folder.mkdir(exist_ok=True, mode=0o700)
    if not (folder / KEY_FILE).exists():
        (folder / KEY_FILE).touch(mode=0o600)
        (folder / KEY_FILE).write_text(INSTANCE_KEY.hex())


def passphrase_of(name: str) -> str:
    """Return the passphrase of a test person: strong enough to be accepted."""
    return f"{name} walks slowly through seven orange gardens"


@dataclass
class Network:
    """An installed instance. `people` are by sign-in name; `desks` by name."""

    app: Flask
    people: dict[str, Joined] = field(default_factory=dict)
    desks: dict[str, str] = field(default_factory=dict)
    trustees: list[str] = field(default_factory=list)

    def actor(self, name: str) -> Actor:
        """Return a person as they are now, with nothing opened yet."""
        from app.accounts.service.acting import actor_of

        joined = self.people[name]
        actor = actor_of(joined.actor.account, joined.secret)
        assert actor is not None, f"{name} was removed"
        return actor

    def add(self, name: str, *roles: tuple[Role, str]) -> Joined:
        """Let a person join with roles (scope: a desk's name), admitted by whoever is there."""
        held = [(role, self.desks.get(scope, scope)) for role, scope in roles]
        with transaction():
            token = joining.invite(self.actor("admin"), held, TODAY)
        with transaction():
            joined = joining.join(token, name, passphrase_of(name), name.title(), Profile(name=name), "", TODAY)
        self.people[name] = joined
        for other in list(self.people):
            with transaction():
                for ring, account in rings.waiting(self.actor(other)):
                    if account == joined.actor.account:
                        people.admit(self.actor(other), ring, account)
        return joined


_MADE: dict[bytes, tuple[Network, Directory, dict[str, list[tuple[Any, ...]]]]] = {}


def network(app: Flask) -> Network:
    """Return `_network(app)`; made once per instance key, and poured into every other empty database as rows."""
    key = instance().key
    if key in _MADE:
        like, directory, rows = _MADE[key]
        with transaction():
            begin_writing()
            for table in Base.metadata.sorted_tables:
                if rows[table.name]:
                    _pour(table, rows[table.name])
        home = instance()  # the node has verified the directory and keeps its head, as when the network was made
        home.directory = directory
        write_head(home.folder, directory.number, directory.head)
        return Network(app, dict(like.people), dict(like.desks), list(like.trustees))
    made = _network(app)
    rows = {
        table.name: [tuple(row) for row in db.session.execute(table.select())] for table in Base.metadata.sorted_tables
    }
    _MADE[key] = (Network(app, dict(made.people), dict(made.desks), list(made.trustees)), current(), rows)
    return made


def _pour(table: Table, rows: list[tuple[Any, ...]]) -> None:
    """Insert rows by the driver alone: all are text, whole numbers and bytes, and SQLAlchemy would take ten times."""
    driver = db.session.connection().connection.cursor()
    columns = ", ".join(column.name for column in table.columns)
    if db.engine.dialect.name == "sqlite":
        marks = ", ".join("?" for _ in table.columns)
        driver.executemany(f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})', rows)
        return
    with driver.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(row)


def _network(app: Flask) -> Network:
    """Install an instance with two desks (Andes, and Global as its partner) and one person of every role.

    People: admin, rosa and ben (reviewers of Andes), paz (protection officer of Andes), gita (reviewer of Global),
    gus (protection officer of Global), edna (editor), abel (approver), audra (auditor), mia and noor (members).
    Call inside an application context.
    """
    with transaction():
        installed = installation.install("admin", passphrase_of("admin"), "Admin", TODAY)
    made = Network(app, {"admin": installed.administrator}, trustees=installed.trustees)
    with transaction():
        made.desks["Global"] = desks.save(made.actor("admin"), None, "Global", [], True, "")
    with transaction():
        countries = ["BOL", "COL", "ECU", "PER", "VEN"]
        made.desks["Andes"] = desks.save(made.actor("admin"), None, "Andes", countries, False, made.desks["Global"])
    for name, role, scope in (
        ("rosa", Role.REVIEWER, "Andes"),
        ("ben", Role.REVIEWER, "Andes"),
        ("paz", Role.PROTECTION_OFFICER, "Andes"),
        ("gita", Role.REVIEWER, "Global"),
        ("gus", Role.PROTECTION_OFFICER, "Global"),
        ("edna", Role.EDITOR, ""),
        ("abel", Role.APPROVER, ""),
        ("audra", Role.AUDITOR, ""),
        ("mia", Role.MEMBER, ""),
        ("noor", Role.MEMBER, ""),
    ):
        made.add(name, (role, scope))
    return made


def csrf(client: FlaskClient, path: str) -> str:
    """Return the CSRF token of a page's first form."""
    page = client.get(path).get_data(as_text=True)
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found, f"{path} shows no form"
    return found.group(1)


def signed_in(app: Flask, name: str) -> FlaskClient:
    """Return a browser in which a person of the network has signed in through the page."""
    client = app.test_client()
    fields = {
        "csrf_token": csrf(client, "/sign-in"),
        "sign_in_name": name,
        "sign_in_passphrase": passphrase_of(name),
    }
    answer = client.post("/sign-in", data=fields)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return client
