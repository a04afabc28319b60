"""The receipt: a salted hash of the report as filed, which proves later that its text was not changed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from app.crypto import primitives
from app.crypto.framing import frame
from app.incidents.content.decoding import decode
from app.incidents.content.outward import Filed
from app.vault.entries import Opened, Status

DIGITS = 64


@dataclass(frozen=True)
class Receipt:
    """What a filer is given. `digest` is 64 hexadecimal digits, "" once the text it proves was erased."""

    record: str
    digest: str


def new_salt() -> str:
    """Return a random salt, to be sealed inside the report."""
    return primitives.random_bytes(16).hex()


def digest_of(record: str, filed: Filed) -> str:
    """Return the hash (SHA-256, 64 hexadecimal digits) of a report as it is sealed."""
    return digest_of_bytes(record, msgspec.json.encode(filed))


def digest_of_bytes(record: str, body: bytes) -> str:
    """Return the hash of the sealed bytes of a filed report: of the bytes, so that no later version changes it."""
    return primitives.sha256(frame("amparo receipt v1", record, body)).hex()


def receipt_of(entries: Iterable[Opened]) -> Receipt:
    """Return the receipt of a record from its entries."""
    record = ""
    for opened in entries:
        record = opened.record
        if opened.status is Status.OPEN and isinstance(decode(opened.body), Filed):
            return Receipt(record, digest_of_bytes(record, opened.body))
    return Receipt(record, "")


def proves(entries: Iterable[Opened], typed: str) -> bool:
    """Tell whether a hash as somebody typed it is that of the report as filed."""
    digits = re.sub(r"[^0-9a-f]", "", typed.lower())
    receipt = receipt_of(entries)
    return len(digits) == DIGITS and bool(receipt.digest) and primitives.same(digits.encode(), receipt.digest.encode())
