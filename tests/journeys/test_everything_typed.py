"""Whatever is typed into the full report is read again before it is filed, and on the filer's own page afterwards."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from itertools import count
from random import Random

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import network, signed_in
from tests.journeys.filing import GO_ON, page, reference
from tests.journeys.pages import Form, form_with, send
from tests.web.test_every_rendered_field import ACTS, STEPS, draft_of_everything, filled
from tests.web.test_long_reports import leaves

OPEN = (*STEPS, *(f"acts?open=A{number + 1}" for number in range(1, len(ACTS))), "consent?open=P2")
LINK = "7K3M9QXT4B2NWZ0C"
WORDS = re.compile("<[^>]+>")
SEEN_AS = {LINK: "7K3M-9QXT-4B2N-WZ0C", "2019-05-17": "17 May 2019"}
NUMBERS = {"latitude": "-12.5", "longitude": "77.25"}


@pytest.fixture
def mia(app: Flask) -> FlaskClient:
    with app.app_context():
        network(app)
    return signed_in(app, "mia")


def options(text: str, name: str) -> dict[str, str]:
    """Return what a field offers to choose from: code and words."""
    select = re.search(rf'<select[^>]*name="{name}"[^>]*>(.*?)</select>', text, re.DOTALL)
    if select:
        found = re.findall(r"<option value=[\"']([^\"']*)[\"'][^>]*>([^<]*)<", select.group(1))
    else:
        found = re.findall(rf'<input[^>]*name="{name}"[^>]*value="([^"]+)"[^>]*>(?:<label[^>]*>)?([^<]+)<', text)
    return {code: html.unescape(words) for code, words in found if code}


class Typist:
    """Types something of its own into each field, and knows by which words it is found again."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()
        chance = Random(7)  # words that are not alike: none may be found because it is like another
        self.words = ("".join(chance.choices("bcdfghklmnprstvwz", k=12)) for _number in count())
        self.numbers = count(7301, 111)
        self.years = count(1980)

    def type(self, text: str, form: Form, name: str) -> str:
        last = name.rpartition("-")[2]
        if form.asked[name] not in ("text", "textarea"):
            return self.choose(options(text, name), last)
        if last in ("day", "month"):
            return "3"
        value = next(self.years) if last == "year" else next(self.numbers) if "number" in last or "count" in last else 0
        typed = str(value) if value else NUMBERS.get(last) or {"date": "2019-05-17"}.get(last) or next(self.words)
        if last == "person_country":
            typed = "Uruguay"
        if last == "previous_links":
            typed = LINK
        self.seen[SEEN_AS.get(typed, typed)] += 1
        return typed

    def choose(self, offered: dict[str, str], last: str) -> str:
        codes = list(offered)
        wanted = {"code": "und", "assent": "too_young", "given_by": "guardian"}.get(last, "")
        chosen = next((one for one in (wanted, "unknown") if one in codes), codes[-1])
        self.seen["" if chosen == "und" else chosen if last == "against" else offered[chosen]] += 1
        return chosen


def everything(client: FlaskClient, typist: Typist) -> str:
    """Fill in every field of every step of a report; return its draft."""
    draft = draft_of_everything(client)
    for at in [f"/incidents/draft/{draft}/{step}" for step in OPEN]:
        text = page(client, at)
        form = form_with(text, "do")
        keep = re.compile("." if at.endswith("P2") else r"^acts-\d-code$|U\d+$|-about$")
        typed = {name: typist.type(text, form, name) for name in form.asked if not keep.search(name)}
        typed |= {name: "yes" for name in form.asked if at.endswith("P2") and name.endswith("-U1")}
        answer = client.post(at, data={**filled(form, typed), "do": GO_ON[1]})
        assert answer.status_code == 303, f"{at}: {WORDS.sub(' ', answer.get_data(as_text=True))[:3000]}"
    return draft


def whole(client: FlaskClient, path: str) -> str:
    """Return a page with what all its leaves say, each leaf once."""
    first, *others = [page(client, one) for one in leaves(client, path)]
    return first[first.index("<main") :] + "".join(one.split('<div id="part">')[1].split("<nav")[0] for one in others)


def missing(typist: Typist, text: str) -> Iterator[str]:
    """Yield what is not read on a page as often as it was typed."""
    shown = html.unescape(WORDS.sub("", text))
    yield from (words for words, times in typist.seen.items() if words and shown.count(words) < times)


def test_everything_typed_is_seen_before_it_is_filed_and_on_ones_own_page(mia: FlaskClient) -> None:
    typist = Typist()
    draft = everything(mia, typist)
    assert sum(typist.seen.values()) > 120, typist.seen
    check = f"/incidents/draft/{draft}/check"
    assert list(missing(typist, whole(mia, check))) == []
    record = reference(send(mia, check, ("over", "")))
    assert list(missing(typist, whole(mia, f"/incidents/{record}"))) == []
