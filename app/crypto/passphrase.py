"""From what a person remembers, or keeps on paper, to a key."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from app.crypto import primitives
from app.crypto.framing import frame

SALT_BYTES = 16
CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base32
CODE_LENGTH = 25  # 125 bits: needs no stretching


@dataclass(frozen=True)
class Cost:
    """Argon2id parameters; stored beside each sealed key so that they can rise."""

    memory_kib: int = 64 * 1024
    passes: int = 3
    lanes: int = 1


COST = Cost()


def normal_passphrase(passphrase: str) -> bytes:
    """Fold what keyboards vary: Unicode form, capital letters, runs of white space."""
    return " ".join(unicodedata.normalize("NFKC", passphrase).split()).casefold().encode()


def passphrase_key(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """Return the 32-byte key of a passphrase. Takes about a quarter of a second and `memory_kib` on purpose."""
    return primitives.stretch(
        normal_passphrase(passphrase), salt, memory_kib=cost.memory_kib, passes=cost.passes, lanes=cost.lanes
    )


def new_code() -> str:
    """Return a fresh recovery code: 25 characters, 125 bits."""
    return "".join(CODE_ALPHABET[byte & 31] for byte in primitives.random_bytes(CODE_LENGTH))


def normal_code(code: str) -> str:
    """Undo what people do to codes on paper: case, spaces, dashes, O for 0, I and L for 1."""
    kept = "".join(character for character in code.upper() if character.isalnum())
    return kept.translate(str.maketrans("OIL", "011"))


def code_key(code: str, account: str) -> bytes:
    """Return the 32-byte key of a recovery code for one account."""
    return primitives.derive(normal_code(code).encode(), "recovery code", account.encode())


def seal_secret(key: bytes, secret: bytes, purpose: str, owner: str) -> bytes:
    """Seal an account secret under a passphrase or code key."""
    return primitives.seal(key, secret, frame("amparo account secret v1", purpose, owner))


def open_secret(key: bytes, sealed: bytes, purpose: str, owner: str) -> bytes:
    """Open what `seal_secret` made. Raises CannotOpen."""
    return primitives.unseal(key, sealed, frame("amparo account secret v1", purpose, owner))
