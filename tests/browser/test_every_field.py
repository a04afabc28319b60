"""The fields that wait behind "more": on a phone they are named, large enough to touch, and keep what is ticked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.browser.crawling import follow, sign_in
from tests.factories import Network, network
from tests.support.browser import PHONE

pytestmark = pytest.mark.browser

OPEN = "document.querySelectorAll('main details').forEach(one => one.open = true)"
SMALL = """[...document.querySelectorAll('main form label.choice, main form summary, main form select,'
  + ' main form button, main form input:not([type=hidden], [type=checkbox], [type=radio], .vh)')]
  .filter(one => one.checkVisibility() && !one.classList.contains('vh') && one.getBoundingClientRect().height < 43.9)
  .map(one => one.outerHTML.slice(0, 120) + one.getBoundingClientRect().height)"""
WIDE = "document.documentElement.scrollWidth > innerWidth"


@pytest.fixture
def net(app: Flask) -> Network:
    with app.app_context():
        return network(app)


def test_every_step_with_all_its_questions_open(
    app: Flask, net: Network, browse: Callable[..., Page], axe: Callable[[Page], list[str]], live_server: str
) -> None:
    page = browse(PHONE)
    sign_in(page, app, net, "mia", live_server)
    page.goto("/incidents/full")
    page.select_option("[name=country]", "PER")
    problems: list[str] = []
    for step in ("where", "who", "acts", "doers", "story", "consent"):
        page.evaluate(OPEN)
        problems += [f"{step}: {one}" for one in (*axe(page), *page.evaluate(SMALL))]
        assert not page.evaluate(WIDE), step
        if step == "who":
            page.fill("[name=people-0-name]", "Asha")
            page.locator("label.choice", has_text="Rural or peasant").click()
            page.locator("label.choice", has_text="Caste or descent").click()
        follow(page.locator("main button[value=continue]").last)
    assert problems == []
    assert page.url.endswith("/check"), page.url
    assert "Caste or descent, Rural or peasant" in page.locator("main").inner_text()
