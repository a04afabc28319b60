"""Random names of things. Never serial: a serial number reveals volume."""

from __future__ import annotations

from app.crypto import primitives
from app.crypto.passphrase import CODE_ALPHABET

ID_LENGTH = 16  # 80 bits


def new_id() -> str:
    """Return 16 random characters of Crockford base32."""
    return id_from(primitives.random_bytes(ID_LENGTH))


def id_from(secret_hash: bytes) -> str:
    """Return an id made of the first 16 bytes of a hash (5 bits of each are used)."""
    return "".join(CODE_ALPHABET[byte & 31] for byte in secret_hash[:ID_LENGTH])


def normal_id(text: str) -> str:
    """Read an id as a person may type it: any case, dashes and spaces, O, I and L. Returns "" if it cannot be one."""
    kept = "".join(character for character in text.upper() if character.isascii() and character.isalnum())
    kept = kept.translate(str.maketrans("OIL", "011"))
    return kept if len(kept) == ID_LENGTH and all(character in CODE_ALPHABET for character in kept) else ""
