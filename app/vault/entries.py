"""What reading a record yields: its entries in order, opened where the reader holds the key."""

from __future__ import annotations

from enum import StrEnum

import msgspec

FILER = "filer"


class Status(StrEnum):
    """How far a reader got with an entry."""

    OPEN = "open"  # decrypted, signature and role verified
    CLOSED = "closed"  # the reader holds no key of its compartment
    ERASED = "erased"  # its bytes were erased; its hash stays in the chain


class Opened(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """One entry as its reader sees it.

    `author` is "filer" or an account id. `roles` is what the vault verified that author to be at directory number
    `point`: {"filer"}, or role names held for a desk of the record. `at` is a UTC minute, as the author claims it.
    """

    record: str
    seq: int
    compartment: str
    status: Status
    author: str = ""
    roles: frozenset[str] = frozenset()
    point: int = 0
    at: str = ""
    body: bytes = b""
