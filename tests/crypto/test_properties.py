"""What holds for every input, not only for the vectors."""

import json
import string
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.crypto import identifiers, passphrase, primitives, recovery
from app.crypto.envelope import Place, Signature, open_entry, open_signature, seal_entry, seal_signature, signed
from app.crypto.framing import frame
from app.crypto.keys import Keys, account_keys, filer_keys, holder_tags, new_secret
from app.crypto.padding import FLOOR, pad, padded_length, unpad
from app.crypto.primitives import CannotOpen

IDS = st.text(passphrase.CODE_ALPHABET, min_size=16, max_size=16)
NAMES = st.text(string.ascii_lowercase, max_size=16)
NUMBERS = st.integers(0, 2**40)
PLACES = st.builds(Place, IDS, NAMES, NAMES, NUMBERS, NUMBERS, st.binary(min_size=32, max_size=32))


@given(st.lists(st.binary(max_size=40), max_size=6), st.lists(st.binary(max_size=40), max_size=6))
def test_no_two_lists_give_one_frame(left: list[bytes], right: list[bytes]) -> None:
    assert (frame(*left) == frame(*right)) == (left == right)


@given(st.lists(st.binary(min_size=1, max_size=4), min_size=2, max_size=2), st.integers(0, 8))
def test_a_part_cannot_take_bytes_of_its_neighbour(parts: list[bytes], at: int) -> None:
    joined = b"".join(parts)
    moved = [joined[:at], joined[at:]]
    assert (frame(*moved) == frame(*parts)) == (moved == parts)


@given(st.binary(max_size=5000))
def test_what_is_padded_comes_back(data: bytes) -> None:
    assert unpad(pad(data)) == data


@given(st.integers(FLOOR + 1, 2**31))
def test_padding_hides_lengths_and_costs_little(length: int) -> None:
    padded = padded_length(length)
    assert length <= padded <= length * 1.12
    assert padded_length(padded) == padded
    significant = padded.bit_length() - (padded & -padded).bit_length() + 1
    assert significant <= padded.bit_length().bit_length() + 1  # few sizes only: O(log log) bits of them


@given(st.binary(max_size=1100), st.integers(0, 2000), st.integers(1, 255))
def test_no_other_padding_of_a_text_is_taken(data: bytes, where: int, change: int) -> None:
    padded = bytearray(pad(data))
    padded[where % len(padded)] ^= change
    with suppress(CannotOpen):
        assert unpad(bytes(padded)) != data


@given(st.text(max_size=30))
def test_an_id_is_read_back_however_it_is_typed(noise: str) -> None:
    made = identifiers.new_id()
    shown = "-".join(made[start : start + 4] for start in range(0, 16, 4))
    assert identifiers.normal_id(shown.lower()) == made
    assert identifiers.normal_id(shown.replace("0", "o").replace("1", "l")) == made
    assert identifiers.normal_id(f" {shown} ") == made
    assert identifiers.normal_id(noise) in ("", identifiers.normal_id(identifiers.normal_id(noise)))


@given(st.text(max_size=60))
def test_normal_forms_are_stable(text: str) -> None:
    once = passphrase.normal_passphrase(text)
    assert passphrase.normal_passphrase(once.decode()) == once
    code = passphrase.normal_code(text)
    assert passphrase.normal_code(code) == code


@given(st.binary(max_size=2000), st.binary(max_size=60), st.binary(max_size=60))
def test_a_seal_opens_with_its_own_place_only(text: bytes, place: bytes, other: bytes) -> None:
    key = new_secret()
    sealed = primitives.seal(key, text, place)
    assert primitives.unseal(key, sealed, place) == text
    if place != other:
        with pytest.raises(CannotOpen):
            primitives.unseal(key, sealed, other)


@given(PLACES, PLACES, st.binary(max_size=1500))
def test_an_entry_opens_at_its_own_place_only(place: Place, other: Place, content: bytes) -> None:
    key = new_secret()
    sealed = seal_entry(key, place, content)
    assert open_entry(key, place, sealed) == content
    if place.associated() != other.associated():
        with pytest.raises(CannotOpen):
            open_entry(key, other, sealed)


