"""Requests go in to Flask when they are whole; whoever holds most of what is unfinished gives way first."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest
from flask import Flask

from app.web import intake, senders
from app.web.door import Door, _headers
from app.web.intake import GaveWay, Intake, Late

MOST = 1000
T = TypeVar("T")


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in a thread of its own: a browser of another test may keep a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


async def never() -> dict[str, Any]:
    await asyncio.Event().wait()
    raise AssertionError


def piece(text: bytes, more: bool = True) -> dict[str, Any]:
    return {"type": "http.request", "body": text, "more_body": more}


def after(*pieces: dict[str, Any]) -> Callable[[], Awaitable[dict[str, Any]]]:
    """Return what hands out these pieces, and then nothing any more."""
    left = list(pieces)

    async def receive() -> dict[str, Any]:
        return left.pop(0) if left else await never()

    return receive


async def send_all(place: Intake, *bodies: tuple[str, Callable[[], Awaitable[dict[str, Any]]]]) -> list[str]:
    """Send bodies at once, one after the other; return how each ended, "" where it never did."""
    ends = [""] * len(bodies)

    async def one(number: int, sender: str, receive: Callable[[], Awaitable[dict[str, Any]]]) -> None:
        with place.room(sender) as body:
            try:
                await place.fill(body, receive, MOST)
                ends[number] = bytes(body.data).decode() or "empty"
            except (GaveWay, Late) as reason:
                ends[number] = type(reason).__name__

    tasks = [asyncio.create_task(one(number, *body)) for number, body in enumerate(bodies)]
    await asyncio.wait(tasks, timeout=0.1)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return ends


def test_who_holds_most_gives_way_the_oldest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "PLACES", 4)
    place = Intake()
    many = [("many", after(piece(b"a"))) for _number in range(5)]
    ends = run(send_all(place, ("one", after(piece(b"slow"))), *many))
    assert ends == ["", "GaveWay", "GaveWay", "", "", ""]
    assert (place.unfinished, place.memory) == ([], 0)


def test_whole_bodies_hold_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "PLACES", 2)
    office = [("office", after(piece(b"a"), piece(b"b", more=False))) for _number in range(40)]
    assert run(send_all(Intake(), *office)) == ["ab"] * 40


def test_memory_is_bounded_and_who_fills_it_gives_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "MEMORY", 1000)
    place = Intake()
    many = [("many", after(piece(b"a" * 300))) for _number in range(4)]
    ends = run(send_all(place, ("one", after(piece(b"b" * 200))), *many))
    assert ends == ["", "GaveWay", "GaveWay", "", ""]
    assert place.memory == 0


def test_a_body_that_trickles_ends_and_one_that_comes_steadily_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "PATIENCE", 0.02)
    monkeypatch.setattr(intake, "SLOWEST", 100)

    async def steadily() -> dict[str, Any]:
        await asyncio.sleep(0.005)
        return piece(b"c" * 20, more=False) if (count := next(counted)) == 10 else piece(b"c" * count)

    counted = iter(range(1, 11))
    ends = run(send_all(Intake(), ("one", after(piece(b"a"), piece(b"b"))), ("two", steadily)))
    assert ends[0] == "Late"
    assert len(ends[1]) == sum(range(1, 10)) + 20


async def ask(door: Door, receive: Callable[[], Awaitable[dict[str, Any]]], *headers: tuple[bytes, bytes]) -> list[Any]:
    sent: list[Any] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "raw_path": b"/sign-in",
        "query_string": b"",
        "http_version": "1.1",
        "scheme": "http",
        "server": ("127.0.0.1", "8000"),
        "client": ("127.0.0.1", "50000"),
        "headers": [(b"host", b"127.0.0.1"), (b"content-type", b"application/x-www-form-urlencoded"), *headers],
    }
    await door(scope, receive, send)
    return [sent[0]["status"], dict(sent[0]["headers"]), sent[1]["body"].decode()]


def test_what_arrives_too_late_is_told_so_and_the_connection_ends(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "PATIENCE", 0.02)
    status, headers, page = run(ask(Door(app), after(piece(b"a")), (b"content-length", b"500")))
    assert (status, headers[b"connection"]) == (408, b"close")
    assert "did not arrive in time" in page


def test_what_is_too_large_is_refused_before_it_is_read(app: Flask) -> None:
    most = app.config["MAX_CONTENT_LENGTH"]
    status, _headers, page = run(ask(Door(app), never, (b"content-length", b"%d" % (most + 1))))
    assert status == 413 and "too large" in page
    in_pieces = after(*[piece(b"a" * 65536)] * (most // 65536 + 1))
    assert run(ask(Door(app), in_pieces, (b"transfer-encoding", b"chunked")))[0] == 413


def test_a_header_with_an_underscore_does_not_pass_for_another() -> None:
    headers = [(b"x-forwarded-for", b"203.0.113.1"), (b"x_forwarded_for", b"127.0.0.1"), (b"content_length", b"1")]
    assert _headers({"headers": headers}) == {"HTTP_X_FORWARDED_FOR": "203.0.113.1"}


def test_cookies_of_two_lines_are_one_line() -> None:
    assert _headers({"headers": [(b"cookie", b"a=1"), (b"cookie", b"b=2")]}) == {"HTTP_COOKIE": "a=1;b=2"}


@pytest.mark.parametrize(
    ("address", "same"),
    [
        ("2001:db8:1:2:3::4", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::4%eth0", "2001:db8:1:2::"),
        ("::ffff:203.0.113.4", "203.0.113.4"),
        ("203.0.113.4", "203.0.113.4"),
        ("", ""),
        ("unknown", "unknown"),
    ],
)
def test_one_sender_is_one_network(address: str, same: str) -> None:
    assert senders.party(address) == same


def test_only_declared_proxies_name_a_sender() -> None:
    said = "203.0.113.1, 203.0.113.2"
    assert senders.named_by(said, "127.0.0.1", 0) == "127.0.0.1"
    assert senders.named_by(said, "127.0.0.1", 1) == "203.0.113.2"
    assert senders.named_by(said, "127.0.0.1", 2) == "203.0.113.1"
    assert senders.named_by(said, "127.0.0.1", 3) == "127.0.0.1"
