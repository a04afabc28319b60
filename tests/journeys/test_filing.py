"""A member files: the quick alert."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.incidents.content.fold import fold
from app.vault import opening, records
from tests.factories import Network, network, signed_in

ALERT = "/incidents/new"


@pytest.fixture
def net(app: Flask) -> Network:
    with app.app_context():
        return network(app)


@pytest.fixture
def mia(app: Flask, net: Network) -> FlaskClient:
    return signed_in(app, "mia")


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found, name
    return found.group(1)


def alert(client: FlaskClient, **fields: str) -> dict[str, str]:
    """What a browser would send from the quick alert."""
    page = client.get(ALERT).get_data(as_text=True)
    typed = {
        "country": "COL",
        "act_group": "liberty",
        "danger": "yes",
        "text": "P1 was taken from the office this morning.",
        "who": "other",
        "agree": "yes",
        "desk": "country",
        "do": "send",
        "csrf_token": hidden(page, "csrf_token"),
        "submission": hidden(page, "submission"),
    }
    return {**typed, **fields}


def reference(location: str) -> str:
    found = re.fullmatch(r"/incidents/([0-9A-Z]{16})/receipt", location)
    assert found, location
    return found.group(1)


def test_a_quick_alert_reaches_its_desk_and_the_filer_gets_a_receipt(mia: FlaskClient, net: Network) -> None:
    answer = mia.post(ALERT, data=alert(mia))
    assert answer.status_code == 303
    record = reference(answer.location)
    page = mia.get(answer.location).get_data(as_text=True)
    assert f"{record[:4]}-{record[4:8]}" in page
    with net.app.app_context():
        report = fold(opening.read(net.actor("rosa"), record)).report
    assert report is not None and report.narrative.text == "P1 was taken from the office this morning."
    assert "Andes" in page
    assert record in mia.get("/incidents").get_data(as_text=True)
    assert "P1 was taken" in mia.get(f"/incidents/{record}").get_data(as_text=True)


def test_a_double_click_files_once_and_shows_the_same_receipt(mia: FlaskClient, net: Network) -> None:
    sent = alert(mia)
    first, second = mia.post(ALERT, data=sent), mia.post(ALERT, data=sent)
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    with net.app.app_context():
        assert len(records.own(net.actor("mia"), "incident")) == 1
