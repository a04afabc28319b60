"""One unambiguous way to join byte strings, used for everything that is signed, hashed or bound."""

from __future__ import annotations

from struct import Struct

_LENGTH = Struct(">I").pack


def frame(*parts: bytes | str | int) -> bytes:
    """Join parts so that no two different lists give the same bytes.

    Text is UTF-8, an integer is 8 bytes big-endian; each part is preceded by its length in 4 bytes big-endian.
    """
    out: list[bytes] = []
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode() if isinstance(part, str) else part.to_bytes(8, "big")
        out += (_LENGTH(len(data)), data)
    return b"".join(out)
