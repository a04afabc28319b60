"""From a report to the public page and back, in a real browser: once with a script, once without."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.crawling import follow, sign_in
from tests.factories import Network, network
from tests.spotlight.making import SAFE

pytestmark = pytest.mark.browser

STORY = "P1 and P2 were followed home from the court. P1 is held since, and nobody may see P1."
NAME, OTHER = "Amina Bakari Otieno", "Juma Odhiambo"
TITLE = "The road she walks"


@pytest.fixture
def net(app: Flask) -> Network:
    with app.app_context():
        return network(app)


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_report_becomes_a_story_and_its_withdrawal_takes_the_story_down(
    app: Flask, net: Network, browse: Callable[..., Page], live_server: str, javascript: bool
) -> None:
    def enter(name: str, width: int = 1280) -> Page:
        page = browse(width, javascript=javascript)
        sign_in(page, app, net, name, live_server)
        return page

    mia = enter("mia", 360)
    record = filed(mia, javascript)
    triaged(enter("rosa"), record)
    edna, paz, abel = enter("edna"), enter("paz"), enter("abel")
    story = written(edna, record)
    reviewed(paz, story)
    address = published(abel, story)
    public = browse(360, javascript=javascript)
    public.goto(address)
    expect(public.locator("main")).to_contain_text("One evening somebody stood in her way.")
    expect(public.locator("h1")).to_have_text(TITLE)
    withdrawn(mia, record)
    later = browse(360, javascript=javascript)  # who has read the page may keep it for a while: it was public
    answer = later.goto(address)
    assert answer is not None and answer.status == 410
    expect(later.locator("main")).not_to_contain_text("somebody stood in her way")
    edna.goto("/editor")
    expect(edna.locator("main")).to_contain_text("withdrew their consent")


def press(page: Page, **by: Any) -> None:
    follow(page.locator("main").get_by_role("button", **by))


def onward(page: Page) -> None:
    follow(page.locator("main button.main[value=continue]"))


def fill(page: Page, **fields: str) -> None:
    """Type into fields, or choose where they are selects; a dash in a name is written `__`."""
    for name, value in fields.items():
        field = page.locator(f"main [name='{name.replace('__', '-')}']")
        if field.first.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def filed(page: Page, javascript: bool) -> str:
    """File a full report in its steps, with a person and an act added on the way."""
    page.goto("/incidents/full")
    fill(page, country="COL", danger="no", date__month="3", date__year="2026")
    onward(page)
    second = added(page, "people", javascript, people__0__name=NAME, people__0__role="targeted_defender")
    fill(page, **{f"{second}__name": OTHER, f"{second}__role": "family"})
    onward(page)
    second = added(page, "acts", javascript, acts__0__code="H1", acts__0__words="Leave this work.")
    fill(page, **{f"{second}__code": "L1"})
    onward(page)
    onward(page)  # who did it is not known
    fill(page, text=STORY)
    onward(page)
    for _person in range(2):  # a page of answers for each
        fill(page, consents__0__U1="yes", consents__0__U7="yes", consents__0__given_by="self")
        onward(page)
    main = page.locator("main")
    for told in (NAME, OTHER, "Leave this work.", STORY, "A2"):
        expect(main).to_contain_text(told)
    press(page, name="File the report")
    found = re.search(r"/incidents/([0-9A-Z]{16})/receipt", page.url)
    assert found, main.inner_text()
    return found.group(1)


def added(page: Page, entries: str, javascript: bool, **first: str) -> str:
    """Fill in the first entry and add one by one press: in the page with a script, on a page of its own without."""
    fill(page, **first)
    page.locator(f"button[name=add][value={entries}]").click()
    expect(page.locator(f"[data-item^={entries}]")).to_have_count(2 if javascript else 1)
    return f"{entries}__1" if javascript else f"{entries}__0"


def triaged(page: Page, record: str) -> None:
    """Find the report in the queue, assess its risk, and move it on as far as the editors."""
    page.goto("/desk")
    follow(page.locator(f"a[href$='/desk/{record}']"))
    expect(page.locator("main")).to_contain_text(STORY)
    expect(page.locator("main")).not_to_contain_text(NAME)
    for move in ("acknowledge", "triage"):
        moved(page, record, move)
    page.goto(f"/desk/{record}/risk")
    for name in ("threat", "vulnerability", "capacity"):
        page.locator(f"[name=risk-{name}]").nth(1).check()
    press(page, name="Keep the assessment")
    expect(page.locator("#assessed")).to_be_visible()
    for move in ("respond", "hand_to_editors"):
        moved(page, record, move)


def moved(page: Page, record: str, move: str) -> None:
    page.goto(f"/desk/{record}/work")
    page.locator(f"#{move} summary").click()
    follow(page.locator(f"#{move} form button.main"))
    expect(page.locator(f"#{move}")).to_have_count(0)


def written(page: Page, record: str) -> str:
    """Write a story beside its source and send it in."""
    page.goto("/editor/new")
    page.check(f"[name=sources][value='{record}']")
    press(page, name="Start the story")
    expect(page.locator("main")).to_contain_text(STORY)
    fill(page, title=TITLE, alt="A paralegal was told to stop. She did not.", body=SAFE, region="005", year="2025")
    fill(page, theme="threat", language="en")
    press(page, name="Save and check")
    address = page.url
    press(page, name="Send in for the safety review")
    return address


def reviewed(page: Page, story: str) -> None:
    """Open the names with a purpose, compare, and pass the story on."""
    page.goto(story)
    expect(page.locator("main")).not_to_contain_text(NAME)
    page.fill("#purpose", "to review a story for publication")
    press(page, name="Open the names and compare")
    press(page, name="It is safe: pass it on")


def published(page: Page, story: str) -> str:
    """Approve the story and publish it; return its public address."""
    page.goto(story)
    press(page, name="Approve")
    press(page, name="Publish")
    address = page.get_by_role("link", name="See it in public").get_attribute("href")
    assert address
    return address


def withdrawn(page: Page, record: str) -> None:
    """See that the names were opened and why, and take the report back."""
    page.goto(f"/incidents/{record}")
    expect(page.locator("main")).to_contain_text("to review a story for publication")
    page.locator("summary", has_text="Withdraw this report").click()
    press(page, name="Withdraw it now")
    expect(page.locator("main")).to_contain_text("This report was withdrawn")
