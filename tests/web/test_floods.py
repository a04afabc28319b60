"""What one sender leaves unfinished, or many try, closes nothing to others. The real server, over real connections."""

from __future__ import annotations

import http.client
import resource
import selectors
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress

import pytest

from app.web import crowd, intake
from tests.support.databases import Databases
from tests.support.server import Browser, Server, installed, serving

WORKERS = 2
SENDER, ANOTHER = "127.0.0.8", "127.0.0.9"
UNFINISHED = (
    b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-For: 203.0.113.9\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\ncsrf_token=a"
)
HALF_A_HEAD = b"GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\n"
ENOUGH = 10.0  # seconds, on a busy machine


@pytest.fixture(scope="module")
def server(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with installed(databases, "sqlite", tmp_path_factory.mktemp("slow"), members=1) as place, serving(place) as running:
        yield running


@contextmanager
def held(server: Server, count: int, text: bytes, source: str = SENDER) -> Iterator[list[socket.socket]]:
    """Open so many connections from one address, each with the same beginning of a request."""
    with ExitStack() as all_of_them:
        connections = []
        for _number in range(count):
            one = socket.create_connection(("127.0.0.1", server.port), ENOUGH, source_address=(source, 0))
            one.sendall(text)
            connections.append(all_of_them.enter_context(one))
        yield connections


def browser_at(server: Server, source: str) -> Browser:
    """Return a browser with an address of its own."""
    browser = server.browser()
    browser.connection = http.client.HTTPConnection("127.0.0.1", server.port, ENOUGH, source_address=(source, 0))
    return browser


def files_a_report(server: Server) -> float:
    """File a report from another address; return how long that took."""
    began = time.monotonic()
    browser = browser_at(server, ANOTHER)
    assert browser.sign_in("member0") == 303
    browser.file()
    return time.monotonic() - began


def answered(connections: list[socket.socket], at_least: int) -> list[socket.socket]:
    """Return those that were answered or closed, waiting a while until they are so many."""
    until = time.monotonic() + ENOUGH
    while True:
        with selectors.DefaultSelector() as selector:  # not select(), which ends at 1024 files
            for one in connections:
                selector.register(one, selectors.EVENT_READ)
            readable = {key.fd for key, _events in selector.select(0)}
        ready = [one for one in connections if one.fileno() in readable]
        if len(ready) >= at_least or time.monotonic() > until:
            return ready
        time.sleep(0.05)


def test_bodies_that_never_end_hold_up_nobody_else(server: Server) -> None:
    with held(server, 140, UNFINISHED):
        assert files_a_report(server) < ENOUGH


def test_beyond_all_places_the_oldest_body_gives_way_and_is_told_so(server: Server) -> None:
    excess = 60
    with held(server, WORKERS * intake.PLACES + excess, UNFINISHED) as connections:
        assert files_a_report(server) < ENOUGH
        told = answered(connections, excess)
        assert len(told) >= excess
        assert connections[-1] not in told
        told[0].setblocking(True)
        answer = http.client.HTTPResponse(told[0])
        answer.begin()
        assert answer.status == 429
        assert int(answer.headers["Retry-After"]) > 0
        assert "your browser keeps what you typed" in answer.read().decode()


def test_connections_that_say_nothing_hold_up_nobody_else(server: Server) -> None:
    excess = 400
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with (
        held(server, WORKERS * crowd.CROWDED + excess, HALF_A_HEAD) as connections,
        held(server, 1, UNFINISHED, ANOTHER) as working,
    ):
        assert len(answered(connections, excess)) >= excess, "those who crowd are closed"
        assert not answered(working, 0), "one with a request in it is not"
        assert files_a_report(server) < ENOUGH


@pytest.mark.parametrize("header", [b"Accept-Language: ", b"Cookie: form=", b"X-Forwarded-For: "])
def test_headers_of_many_kilobytes_are_refused_unread(server: Server, header: bytes) -> None:
    large = HALF_A_HEAD + header + b"a-b," * 50_000 + b"\r\n\r\n"
    with held(server, 1, b"") as (one,):
        with suppress(OSError):  # it is closed before all of it was sent
            one.sendall(large)
        assert one.recv(12) == b"HTTP/1.1 431"


def test_the_owner_of_a_name_gets_in_while_many_addresses_try_it(server: Server) -> None:
    over, seen = threading.Event(), Counter[int]()

    def attack(number: int) -> None:
        browser = browser_at(server, f"127.0.1.{number // 2}")
        browser.connection.timeout = 60
        while not over.is_set():
            seen[browser.sign_in("member0", "wrong wrong wrong")] += 1

    with ThreadPoolExecutor(24) as pool:
        attackers = [pool.submit(attack, number) for number in range(24)]
        try:
            until = time.monotonic() + ENOUGH
            while seen[429] < 24 and time.monotonic() < until:
                time.sleep(0.05)
            assert seen[429] >= 24, "the attackers are held up"
            assert browser_at(server, "127.0.0.77").sign_in("member0") == 303, "at the first try"
        finally:
            over.set()
    for each in attackers:
        each.result()
