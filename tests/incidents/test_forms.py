"""What a page says when something is missing, and what it must not change by being refused."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import csrf, network, signed_in

WHO = {"people-0-name": "Ana", "people-0-role": "targeted_defender", "people-1-name": "Berta", "do": "continue"}


@pytest.fixture
def mia(app: Flask) -> FlaskClient:
    with app.app_context():
        network(app)
    return signed_in(app, "mia")


def begun(client: FlaskClient) -> str:
    """Begin a full report and return the path of its draft."""
    fields = {"csrf_token": csrf(client, "/incidents/full"), "country": "COL", "do": "continue"}
    return client.post("/incidents/full", data=fields).location.removesuffix("/who")


def test_an_empty_alert_is_told_everything_at_once(mia: FlaskClient) -> None:
    page = mia.post("/incidents/new", data={"csrf_token": csrf(mia, "/incidents/new"), "do": "send"})
    linked = re.findall(r'<li><a href="#([\w-]+)"', page.text)
    assert (page.status_code, linked) == (422, ["country", "act_group", "danger-0", "text", "who-0", "agree-0"])
    assert all(f'id="{name}"' in page.text for name in linked)


def test_who_cannot_be_asked_needs_a_reason_at_its_own_question(mia: FlaskClient) -> None:
    fields = {"who": "other", "agree": "cannot", "do": "send", "csrf_token": csrf(mia, "/incidents/new")}
    page = mia.post("/incidents/new", data=fields).text
    assert 'id="reason-error"' in page and 'id="agree-error"' not in page


def test_the_codes_that_a_refused_page_showed_stay(mia: FlaskClient) -> None:
    path = f"{begun(mia)}/who"
    page = mia.get(path).text
    fields = WHO | dict(re.findall(r'name="(csrf_token|revision|submission)"[^>]*value="([^"]*)"', page))
    refused = mia.post(path, data=fields | {"people-0-number_min": "many"})
    keys = dict(re.findall(r'name="(people-\d-key)"[^>]*value="(\w+)"', refused.text))
    assert (refused.status_code, keys) == (422, {"people-0-key": "P1", "people-1-key": "P2"})
    assert mia.post(path, data=fields | keys).status_code == 303
    assert re.findall(r'name="people-\d-key"[^>]*value="(\w+)"', mia.get(path).text) == ["P1", "P2"]


def test_what_is_missing_is_read_out_after_an_attempt_to_file(mia: FlaskClient) -> None:
    draft = begun(mia)
    assert 'role="status"><h2>' in mia.get(f"{draft}/check").text
    refused = mia.post(f"{draft}/file", data={"csrf_token": csrf(mia, f"{draft}/check"), "desk": "country"})
    assert refused.status_code == 422 and 'role="alert" tabindex="-1" data-focus><h2>' in refused.text
