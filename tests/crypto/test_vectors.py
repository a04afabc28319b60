"""Every file of tests/vectors is one scenario: an operation, its inputs, and what must come of it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.crypto import envelope, identifiers, keys, padding, passphrase, primitives, recovery
from app.crypto.envelope import Place, Signature
from app.crypto.framing import frame
from app.crypto.keys import Keys
from app.crypto.primitives import CannotOpen
from app.vault.directory.content import Certificate
from app.vault.directory.state import Directory, Refused

VECTORS = Path(__file__).parents[1] / "vectors"


def seal_entry(data_key: bytes, place: dict[str, Any], content: bytes, nonce: bytes) -> Any:
    at = Place(**place)
    sealed = envelope.seal_entry(data_key, at, content, nonce)
    return {"sealed": sealed, "digest": envelope.digest(at, sealed), "place": at.associated()}


def open_entry(data_key: bytes, place: dict[str, Any], sealed: bytes) -> bytes:
    return envelope.open_entry(data_key, Place(**place), sealed)


def seal_signature(
    data_key: bytes, sign_seed: bytes, first: int, digests: list[bytes], beside: int, nonce: bytes
) -> Any:
    signed = envelope.signed(digests)
    made = Signature(first, first + len(digests) - 1, primitives.sign(sign_seed, signed))
    sealed = envelope.seal_signature(data_key, digests[beside], made, nonce)
    return {"signed": signed, "signature": made.signature, "sealed": sealed}


def open_signature(
    data_key: bytes, seq: int, digests: list[bytes], beside: int, sealed: bytes, author: bytes
) -> list[int]:
    made = envelope.open_signature(data_key, seq, digests[beside], sealed)
    made.verify(author, digests)
    return [made.first, made.last]


def keys_of(secret: bytes, label: str) -> Any:
    made = Keys(secret, label)
    return {
        "sign_seed": made.sign_seed,
        "sign_public": made.sign_public,
        "box_seed": made.box_seed,
        "box_public_sha256": primitives.sha256(made.box_public),
        "symmetric": made.symmetric("purpose", b"context"),
    }


def stretch(text: str, salt: bytes, memory_kib: int, passes: int, lanes: int) -> bytes:
    return passphrase.passphrase_key(text, salt, passphrase.Cost(memory_kib, passes, lanes))


def follow(entries: list[dict[str, Any]]) -> Any:
    directory = Directory()
    heads = [directory.apply(**entry) for entry in entries]
    return {"heads": heads, "root": directory.root, "accounts": sorted(directory.accounts)}


OPERATIONS: dict[str, Callable[..., Any]] = {
    "frame": lambda parts: frame(*parts),
    "pad": padding.pad,
    "unpad": padding.unpad,
    "padded_length": lambda lengths: [padding.padded_length(length) for length in lengths],
    "derive": primitives.derive,
    "seal": primitives.seal,
    "unseal": primitives.unseal,
    "verify": primitives.verify,
    "seal_entry": seal_entry,
    "open_entry": open_entry,
    "seal_signature": seal_signature,
    "open_signature": open_signature,
    "commitment": envelope.commitment,
    "grant_info": envelope.grant_info,
    "membership_info": envelope.membership_info,
    "box_open": primitives.box_open,
    "box_seal": primitives.box_seal,
    "box_public": lambda seed: primitives.sha256(primitives.box_public(seed)),
    "keys": keys_of,
    "filer": lambda secret, record: keys.filer_keys(keys.account_keys(secret), record).sign_public,
    "tags": lambda secret, domain, numbers: keys.holder_tags(keys.account_keys(secret), domain, numbers),
    "normal_passphrase": passphrase.normal_passphrase,
    "passphrase_key": stretch,
    "normal_code": passphrase.normal_code,
    "code_key": passphrase.code_key,
    "open_secret": passphrase.open_secret,
    "id_from": identifiers.id_from,
    "normal_id": identifiers.normal_id,
    "directory": follow,
    "certificate": lambda certificate: msgspec.convert(certificate, Certificate).message(),
    "recovery_join": recovery.join,
}


def read(value: Any) -> Any:
    """Turn "hex:…" into bytes, anywhere in a JSON value."""
    if isinstance(value, str) and value.startswith("hex:"):
        return bytes.fromhex(value.removeprefix("hex:"))
    if isinstance(value, dict):
        return {name: read(item) for name, item in value.items()}
    return [read(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("path", sorted(VECTORS.iterdir()), ids=lambda path: path.name)
def test_vector(path: Path) -> None:
    vector = read(json.loads(path.read_text()))
    assert set(vector) in ({"says", "operation", "inputs", "expected"}, {"says", "operation", "inputs", "failure"})
    operation = OPERATIONS[vector["operation"]]
    if "failure" not in vector:
        assert operation(**vector["inputs"]) == vector["expected"]
        return
    with pytest.raises((CannotOpen, Refused)) as refused:
        operation(**vector["inputs"])
    assert [type(refused.value).__name__, str(refused.value)] == vector["failure"]


def test_every_operation_has_a_vector() -> None:
    assert {json.loads(path.read_text())["operation"] for path in VECTORS.iterdir()} == set(OPERATIONS)
