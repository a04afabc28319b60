"""Contract 7: every page is valid, accessible, silent in the console, asks nobody else, fits and is light."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.browser.crawling import reached, sign_in
from tests.factories import Network
from tests.support.browser import DESK, PHONE
from tests.support.html import faults

pytestmark = pytest.mark.browser

PUBLIC_WEIGHT, MEMBER_WEIGHT = 30_000, 40_000  # bytes, with style, script and logo
PUBLIC = ("/spotlights", "/countries", "/methodology")
BEGINNINGS = {
    "nobody": "/",
    "mia": "/incidents",
    "rosa": "/desk",
    "paz": "/desk",
    "edna": "/editor",
    "abel": "/editor",
    "audra": "/audit",
    "admin": "/admin",
}


@pytest.fixture(scope="session")
def shared_weight() -> int:
    """Bytes that every page loads beside itself."""
    from pathlib import Path

    static = Path(__file__).parents[2] / "app" / "static"
    return sum((static / name).stat().st_size for name in ("amparo.css", "amparo.js", "favicon.svg"))


@pytest.mark.long(12)
@pytest.mark.parametrize("name", list(BEGINNINGS))
def test_every_page_of_a_role_on_a_phone(
    app: Flask,
    busy: Network,
    browse: Callable[..., Page],
    axe: Callable[[Page], list[str]],
    live_server: str,
    shared_weight: int,
    name: str,
) -> None:
    page = browse(PHONE)
    if name != "nobody":
        sign_in(page, app, busy, name, live_server)
    problems, count = [], 0
    limit = (PUBLIC_WEIGHT if name == "nobody" else MEMBER_WEIGHT) - shared_weight
    for path, answer in reached(page, BEGINNINGS[name]):
        count += 1
        text = answer.text()
        problems += [f"{path}: {fault}" for fault in (*faults(text), *axe(page))]
        if len(text.encode()) > limit and not path.startswith("/countries"):
            problems.append(f"{path}: {len(text.encode())} bytes, more than {limit}")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            problems.append(f"{path}: {wide} pixels wider than the screen")
        if not path.startswith(PUBLIC) and path != "/" and page.title() != "Amparo":
            problems.append(f"{path}: its title says {page.title()!r}")
    assert not problems, "\n".join(problems)
    assert count >= 3, f"only {count} pages were reached"


@pytest.mark.long(6)
@pytest.mark.parametrize(("name", "language"), [("nobody", "ar"), ("mia", "ar"), ("rosa", "fr")])
def test_every_page_on_a_desk_in_another_language(
    app: Flask,
    busy: Network,
    browse: Callable[..., Page],
    axe: Callable[[Page], list[str]],
    live_server: str,
    name: str,
    language: str,
) -> None:
    page = browse(DESK, locale=language)
    if name != "nobody":
        sign_in(page, app, busy, name, live_server)
    problems = []
    for path, _answer in reached(page, BEGINNINGS[name], most=25):
        problems += [f"{path}: {violation}" for violation in axe(page)]
        direction = page.evaluate("document.documentElement.dir")
        if direction != ("rtl" if language == "ar" else "ltr"):
            problems.append(f"{path}: direction {direction}")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            problems.append(f"{path}: {wide} pixels wider than the screen")
    assert not problems, "\n".join(problems)
