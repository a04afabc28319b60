"""The thief's tools find what they should: a promise kept means something only if a broken one would show."""

from __future__ import annotations

import base64
import gzip
import hashlib
import hmac
import json
import random
import zlib
from collections.abc import Callable
from urllib.parse import quote

import pytest

from tests.contracts.thief import linker
from tests.contracts.thief.canaries import ACCENTED, ARABIC, CORES, MARKERS, WORD, find
from tests.contracts.thief.loot import Loot, Write

SPELLINGS: dict[str, Callable[[str], bytes]] = {
    "plain": lambda text: text.encode(),
    "upper": lambda text: text.upper().encode(),
    "swapped case": lambda text: text.swapcase().encode(),
    "utf-16-le": lambda text: text.encode("utf-16-le"),
    "utf-16-be": lambda text: text.encode("utf-16-be"),
    "hex": lambda text: text.encode().hex().encode(),
    "base64": lambda text: base64.b64encode(text.encode()),
    "base64 moved by one": lambda text: base64.b64encode(b"x" + text.encode() + b"tail"),
    "base64 moved by two": lambda text: base64.urlsafe_b64encode(b"xy" + text.encode() + b"tail"),
    "base32": lambda text: base64.b32encode(b"xyz" + text.encode() + b"tail"),
    "url": lambda text: quote(text).encode(),
    "json": lambda text: json.dumps({"name": text}).encode(),
    "all escaped": lambda text: "".join(f"\\u{ord(character):04X}" for character in text).encode(),
    "reversed": lambda text: text[::-1].encode(),
    "zlib": lambda text: zlib.compress(text.encode() * 9),
    "gzip": lambda text: gzip.compress(text.encode() * 9),
    "twice": lambda text: zlib.compress(gzip.compress(base64.b64encode(text.encode() * 9))),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("core", [*CORES, MARKERS[0]])
def test_a_planted_canary_is_found_in_every_spelling(core: str, spelling: str) -> None:
    noise = random.Random(7).randbytes(5000)
    planted = noise + SPELLINGS[spelling](core) + noise
    assert {one.core for one in find("here", planted)} == {core}


def test_single_byte_alphabets_are_searched_too() -> None:
    assert find("here", ACCENTED.encode("latin-1")) and find("here", ARABIC.encode("cp1256"))


def test_noise_is_no_canary() -> None:
    assert not find("here", random.Random(11).randbytes(1_000_000))
    assert not find("here", f"{WORD[:5]} {WORD[5:]}".encode())


def people(count: int = 12) -> list[str]:
    return [hashlib.sha256(f"account {number}".encode()).hexdigest()[:16].upper() for number in range(count)]


def instance(
    leak: Callable[[str, str, int], dict[str, object]] = lambda _owner, _record, _turn: {},
    touch: bool = False,
) -> tuple[Loot, dict[str, list[bytes]], dict[str, str]]:
    """An invented instance: twelve people, sixty records in random order, and one careless line of code."""
    chance, owners = random.Random(3), people()
    turns = [owner for owner in owners for _ in range(5)]
    chance.shuffle(turns)
    truth, records, writes = {}, [], []
    for turn, owner in enumerate(turns):
        record = f"R{chance.randrange(1 << 60):015X}"
        truth[record] = owner
        records.append({"id": record, "desk": "D", "head": chance.randbytes(32), **leak(owner, record, turn)})
        if touch:
            writes.append(Write(2 * turn, owners.index(owner), "account", owner.encode()))
        writes.append(Write(2 * turn + 1, turn, "record", record.encode()))
    accounts = [{"id": owner, "salt": chance.randbytes(16)} for owner in owners]
    loot = Loot(tables={"record": records, "account": accounts}, writes=writes, key=b"k" * 32)
    return loot, {owner: [] for owner in owners}, truth


CARELESS: dict[str, Callable[[str, str, int], dict[str, object]]] = {
    "the account": lambda owner, _record, _turn: {"kind": owner},
    "its hash": lambda owner, _record, _turn: {"kind": hashlib.sha256(owner.encode()).hexdigest()},
    "a code by the instance key": lambda owner, _record, _turn: {
        "kind": hmac.digest(b"k" * 32, owner.encode(), "sha256")
    },
    "a pseudonym nobody can compute": lambda owner, _record, _turn: {
        "kind": hashlib.md5(owner.encode() + b"?").digest()
    },
    "a pseudonym's first bytes": lambda owner, record, _turn: {
        "kind": hashlib.md5(owner.encode() + b"?").digest()[:4] + record.encode()
    },
    "a size of their own": lambda owner, _record, _turn: {"kind": b"x" * (people().index(owner) + 9)},
}


@pytest.mark.parametrize("mistake", CARELESS)
def test_the_linker_sees_a_careless_column(mistake: str) -> None:
    result = linker.attack(*instance(CARELESS[mistake]), random.Random(1))
    assert result.leaks and result.right > result.tried * 0.9, result


def test_the_linker_sees_an_account_touched_at_filing() -> None:
    result = linker.attack(*instance(touch=True), random.Random(1))
    assert result.leaks and result.right == result.tried, result


def test_the_linker_sees_an_index_that_each_person_has_of_their_own() -> None:
    loot, owners, truth = instance()
    for number, owner in enumerate(sorted(owners)):
        own = "".join(record for record, filer in truth.items() if filer == owner)
        loot.writes.append(Write(-1, number, "index", f"{hashlib.sha256(owner.encode()).hexdigest()} {own}".encode()))
    result = linker.attack(loot, owners, truth, random.Random(1))
    assert result.leaks and result.right > result.tried * 0.9, result


def test_the_linker_sees_nothing_where_nothing_is() -> None:
    result = linker.attack(*instance(), random.Random(1))
    assert not result.leaks, result
