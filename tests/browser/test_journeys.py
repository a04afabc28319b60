"""The main job in a real browser, with a script and without, and by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.crawling import follow, sign_in
from tests.factories import Network, network, passphrase_of

pytestmark = pytest.mark.browser

STORY = "They followed P1 home from the court and said the next hearing would be the last."
ARABIC = "تبعوا P1 من المحكمة إلى البيت وقالوا إن الجلسة القادمة ستكون الأخيرة."


@pytest.fixture
def net(app: Flask) -> Network:
    with app.app_context():
        return network(app)


def enter(page: Page, name: str) -> None:
    page.goto("/sign-in")
    page.fill("[name=sign_in_name]", name)
    page.fill("[name=sign_in_passphrase]", passphrase_of(name))
    page.press("[name=sign_in_passphrase]", "Enter")
    expect(page.locator("nav button", has_text="Sign out")).to_be_visible()


def alert(page: Page, text: str) -> str:
    page.goto("/incidents/new")
    page.select_option("[name=country]", "COL")
    page.select_option("[name=act_group]", "threat")
    page.check("[name=danger][value=yes]")
    page.fill("[name=text]", text)
    page.check("[name=who][value=other]")
    page.check("[name=agree][value=yes]")
    follow(page.locator("main button.main[value=send]"))
    found = re.search(r"/incidents/([0-9A-Z]{16})/receipt", page.url)
    assert found, page.locator("main").inner_text()
    return found.group(1)


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_filed_on_a_phone_read_at_the_desk_answered_and_seen(
    net: Network, browse: Callable[..., Page], javascript: bool
) -> None:
    mia, rosa = browse(360, javascript=javascript), browse(1280, javascript=javascript)
    enter(mia, "mia")
    record = alert(mia, ARABIC)
    enter(rosa, "rosa")
    rosa.goto("/desk")
    rosa.locator(f"a[href*='{record}']").first.click()
    expect(rosa.locator("main")).to_contain_text(ARABIC)
    rosa.goto(f"/desk/{record}/talk")
    rosa.locator("form[action$='/messages'] textarea").fill("We have read it. Are you safe tonight?")
    follow(rosa.locator("form[action$='/messages'] button").first)
    mia.goto("/incidents")
    mia.locator(f"a[href*='{record}']").first.click()
    expect(mia.locator("main")).to_contain_text("Are you safe tonight?")


def test_an_error_keeps_what_was_typed_and_says_where(net: Network, browse: Callable[..., Page]) -> None:
    page = browse(360, javascript=False)
    enter(page, "mia")
    page.goto("/incidents/new")
    page.fill("[name=text]", STORY)
    page.click("main button.main[value=send]")
    expect(page.locator("[role=alert]")).to_be_visible()
    assert page.input_value("[name=text]") == STORY
    page.locator("[role=alert] a").first.click()
    assert page.evaluate("location.hash")


def test_the_form_is_filled_and_sent_by_keyboard_alone(net: Network, browse: Callable[..., Page]) -> None:
    page = browse(1280)
    enter(page, "mia")
    page.goto("/incidents/new")
    focused = "document.activeElement.name || document.activeElement.tagName"
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        name = page.evaluate(focused)
        reached.append(name)
        if name in ("country", "act_group"):
            page.keyboard.press("ArrowDown")
        elif name == "text":
            page.keyboard.type(STORY)
        elif name in ("danger", "who", "agree"):
            page.keyboard.press("Space")
        elif name == "do":
            page.keyboard.press("Enter")
            break
    page.wait_for_url(re.compile("/receipt"))
    assert {"country", "act_group", "danger", "text", "who", "agree"} <= set(reached)


def test_a_form_sent_after_the_session_ran_out_goes_through_once(
    app: Flask, net: Network, browse: Callable[..., Page]
) -> None:
    page = browse(360, javascript=False)
    enter(page, "mia")
    page.goto("/incidents/new")
    page.select_option("[name=country]", "COL")
    page.select_option("[name=act_group]", "threat")
    page.check("[name=danger][value=no]")
    page.fill("[name=text]", STORY)
    page.check("[name=who][value=me]")
    page.check("[name=agree][value=yes]")
    page.context.clear_cookies(name="sid")
    page.click("main button.main[value=send]")
    expect(page.locator("[name=sign_in_passphrase]")).to_be_visible()
    page.fill("[name=sign_in_name]", "mia")
    page.fill("[name=sign_in_passphrase]", passphrase_of("mia"))
    page.press("[name=sign_in_passphrase]", "Enter")
    page.wait_for_url(re.compile("/receipt"))
    page.goto("/incidents")
    references = set(re.findall(r"/incidents/([0-9A-Z]{16})", page.content()))
    assert len(references) == 1


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_leaving_ends_the_session_and_goes_elsewhere(
    app: Flask, net: Network, browse: Callable[..., Page], live_server: str, javascript: bool
) -> None:
    app.config["EXIT"] = f"{live_server}/methodology"  # a page that stands in for the neutral site
    page = browse(360, javascript=javascript)
    sign_in(page, app, net, "mia", live_server)
    page.goto("/incidents")
    page.locator("a.exit").click()
    page.wait_for_url(re.compile("/methodology"))
    assert not [cookie for cookie in page.context.cookies() if cookie["name"] == "sid"]
    page.goto("/incidents")
    assert "/sign-in" in page.url


def test_escape_three_times_leaves(app: Flask, net: Network, browse: Callable[..., Page], live_server: str) -> None:
    app.config["EXIT"] = f"{live_server}/methodology"
    page = browse(1280)
    sign_in(page, app, net, "mia", live_server)
    page.goto("/incidents/new")
    for _ in range(3):
        page.keyboard.press("Escape")
    page.wait_for_url(re.compile("/methodology"))


def test_the_language_is_chosen_in_the_page(net: Network, browse: Callable[..., Page]) -> None:
    page = browse(360, javascript=False)
    enter(page, "mia")
    page.goto("/incidents/new")
    follow(page.locator("button[name=language][value=ar]"))
    assert page.url.endswith("/incidents/new")
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert page.locator("html").get_attribute("lang") == "ar"
