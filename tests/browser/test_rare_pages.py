"""Pages that no walk along links reaches: doors, shares, drafts and errors are valid, accessible, light and fit."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import pytest
from flask import Flask, request
from playwright.sync_api import Page, Response, expect

from app.accounts.service import joining
from app.database import transaction
from app.errors import Conflict, Invalid, Locked, NotAllowed, NotFound, TooMany
from app.incidents.content.draft import DraftSaved
from app.incidents.service import drafts
from app.vault.roles import Role
from app.web import clock
from tests.browser.crawling import follow, sign_in
from tests.browser.test_every_page import MEMBER_WEIGHT
from tests.factories import Network, network
from tests.spotlight.making import Person
from tests.spotlight.test_appreciations import ask
from tests.support.browser import DESK, PHONE
from tests.support.html import faults
from tests.web.test_long_reports import SHARED, long_filing

pytestmark = pytest.mark.browser

Look = Callable[..., None]


@pytest.fixture
def net(app: Flask) -> Network:
    with app.app_context():
        return network(app)


@pytest.fixture
def looks(axe: Callable[[Page], list[str]]) -> Callable[[Page], Look]:
    """Return a function that looks at a page as it stands in the browser, on a phone and, where asked, on a desk."""

    def looker(page: Page) -> Look:

        sent: list[Response] = []
        page.on("response", lambda answer: sent.append(answer) if answer.request.is_navigation_request() else None)

        def look(name: str, on_a_desk: bool = False) -> None:
            text = sent[-1].text()
            problems = faults(text)
            for width in (PHONE, DESK) if on_a_desk else (PHONE,):
                page.set_viewport_size({"width": width, "height": 800})
                problems += axe(page)
                wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                problems += [f"{wide} pixels wider than {width}"] if wide > 0 else []
            weight = len(text.encode()) + SHARED
            problems += [f"{weight} bytes"] if weight > MEMBER_WEIGHT else []
            problems += [] if page.title() == "Amparo" else [f"its title says {page.title()!r}"]
            assert not problems, "\n".join([name, *problems])

        return look

    return looker


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_doors(
    app: Flask, net: Network, browse: Callable[..., Page], looks: Callable[[Page], Look], language: str
) -> None:
    with app.app_context(), transaction():
        token = joining.invite(net.actor("admin"), [(Role.MEMBER, "")], clock.today())
    page = browse(PHONE, locale=language)
    look = looks(page)
    page.goto(f"/share/{net.trustees[0]}")
    look("share", on_a_desk=True)
    follow(page.locator("main button.main"))
    expect(page.locator("main strong.ref")).to_have_count(33)
    look("words of a share", on_a_desk=True)
    follow(page.locator("main form[action$='/kept'] button"))
    look("a share that is kept")
    page.goto(f"/join/{token}")
    look("join", on_a_desk=True)
    follow(page.locator("main form button.main"))
    look("join, with what is wrong")
    page.fill("[name=name]", "yara")
    follow(page.locator("main form button.main"))
    expect(page.locator("li .ref")).to_have_count(8)
    look("recovery codes", on_a_desk=True)


def test_what_a_member_sees_seldom(
    app: Flask, net: Network, browse: Callable[..., Page], looks: Callable[[Page], Look], live_server: str
) -> None:
    with app.app_context(), transaction():
        draft = drafts.start_draft(net.actor("mia"), DraftSaved(filing=long_filing(3), step="check"), "rare")
    thanks = ask(Person(app, net, "mia"))
    page = browse(PHONE)
    sign_in(page, app, net, "mia", live_server)
    look = looks(page)
    at = f"/incidents/draft/{draft}"
    for path, on_a_desk in (
        (f"{at}/check", True),
        (f"{at}/act/A1", False),
        (f"{at}/who", True),
        (f"{at}/who?open=P2", False),
        (f"{at}/who?open=beside", False),
        (f"{at}/acts", True),
        (f"{at}/doers?open=new", False),
        (f"{at}/consent?open=listed", True),
        (f"{at}/consent?open=P2", False),
        ("/appreciation/new", False),
        (f"/appreciation/{thanks}", True),
        ("/colleagues", True),
        ("/account/codes", False),
    ):
        page.goto(path)
        look(path, on_a_desk)
    page.goto(f"{at}/who?open=new")
    page.fill("[name=people-0-name]", "A" * 401)
    follow(page.locator("main button.main[value=continue]"))
    look("a step with what is wrong")
    page.context.clear_cookies(name="sid")
    follow(page.locator("main button.main[value=continue]"))
    expect(page.locator("[name=sign_in_passphrase]")).to_be_visible()
    look("sign in again", on_a_desk=True)


@pytest.mark.parametrize(("name", "paths"), [("rosa", ["/desk/deputies"]), ("audra", ["/audit/check"])])
def test_what_desk_people_see_seldom(
    app: Flask,
    net: Network,
    browse: Callable[..., Page],
    looks: Callable[[Page], Look],
    live_server: str,
    name: str,
    paths: list[str],
) -> None:
    page = browse(PHONE)
    sign_in(page, app, net, name, live_server)
    look = looks(page)
    for path in paths:
        page.goto(path)
        look(path, on_a_desk=True)


KINDS: dict[str, Callable[[], Exception]] = {
    "403": lambda: NotAllowed("You cannot do this."),
    "404": lambda: NotFound("There is no such report."),
    "409": lambda: Conflict("Somebody else changed this."),
    "422": lambda: Invalid("This is too long."),
    "423": lambda: Locked("This is locked."),
    "429": lambda: TooMany("Too many at once.", wait=90),
    "500": lambda: RuntimeError("nothing of this is shown"),
}


def test_every_error_has_a_page(
    app: Flask,
    net: Network,
    browse: Callable[..., Page],
    looks: Callable[[Page], Look],
    live_server: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    failing(app, monkeypatch, "public.methodology")
    failing(app, monkeypatch, "accounts.account")
    for name, path in (("", "/methodology"), ("mia", "/account")):
        page = browse(PHONE, locale="ar" if name else "en")
        if name:
            sign_in(page, app, net, name, live_server)
        look = looks(page)
        for kind in KINDS:
            answer = page.goto(f"{path}?fail={kind}")
            assert answer is not None and answer.status == int(kind)
            look(f"{kind} at {path}", on_a_desk=kind == "500")
    answer = page.goto("/nowhere")
    assert answer is not None and answer.status == 404
    look("no such page")


def failing(app: Flask, monkeypatch: pytest.MonkeyPatch, endpoint: str) -> None:
    """Let a page fail in the way that its address asks for."""
    view: Any = app.view_functions[endpoint]

    @wraps(view)
    def fail(**values: Any) -> Any:
        kind = KINDS.get(request.args.get("fail", ""))
        if kind is not None:
            raise kind()
        return view(**values)

    monkeypatch.setitem(app.view_functions, endpoint, fail)
