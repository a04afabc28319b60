"""A receipt that somebody wrote down is compared with the report, by its filer alone."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import Network, network, signed_in
from tests.journeys.filing import alert, page, reference
from tests.journeys.pages import send
from tests.support.html import assert_valid_html

YES, NO = "This is the receipt of this report.", "This is not the receipt of this report."


@pytest.fixture
def net(app: Flask) -> Network:
    with app.app_context():
        return network(app)


@pytest.fixture
def mia(app: Flask, net: Network) -> FlaskClient:
    return signed_in(app, "mia")


def digits(shown: str) -> str:
    found = re.findall(r"<code class=\"ref\"[^>]*>((?:[0-9a-f]{8} ){8})</code>", shown)
    assert found, shown
    return str(found[0])


def test_a_receipt_is_recognised_as_it_is_written_and_no_other_is(mia: FlaskClient) -> None:
    record = reference(alert(mia))
    other = reference(alert(mia, text="Something else happened to P1 today."))
    address = f"/incidents/{record}/receipt"
    shown = page(mia, address)
    assert YES not in shown and NO not in shown
    written = digits(shown)
    for typed in (written, written.upper(), written.replace(" ", ""), written.replace(" ", "-")):
        answer = send(mia, address, ("receipt", typed))
        assert answer.status_code == 200 and YES in answer.text and NO not in answer.text
        assert_valid_html(answer.text)
    changed = ("0" if written[0] != "0" else "1") + written[1:]
    for typed in ("", written[:-2], changed, digits(page(mia, f"/incidents/{other}/receipt")), "x\x00<b>" * 90):
        answer = send(mia, address, ("receipt", typed))
        assert answer.status_code == 200 and NO in answer.text and YES not in answer.text


def test_nobody_else_learns_whether_a_receipt_is_that_of_a_report(app: Flask, mia: FlaskClient) -> None:
    record = reference(alert(mia))
    written, noor = digits(page(mia, f"/incidents/{record}/receipt")), signed_in(app, "noor")
    form = {"csrf_token": re.search(r'name="csrf_token" value="([^"]+)"', page(noor, "/incidents"))[1]}
    for typed in (written, "0" * 64):
        assert noor.post(f"/incidents/{record}/receipt", data={**form, "receipt": typed}).status_code == 404
