"""Odd values in the fields that pages really show, under the names that the pages give them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import Network, network, signed_in
from tests.journeys.filing import GO_ON, alert, fill_in, page, reference
from tests.journeys.pages import Form, form_with, forms, send
from tests.support.sessions import enter

ACTS = ("L1", "J1", "V1", "K1", "W1", "H1")  # one of each kind that asks further questions, and one that does not
LISTS = ("who?open=P1", "who?open=beside", "acts", "acts?open=A1", "doers", "doers?open=X1", "consent?open=P1")
STEPS = ("where", *LISTS, "story", *(f"act/A{number + 1}" for number in range(len(ACTS))))
PARTS = re.compile(r"(-|^)(about|day|month)$")  # of a date: what is wrong with it is said at its year
LONGEST = 20_001  # one more than any text may have
TEXTS = ("text", "textarea")


@pytest.fixture
def net(app: Flask) -> Network:
    with app.app_context():
        return network(app)


@pytest.fixture
def mia(app: Flask, net: Network) -> FlaskClient:
    return signed_in(app, "mia")


def draft_of_everything(client: FlaskClient) -> str:
    """Return a draft with two persons, an act of every kind, and one of those who did it."""
    draft = fill_in(client)
    at = f"/incidents/draft/{draft}"
    kinds: dict[str, object] = {f"acts__{number}__code": code for number, code in enumerate(ACTS)}
    for step, typed in (
        ("who", {"people__1__name": "Berta"}),
        ("acts", kinds),
        ("doers", {"doers__0__actor_class": "state"}),
        ("consent", {}),
    ):
        assert send(client, f"{at}/{step}", GO_ON, **typed).status_code == 303, step
    return draft


def wrong(form: Form) -> dict[str, str]:
    """Return for each field a value that no rule accepts; the texts differ, so that each can be found again."""
    asked = [name for name in form.asked if not PARTS.search(name)]
    return {
        name: f"Kept {number} ".ljust(LONGEST, "x") if form.asked[name] in TEXTS else "no such code"
        for number, name in enumerate(asked)
    }


def filled(form: Form, values: dict[str, str]) -> dict[str, list[str]]:
    """Return what a browser would send, with some fields filled in anew."""
    pairs: dict[str, list[str]] = {}
    for name, value in form.pairs:
        pairs.setdefault(name, []).append(value)
    return {**pairs, **{name: [value] for name, value in values.items()}}


def listed(text: str) -> set[str]:
    """Return where the list of problems at the top leads: each must be a place of the page."""
    box = text[text.index('id="errors"') :].partition("</ul>")[0]
    found = set(re.findall(r'href="#([^"]+)"', box))
    assert all(f'id="{one}"' in text for one in found), found
    assert len(found) == box.count("<li>"), box
    return {one.removesuffix("-0") for one in found}


def test_what_is_wrong_in_any_field_of_any_step_is_listed_and_nothing_typed_is_lost(mia: FlaskClient) -> None:
    draft = draft_of_everything(mia)
    for at in [f"/incidents/draft/{draft}/{step}" for step in STEPS]:
        form = form_with(page(mia, at), "do")
        values, found = wrong(form), set()
        for _round in range(4):  # what is listed is put right, and the page is sent again
            left = {name: value for name, value in values.items() if name not in found}
            answer = mia.post(at, data={**filled(form, left), "do": GO_ON[1]})
            if not left:
                break
            text = answer.get_data(as_text=True)
            assert answer.status_code == 422, f"{at} {answer.status}: not listed are {sorted(left)}"
            assert all(value in text for value in left.values() if value.startswith("Kept")), at
            found |= listed(text)
        assert found == set(values) and answer.status_code == 303, at


VALUES = {"long": "x" * LONGEST, "no code, no number": "\x00\u202e%(x)s <b>-9e999"}
BEGINNINGS = {"mia": ("/incidents",), "rosa": ("/desk",), "paz": ("/desk",), "admin": ("/admin",)}
FEWEST = {"mia": 18, "rosa": 25, "paz": 12, "admin": 6}  # forms that must have been met, so that none goes unseen
ENDS = re.compile(r"/(discard|sessions|sign-out|remove|delete|hand-over|conflict)$")  # what would take the pages away


def reached(client: FlaskClient, beginnings: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Open page after page by their links alone, one of each kind, and yield its path and text."""
    todo, kinds = list(beginnings), set()
    while todo:
        path = todo.pop(0)
        kind = re.sub(r"/[0-9A-Z]{16}(?=/|$)", "/-", path)
        if kind in kinds or re.match(r"/(exit|static|language|spotlights|countries)", path):
            continue
        kinds.add(kind)
        answer = client.get(path)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            text = answer.get_data(as_text=True)
            yield path, text
            todo += [urlsplit(link).path for link in re.findall(r'href="(/[^"]*)"', text)]


@pytest.mark.parametrize("name", BEGINNINGS)
def test_no_form_of_any_page_fails_on_what_is_typed_into_its_own_fields(app: Flask, net: Network, name: str) -> None:
    mia = signed_in(app, "mia")
    reference(alert(mia))
    draft = draft_of_everything(mia)
    acts = [f"/incidents/draft/{draft}/act/A1"] if name == "mia" else []  # a button leads there
    client, seen = app.test_client(), set()
    enter(app, client, net, name)
    for path, text in reached(client, [*BEGINNINGS[name], *acts]):
        for form in forms(text):
            at = (form.action or path).split("#")[0]
            known = (re.sub("[0-9A-Z]{16}", "-", at), *form.asked)
            if not form.asked or known in seen or ENDS.search(at):
                continue
            seen.add(known)
            for kind, value in VALUES.items():
                sent = filled(form, dict.fromkeys(form.asked, value))
                answer = client.post(at, data={**sent, **dict(form.buttons[-1:])})
                assert answer.status_code < 500, f"{kind}: {at}"
    assert len(seen) >= FEWEST[name]
