"""The browser's watch and the page checks: each must see the fault it is there for."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.support.browser import WIDTHS, Watch
from tests.support.html import assert_valid_html, faults

GOOD = """<!doctype html><html lang="en" dir="ltr"><head><meta charset="utf-8"><title>A page</title>
<link rel="icon" href="data:,"></head><body><main><h1>A page</h1>
<label for="word">A word</label> <input id="word"><p id="said">Nothing</p></main></body></html>"""
CONTENT_POLICY = "default-src 'none'; script-src 'self'; img-src 'self' data:"

pytestmark = pytest.mark.browser


@pytest.fixture
def app() -> Flask:
    """A small application with a good page and one page for each fault."""
    app = Flask(__name__)
    pages = {
        "/": GOOD,
        "/unlabelled": GOOD.replace('<label for="word">A word</label>', ""),
        "/shouts": GOOD.replace("<main>", '<main><script src="/shout.js"></script>'),
        "/inline": GOOD.replace("<main>", "<main><script>document.title = 'x'</script>"),
        "/elsewhere": GOOD.replace("<main>", '<main><img alt="" src="http://localhost:9/pixel">'),
        "/scripted": GOOD.replace("</main>", '</main><script src="/say.js"></script>'),
    }
    for path, page in pages.items():
        app.add_url_rule(
            path, path, lambda page=page: (page, {"Content-Security-Policy": CONTENT_POLICY + " http://localhost:9"})
        )
    app.register_error_handler(404, lambda _error: (GOOD, 404))
    script = {"Content-Type": "text/javascript"}
    app.add_url_rule("/shout.js", "shout", lambda: ("console.error('Ouch')", script))
    app.add_url_rule("/say.js", "say", lambda: ("document.getElementById('said').textContent = 'Something'", script))
    return app


@pytest.mark.parametrize("width", WIDTHS)
def test_a_good_page_passes_every_check(browse: Callable[..., Page], axe: Callable[..., list[str]], width: int) -> None:
    page = browse(width)
    page.goto("/")
    assert page.evaluate("innerWidth") == width
    assert axe(page) == []
    assert_valid_html(page.content())


def test_axe_finds_what_a_screen_reader_would_miss(browse: Callable[..., Page], axe: Callable[..., list[str]]) -> None:
    page = browse()
    page.goto("/unlabelled")
    assert [violation.split(":")[0] for violation in axe(page)] == ["label"]


def test_javascript_is_off_where_asked(browse: Callable[..., Page]) -> None:
    for javascript, said in ((True, "Something"), (False, "Nothing")):
        page = browse(javascript=javascript)
        page.goto("/scripted")
        assert page.text_content("#said") == said


@pytest.mark.parametrize(
    ("path", "problem"),
    [("/shouts", "Ouch"), ("/inline", "Content Security Policy"), ("/elsewhere", "somebody else: http://localhost:9")],
)
def test_the_watch_sees(browse: Callable[..., Page], watch: Watch, path: str, problem: str) -> None:
    page = browse()
    page.goto(path, wait_until="networkidle")
    assert any(problem in found for found in watch.problems), watch.problems
    watch.problems.clear()


def test_a_page_that_is_refused_on_purpose_is_no_problem(browse: Callable[..., Page], watch: Watch) -> None:
    response = browse().goto("/absent")
    assert response is not None
    assert response.status == 404
    assert watch.problems == []


@pytest.mark.parametrize(
    ("good", "bad", "fault"),
    [
        ("</main>", "", "got-another"),
        ("<p id=", "<p onclick='' id=", "inline onclick"),
        ("<p id=", "<p style='color: red' id=", "inline style"),
        ("<p id=", "<p aria-describedby='absent' id=", "points at nothing"),
        ('id="said"', 'id="word"', "used 2 times"),
        (' dir="ltr"', "", "direction"),
        ("<main>", "<main><script>1</script>", "<script> is inline"),
        ("<main>", "<main><a href='#absent'>there</a>", "points at nothing"),
    ],
)
def test_the_page_check_sees(good: str, bad: str, fault: str) -> None:
    assert good in GOOD
    assert any(fault in found for found in faults(GOOD.replace(good, bad, 1))), faults(GOOD.replace(good, bad, 1))
