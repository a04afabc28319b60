"""The desk's pages: valid, light, closed to others, and opening them writes nothing."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.factories import Network
from tests.support.html import assert_valid_html
from tests.triage.desks import browser, file, rows, state

TABS = ("", "/talk", "/risk", "/verification", "/work", "/consent", "/history")
LIGHT = 40_000


def test_every_page_is_valid_light_and_changes_nothing(app: Flask, net: Network) -> None:
    record = file(net)
    before, folded = rows(net, record), state(net, record)
    for name in ("rosa", "paz"):
        client = browser(app, net, name)
        for tab in (*TABS, *(["/names"] if name == "paz" else [])):
            page = client.get(f"/desk/{record}{tab}")
            assert page.status_code == 200, tab
            assert_valid_html(page.get_data(as_text=True))
            assert len(page.data) < LIGHT
        assert_valid_html(client.get("/desk").get_data(as_text=True))
    assert rows(net, record) == before
    assert state(net, record) == folded


@pytest.mark.parametrize("name", ["gita", "gus", "edna", "abel", "audra", "admin", "mia"])
def test_nobody_else_learns_whether_a_report_exists(app: Flask, net: Network, name: str) -> None:
    record = file(net)
    client = browser(app, net, name)
    for ref in (record, "0123456789ABCDEF", "nonsense"):
        for tab in (*TABS, "/names"):
            assert client.get(f"/desk/{ref}{tab}").status_code == 404


def test_a_reference_may_be_typed_as_it_is_read_aloud(app: Flask, net: Network) -> None:
    record = file(net)
    typed = "-".join(record[at : at + 4] for at in range(0, 16, 4)).lower()
    assert browser(app, net, "rosa").get(f"/desk/{typed}").status_code == 200


def test_a_reviewer_sees_no_name(app: Flask, net: Network) -> None:
    record = file(net)
    client = browser(app, net, "rosa")
    assert all("Asha" not in client.get(f"/desk/{record}{tab}").get_data(as_text=True) for tab in TABS)
    assert client.get(f"/desk/{record}/names").status_code == 404


def test_the_title_tells_nothing(app: Flask, net: Network) -> None:
    record = file(net)
    client = browser(app, net, "rosa")
    for tab in TABS:
        assert "<title>Amparo</title>" in client.get(f"/desk/{record}{tab}").get_data(as_text=True)
