"""One unambiguous way to join byte strings, used for everything that is signed, hashed or bound."""

from __future__ import annotations


def frame(*parts: bytes | str | int) -> bytes:
    """Join parts so that no two different lists give the same bytes.

    Text is UTF-8, an integer is 8 bytes big-endian; each part is preceded by its length in 4 bytes big-endian.
    """
    out = bytearray()
    for part in parts:
        data = part.to_bytes(8, "big") if isinstance(part, int) else part.encode() if isinstance(part, str) else part
        out += len(data).to_bytes(4, "big") + data
    return bytes(out)
