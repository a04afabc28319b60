"""Files that leave are age files: pyrage opens them, whatever their length, and nothing else does."""

from __future__ import annotations

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.crypto import age
from app.crypto.age import CHUNK


@pytest.fixture
def insecure_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(age, "WORK", 2)


@pytest.mark.usefixtures("insecure_work")
@pytest.mark.parametrize("length", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK])
def test_a_passphrase_opens_a_file_of_any_length(length: int) -> None:
    plaintext = bytes(at * 7 % 251 for at in range(length))
    sealed = age.to_passphrase(plaintext, "six quiet words")
    assert pyrage.passphrase.decrypt(sealed, "six quiet words") == plaintext


@pytest.mark.usefixtures("insecure_work")
def test_another_passphrase_or_a_changed_file_opens_nothing() -> None:
    sealed = age.to_passphrase(b"canary" * 20_000, "six quiet words")
    with pytest.raises(pyrage.DecryptError):
        pyrage.passphrase.decrypt(sealed, "six quiet worda")
    other = b"B" if sealed[60:61] == b"A" else b"A"
    for changed in (sealed[:-1], sealed[:-17], sealed[: len(sealed) - CHUNK], sealed[:60] + other + sealed[61:]):
        with pytest.raises(pyrage.DecryptError):
            pyrage.passphrase.decrypt(changed, "six quiet words")
    assert b"canary" not in sealed


@settings(max_examples=20, deadline=None)
@given(st.binary(max_size=300))
def test_a_key_opens_what_was_sealed_to_it(plaintext: bytes) -> None:
    mine, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    sealed = age.to_recipient(plaintext, str(mine.to_public()))
    assert pyrage.decrypt(sealed, [mine]) == plaintext
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(sealed, [other])


def test_only_public_keys_are_recipients() -> None:
    identity = pyrage.x25519.Identity.generate()
    assert age.is_recipient(str(identity.to_public()))
    for text in ("", "age1", str(identity), str(identity.to_public())[:-1], "age1" + "q" * 58, "\N{SNOWMAN}"):
        assert not age.is_recipient(text)
        with pytest.raises(ValueError, match="public key"):
            age.to_recipient(b"", text)


def test_two_files_of_one_text_share_nothing_and_guessing_costs() -> None:
    one, two = (age.to_passphrase(b"same", "six quiet words") for _ in range(2))
    assert pyrage.passphrase.decrypt(one, "six quiet words") == b"same"
    assert one.split(b"\n")[1].endswith(b" 16")
    assert one.split(b"\n")[1] != two.split(b"\n")[1] and one[-40:] != two[-40:]
