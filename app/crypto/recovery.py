"""The recovery key: one random seed, split among trustees with SLIP-39 (shamir-mnemonic)."""

from __future__ import annotations

from shamir_mnemonic import MnemonicError, Share, combine_mnemonics, generate_mnemonics

from app.crypto import primitives
from app.crypto.keys import Keys
from app.crypto.primitives import KEY_BYTES, CannotOpen


def new_seed() -> bytes:
    """Return a fresh recovery seed (32 bytes)."""
    return primitives.random_bytes(KEY_BYTES)


def recovery_keys(seed: bytes) -> Keys:
    """Return the keys to whose public half every ring's secret is sealed."""
    return Keys(seed, "recovery")


def split(seed: bytes, threshold: int, shares: int) -> list[str]:
    """Return `shares` mnemonics of 33 words, any `threshold` of which give the seed back."""
    return list(generate_mnemonics(1, [(threshold, shares)], seed)[0])


def needed(mnemonic: str) -> int:
    """Return how many shares of its set give the seed back. Raises CannotOpen when a word is wrong or missing."""
    try:
        return int(Share.from_mnemonic(mnemonic).member_threshold)
    except MnemonicError:
        raise CannotOpen from None


def join(mnemonics: list[str]) -> bytes:
    """Return the seed. Raises CannotOpen when the shares do not belong together or are too few."""
    try:
        return bytes(combine_mnemonics(mnemonics))
    except MnemonicError:
        raise CannotOpen from None
