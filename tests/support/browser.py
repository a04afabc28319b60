"""A real Chromium against a real server, watching for what no page may do."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from importlib import resources

import pytest
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

PHONE, DESK = 360, 1280
WIDTHS = (PHONE, DESK)
HEIGHTS = {PHONE: 740, DESK: 800}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Half of axe's time is the compiling, again on every page, of a script that runs there once.
PLAIN_JS = "--js-flags=--no-opt --no-maglev"
# Chromium draws its address bar's suggestions in a page of its own for every context, and again at every navigation.
# It takes the last switch of this name only, so Playwright's own choice is repeated here.
OFF = "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup," + ",".join(
    (
        "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades",
        "HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding",
        "ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints",
        "NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch",
    )
)  # fmt: skip
# The same rules and violations; of what passed, nothing is gathered and sent.
RUN = "rules => axe.run({runOnly: rules, resultTypes: ['violations'], reporter: 'no-passes'})"
CHROMIUM = (os.environ.get("AMPARO_CHROMIUM", "chromium"), "chromium-browser", "google-chrome", "google-chrome-stable")


class Silent(WSGIRequestHandler):
    def log(self, *_arguments: object) -> None:
        """Say nothing: the requests of a test are in the test."""


@pytest.fixture
def live_server(app: Flask) -> Iterator[str]:
    """The application at an address of its own, http://127.0.0.1:port; many requests at once."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Silent)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, headless; skips where there is none."""
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if program is None:
        pytest.skip("Chromium is not installed: sudo apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu", PLAIN_JS, OFF]
        )
        yield browser
        browser.close()


class Watch:
    """Collects console errors, script errors and requests to anybody else, on every page of a context."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.problems: list[str] = []
        self.navigations: set[str] = set()

    def request(self, request: Request) -> None:
        if request.is_navigation_request():
            self.navigations.add(request.url)
        elif not request.url.startswith((f"{self.address}/", "data:", "blob:")):
            self.problems.append(f"request to somebody else: {request.url}")

    def console(self, message: ConsoleMessage) -> None:
        refused_page = message.text.startswith("Failed to load resource") and (
            message.location["url"] in self.navigations
        )  # Chromium reports every 4xx page; a test that asks for one means it
        if message.type in {"error", "warning"} and not refused_page:
            self.problems.append(f"{message.type} in the console: {message.text} ({message.location['url']})")

    def error(self, error: Exception) -> None:
        self.problems.append(f"script error: {error}")


@pytest.fixture
def watch(live_server: str) -> Iterator[Watch]:
    """What went wrong unseen in the browser of this test; the test fails if anything did."""
    watch = Watch(live_server)
    yield watch
    assert not watch.problems, "\n".join(watch.problems)


@pytest.fixture
def browse(chromium: Browser, live_server: str, watch: Watch) -> Iterator[Callable[..., Page]]:
    """Return a function that gives a person a fresh browser: `browse(width=360, javascript=True)` is a page of it.

    Paths are enough: `page.goto("/sign-in")`. Further arguments go to Playwright's new_context (locale, color_scheme).
    """
    contexts = []

    def open_page(width: int = PHONE, *, javascript: bool = True, **settings: object) -> Page:
        size = {"width": width, "height": HEIGHTS.get(width, 800)}
        context = chromium.new_context(
            base_url=live_server, viewport=size, java_script_enabled=javascript, reduced_motion="reduce", **settings
        )
        contexts.append(context)
        context.on("request", watch.request)
        context.on("console", watch.console)
        context.on("weberror", lambda raised: watch.error(raised.error))
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """Return a function that lists a page's accessibility violations, each with its element; needs JavaScript on."""
    source = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text()

    def violations(page: Page) -> list[str]:
        if not page.evaluate("'axe' in window"):
            page.evaluate(source)
            page.context.add_init_script(source)  # the next pages have it: half a megabyte is sent once
        result = page.evaluate(RUN, RULES)
        return [
            f"{violation['id']}: {violation['help']}: {' '.join(map(str, node['target']))} {node['html'][:200]}"
            for violation in result["violations"]
            for node in violation["nodes"]
        ]

    return violations
