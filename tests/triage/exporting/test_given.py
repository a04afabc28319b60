"""The file that is asked for is what the queue shows; it holds what was chosen, and nobody else can read it."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, datetime

import pyrage
import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from app.audit import service as audit
from app.database import db, transaction
from app.incidents.content.report import Narrative
from app.triage.errors import Incomplete
from app.triage.exporting.columns import ALWAYS, COLUMNS
from app.triage.exporting.content import KIND, packed, unpacked
from app.triage.queue import Filters
from app.triage.service import exporting, talking
from app.vault import records
from app.vault.models import EntryRow
from tests.factories import Network
from tests.incidents.chains import person
from tests.triage.desks import browser, file, send
from tests.triage.exporting.asking import CANARY, SIX, agree, ask, held, stored, take


def test_what_was_agreed_to_is_taken_cell_by_cell_in_each_kind_of_file(asking: Network) -> None:
    net = asking
    told = Narrative(text=f'=HYPERLINK("x") {CANARY}\nsecond line', language="es")
    one = file(net, narrative=told, date="2026-05", persons=(person(number_min=2, number_max=5),), uses={"U2": "no"})
    two = file(net, "noor", narrative=Narrative(text="@other"))
    for kind in ("json", "csv", "xlsx"):
        record = ask(net, format=kind)
        agree(net, record)
        clear = pyrage.passphrase.decrypt(take(net, record), SIX)
        if kind == "json":
            rows = {str(row["reference"]): row for row in json.loads(clear)["reports"]}
            assert rows.keys() == {one, two}
            assert rows[one]["story"] == told.text and rows[one]["date"] == "2026-05"
            assert (rows[one]["least"], rows[one]["most"], rows[one]["country"]) == (2, 5, "COL")
            assert any("U2=no" in given for given in rows[one]["consent"])
        elif kind == "csv":
            lines = list(csv.reader(io.StringIO(clear.decode("utf-8-sig"), newline="")))
            assert "not for publication" in lines[0][0].lower()
            assert lines[3] == [COLUMNS[name].hxl for name in COLUMNS]
            mine = dict(zip(COLUMNS, next(line for line in lines if line[0] == one), strict=True))
            assert mine["story"] == "'" + told.text
        else:
            book = load_workbook(io.BytesIO(clear))
            cells = [dict(zip(COLUMNS, row, strict=True)) for row in book["Reports"].iter_rows(3, values_only=True)]
            mine = next(row for row in cells if row["reference"] == one)
        expected = {name: rows[one][name] for name in COLUMNS}
        for name, value in expected.items():
            flat = " ".join(value) if isinstance(value, list) else value
            if kind == "xlsx":
                assert (mine[name] or "") == (flat if flat is not None else ""), name
            elif kind == "csv" and name != "story":
                assert mine[name] == ("" if flat is None else str(flat)), name


def test_a_recipients_key_opens_it_and_no_passphrase_is_asked(asking: Network) -> None:
    file(asking)
    identity = pyrage.x25519.Identity.generate()
    record = ask(asking, recipient=str(identity.to_public()))
    agree(asking, record)
    clear = pyrage.decrypt(take(asking, record, words=""), [identity])
    assert len(json.loads(clear)["reports"]) == 1
    for wrong in ("age1qqq", str(identity)):
        with pytest.raises(Incomplete):
            ask(asking, recipient=wrong)


def test_free_text_of_a_child_stays_away_and_names_are_in_no_column(asking: Network) -> None:
    file(asking, narrative=Narrative(text=CANARY), persons=(person(age_band="0-17"),))
    record = ask(asking)
    agree(asking, record)
    (row,) = held(take(asking, record))
    assert row["story"] == "" and row["ages"] == ["0-17"]
    chosen = ask(asking, columns=("country",))
    agree(asking, chosen)
    assert held(take(asking, chosen))[0].keys() == {*ALWAYS, "country"}


def test_internal_notes_only_where_they_were_chosen(asking: Network) -> None:
    record = file(asking)
    with transaction():
        talking.add_note(asking.actor("ben"), record, CANARY)
    plain, full = ask(asking, columns=("story",)), ask(asking, columns=("notes",))
    for one in (plain, full):
        agree(asking, one)
    assert CANARY not in json.dumps(held(take(asking, plain)))
    assert held(take(asking, full))[0]["notes"] == CANARY


def test_nothing_of_a_request_or_its_file_is_readable(asking: Network) -> None:
    net = asking
    report = file(net, narrative=Narrative(text=CANARY), project=CANARY)
    record = ask(net, purpose=f"Because of {CANARY}", filters=Filters(country="COL"))
    agree(net, record)
    data = take(net, record)
    assert CANARY.encode() not in data
    everything = stored(net)
    for secret in (CANARY.encode(), SIX.encode(), b'"country":"COL"', report.encode() + b"0" * 16):
        assert secret not in everything
    assert records.place_of(record) == (KIND, "")
    entries = db.session.scalars(select(EntryRow).where(EntryRow.record == record)).all()
    assert len(entries) == 4 and all(not entry.desk and not entry.arrival for entry in entries)
    lines = [one.line for one in audit.page(net.actor("audra"), None, 50) if one.line and one.line.record == record]
    assert [line.event for line in lines] == ["export_taken", "export_approved", "export_asked"]
    assert {line.actor for line in lines} == {net.people[name].actor.account for name in ("rosa", "ben")}


def test_a_packed_list_does_not_tell_how_many() -> None:
    names = [f"{number:016d}" for number in range(1, 1002)]
    assert unpacked(packed(names), len(names)) == names
    assert len(packed(names[:1])) == len(packed(names[:1000])) < len(packed(names))
    assert unpacked(packed(names[:2]), 10**6)[:2] == names[:2]


def test_what_the_queue_shows_is_what_is_asked_for_its_words_too(app: Flask, net: Network) -> None:
    told = Narrative(text=f"The office was raided, they said {CANARY}.")
    wanted, _calm, _silent = (
        file(net, danger="yes", narrative=told),
        file(net, danger="no", urgency="not_urgent", acts=(), act_group="threat", narrative=told),
        file(net, danger="yes"),
    )
    rosa, ben = browser(app, net, "rosa"), browser(app, net, "ben")
    queue = send(rosa, "/desk", level="critical", text=CANARY).text
    form = re.search(r'<form method="post" action="/desk/exports/new">.*?</form>', queue, re.S)
    assert form and "Ask for a file of these reports" in form.group()
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form.group()))
    page = rosa.post("/desk/exports/new", data=sent).text
    assert '<strong class="num" role="status">1 report</strong>' in page
    hidden = dict(re.findall(r'name="(export-\w+)" type="hidden" value="([^"]*)"', page))
    assert hidden["export-level"] == "critical" and hidden["export-text"] == CANARY
    asked = {**hidden, "export-purpose": "To brief the partner", "export-format": "json"}
    asked |= {"export-decider": net.desks["Andes"], "csrf_token": sent["csrf_token"], "export-columns": "country"}
    done = rosa.post("/desk/exports", data=asked)
    assert done.status_code == 303 and CANARY not in done.location
    seen = ben.get(done.location).text
    assert CANARY in seen and "Critical" in seen
    with app.app_context():
        record = done.location.rpartition("/")[2]
        agree(net, record)
        assert [one["reference"] for one in held(take(net, record))] == [wanted]
        assert CANARY.encode() not in stored(net)


def test_a_reference_and_the_end_of_the_text_are_read_as_the_queue_reads_them(asking: Network) -> None:
    one, _other = file(asking), file(asking)
    rosa, desk, now = asking.actor("rosa"), asking.desks["Andes"], datetime.now(UTC)
    assert exporting.matching(rosa, desk, Filters(text=one), now=now) == [one]
    assert exporting.matching(rosa, desk, Filters(text="country:PER"), now=now) == []
    assert len(exporting.matching(rosa, desk, Filters(text="country:COL"), now=now)) == 2
    page = send(browser(asking.app, asking, "rosa"), "/desk/exports/new", text="x" * 5000, state="\x00", desk="no")
    assert page.status_code == 200 and "x" * 200 in page.text and "x" * 201 not in page.text


def test_no_filter_is_taken_from_an_address(app: Flask, net: Network) -> None:
    file(net)
    page = browser(app, net, "rosa").get("/desk/exports/new?level=low&text=Cauca").text
    assert 'name="export-level" type="hidden" value=""' in page and 'value="Cauca"' not in page
