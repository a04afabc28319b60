"""A list comes in: through the pages, without JavaScript, from the file to the reports."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.database import db
from app.incidents.content.fold import fold
from app.incidents.content.incident import Incident
from app.incidents.service.importing import bringing
from app.vault import opening, records
from app.vault.models import EntryRow, GrantRow, RecordRow
from tests.factories import Network, csrf, network, signed_in

# Invented, in the shape of lists that people keep.
LIST = """row,date,gender,age,driver,perpetrator,country,country_numeric,victims
1,2012-01,Male,35,Logging,Police,Colombia,170,1
2,2012,Female,,Mining & Extractives,Hired men,Peru,604,1
3,unknown,,,Mining & Extractives,,Peru,604,1
4,2012-02-30,Male,41,Logging,Police,Peru,604,1
5,2012-03-04,Male,41,Logging,Police,Atlantis,,1
"""

TARGETS = (
    "row", "report.date", "person.gender", "person.age_band", "keep", "doer.category", "report.country",
    "report.country", "person.number",
)  # fmt: skip


def sent(client: FlaskClient, path: str, data: bytes, name: str = "list.csv") -> TestResponse:
    """Send a file as a browser does; Werkzeug's own client would write a large one to a temporary file."""
    token, mark = csrf(client, "/incidents/import"), "----mark"
    head = f'--{mark}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n--{mark}\r\n'
    head += f'Content-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: text/csv\r\n\r\n'
    body = head.encode() + data + f"\r\n--{mark}--\r\n".encode()
    return client.post(path, data=body, content_type=f"multipart/form-data; boundary={mark}")


def send_file(client: FlaskClient, data: bytes, name: str = "list.csv") -> str:
    answer = sent(client, "/incidents/import", data, name)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return str(answer.location)


def post(client: FlaskClient, path: str, **fields: str) -> str:
    answer = client.post(path, data={"csrf_token": csrf(client, "/incidents/import"), **fields})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return str(answer.location)


def page(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status}"
    return answer.get_data(as_text=True)


def values_page(client: FlaskClient, path: str, **said: str) -> dict[str, str]:
    """Return the fields of the page of values, with what is said put in by the value's text."""
    html = page(client, path)
    fields = {}
    for name, text in re.findall(r'name="t(\d+-\d+)" value="([^"]*)"', html):
        fields[f"t{name}"] = text.replace("&amp;", "&")
        chosen = re.search(rf'<select id="v{name}".*?<option value="([^"]*)" selected', html, re.DOTALL)
        fields[f"v{name}"] = said.get(text) or (chosen.group(1) if chosen else "")
    return fields


def prepared(client: FlaskClient, data: bytes, **said: str) -> str:
    at = send_file(client, data)
    asked, left = f"{at}/columns", list(TARGETS)
    while asked.endswith("columns") or "page=" in asked:  # some at a time
        columns = re.findall(r'<select id="(c\d+)".*?</select>', page(client, asked), re.DOTALL)
        asked = post(client, asked, **{name: left.pop(0) for name in columns})
    assert left == []
    post(client, f"{at}/values", do="continue", **values_page(client, f"{at}/values", **said))
    post(client, f"{at}/consent", act="K1", danger="unknown", status_now="dead", basis="cannot", reason="They died.")
    return at


def bring_in(client: FlaskClient, at: str) -> str:
    post(client, f"{at}/begin")
    for _press in range(20):
        post(client, f"{at}/go")
        html = page(client, f"{at}/go")
        if "The list is in<" in html:
            return html
    raise AssertionError("it does not come to an end")


def reports(net: Network, name: str = "mia") -> list[Incident]:
    actor = net.actor(name)
    found = [fold(opening.read(actor, record)) for record in records.own(actor, "incident")]
    return sorted(found, key=lambda one: one.report.imported[0].value if one.report else "")


