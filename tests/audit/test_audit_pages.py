"""The auditor's list: complete, in plain words, and telling when it was touched."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import delete, select

from app.audit import service as audit
from app.audit.events import Event
from app.audit.models import AuditRow
from app.audit.views import PAGE
from app.database import db, transaction
from tests.factories import Network, csrf, network, signed_in


@pytest.fixture
def net(app: Flask) -> Network:
    with app.app_context():
        return network(app)


def test_only_auditors_find_it(app: Flask, net: Network) -> None:
    for name in ("mia", "rosa", "paz", "edna", "abel", "admin"):
        client = signed_in(app, name)
        assert client.get("/audit").status_code == client.get("/audit/check").status_code == 404, name
    assert signed_in(app, "audra").get("/audit").status_code == 200


def test_what_is_done_is_read_in_plain_words(app: Flask, net: Network) -> None:
    admin = signed_in(app, "admin")
    fields = {"csrf_token": csrf(admin, "/admin"), "roles": "member:"}
    admin.post("/admin/invite", data=fields)
    admin.post(f"/admin/people/{net.people['ben'].actor.account}/remove", data=fields)
    signed_in(app, "rosa")
    with app.app_context(), transaction():
        audit.record(Event.INCIDENT_FILED, "7K3M9QXT4B2NWZ0C")
    rows = _rows(signed_in(app, "audra").get("/audit").get_data(as_text=True))
    assert any("An invitation was made." in row and "Admin" in row for row in rows)
    assert any("An account was removed." in row and "Ben" in row and "Admin" in row for row in rows)
    assert any("A group got a new key." in row and "Readers of the desk Andes" in row and "Rosa" in row for row in rows)
    assert any("A report was filed." in row and "7K3M-9QXT-4B2N-WZ0C" in row and "Not recorded" in row for row in rows)


def test_every_event_has_its_sentence(app: Flask) -> None:
    with app.test_request_context():
        sentence = app.jinja_env.get_template("audit/events.html").module.sentence
        for event in Event:
            assert str(sentence(event.value)).strip().endswith("."), event


def test_older_lines_are_fetched_by_their_number(app: Flask, net: Network) -> None:
    with app.app_context(), transaction():
        for number in range(PAGE + 3):
            audit.record(Event.INCIDENT_FILED, f"REC0000000000{number:03}")
    client, path, seen = signed_in(app, "audra"), "/audit", []
    while path:
        page = client.get(path).get_data(as_text=True)
        numbers = [int(number) for number in re.findall(r"#(\d+)<", page)]
        assert 0 < len(numbers) <= PAGE
        seen += numbers
        older = re.search(r'rel="next" href="([^"]+)"', page)
        path = older.group(1) if older else ""
    assert seen == sorted(seen, reverse=True) and seen == list(range(len(seen), 0, -1))
    for strange in ("-1", "x", "9" * 30, "1e3"):
        assert client.get("/audit", query_string={"before": strange}).status_code == 200


@pytest.mark.parametrize("harm", ["cut from the middle", "cut from the end", "forged", "swapped"])
def test_a_line_that_was_touched_is_found(app: Flask, net: Network, harm: str) -> None:
    client = signed_in(app, "audra")
    assert "The list is whole" in client.get("/audit/check").get_data(as_text=True)
    with app.app_context(), transaction():
        rows = list(db.session.scalars(select(AuditRow).order_by(AuditRow.number)))
        if harm == "cut from the middle":
            db.session.execute(delete(AuditRow).where(AuditRow.number == 5))
        elif harm == "cut from the end":
            db.session.execute(delete(AuditRow).where(AuditRow.number == rows[-1].number))
        elif harm == "forged":
            rows[-2].sealed = rows[-2].sealed[:-1] + bytes([rows[-2].sealed[-1] ^ 1])
        else:
            rows[-1].sealed, rows[-2].sealed = rows[-2].sealed, rows[-1].sealed
    page = client.get("/audit/check").get_data(as_text=True)
    assert "The list is not whole" in page
    assert client.get("/audit").status_code == 200, "and hides no other line"
    if harm == "forged":
        assert "Does not verify" in client.get("/audit").get_data(as_text=True)


def _rows(page: str) -> list[str]:
    return [re.sub(r"<[^>]+>", " ", row) for row in page.split("<tr>")]