@given(PLACES, st.binary(min_size=1, max_size=200), st.data())
def test_no_bit_of_an_entry_can_change(place: Place, content: bytes, data: Any) -> None:
    key = new_secret()
    sealed = bytearray(seal_entry(key, place, content))
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(CannotOpen):
        open_entry(key, place, bytes(sealed))


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=6), st.integers(0, 99), st.data())
def test_no_bit_of_a_signature_or_of_what_it_signs_can_change(digests: list[bytes], first: int, data: Any) -> None:
    author, key = account_keys(new_secret()), new_secret()
    made = Signature(first, first + len(digests) - 1, author.sign(signed(digests)))
    at = data.draw(st.integers(0, len(digests) - 1))
    sealed = seal_signature(key, digests[at], made)
    assert open_signature(key, first + at, digests[at], sealed) == made
    made.verify(author.sign_public, digests)
    changed = [bytearray(sealed), *map(bytearray, digests)]
    which = data.draw(st.integers(0, len(digests)))
    bit = data.draw(st.integers(0, len(changed[which]) * 8 - 1))
    changed[which][bit // 8] ^= 1 << bit % 8
    with pytest.raises(CannotOpen):
        found = open_signature(key, first + at, bytes(changed[1 + at]), bytes(changed[0]))
        found.verify(author.sign_public, [bytes(digest) for digest in changed[1:]])


@given(st.binary(min_size=32, max_size=32), IDS, IDS)
def test_keys_of_different_use_are_different(secret: bytes, record: str, other: str) -> None:
    account = account_keys(secret)
    seeds = {Keys(secret, label).sign_seed for label in ("account", "ring", "root", "recovery", "certificate", "filer")}
    assert len(seeds) == 6
    assert (filer_keys(account, record).secret == filer_keys(account, other).secret) == (record == other)


@given(st.binary(min_size=32, max_size=32))
def test_tags_repeat_for_their_owner_and_for_nobody_else(secret: bytes) -> None:
    account, stranger = account_keys(secret), account_keys(new_secret())
    tags = holder_tags(account, "incident", range(64))
    assert tags == holder_tags(account, "incident", range(64))
    assert len({*tags, *holder_tags(account, "draft", range(64)), *holder_tags(stranger, "incident", range(64))}) == 192


@given(st.integers(1, 3))
def test_any_two_of_three_trustees_give_the_recovery_key_back(left_out: int) -> None:
    seed = recovery.new_seed()
    shares = recovery.split(seed, 2, 3)
    assert all(len(share.split()) == 33 for share in shares)
    assert recovery.join([share for number, share in enumerate(shares, 1) if number != left_out]) == seed


def test_a_traceback_shows_no_secret() -> None:
    secret = new_secret()
    shown = repr(account_keys(secret)) + json.dumps(str(account_keys(secret)))
    assert secret.hex() not in shown
    assert repr(secret)[2:-1] not in shown


def test_every_failure_has_the_same_words() -> None:
    place = Place("0" * 16, "incident", "report", 1, 1, bytes(32))
    author, key = account_keys(new_secret()), new_secret()
    sealed, name = seal_entry(key, place, b"{}"), bytes(32)
    made = Signature(1, 1, author.sign(signed([name])))
    beside = seal_signature(key, name, made)
    said = set()
    for attempt in (
        lambda: open_entry(new_secret(), place, sealed),
        lambda: open_entry(key, place, sealed[:9]),
        lambda: open_entry(key, place, sealed[:-1]),
        lambda: open_signature(new_secret(), 1, name, beside),
        lambda: open_signature(key, 2, name, beside),
        lambda: made.verify(bytes(32), [name]),
        lambda: made.verify(author.sign_public, []),
        lambda: author.open(sealed, b""),
        lambda: recovery.join(["zebra"]),
    ):
        with pytest.raises(CannotOpen) as refused:
            attempt()
        said.add(str(refused.value))
    assert said == {"cannot be opened"}