def rest(client: FlaskClient, at: str) -> list[dict[str, str]]:
    data = client.get(f"{at}/rest").get_data()
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def test_a_list_comes_in_and_the_rest_is_given_back_with_reasons(app: Flask) -> None:
    with app.app_context():
        net = network(app)
    client = signed_in(app, "mia")
    at = prepared(client, LIST.encode(), **{"Hired men": "other"})
    bring_in(client, at)
    with app.app_context():
        first, second, third = reports(net)
        assert first.report and second.report and third.report
        assert [one.report.date for one in (first, second, third) if one.report] == ["2012-01", "2012", "unknown"]
        assert first.report.country == "COL"
        assert [act.code for act in first.report.acts] == ["K1"]
        assert (first.persons[0].gender, first.persons[0].age_band) == ("man", "30-44")
        assert (third.persons[0].gender, third.persons[0].age_band) == ("", "")
        assert third.report.perpetrators == ()
        assert second.report.perpetrators[0].category == "other"
        assert {cell.heading: cell.value for cell in second.report.imported}["perpetrator"] == "Hired men"
        assert not second.report.has_story  # the list has none: its row stands for it
        assert {cell.heading: cell.value for cell in second.report.imported}["driver"] == "Mining & Extractives"
        consent = second.consents["P1"].now
        assert (consent.given_by, consent.reason, consent.uses) == ("not_obtainable", "They died.", {"U1": "ask"})
    left = rest(client, at)
    assert [line["row"] for line in left] == ["4", "5"]
    assert "date: " in left[0]["_amparo_reason"] and "country: " in left[1]["_amparo_reason"]


def test_a_list_sent_again_brings_nothing_in_twice_and_tells_what_changed(app: Flask) -> None:
    with app.app_context():
        net = network(app)
    client = signed_in(app, "mia")
    at = prepared(client, LIST.encode(), **{"Hired men": "other"})
    bring_in(client, at)
    post(client, f"{at}/discard")
    more = LIST.replace("Male,35", "Male,36") + "6,2013,,,,,Chile,,1\n"
    at = prepared(client, more.encode(), **{"Hired men": "other"})
    assert "A list like this came in before" in page(client, f"{at}/columns")
    bring_in(client, at)
    with app.app_context():
        found = reports(net)
        assert [one.report.imported[0].value for one in found if one.report] == ["1", "2", "3", "6"]
        assert found[0].persons[0].age_band == "30-44"
    left = rest(client, at)
    assert [line["row"] for line in left] == ["1", "4", "5"]
    assert "came in before" in left[0]["_amparo_reason"]


def test_the_rest_put_right_and_sent_again_comes_in_beside_what_is_there(app: Flask) -> None:
    with app.app_context():
        net = network(app)
    client = signed_in(app, "mia")
    at = prepared(client, LIST.encode(), **{"Hired men": "other"})
    bring_in(client, at)
    corrected = client.get(f"{at}/rest").get_data().decode("utf-8-sig").replace("2012-02-30", "2012-02-28")
    again = send_file(client, corrected.encode())
    html = page(client, f"{again}/columns")
    assert 'value="report.date" selected' in html
    post(client, f"{again}/consent", act="K1", danger="unknown", status_now="dead", basis="cannot", reason="They died.")
    bring_in(client, again)
    with app.app_context():
        assert [one.report.date for one in reports(net) if one.report] == ["2012-01", "2012", "unknown", "2012-02-28"]


