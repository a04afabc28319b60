"""The box, computed by hand: X-Wing from its parts and the HPKE key schedule of RFC 9180, beside the library's."""

import hashlib
import hmac

import pytest
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.crypto import primitives
from app.crypto.keys import new_secret

LABEL = bytes.fromhex("5c2e2f2f5e5c")
SUITE = b"HPKE" + bytes.fromhex("647a00010002")  # MLKEM768-X25519, HKDF-SHA256, AES-256-GCM

# seed, randomness of the encapsulation, shared secret: the known answers of draft-connolly-cfrg-xwing-kem.
KNOWN = [
    (
        "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26",
        "3cb1eea988004b93103cfb0aeefd2a686e01fa4a58e8a3639ca8a1e3f9ae57e2"
        "35b8cc873c23dc62b8d260169afa2f75ab916a58d974918835d25e6a435085b2",
        "d2df0522128f09dd8e2c92b1e905c793d8f57a54c3da25861f10bf4ca613e384",
    ),
    (
        "badfd6dfaac359a5efbb7bcc4b59d538df9a04302e10c8bc1cbf1a0b3a5120ea",
        "17cda7cfad765f5623474d368ccca8af0007cd9f5e4c849f167a580b14aabdef"
        "aee7eef47cb0fca9767be1fda69419dfb927e9df07348b196691abaeb580b32d",
        "f2e86241c64d60f6649fbc6c5b7d17180b780a3f34355e64a85749949c45f150",
    ),
    (
        "ef58538b8d23f87732ea63b02b4fa0f4873360e2841928cd60dd4cee8cc0d4c9",
        "22a96188d032675c8ac850933c7aff1533b94c834adbb69c6115bad4692d8619"
        "f90b0cdf8a7b9c264029ac185b70b83f2801f2f4b3f70c593ea3aeeb613a7f1b",
        "953f7f4e8c5b5049bdc771d1dffada0dd961477d1a2ae0988baa7ea6898d893f",
    ),
]


def combined(lattice: bytes, curve: bytes, ephemeral: bytes, public: bytes) -> bytes:
    return hashlib.sha3_256(lattice + curve + ephemeral + public + LABEL).digest()


def extract(salt: bytes, label: bytes, value: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + SUITE + label + value, "sha256")


def expand(key: bytes, label: bytes, info: bytes, length: int) -> bytes:
    return hmac.digest(key, length.to_bytes(2, "big") + b"HPKE-v1" + SUITE + label + info + b"\x01", "sha256")[:length]


def opened_by_hand(private: bytes, sealed: bytes, info: bytes) -> bytes:
    lattice, ephemeral, text = sealed[:1088], sealed[1088:1120], sealed[1120:]
    curve = X25519PrivateKey.from_private_bytes(private[64:])
    shared = combined(
        MLKEM768PrivateKey.from_seed_bytes(private[:64]).decapsulate(lattice),
        curve.exchange(X25519PublicKey.from_public_bytes(ephemeral)),
        ephemeral,
        curve.public_key().public_bytes_raw(),
    )
    context = b"\x00" + extract(b"", b"psk_id_hash", b"") + extract(b"", b"info_hash", info)
    secret = extract(shared, b"secret", b"")
    return AESGCM(expand(secret, b"key", context, 32)).decrypt(expand(secret, b"base_nonce", context, 12), text, b"")


@pytest.mark.parametrize(("seed", "randomness", "shared"), KNOWN)
def test_the_combiner_gives_the_known_answers_of_the_draft(seed: str, randomness: str, shared: str) -> None:
    private = hashlib.shake_256(bytes.fromhex(seed)).digest(96)  # how X-Wing expands its seed
    public, random = primitives.box_public(private), bytes.fromhex(randomness)
    # FIPS 203, algorithm 17: K is the first half of G(m || H(ek)).
    lattice = hashlib.sha3_512(random[:32] + hashlib.sha3_256(public[:1184]).digest()).digest()[:32]
    ephemeral = X25519PrivateKey.from_private_bytes(random[32:])
    curve = ephemeral.exchange(X25519PublicKey.from_public_bytes(public[1184:]))
    answer = combined(lattice, curve, ephemeral.public_key().public_bytes_raw(), public[1184:])
    assert answer.hex() == shared


@pytest.mark.parametrize("info", [b"", b"amparo", bytes(range(200))])
def test_what_the_library_seals_opens_by_hand(info: bytes) -> None:
    private, key = primitives.random_bytes(96), new_secret()
    sealed = primitives.box_seal(primitives.box_public(private), key, info)
    assert len(sealed) == 1168
    assert opened_by_hand(private, sealed, info) == key == primitives.box_open(private, sealed, info)


def test_two_boxes_of_one_text_share_nothing() -> None:
    public = primitives.box_public(primitives.random_bytes(96))
    first, second = (primitives.box_seal(public, bytes(32), b"") for _ in range(2))
    assert first[:1088] != second[:1088]
    assert first[1088:1120] != second[1088:1120]
    assert first[1120:] != second[1120:]
