"""Length hiding: at least 1 KiB, then PADMÉ, which leaks O(log log n) bits and costs at most 12 %.

Source: Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", PoPETs 2019.
"""

from __future__ import annotations

from app.crypto.primitives import CannotOpen

FLOOR = 1024
_LENGTH_BYTES = 4


def padded_length(length: int) -> int:
    """Return the padded size in bytes for `length` bytes."""
    if length <= FLOOR:
        return FLOOR
    exponent = length.bit_length() - 1
    last_bits = exponent - exponent.bit_length()
    mask = (1 << last_bits) - 1
    return (length + mask) & ~mask


def pad(data: bytes) -> bytes:
    """Prefix the length (4 bytes, big-endian) and fill with zeros."""
    framed = len(data).to_bytes(_LENGTH_BYTES, "big") + data
    return framed.ljust(padded_length(len(framed)), b"\x00")


def unpad(padded: bytes) -> bytes:
    """Undo `pad`. Raises CannotOpen for any other framing, so that one plaintext has one encoding."""
    length = int.from_bytes(padded[:_LENGTH_BYTES], "big")
    end = _LENGTH_BYTES + length
    if len(padded) != padded_length(end) or padded[end:] != bytes(len(padded) - end):
        raise CannotOpen
    return padded[_LENGTH_BYTES:end]
