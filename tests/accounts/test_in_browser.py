"""The doors in a real browser: joining, and a form that outlives its session."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.accounts.service import joining
from app.database import transaction
from app.vault.roles import Role
from app.web import clock
from tests.browser.crawling import follow
from tests.factories import Network, passphrase_of

pytestmark = pytest.mark.browser


def enter(page: Page, name: str) -> None:
    page.get_by_label("Sign-in name").fill(name)
    page.get_by_label("Passphrase").fill(passphrase_of(name))
    follow(page.get_by_role("button", name="Sign in"))


@pytest.mark.parametrize("javascript", [True, False])
def test_joining_ends_with_the_codes_and_a_reload_gives_new_ones(
    app: Flask, net: Network, browse: Callable[..., Page], javascript: bool
) -> None:
    with app.app_context(), transaction():
        token = joining.invite(net.actor("admin"), [(Role.MEMBER, "")], clock.today())
    page = browse(javascript=javascript)
    page.goto(f"/join/{token}")
    words = page.locator("fieldset .ref").first.inner_text()
    page.get_by_label("Sign-in name").fill("yara")
    follow(page.get_by_role("button", name="Draw other words"))
    expect(page.get_by_label("Sign-in name")).to_have_value("yara")
    drawn = page.locator("fieldset .ref").first.inner_text()
    assert drawn != words
    follow(page.get_by_role("button", name="Join", exact=True))
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    first = page.locator("li .ref").all_inner_texts()
    page.reload()
    second = page.locator("li .ref").all_inner_texts()
    assert len(first) == len(second) == 8 and not set(first) & set(second)
    follow(page.get_by_role("link", name="I have kept them: go on"))
    follow(page.get_by_role("button", name="Sign out"))
    page.get_by_label("Sign-in name").fill("yara")
    page.get_by_label("Passphrase").fill(drawn)
    follow(page.get_by_role("button", name="Sign in"))
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_form_that_outlives_its_session_goes_through_after_signing_in_on_the_spot(
    app: Flask,
    net: Network,
    browse: Callable[..., Page],
    pass_time: Callable[[timedelta], None],
    javascript: bool,
) -> None:
    page = browse(javascript=javascript)
    page.goto("/sign-in?next=/account/profile")
    enter(page, "mia")
    page.get_by_label("Your organisation").fill("Casa “Ñ” & hijas")
    pass_time(timedelta(minutes=31))
    follow(page.get_by_role("button", name="Save"))
    expect(page.get_by_text("Your form is not lost")).to_be_visible()
    enter(page, "mia")
    expect(page.get_by_text("Your profile is saved.")).to_be_visible()
    expect(page.get_by_text("Casa “Ñ” & hijas")).to_be_visible()
