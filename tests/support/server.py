"""The production server in processes of its own, on an instance made for one test, and the least of a browser."""

from __future__ import annotations

import contextlib
import dataclasses
import http.client
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import flask_migrate
import pytest
from flask import Flask

from app.vault.actor import Actor
from app.vault.roles import Role
from tests.factories import Network, network, passphrase_of
from tests.support.databases import Databases

ROOT = Path(__file__).parents[2]
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
SUBMISSION = re.compile(r'name="submission"[^>]*value="([^"]+)"')
START_SECONDS = 60.0
ALERT, OWN = "/incidents/new", "/incidents"
# What the shortest report is made of; the browser adds its token and its submission.
FIELDS = {
    "country": "COL",
    "act_group": "organisation",
    "danger": "no",
    "text": "They came to the office at night and took the case files.",
    "who": "me",
    "agree": "yes",
    "desk": "country",
    "do": "send",
}


@dataclass
class Place:
    """An instance with its network, and how to serve it. `output` is all that its servers ever printed."""

    app: Flask
    net: Network
    folder: Path
    database_url: str
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def output(self) -> Path:
        return self.folder.parent / "server.log"

    def actor(self, name: str) -> Actor:
        """Return a person of the network; inside the application context."""
        return self.net.actor(name)


class Browser:
    """One kept connection, cookies, forms with their token. Several people need several browsers."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, fields: Mapping[str, str] | None = None) -> tuple[int, str, str]:
        """Return status, Location and text. Raises OSError or HTTPException when the server goes away."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if fields is not None:
            body = urlencode(fields).encode()
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.split(";")[0]
        return answer.status, answer.getheader("Location") or "", text

    def send(self, path: str, fields: Mapping[str, str], form: str = "") -> tuple[int, str, str]:
        """Fill in the form of a page and send it to `path`."""
        page = self.ask("GET", form or path)[2]
        return self.ask("POST", path, {"csrf_token": found(TOKEN, page), **fields})

    def sign_in(self, name: str, passphrase: str = "") -> int:
        """Try to sign in; return the status, 303 when it fits."""
        passphrase = passphrase or passphrase_of(name)
        return self.send("/sign-in", {"sign_in_name": name, "sign_in_passphrase": passphrase})[0]

    def sign_out(self) -> None:
        """End the session."""
        assert self.send("/sign-out", {}, OWN)[0] == 303

    def alert(self, fields: Mapping[str, str] | None = None) -> dict[str, str]:
        """Open the quick alert and return what would be sent."""
        status, _to, page = self.ask("GET", ALERT)
        assert status == 200, f"no form: {status}"
        return {**FIELDS, "csrf_token": found(TOKEN, page), "submission": found(SUBMISSION, page), **(fields or {})}

    def file(self, fields: Mapping[str, str] | None = None) -> str:
        """File an alert and return its reference, which the server has acknowledged."""
        return acknowledged(*self.ask("POST", ALERT, self.alert(fields)))


def acknowledged(status: int, location: str, page: str) -> str:
    """Return the reference in the answer to a filing, which must be one."""
    match = re.fullmatch(rf"{OWN}/([0-9A-Z]{{16}})/receipt", location)
    assert status == 303 and match, f"not filed: {status} {page[-1500:]}"
    return match.group(1)


def found(pattern: re.Pattern[str], page: str) -> str:
    match = pattern.search(page)
    assert match, f"{pattern.pattern} is not in the page: {page[-1500:]}"
    return match.group(1)


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def installed(databases: Databases, backend: str, folder: Path, members: int) -> Iterator[Place]:
    """Make an instance with the smallest network and so many members (member0, member1 ...), as a file or a database.

    Passphrases are cheap to stretch: their cost is kept with each account, so that the real server finds it.
    """
    from app import create_app
    from app.crypto import passphrase
    from app.database import db
    from app.vault.instance import write_key

    instance = folder / "instance"
    write_key(instance)
    url = f"sqlite:///{instance / 'amparo.sqlite'}" if backend == "sqlite" else databases.empty(backend)
    app = create_app({"DATABASE_URL": url, "INSTANCE": instance, "TESTING": True})
    with app.app_context(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(passphrase, "COST", dataclasses.replace(passphrase.COST, memory_kib=8, passes=1))
        flask_migrate.upgrade(directory=str(ROOT / "migrations"))
        net = network(app)
        for number in range(members):
            net.add(f"member{number}", (Role.MEMBER, ""))
        db.session.remove()
        db.engine.dispose()
    yield Place(app, net, instance, url)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    databases.drop(url)


class Server:
    """A running server with two workers, and the browsers that talk to it."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process, self.port = process, port
        self.browsers: list[Browser] = []

    def browser(self, name: str = "") -> Browser:
        """Return a new browser, in which a person has signed in."""
        browser = Browser(self.port)  # several threads may ask at once
        self.browsers.append(browser)
        if name:
            assert browser.sign_in(name) == 303, name
        return browser

    def kill(self) -> None:
        """Kill the server and all its workers at once, with no chance to finish anything."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)

    def end(self) -> None:
        """Let it finish, as Ctrl-C does."""
        for browser in self.browsers:
            browser.connection.close()
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(20)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)


@contextmanager
def serving(place: Place) -> Iterator[Server]:
    """Serve an instance as `make run` does."""
    from app.cli import serving as production

    port = free_port()
    environment = {
        **os.environ,
        "AMPARO_INSTANCE": str(place.folder),
        "DATABASE_URL": place.database_url,
        "PYTHONDEVMODE": "",
        **place.environment,
    }
    with place.output.open("ab") as output:
        process = subprocess.Popen(
            production.command("127.0.0.1", port),
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    server = Server(process, port)
    try:
        _wait(process, port, place.output)
        yield server
    finally:
        server.end()


def _wait(process: subprocess.Popen[bytes], port: int, output: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            with contextlib.closing(connection):
                connection.request("GET", "/healthz")
                if connection.getresponse().status == 200:
                    return
        time.sleep(0.05)
    raise AssertionError(f"the server did not start:\n{output.read_text()[-4000:]}")
