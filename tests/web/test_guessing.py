"""Whoever guesses passphrases learns no name and is slowed down; the owner of the name is kept waiting by nobody."""

from __future__ import annotations

from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts import attempts
from app.accounts.models import AttemptRow
from app.accounts.views import pacing
from app.crypto import primitives
from app.database import db
from tests.factories import Network, csrf, passphrase_of
from tests.web.entering import try_to_enter


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Collect how long attempts would have waited, without waiting."""
    found: list[float] = []
    monkeypatch.setattr(pacing, "sleep", found.append)
    return found


def test_known_and_unknown_names_get_the_same_words_and_the_same_work(
    app: Flask, net: Network, monkeypatch: pytest.MonkeyPatch, waits: list[float]
) -> None:
    calls: list[tuple[int, int, int]] = []
    stretch = primitives.stretch

    def counted(passphrase: bytes, salt: bytes, *, memory_kib: int, passes: int, lanes: int) -> bytes:
        calls.append((memory_kib, passes, lanes))
        return stretch(passphrase, salt, memory_kib=memory_kib, passes=passes, lanes=lanes)

    monkeypatch.setattr(primitives, "stretch", counted)
    known, unknown, malformed = (
        try_to_enter(app, name, "wrong wrong wrong", f"10.0.0.{number}")
        for number, name in enumerate(("mia", "zoe", "!!!"))
    )
    pages = [_without_tokens(page).replace(name, "___") for (_, page), name in
             zip((known, unknown, malformed), ("mia", "zoe", "!!!"), strict=True)]  # fmt: skip
    assert known[0] == unknown[0] == malformed[0] == 422
    assert pages[0] == pages[1] == pages[2]
    assert len(calls) == 3 and len(set(calls)) == 1


def _without_tokens(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrf_token" not in line)


def test_failures_of_an_attacker_slow_a_name_down_and_lock_nobody_out(
    app: Flask, net: Network, waits: list[float]
) -> None:
    for number in range(12):
        assert try_to_enter(app, "mia", f"guess {number}", "203.0.113.9")[0] == 422
    assert waits == sorted(waits) and waits[-1] == 4.0, "the delay grows, to a bound"
    waits.clear()
    assert try_to_enter(app, "mia", passphrase_of("mia"), "198.51.100.7")[0] == 303
    assert waits == [], "the owner comes from elsewhere, and does not wait"
    for number in range(12):
        assert try_to_enter(app, "mia", f"guess {number}", "203.0.113.9")[0] == 422
    waits.clear()
    assert try_to_enter(app, "mia", passphrase_of("mia"), "203.0.113.9")[0] == 303
    assert len(waits) == 1 and waits[0] <= 4.0, "from the attacker's own address, seconds and no more"
    waits.clear()
    assert try_to_enter(app, "mia", passphrase_of("mia"), "198.51.100.7")[0] == 303
    assert waits == [], "and then the name is clear again"


def test_unknown_names_are_slowed_down_like_known_ones(app: Flask, net: Network, waits: list[float]) -> None:
    for name, address in (("mia", "203.0.113.1"), ("nobody-here", "203.0.113.2")):
        for number in range(6):
            try_to_enter(app, name, f"guess {number}", address)
    assert waits[: len(waits) // 2] == waits[len(waits) // 2 :] and waits


def test_few_wait_at_once_and_the_excess_is_sent_away_with_everything_typed(
    app: Flask, net: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pacing, "sleep", lambda _seconds: None)
    for number in range(5):
        try_to_enter(app, "mia", f"guess {number}", "203.0.113.50")
    full = [(line, sender) for line in (pacing.WAITING, pacing.TRYING) for sender in ("203.0.113.50", "")]
    for line, sender in full:
        client = app.test_client()
        fields = {
            "csrf_token": csrf(client, "/sign-in"),
            "sign_in_name": "mia",
            "sign_in_passphrase": passphrase_of("mia"),
            "resume_target": "/reports",
            "story": "what must not be lost",
        }
        with monkeypatch.context() as patch:
            patch.setattr(line, "inside", Counter({sender: line.of_an_address if sender else line.places}))
            answer = client.post("/sign-in", data=fields, environ_base={"REMOTE_ADDR": "203.0.113.50"})
        assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0
        assert "what must not be lost" in answer.get_data(as_text=True)
        assert 'value="mia"' in answer.get_data(as_text=True)


def test_whoever_attacks_a_name_from_many_addresses_does_not_keep_its_owner_out(
    app: Flask, net: Network, monkeypatch: pytest.MonkeyPatch, waits: list[float]
) -> None:
    attackers = [f"203.0.113.{number}" for number in range(12)]
    for address in attackers:
        for number in range(attempts.CLEAN):
            try_to_enter(app, "mia", f"guess {number}", address)
    waits.clear()
    assert try_to_enter(app, "mia", "guess again", attackers[0])[0] == 422
    assert waits == [4.0]
    waits.clear()
    for line in (pacing.WAITING, pacing.TRYING):  # as full as attackers can make them
        monkeypatch.setattr(line, "inside", Counter(dict.fromkeys(attackers, 2)))
    assert try_to_enter(app, "mia", "guess again", attackers[0])[0] == 429
    for number in range(attempts.CLEAN - 1):
        assert try_to_enter(app, "mia", f"mistyped {number}", "198.51.100.7")[0] == 422
    assert try_to_enter(app, "mia", passphrase_of("mia"), "198.51.100.7")[0] == 303
    assert waits == []


def test_one_network_of_many_addresses_is_one_address(app: Flask, net: Network, waits: list[float]) -> None:
    for number in range(8):
        try_to_enter(app, "mia", f"guess {number}", f"2001:db8::{number}")
    assert len(waits) == 8 - 1 - attempts.FREE["name"]


def test_attempts_leave_no_name_and_no_address(app: Flask, net: Network) -> None:
    try_to_enter(app, "mia", "wrong", "203.0.113.77")
    with app.app_context():
        rows = db.session.scalars(select(AttemptRow)).all()
        assert len(rows) == 2 and all(len(row.key) == 16 for row in rows)
        assert not any(word in row.key for row in rows for word in (b"mia", b"203.0.113.77"))
