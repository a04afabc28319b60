"""How long a file of reports takes: asked for, agreed to, then written and sealed when it is taken.

python -m bench.exporting LIST.csv [REPORTS]. Files the list's rows at one desk, reads them into its index, and prints
the seconds of each step for each kind of file, to a passphrase and to a key.
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import flask_migrate
import msgspec
import pyrage
from flask import Flask

from app import create_app
from app.crypto import passphrase
from app.crypto.passphrase import Cost
from app.database import transaction
from app.incidents.service.filing import file_incident
from app.triage.exporting.columns import COLUMNS, Format
from app.triage.queue import Filters
from app.triage.service import exporting, taking
from app.triage.service.exporting import Wish
from bench.invented import reports
from bench.side_by_side import machine, memory
from tests.factories import Network, network, prepare_folder

WORDS = "maple orbit lantern copper violin harbour"
AT_ONCE = 100


def filed(made: Network, path: Path, count: int) -> None:
    """File so many reports at one desk."""
    coming = [
        msgspec.structs.replace(one, report=msgspec.structs.replace(one.report, country="COL"))
        for one in reports(path, count)
    ]
    for start in range(0, count, AT_ONCE):
        with transaction():
            for number, one in enumerate(coming[start : start + AT_ONCE], start):
                file_incident(made.actor("mia"), one, submission=str(number), paced=False)


def measured(made: Network, kind: Format, recipient: str) -> str:
    """Return the seconds of asking and of taking, by the clock and of CPU, and the bytes of the file."""
    desk, now = made.desks["Andes"], datetime.now(UTC)
    wish = Wish(desk, Filters(state="all"), tuple(COLUMNS), kind, recipient, "To measure how long it takes")
    began = time.perf_counter()
    with transaction():
        record = exporting.ask(made.actor("rosa"), wish, now=now)
    asked = time.perf_counter() - began
    with transaction():
        exporting.approve(made.actor("ben"), record, seen=1, now=now)
    began, busy = time.perf_counter(), time.process_time()
    with transaction():
        file = taking.take(made.actor("rosa"), record, WORDS, str, seen=2, now=now)
    took, busy = time.perf_counter() - began, time.process_time() - busy
    return f"asked {asked:.2f} s, taken {took:.2f} s ({busy:.2f} s of CPU), {len(file.data):,} bytes, {memory():.0f} MB"


def main(path: str, count: int = 1000) -> None:
    """Make a desk with reports, and print a line for each kind of file."""
    passphrase.COST = Cost(memory_kib=8, passes=1)
    with tempfile.TemporaryDirectory() as folder:
        prepare_folder(Path(folder))
        app: Flask = create_app({"INSTANCE": Path(folder), "TESTING": True})
        with app.app_context():
            flask_migrate.upgrade(directory="migrations")
            made = network(app)
            filed(made, Path(path), count)
            exporting.matching(made.actor("rosa"), made.desks["Andes"], Filters(), now=datetime.now(UTC))
            print(machine())
            key = str(pyrage.x25519.Identity.generate().to_public())
            for kind in Format:
                for how, recipient in (("to a passphrase", ""), ("to a key", key)):
                    print(f"{count:,} reports, {kind} {how}: {measured(made, kind, recipient)}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:3]))
