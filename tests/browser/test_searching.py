"""A desk is searched on a phone, with a script and without: from the queue's box to the words around a hit."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.incidents.content.report import Narrative
from tests.browser.crawling import follow, sign_in
from tests.factories import Network, network
from tests.support.html import assert_valid_html
from tests.triage.desks import file

pytestmark = pytest.mark.browser

ARABIC = "تبعوا P1 من المحكمة إلى البيت وقالوا إن الجلسة القادمة ستكون الأخيرة. " * 12


@pytest.fixture
def net(app: Flask) -> Network:
    with app.app_context():
        return network(app)


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_from_the_queue_to_the_words_and_the_names(
    app: Flask,
    net: Network,
    browse: Callable[..., Page],
    axe: Callable[[Page], list[str]],
    live_server: str,
    javascript: bool,
) -> None:
    record = file(net, narrative=Narrative(text=ARABIC, language="ar"))
    page = browse(360, javascript=javascript)
    sign_in(page, app, net, "paz", live_server)
    page.goto("/desk")
    page.fill("#f-text", "المَحكمة country:Colombie colour:red")
    page.press("#f-text", "Enter")
    expect(page.locator(".box.warning")).to_contain_text("colour:red")
    page.fill("#text", "المَحكمة country:Colombie")
    with page.expect_navigation():
        page.press("#text", "Enter")
    expect(page.locator("mark").first).to_have_text("المحكمة")
    assert page.url.endswith("/desk/search") and page.title() == "Amparo"
    _fits(page, axe if javascript else None)
    page.fill("#text", "Asha")
    with page.expect_navigation():
        page.press("#text", "Enter")
    expect(page.locator(".empty")).to_be_visible()
    page.fill("[name=seek-purpose]", "She called and asks for help")
    follow(page.locator("button", has_text="Search the names"))
    expect(page.locator("main ol")).to_contain_text("P1")
    _fits(page, axe if javascript else None)
    follow(page.locator("main ol a"))
    assert page.url.endswith(f"/desk/{record}/names")
    expect(page.locator("main")).to_contain_text("Asha")


def _fits(page: Page, axe: Callable[[Page], list[str]] | None) -> None:
    assert_valid_html(page.content())
    assert axe is None or not axe(page)
    if axe is not None:
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
