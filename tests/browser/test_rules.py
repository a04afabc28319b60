"""What holds on every page: large targets, twice the text, a visible focus, errors that lead to their question."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.browser.crawling import follow, reached, sign_in
from tests.factories import Network
from tests.support.browser import DESK, PHONE

pytestmark = pytest.mark.browser

# A box or a dot is pressed through its label. Links in running text may be as small as the text.
SMALL = """() => [...document.querySelectorAll('button, .btn, summary, nav a, input, select, textarea')]
  .filter(one => one.offsetParent && one.type !== 'hidden' && !one.closest('.vh'))
  .map(one => [one, (/radio|checkbox/.test(one.type) ? one.labels[0] : one).getBoundingClientRect()])
  .filter(([, box]) => box.height < 43.5 || box.width < 24)
  .map(([one, box]) => `${Math.round(box.width)} x ${Math.round(box.height)}: ${one.outerHTML.slice(0, 100)}`)"""
TWICE = "document.documentElement.style.setProperty('font-size', '200%')"
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
FOCUS = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect(), bar = document.querySelector('.bar');
  const above = one.matches('.vh') || bar.contains(one) ? 0 : bar.getBoundingClientRect().bottom - 1;
  const shown = Math.min(box.bottom, innerHeight) - Math.max(box.top, above);
  const seen = getComputedStyle(one).outlineStyle !== 'none' && shown > Math.min(box.height, 44) - 2;
  return [one === document.body, seen, one.outerHTML.slice(0, 100)];
}"""


@pytest.mark.parametrize(("name", "start"), [("nobody", "/"), ("mia", "/incidents"), ("rosa", "/desk")])
def test_targets_are_large_and_text_may_be_twice_as_large(
    app: Flask, busy: Network, browse: Callable[..., Page], live_server: str, name: str, start: str
) -> None:
    page, problems = browse(PHONE), []
    if name != "nobody":
        sign_in(page, app, busy, name, live_server)
    for path, _answer in reached(page, start, most=20):
        problems += [f"{path}: {small}" for small in page.evaluate(SMALL)]
        page.evaluate(TWICE)
        if wide := page.evaluate(WIDE):
            problems.append(f"{path}: {wide} pixels wider than the screen at twice the text")
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_focus_is_seen_wherever_it_goes(
    app: Flask, busy: Network, browse: Callable[..., Page], live_server: str, width: int
) -> None:
    page, hidden = browse(width), []
    sign_in(page, app, busy, "mia", live_server)
    page.goto("/incidents/new")
    for key in ["Tab"] * 45 + ["Shift+Tab"] * 45:
        page.keyboard.press(key)
        nowhere, seen, which = page.evaluate(FOCUS)
        if not nowhere and not seen:
            hidden.append(which)
    assert not hidden, hidden


@pytest.mark.parametrize("language", ["en", "ar", "sw"])
def test_errors_are_focused_and_lead_to_their_question(
    app: Flask, busy: Network, browse: Callable[..., Page], live_server: str, language: str
) -> None:
    page = browse(PHONE, locale=language)
    sign_in(page, app, busy, "mia", live_server)
    page.goto("/incidents/new")
    follow(page.locator("main button.main[value=send]"))
    assert page.evaluate("document.activeElement.id") == "errors"
    links = page.locator("#errors a")
    assert links.count() == 6
    for number in range(6):
        links.nth(number).click()
        target = links.nth(number).get_attribute("href")
        assert page.evaluate("`#${document.activeElement.id}`") == target, target
