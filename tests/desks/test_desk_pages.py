"""Desks: who serves which country, and what the page warns of."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.desks import service as desks
from tests.factories import Network, csrf


def version_on(client: FlaskClient, path: str) -> str:
    found = re.search(r'name="version"[^>]*value="([^"]*)"', client.get(path).get_data(as_text=True))
    assert found
    return found.group(1)


def save(client: FlaskClient, path: str, **fields: object) -> tuple[int, str]:
    data = {"csrf_token": csrf(client, path), "version": version_on(client, path), "partner": "", **fields}
    answer = client.post(path, data=data)
    return answer.status_code, answer.get_data(as_text=True)


def test_a_desk_is_made_and_serves_its_countries(app: Flask, net: Network, admin: FlaskClient) -> None:
    countries = ["KEN", "UGA", "TZA", "RWA", "BDI"]
    assert save(admin, "/admin/desks/new", name="Lakes", countries=countries, partner=net.desks["Global"])[0] == 303
    with app.app_context():
        lakes = next(desk for desk in desks.listed() if desk.name == "Lakes")
        assert set(lakes.countries) == set(countries) and lakes.partner == net.desks["Global"]
        assert not lakes.open and desks.serving("KEN").name == "Global", "not routed to a desk that nobody reads"
    page = admin.get("/admin/desks").get_data(as_text=True)
    assert "Nobody reads here" in page and "Few countries" not in page


def test_a_name_of_blanks_is_refused_at_its_own_question(net: Network, admin: FlaskClient) -> None:
    status, page = save(admin, "/admin/desks/new", name="  ", countries=["KEN"])
    assert status == 422 and 'href="#name"' in page and 'aria-invalid="true"' in page


def test_a_desk_of_few_countries_is_warned_of(net: Network, admin: FlaskClient) -> None:
    path = f"/admin/desks/{net.desks['Andes']}"
    assert "serves few countries" not in admin.get(path).get_data(as_text=True)
    assert save(admin, path, name="Andes", countries=["BOL", "COL", "ECU", "PER"])[0] == 303
    assert "serves few countries" in admin.get(path).get_data(as_text=True)
    assert "Few countries" in admin.get("/admin/desks").get_data(as_text=True)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"name": ""}, "Give the desk a name"),
        ({"name": "x" * 81}, "80"),
        ({"countries": ["BOL"]}, "Another desk serves"),
        ({"countries": ["XXX"]}, "not in the list"),
        ({"is_global": "y"}, "global desk already"),
        ({"partner": "NOSUCHDESK000000"}, "valid choice"),
    ],
)
def test_what_cannot_be_is_refused_with_everything_kept(
    app: Flask, net: Network, admin: FlaskClient, fields: dict[str, object], says: str
) -> None:
    status, page = save(admin, "/admin/desks/new", **{"name": "Lakes", "countries": ["KEN"], **fields})
    assert status == 422 and says in page
    if "countries" not in fields:
        assert "value=KEN checked" in page
    with app.app_context():
        assert len(desks.listed()) == 2


def test_the_second_of_two_changes_is_told_and_overwrites_nothing(app: Flask, net: Network, admin: FlaskClient) -> None:
    path = f"/admin/desks/{net.desks['Andes']}"
    version = version_on(admin, path)
    assert save(admin, path, name="Andes", countries=["BOL", "COL", "ECU", "PER", "VEN", "CHL"])[0] == 303
    data = {"csrf_token": csrf(admin, path), "version": version, "name": "Late", "countries": ["BOL"], "partner": ""}
    answer = admin.post(path, data=data)
    assert answer.status_code == 409 and 'value="Late"' in answer.get_data(as_text=True)
    with app.app_context():
        assert desks.get(net.desks["Andes"]).name == "Andes"


def test_there_is_no_page_of_a_desk_that_does_not_exist(net: Network, admin: FlaskClient) -> None:
    assert admin.get("/admin/desks/NOSUCHDESK000000").status_code == 404
