"""A list comes in, with a script and without; each page is valid, accessible, light and fits its screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.crawling import follow, sign_in
from tests.factories import Network, network
from tests.support.html import faults

pytestmark = [pytest.mark.browser, pytest.mark.long(15)]

MEMBER_WEIGHT = 40_000 - 18_500  # bytes of a page without what all pages share
LIST = "\n".join(
    [
        "row,date,gender,age,driver,perpetrator,country,story",
        "1,2012-01,Male,35,Logging,Police,Colombia,They shot P1 at home.",
        "2,3/4/2012,Female,4145,Mining,Hired men,Perú,لاحقوا P1 في الطريق",
        "3,2012-02-30,,,Mining,,Atlantis,x",
    ]
).encode()


@pytest.fixture
def net(app: Flask) -> Network:
    with app.app_context():
        return network(app)


@pytest.mark.parametrize(
    ("width", "javascript", "language"), [(360, True, "en"), (1280, False, "en"), (360, True, "ar")]
)
def test_a_list_comes_in(
    app: Flask,
    net: Network,
    live_server: str,
    browse: Callable[..., Page],
    axe: Callable[[Page], list[str]],
    width: int,
    javascript: bool,
    language: str,
) -> None:
    page = browse(width, javascript=javascript, locale=language)
    problems: list[str] = []

    def looked_at(name: str) -> None:
        text = page.request.get(page.url).text()
        problems.extend(f"{name}: {fault}" for fault in faults(text))
        if len(text.encode()) > MEMBER_WEIGHT:
            problems.append(f"{name}: {len(text.encode())} bytes")
        if javascript:
            problems.extend(f"{name}: {violation}" for violation in axe(page))
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            problems.extend([f"{name}: {wide} pixels wider than the screen"] if wide > 0 else [])

    sign_in(page, app, net, "mia", live_server)
    page.goto("/incidents/import")
    looked_at("start")
    page.set_input_files("#file", {"name": "list.csv", "mimeType": "text/csv", "buffer": LIST})
    follow(page.locator("form[enctype] button.main"))
    expect(page.locator("main")).to_contain_text("They shot P1 at home.")
    looked_at("file")
    follow(page.locator("main p a.main"))
    looked_at("columns")
    page.select_option("#c4", "more")
    follow(page.locator("form[data-guard] button.main"))
    page.select_option("#c4", "report.sector")
    assert page.locator("select").count() == 1
    looked_at("a column with every place")
    follow(page.locator("form[data-guard] button.main"))
    looked_at("values")
    page.check("[name=o1][value=dmy]")
    follow(page.get_by_role("button").and_(page.locator("button[value=continue]")))
    looked_at("consent")
    page.select_option("#danger", "unknown")
    page.select_option("#act", "K1")
    page.check("[name=basis][value=cannot]")
    page.fill("#reason", "They are dead.")
    follow(page.locator("form[data-guard] button.main"))
    looked_at("check")
    follow(page.locator("form[action$=begin] button"))
    expect(page.locator("progress[value='3']")).to_be_visible(timeout=20_000)
    looked_at("the end")
    assert not problems, "\n".join(problems)
    with page.expect_download() as waiting:
        page.click("a[download]")
    data = waiting.value.path().read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") and data.count(b"\r\n") == 3
