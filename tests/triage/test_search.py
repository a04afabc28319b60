"""The page of the search: sent by POST, kept nowhere, light, and nothing on it that the reader must not see."""

from __future__ import annotations

import logging
import re

import apsw
import pytest
from flask import Flask

from app.database import transaction
from app.incidents.content.report import Narrative
from app.index.absorbing import Progress
from app.triage.service import assigning
from tests.factories import Network
from tests.support.html import assert_valid_html
from tests.triage.desks import browser, file, rows, send

ARABIC = "اعتقلت الشرطة المحامي أحمد أمام المحكمة ثم نقلته إلى مكان مجهول ولم يسمح لعائلته بزيارته "
PAGE = "/desk/search"


def references(text: str) -> list[str]:
    """Return the records that a page leads to."""
    return re.findall(r'href="/desk/([0-9A-Z]{16})"', text)


def test_the_empty_page_says_what_can_be_typed(app: Flask, net: Network) -> None:
    client = browser(app, net, "rosa")
    text = client.get(f"{PAGE}?text=secret").get_data(as_text=True)
    assert_valid_html(text)
    assert text.count("<dt>") == 5 and "<code>country:</code>" in text and 'value="secret"' not in text
    assert f'action="{PAGE}"' in client.get("/desk").get_data(as_text=True), "the queue's box leads here"
    nothing = send(client, PAGE, text="  ")
    assert nothing.status_code == 200 and "Nothing was found" not in nothing.get_data(as_text=True)


def test_what_was_found_is_shown_with_the_words_around_it(app: Flask, net: Network) -> None:
    record = file(net, narrative=Narrative(text="Two men took <b>the lawyer</b> & left. " * 3))
    noise = file(net)
    client = browser(app, net, "rosa")
    answer = send(client, PAGE, text="LAWYER country:colombie")
    text = answer.get_data(as_text=True)
    assert_valid_html(text)
    assert references(text) == [record] != [noise]
    assert "<b>the <mark>" not in text and "&lt;b&gt;the <mark>lawyer</mark>&lt;/b&gt; &amp; left" in text
    phrase = send(client, PAGE, text='"b the lawyer"').get_data(as_text=True)
    assert "&lt;<mark>b&gt;the lawyer</mark>&lt;" in phrase
    assert "Country = Colombia" in text and "1 report<" in text


def test_what_is_looked_for_is_kept_nowhere(app: Flask, net: Network, caplog: pytest.LogCaptureFixture) -> None:
    record = file(net)
    before = rows(net, record)
    client = browser(app, net, "rosa")
    with caplog.at_level(logging.DEBUG):
        answer = send(client, PAGE, text="office canaryword")
        found = send(client, PAGE, text="office")
    for one in (answer, found):
        text = one.get_data(as_text=True)
        assert one.status_code == 200 and not re.search(r'(href|action)="[^"]*(office|canaryword)', text)
        assert not one.headers.getlist("Set-Cookie")
        assert "no-store" in one.headers["Cache-Control"]
    assert "canaryword" not in caplog.text and rows(net, record) == before
    assert client.post(PAGE, data={"text": "office"}).status_code == 400, "no search without a token"


def test_what_was_not_understood_is_said(app: Flask, net: Network) -> None:
    file(net)
    client = browser(app, net, "rosa")
    text = send(client, PAGE, text="colour:<red> office").get_data(as_text=True)
    assert_valid_html(text)
    assert "searched as words: colour:&lt;red&gt;" in text and "Nothing was found" in text


def test_pages_are_light_and_follow_each_other(app: Flask, net: Network) -> None:
    records = {file(net, "mia" if n % 2 else "noor", narrative=Narrative(text=ARABIC * 30)) for n in range(27)}
    client = browser(app, net, "rosa")
    for language in ("en", "ar"):
        client.set_cookie("language", language, domain="localhost")
        answer = send(client, PAGE, text="المحامي المحكمة")
        text = answer.get_data(as_text=True)
        assert len(answer.data) < 30_000, len(answer.data)
        assert_valid_html(text)
    after = re.search(r'name="after" value="([^"]+ \d+)"', text)
    assert after
    rest = references(send(client, PAGE, text="المحامي المحكمة", after=after.group(1)).get_data(as_text=True))
    assert len(references(text)) == 25 and len(rest) == 2 and {*references(text), *rest} == records


def test_own_reports_and_conflicts_are_not_found(app: Flask, net: Network) -> None:
    other, apart = file(net), file(net)
    with net.app.app_context(), transaction():
        assigning.declare_conflict(net.actor("rosa"), apart, "a cousin")
    for name, shown in (("rosa", {other}), ("ben", {other, apart})):
        client = browser(app, net, name)
        for wanted in ("office", "country:COL", "-nothing", apart):
            text = send(client, PAGE, text=wanted).get_data(as_text=True)
            expected = {apart} & shown if wanted == apart else shown
            assert set(references(text)) == expected, (name, wanted)


def test_a_reference_is_found_as_it_is_read_aloud(app: Flask, net: Network) -> None:
    record = file(net)
    file(net)
    client = browser(app, net, "rosa")
    spoken = "-".join(record[at : at + 4] for at in range(0, 16, 4)).lower()
    assert references(send(client, PAGE, text=spoken).get_data(as_text=True)) == [record]


@pytest.mark.parametrize("name", ["mia", "edna", "admin"])
def test_nobody_else_searches(app: Flask, net: Network, name: str) -> None:
    client = browser(app, net, name)
    assert client.get(PAGE).status_code == 404


def test_another_desk_is_not_searched(app: Flask, net: Network) -> None:
    file(net)
    client = browser(app, net, "rosa")
    elsewhere = next(desk for name, desk in net.desks.items() if name != "Andes")
    kenyan = file(net, country="KEN")
    text = send(client, PAGE, text="office", desk=elsewhere).get_data(as_text=True)
    assert kenyan not in text


def test_an_index_that_cannot_be_used_is_said_and_nothing_is_lost(
    app: Flask, net: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object, **_named: object) -> None:
        raise apsw.FullError

    client = browser(app, net, "rosa")
    monkeypatch.setattr("app.triage.indexes.absorb", full)
    answer = send(client, PAGE, text="office")
    assert_valid_html(answer.get_data(as_text=True))
    assert answer.status_code == 503 and 'value="office"' in answer.get_data(as_text=True)


def test_what_is_not_read_yet_is_said(app: Flask, net: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    file(net)
    client = browser(app, net, "paz")
    for place in ("absorb", "absorb_names"):
        monkeypatch.setattr(f"app.triage.indexes.{place}", lambda *_given, **_named: Progress(3, 7))
    for path, prefix, more in ((PAGE, "", {}), (f"{PAGE}/names", "seek", {"purpose": "She called for help"})):
        page = send(client, path, prefix, text="office", **more).get_data(as_text=True)
        assert_valid_html(page)
        assert "Reading what arrived: 3 of 7." in page
