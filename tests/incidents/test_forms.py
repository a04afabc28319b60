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
    assert re.findall(r'name="open" value="(P\d)"', mia.get(path).text) == ["P1", "P2"]


def hidden(page: str) -> dict[str, str]:
    """What a page sends back without being asked."""
    return dict(re.findall(r'name="(csrf_token|revision|submission)"[^>]*value="([^"]*)"', page))


def names_of(client: FlaskClient, path: str) -> list[str]:
    """The persons that the list of a step says, with their codes."""
    return re.findall(r"<strong>(P\d+)</strong> <bdi>(\w+)", client.get(f"{path}?open=listed").text)


def test_every_button_of_a_list_saves_what_is_typed_first(mia: FlaskClient) -> None:
    path = f"{begun(mia)}/who"
    for press, name in (("add", "Ana"), ("open", "Berta"), ("more", "Carla")):
        fields = hidden(mia.get(f"{path}?open=new").text) | {"people-0-name": name, press: "people"}
        assert mia.post(path, data=fields).status_code == 303
    assert names_of(mia, path) == [("P1", "Ana"), ("P2", "Berta"), ("P3", "Carla")]
    fields = hidden(mia.get(f"{path}?open=P1").text) | {"people-0-key": "P1", "people-0-name": "Anna", "remove": "P2"}
    assert mia.post(path, data=fields).status_code == 303
    assert names_of(mia, path) == [("P1", "Anna"), ("P3", "Carla")]


def test_a_button_pressed_twice_adds_one_person(mia: FlaskClient) -> None:
    path = f"{begun(mia)}/who"
    fields = hidden(mia.get(path).text) | {"people-0-name": "Ana", "add": "people"}
    first, second = mia.post(path, data=fields), mia.post(path, data=fields)
    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert names_of(mia, path) == [("P1", "Ana")]


def test_of_several_entries_one_that_is_wrong_is_shown_and_the_others_are_sent_along(mia: FlaskClient) -> None:
    path = f"{begun(mia)}/who"
    typed = {"people-0-name": "Ana", "people-0-grounds": ["rural", "caste"], "people-1-name": "B" * 401}
    refused = mia.post(path, data=hidden(mia.get(path).text) | typed | {"do": "continue"})
    assert refused.status_code == 422 and 'href="#people-1-name"' in refused.text
    assert 'id="people-0-name"' not in refused.text and '<input type="hidden" name="people-0-name"' in refused.text
    assert refused.text.count('<input type="hidden" name="people-0-grounds"') == 2
    again = mia.post(path, data=hidden(refused.text) | typed | {"people-1-name": "Berta", "do": "continue"})
    assert again.status_code == 303 and names_of(mia, path) == [("P1", "Ana"), ("P2", "Berta")]


def test_what_a_page_did_not_ask_stays_as_it_was(mia: FlaskClient) -> None:
    """The event, the general kind of act and the country of the authorities stand on some pages of their steps only."""
    draft = begun(mia)
    for step, beside, entry in (
        ("who", {"event_title": "March"}, {"people-0-name": "Ana"}),
        ("acts", {"act_group": "threat"}, {"acts-0-code": "H1"}),
        ("doers", {"authorities_country": "PER"}, {"doers-0-name": "Rojas"}),
    ):
        path, value = f"{draft}/{step}", next(iter(beside.values()))
        for fields in ({**beside, **entry}, entry | {f"{next(iter(entry))[:-5]}-key": "", "add": "1"}):
            page = mia.get(f"{path}?open=new").text
            assert mia.post(path, data=hidden(page) | fields | {"do": "continue"}).status_code == 303
        shown = mia.get(f"{path}?open={'beside' if step == 'who' else 'listed'}").text
        assert re.search(rf'value="{value}"( selected|>)', shown), step


def test_what_is_missing_is_read_out_after_an_attempt_to_file(mia: FlaskClient) -> None:
    draft = begun(mia)
    assert 'role="status"><h2>' in mia.get(f"{draft}/check").text
    refused = mia.post(f"{draft}/file", data={"csrf_token": csrf(mia, f"{draft}/check"), "desk": "country"})
    assert refused.status_code == 422 and 'role="alert" tabindex="-1" data-focus><h2>' in refused.text
