"""Every page a person can reach from where they begin, by links alone."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import Locator, Page, Response

from app.accounts.service import sessions
from app.database import transaction
from app.web import clock
from tests.factories import Network

LEFT_OUT = re.compile(r"^/(exit|static|spotlights\.atom|sitemap\.xml|robots\.txt)\b")
# Pages that differ only in which report or country they show: one or two of each are enough.
ALIKE = (
    (re.compile(r"^/countries/\w+"), 2),
    (re.compile(r"^/spotlights\?"), 2),
    (re.compile(r"^/language"), 1),
    (re.compile(r"^/desk\?"), 2),
)


def sign_in(page: Page, app: Flask, net: Network, name: str, address: str) -> None:
    """Put a session's key into the browser, as the sign-in page would."""
    joined = net.people[name]
    with app.app_context(), transaction():
        key = sessions.start(joined.actor.account, joined.secret, "test", clock.minutes())
    value = base64.urlsafe_b64encode(key).decode()
    page.context.add_cookies([{"name": "sid", "value": value, "url": address}])


def follow(way: Locator) -> None:
    """Click what leads to another page and wait for it: a click alone returns while the old page still answers."""
    with way.page.expect_navigation():
        way.click()


def reached(page: Page, start: str, most: int = 60) -> Iterator[tuple[str, Response]]:
    """Open page after page and yield each one's path and answer, until every link has been followed."""
    todo, seen, counted = [start], {start}, dict.fromkeys(range(len(ALIKE)), 0)
    done = 0
    while todo and done < most:
        path = todo.pop(0)
        answer = page.goto(path)
        assert answer is not None and answer.status == 200, f"{path}: {answer and answer.status}"
        if not (answer.headers.get("content-type") or "").startswith("text/html"):
            continue
        done += 1
        yield path, answer
        for link in page.locator("a[href]").evaluate_all("links => links.map(link => link.getAttribute('href'))"):
            parts = urlsplit(link)
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            if parts.netloc or not target.startswith("/") or target in seen or LEFT_OUT.match(target):
                continue
            seen.add(target)
            for number, (pattern, limit) in enumerate(ALIKE):
                if pattern.match(target):
                    counted[number] += 1
                    if counted[number] > limit:
                        break
            else:
                todo.append(target)
