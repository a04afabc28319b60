"""A pattern can be kept: a named, sealed link and note in each of its reports, for those who may see them alone."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.database import transaction
from app.incidents.content.incident import Link
from app.incidents.service import withdrawing
from app.triage.service import assigning
from app.triage.service.gathering import MOST
from app.vault.roles import Role
from tests.factories import Network
from tests.triage.desks import browser, file, rows, send, state, token
from tests.triage.test_attacks import member_and_reviewer
from tests.triage.test_patterns import several

NAME = "Land and police in Cauca"


def keep(client: FlaskClient, records: list[str], name: str = NAME, offered: list[str] | None = None) -> TestResponse:
    """Send the page on which a candidate is named."""
    sent = {"r": " ".join(offered or records), "name": name, "records": records, "do": "keep"}
    return client.post("/desk/candidates", data={"csrf_token": token(client), **sent})


def kept(net: Network, record: str) -> set[str]:
    """Return to which reports this one is linked as a candidate of that name."""
    links: tuple[Link, ...] = state(net, record).links
    return {link.record for link in links if (link.relation, link.reason) == ("case_candidate", NAME)}


def notes(net: Network, record: str) -> list[str]:
    return [note.text for note in state(net, record).notes]


def test_a_pattern_is_kept_under_a_name_in_each_of_its_reports(app: Flask, net: Network) -> None:
    records = several(net, "mia", "noor", "mia")
    rosa = browser(app, net, "rosa")
    before = [rows(net, record) for record in records]
    page = rosa.get("/desk/patterns").text
    offered = re.search(r'name="r" value="([^"]+)"', page)
    assert offered and sorted(offered.group(1).split()) == sorted(records)
    page = send(rosa, "/desk/candidates", r=offered.group(1)).text
    assert "Name of the candidate" in page and page.count(" checked") == 3
    assert [rows(net, record) for record in records] == before, "nothing is written before it has a name"
    done = keep(rosa, offered.group(1).split())
    first, *others = offered.group(1).split()
    assert done.status_code == 303 and done.location == f"/desk/{first}#links"
    assert "kept in 3 reports" in rosa.get(f"/desk/{first}").text
    assert kept(net, first) == set(others) and all(kept(net, record) == {first} for record in others)
    assert all(notes(net, record) == [f"Candidate for a case: {NAME}"] for record in records)
    page = rosa.get(f"/desk/{others[0]}").text
    assert f"/desk/{first}" in page and f"candidate for a case: <bdi>{NAME}</bdi>" in page
    assert all(record in send(rosa, "/desk/search", text=f'"{NAME}"', desk="", after="").text for record in records)
    assert NAME not in browser(app, net, "mia").get(f"/incidents/{first}").text


def test_kept_twice_it_stands_there_once(app: Flask, net: Network) -> None:
    records = several(net, "mia", "noor")
    rosa = browser(app, net, "rosa")
    keep(rosa, records)
    before = [rows(net, record) for record in records]
    assert keep(rosa, records).status_code == 303
    assert [rows(net, record) for record in records] == before


def test_what_may_not_be_worked_on_is_left_out_and_named_nowhere(app: Flask, net: Network) -> None:
    member_and_reviewer(net, "bruno")
    one, two, gone, conflicted = several(net, "mia", "noor", "mia", "mia")
    own = file(net, "bruno")
    with app.app_context(), transaction():
        withdrawing.withdraw(net.actor("mia"), gone, ())
    with app.app_context(), transaction():
        assigning.declare_conflict(net.actor("bruno"), conflicted, "")
    bruno = browser(app, net, "bruno")
    asked = [one, own, gone, conflicted, two, "0000000000000000"]
    assert keep(bruno, asked).status_code == 303
    assert kept(net, one) == {two} and kept(net, two) == {one}
    assert not any(state(net, record).links for record in (own, gone, conflicted))
    assert bruno.get(f"/desk/{one}").text.count("Left out:") == 4


def test_a_link_shows_no_report_that_the_reader_must_not_be_shown(app: Flask, net: Network) -> None:
    """Others may keep it: in the other reports its reference is not for its filer, nor for one with a conflict."""
    member_and_reviewer(net, "bruno")
    one, two, three = several(net, "mia", "noor", "mia")
    own = file(net, "bruno")
    keep(browser(app, net, "rosa"), [one, two, three, own])
    with app.app_context(), transaction():
        assigning.declare_conflict(net.actor("bruno"), three, "")
    page = browser(app, net, "bruno").get(f"/desk/{one}").text
    assert two in page and own not in page and three not in page
    assert own in browser(app, net, "rosa").get(f"/desk/{one}").text


@pytest.mark.parametrize(
    ("count", "name", "said"),
    [
        (2, "", "Give the candidate a name"),
        (2, "   ", "Give the candidate a name"),
        (1, NAME, "Choose at least two reports"),
        (0, NAME, "Choose at least two reports"),
        (2, "x" * 201, "Field cannot be longer than 200"),
    ],
)
def test_an_error_keeps_what_was_typed_and_ticked(app: Flask, net: Network, count: int, name: str, said: str) -> None:
    records = several(net, "mia", "noor", "mia")
    answer = keep(browser(app, net, "rosa"), records[:count], name, offered=records)
    assert answer.status_code == 422 and said in answer.text and answer.text.count(" checked") == count
    assert f'value="{name.strip()}"' in answer.text and all(record in answer.text for record in records)
    assert not any(state(net, record).links for record in records)


def test_no_more_are_looked_at_than_one_candidate_holds_and_nonsense_is_none(app: Flask, net: Network) -> None:
    rosa = browser(app, net, "rosa")
    many = [f"{number:016d}" for number in range(MOST + 5)]
    assert send(rosa, "/desk/candidates", r=" ".join(many)).text.count(" checked") == MOST
    answer = send(rosa, "/desk/candidates", r="../x <b> \x00 " + "9" * 5000, name=NAME, do="keep")
    assert answer.status_code == 422 and "Choose at least two reports" in answer.text


def test_only_a_reviewer_is_offered_to_keep_one(app: Flask, net: Network) -> None:
    records = several(net, "mia", "noor", "mia")
    with app.app_context():
        net.add("cora", (Role.COORDINATOR, "Andes"))
    assert "Keep as a candidate" in browser(app, net, "rosa").get("/desk/patterns").text
    for name in ("cora", "paz"):
        page = browser(app, net, name).get("/desk/patterns")
        assert page.status_code == 200 and "Keep as a candidate" not in page.text
    assert keep(browser(app, net, "cora"), records).status_code in (422, 423)
    assert not any(state(net, record).links for record in records)