def test_a_broken_connection_loses_nothing_and_the_list_goes_on(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        net = network(app)
    client = signed_in(app, "mia")
    at = prepared(client, LIST.encode(), **{"Hired men": "other"})
    real, calls = bringing.bring, iter(range(100))

    def breaks(*given: object) -> object:
        if next(calls) == 2:
            raise ConnectionError
        return real(*given)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(bringing, "bring", breaks)
        assert client.post(f"{at}/begin", data={"csrf_token": csrf(client, "/incidents/import")}).status_code == 500
    with app.app_context():
        assert len(reports(net)) == 2
    html = page(client, f"{at}/go")
    assert 'value="2"' in html and "data-again" in html
    post(client, f"{at}/go")
    with app.app_context():
        assert len(reports(net)) == 3


def test_a_worker_that_dies_between_two_commits_files_no_row_twice(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        net = network(app)
    client = signed_in(app, "mia")
    at = prepared(client, LIST.encode(), **{"Hired men": "other"})

    def dies(*_given: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr(bringing, "note", dies)
        assert client.post(f"{at}/begin", data={"csrf_token": csrf(client, "/incidents/import")}).status_code == 500
    assert 'value="0"' in page(client, f"{at}/go")  # nothing of it is known to have been done
    post(client, f"{at}/go")
    with app.app_context():
        assert len(reports(net)) == 3


def test_an_import_is_its_members_alone_and_gone_when_it_is_destroyed(app: Flask) -> None:
    with app.app_context():
        network(app)
    client, other = signed_in(app, "mia"), signed_in(app, "noor")
    at = prepared(client, LIST.encode())
    for path in (at, f"{at}/columns", f"{at}/values", f"{at}/consent", f"{at}/check", f"{at}/go", f"{at}/rest"):
        assert client.get(path).status_code == 200
        assert other.get(path).status_code == 404
    post(other, f"{at}/discard")
    assert client.get(at).status_code == 200
    post(client, f"{at}/discard")
    assert client.get(at).status_code == 404
    with app.app_context():
        kinds = set(db.session.scalars(select(RecordRow.kind)))
        assert not kinds & {"import", "import_part"}


def test_nothing_of_a_list_is_stored_in_clear(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("werkzeug.formparser.SpooledTemporaryFile", None)  # so that any use of one is an error
    with app.app_context():
        network(app)
    client = signed_in(app, "mia")
    canary = "Quetzaltenango-Canary"
    padding = "x" * 700_000  # more than Werkzeug keeps in memory by itself
    data = f"{canary}-heading,date\n{canary},2012\n{padding[:9]},{padding}\n".encode()
    at = send_file(client, data, f"{canary}.csv")
    assert canary in page(client, at)
    with app.app_context():
        rows = [*db.session.scalars(select(EntryRow.sealed)), *db.session.scalars(select(GrantRow.sealed))]
    assert len(rows) > 4 and not any(canary.encode() in (row or b"") for row in rows)
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and canary.encode() in path.read_bytes()]


def test_consent_is_stated_and_never_filled_in(app: Flask) -> None:
    with app.app_context():
        network(app)
    client = signed_in(app, "mia")
    at = send_file(client, b"country,story,agreed\nPeru,They were followed.,yes\nPeru,They were hit.,\nPeru,x,no\n")
    post(client, f"{at}/columns", c0="report.country", c1="narrative.text", c2="consent.U1")
    token = csrf(client, "/incidents/import")
    for said, missing in (
        ({}, "Say whether the people concerned agreed."),
        ({"basis": "agreed"}, "Say how they were asked."),
        ({"basis": "cannot"}, "Write why they cannot be asked"),
    ):
        answer = client.post(f"{at}/consent", data={"csrf_token": token, "danger": "no", "act": "H5", **said})
        assert answer.status_code == 422 and missing in answer.get_data(as_text=True)
    post(client, f"{at}/consent", danger="no", act="H5", basis="column")
    html = page(client, f"{at}/check")
    assert re.findall(r"<dd><bdi>(\d+)</bdi></dd>", html)[:3] == ["1", "0", "2"]


def test_other_pages_take_no_large_file(app: Flask) -> None:
    with app.app_context():
        network(app)
    client = signed_in(app, "mia")
    assert sent(client, "/incidents/new", b"x" * 1_000_000).status_code == 413
    assert sent(client, "/incidents/import", b"x" * 17_000_000).status_code == 413
