"""A desk with many sealed reports, made once and measured often.

python -m bench.prepared LIST.csv FOLDER [REPORTS] files them through the vault, some five milliseconds each, into an
instance of its own. The first half of them is worked on: acknowledged, assigned, assessed, closed. The second half is
as it was filed. Interrupted, the same command goes on where it stopped. `opened` gives the instance to a benchmark.
"""

from __future__ import annotations

import base64
import json
import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import flask_migrate
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from app import create_app
from app.accounts.service import sessions
from app.accounts.service.acting import actor_of
from app.crypto import passphrase
from app.crypto.passphrase import Cost
from app.database import db, transaction
from app.incidents.content.base import Entry
from app.incidents.content.inward import Assigned, RiskAssessed
from app.incidents.content.layout import LAYOUT
from app.incidents.content.outward import Moved
from app.incidents.service.filing import file_incident
from app.vault import sealing
from app.vault.actor import Actor
from app.web import clock
from bench.invented import reports
from tests.factories import network, prepare_folder

DESK = "Global"
READER, OFFICER = "gita", "gus"
FILERS = 20  # a filer with many reports looks longer for a free tag
AT_ONCE = 100  # reports of one commit
PEOPLE = "people.json"
DONE = "done"


@dataclass(frozen=True)
class Prepared:
    """An instance whose Global desk has `count` reports; the first half of them was worked on."""

    app: Flask
    folder: Path
    people: dict[str, tuple[str, str]]
    desk: str
    count: int

    def enter(self, client: FlaskClient, name: str = READER) -> None:
        """Sign a person in without the sign-in page."""
        account, secret = self.people[name]
        with transaction():
            key = sessions.start(account, bytes.fromhex(secret), "bench", clock.minutes())
        client.set_cookie("sid", base64.urlsafe_b64encode(key).decode(), domain="localhost")

    def actor(self, name: str = READER) -> Actor:
        """Return a person of the network with nothing opened yet. Inside an application context."""
        account, secret = self.people[name]
        found = actor_of(account, bytes.fromhex(secret))
        assert found is not None
        return found


@contextmanager
def opened(folder: Path) -> Iterator[Prepared]:
    """Open what was prepared, inside an application context."""
    kept = json.loads((folder / PEOPLE).read_text())
    app = create_app({"INSTANCE": folder / "instance", "TESTING": True})
    with app.app_context():
        db.session.execute(text("PRAGMA synchronous = OFF"))
        people = {name: (one[0], one[1]) for name, one in kept["people"].items()}
        count = db.session.scalar(text("SELECT count(*) FROM record WHERE kind = 'incident'")) or 0
        yield Prepared(app, folder, people, kept["desk"], count)
        db.session.remove()
        db.engine.dispose()


def main(path: str, where: str, count: int = 100_000) -> None:
    """Make it, or go on making it, and print how far that came."""
    folder = Path(where)
    if not (folder / PEOPLE).exists():
        _install(folder)
    with opened(folder) as made:
        done = int((folder / DONE).read_text()) if (folder / DONE).exists() else 0
        began, coming = time.perf_counter(), islice(reports(Path(path), count), done, None)
        while some := list(islice(coming, AT_ONCE)):
            with transaction():
                for number, filing in enumerate(some, done):
                    filer = made.actor(f"filer{number % FILERS}")
                    record = file_incident(filer, filing, submission=str(number), to_global=True, paced=False).record
                    if number < count // 2:
                        _worked_on(made, record, number)
            done += len(some)
            (folder / DONE).write_text(str(done))
            if done % 2000 == 0:
                print(f"{done} of {count}, {time.perf_counter() - began:.0f} s", flush=True)


def _install(folder: Path) -> None:
    passphrase.COST = Cost(memory_kib=8, passes=1)
    folder.mkdir(parents=True, exist_ok=True)
    prepare_folder(folder / "instance")
    app = create_app({"INSTANCE": folder / "instance", "TESTING": True})
    with app.app_context():
        flask_migrate.upgrade(directory="migrations")
        from app.vault.roles import Role

        made = network(app)
        for number in range(FILERS):
            made.add(f"filer{number}", (Role.MEMBER, ""))
        people = {name: (one.actor.account, one.secret.hex()) for name, one in made.people.items()}
        (folder / PEOPLE).write_text(json.dumps({"people": people, "desk": made.desks[DESK]}))
        db.session.remove()
        db.engine.dispose()


def _worked_on(made: Prepared, record: str, number: int) -> None:
    chance, reader = random.Random(number), made.actor()
    steps = ["acknowledge", "triage", "respond", "monitor", "close"][: chance.choice((0, 0, 1, 2, 3, 4, 5, 5))]
    entries: list[Entry] = [Moved(move=step) for step in steps]
    if steps:
        entries.append(Assigned(to=made.people[chance.choice((READER, OFFICER))][0]))
    if len(steps) > 1:
        threat, vulnerability, capacity = (chance.randint(1, 5) for _ in range(3))
        level = chance.choice(("low", "medium", "high", "critical"))
        entries.append(RiskAssessed(threat, vulnerability, capacity, level))
    if entries:
        sealing.append(reader, record, [(LAYOUT[type(one)].compartment, one) for one in entries])


if __name__ == "__main__":
    main(*sys.argv[1:3], *map(int, sys.argv[3:4]))
