"""Bring a real list in through the pages, then compare every cell with what was filed: nothing lost, nothing guessed.

python -m bench.importing FILE [HEADING=TARGET ...] [TARGET:=CODE ...]. A column without a target is kept as written.
Values for which a code is suggested take it, as somebody who agrees with every suggestion would; all others are kept
only as written. Prints how the rows fared, and the time for each step.
"""

from __future__ import annotations

import html
import re
import sys
import tempfile
import time
from collections import Counter
from io import BytesIO
from pathlib import Path

import flask_migrate
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.crypto import passphrase
from app.crypto.passphrase import Cost
from app.incidents.content.fold import fold
from app.incidents.content.incident import Incident
from app.incidents.importing.reading import read
from app.incidents.importing.tables import Document, Row
from app.vault import opening, records
from tests.factories import csrf, network, prepare_folder, signed_in

START = "/incidents/import"


def post(client: FlaskClient, path: str, fields: dict[str, object]) -> str:
    """Send a form and return where it leads."""
    answer = client.post(path, data={"csrf_token": csrf(client, START), **fields})
    assert answer.status_code == 303, f"{path}: {answer.status}"
    return str(answer.location)


def placed(client: FlaskClient, at: str, targets: dict[str, str]) -> None:
    """Say where the columns go, page by page."""
    path = f"{at}/columns"
    while "/columns" in path:
        page = client.get(path).get_data(as_text=True)
        found = re.findall(r'<label for="(c\d+)"><bdi>([^<]*)</bdi>', page)
        path = post(client, path, {name: targets.get(html.unescape(heading), "keep") for name, heading in found})


def answered(client: FlaskClient, at: str) -> Counter[str]:
    """Answer every value, and return what was said, by how."""
    how: Counter[str] = Counter()
    for _round in range(20):
        page = client.get(f"{at}/values").get_data(as_text=True)
        fields: dict[str, object] = {"do": "save"}
        for name, text in re.findall(r'name="t(\d+-\d+)" value="([^"]*)"', page):
            fields[f"t{name}"] = html.unescape(text)
            chosen = re.search(rf'<select id="v{name}".*?</select>', page, re.DOTALL)
            selected = re.search(r'<option value="([^"]*)" selected', chosen.group() if chosen else "")
            typed = re.search(rf'id="v{name}" name="v{name}" value="([^"]*)"', page)
            said = html.unescape((selected or typed).group(1)) if selected or typed else ""
            fields |= {f"v{name}": said or "-"} if chosen or said else {f"k{name}": "1"}
            how["suggested" if said else "as written"] += 1
        if post(client, f"{at}/values", fields).endswith("/consent"):
            return how
    raise AssertionError("some values stay open")


def brought_in(client: FlaskClient, at: str) -> float:
    """Press the button until the list is in, and return the seconds."""
    post(client, f"{at}/begin", {})
    began = time.perf_counter()
    while "data-again" in client.get(f"{at}/go").get_data(as_text=True) or "Go on</button>" in client.get(
        f"{at}/go"
    ).get_data(as_text=True):
        post(client, f"{at}/go", {})
    return time.perf_counter() - began


def lost(document: Document, row: Row, report: Incident) -> list[str]:
    """Return the headings of a row's cells that are nowhere in its report."""
    assert report.report is not None and report.names is not None
    kept = {cell.heading: cell.value for cell in (*report.report.imported, *report.names.imported)}
    texts = repr((report.report, report.names))
    return [
        column.heading
        for column, cell in zip(document.shape.main(), row.cells, strict=True)
        if cell and kept.get(column.heading) != cell and repr(cell)[1:-1] not in texts
    ]


def compared(app: Flask, document: Document) -> tuple[int, Counter[str], Counter[str]]:
    """Return how many reports there are, the cells lost by heading, and the values that came from nothing."""
    with app.app_context():
        actor = network_of(app).actor("mia")
        names = records.own(actor, "incident")
        found = [fold(opening.read(actor, name)) for name in names]
    by_row: dict[tuple[str, ...], Incident] = {}
    headings = [column.heading for column in document.shape.main()]
    for one in found:
        assert one.report is not None and one.names is not None
        cells = {cell.heading: cell.value for cell in (*one.report.imported, *one.names.imported)}
        cells |= {"": one.report.where.admin1}
        by_row[tuple(cells.get(heading, "") for heading in headings[:2])] = one
    missing: Counter[str] = Counter()
    guessed: Counter[str] = Counter()
    for row in document.rows:
        one = by_row[row.cells[:2]]
        missing.update(lost(document, row, one))
        said = dict(zip(headings, row.cells, strict=True))
        person = one.persons[0]
        guessed["gender"] += bool(person.gender) and not said.get("gender")
        guessed["age"] += bool(person.age_band) and not said.get("age")
        guessed["perpetrator"] += bool(one.report and one.report.perpetrators) and not said.get("perpetrator_type")
    return len(found), missing, +guessed


def network_of(app: Flask):  # type: ignore[no-untyped-def]
    """Return the network that was made in this application."""
    return app.extensions["bench network"]


def main(path: str, *told: str) -> None:
    """Bring the list in and print what became of it."""
    targets = dict(one.split("=", 1) for one in told if ":=" not in one)
    always = {name.rpartition(".")[2].replace("code", "act"): code for name, _c, code in (
        one.partition(":=") for one in told if ":=" in one)}  # fmt: skip
    data = Path(path).read_bytes()
    document = read(data)
    passphrase.COST = Cost(memory_kib=8, passes=1)
    with tempfile.TemporaryDirectory() as folder:
        prepare_folder(Path(folder) / "instance")
        app = create_app({"INSTANCE": Path(folder) / "instance", "TESTING": True})
        with app.app_context():
            flask_migrate.upgrade(directory="migrations")
            app.extensions["bench network"] = network(app)
        client = signed_in(app, "mia")
        times = {"read": time.perf_counter()}
        sent = {"csrf_token": csrf(client, START), "file": (BytesIO(data), "list")}
        at = client.post(START, data=sent, content_type="multipart/form-data").location
        times["columns"] = time.perf_counter()
        placed(client, at, targets)
        how = answered(client, at)
        reason = "They are dead and cannot be asked; the record keeps what happened to them."
        times["check"] = time.perf_counter()
        post(client, f"{at}/consent", {**always, "basis": "cannot", "reason": reason})
        facts = re.findall(r"<dd><bdi>(.*?)</bdi></dd>", client.get(f"{at}/check").get_data(as_text=True))
        times["bring"] = time.perf_counter()
        seconds = brought_in(client, at)
        count, missing, guessed = compared(app, document)
        post(client, f"{at}/begin", {})
        again = brought_in(client, at)
        repeated, _missing, _guessed = compared(app, document)
    steps = list(times.values())
    print(f"{document.shape.rows} rows; can come in, known, wrong: {', '.join(facts[:3])}; values {dict(how)}")
    print(f"{count} reports; cells lost {dict(missing)}; values from nothing {dict(guessed)}")
    print(f"read {steps[1] - steps[0]:.1f} s, check {steps[3] - steps[2]:.1f} s, bring in {seconds:.1f} s "
          f"({seconds / max(count, 1) * 1000:.1f} ms a row); again: {again:.1f} s, {repeated} reports")  # fmt: skip


if __name__ == "__main__":
    main(*sys.argv[1:])
