"""The only file that touches the cipher library. Every construction is pinned in SPEC.md."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Callable
from functools import lru_cache

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
SIGNATURE_BYTES = 64
SIGN_SEED_BYTES = 32
BOX_SEED_BYTES = 96  # ML-KEM-768 seed (d || z, 64 bytes), then the X25519 private key (32 bytes)
BOX_PUBLIC_BYTES = 1216  # ML-KEM-768 encapsulation key (1184), then the X25519 public key (32)

BoxPrivate = MLKEM768X25519PrivateKey
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class CannotOpen(Exception):
    """A seal, signature or key did not verify. One message for every cause, so that it tells an attacker nothing."""

    def __init__(self) -> None:
        super().__init__("cannot be opened")


def random_bytes(length: int) -> bytes:
    """Return fresh bytes from the operating system."""
    return os.urandom(length)


def sha256(data: bytes) -> bytes:
    """Return the SHA-256 digest (32 bytes)."""
    return hashlib.sha256(data).digest()


def hmac_sha256(key: bytes, data: bytes) -> bytes:
    """Return HMAC-SHA-256 (32 bytes)."""
    return hmac.digest(key, data, "sha256")


def same(left: bytes, right: bytes) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(left, right)


def derive(secret: bytes, purpose: str, context: bytes = b"", length: int = KEY_BYTES) -> bytes:
    """Derive `length` bytes from a uniformly random secret: HKDF-SHA-256, info = "amparo/v1/" purpose 0x00 context."""
    info = b"amparo/v1/" + purpose.encode() + b"\x00" + context
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=None, info=info).derive(secret)


def stretch(passphrase: bytes, salt: bytes, *, memory_kib: int, passes: int, lanes: int) -> bytes:
    """Return 32 bytes of Argon2id (RFC 9106, version 0x13)."""
    return Argon2id(salt=salt, length=KEY_BYTES, iterations=passes, lanes=lanes, memory_cost=memory_kib).derive(
        passphrase
    )


def seal(key: bytes, plaintext: bytes, associated: bytes, nonce: bytes | None = None) -> bytes:
    """AES-256-GCM: nonce (12 bytes, random unless a vector fixes it), ciphertext, tag (16 bytes)."""
    nonce = random_bytes(NONCE_BYTES) if nonce is None else nonce
    return nonce + AESGCM(key).encrypt(nonce, plaintext, associated)


def unseal(key: bytes, sealed: bytes, associated: bytes) -> bytes:
    """Open what `seal` made. Raises CannotOpen."""
    if len(sealed) < NONCE_BYTES + TAG_BYTES:
        raise CannotOpen
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], associated)
    except InvalidTag:
        raise CannotOpen from None


def chacha_seal(key: bytes, nonce: bytes, plaintext: bytes) -> bytes:
    """Return ChaCha20-Poly1305 ciphertext and tag, for the age format alone. The caller never uses a nonce twice."""
    return ChaCha20Poly1305(key).encrypt(nonce, plaintext, None)


def sign_public(seed: bytes) -> bytes:
    """Return the Ed25519 public key (32 bytes) of a 32-byte seed."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def signer(seed: bytes) -> Callable[[bytes], bytes]:
    """Return what makes Ed25519 signatures (64 bytes) with a 32-byte seed: half of a signature's work is done once."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign


def sign(seed: bytes, message: bytes) -> bytes:
    """Return an Ed25519 signature (64 bytes)."""
    return signer(seed)(message)


def verify(public: bytes, signature: bytes, message: bytes) -> None:
    """Check an Ed25519 signature. Raises CannotOpen."""
    try:
        _sign_public(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        raise CannotOpen from None


@lru_cache(maxsize=256)  # public keys only: a record's entries have one author or two
def _sign_public(public: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(public)


def box_public(seed: bytes) -> bytes:
    """Return the hybrid public key (1216 bytes) of a 96-byte seed: ML-KEM-768 key, then X25519 key."""
    kem, curve = _box_parts(seed)
    return kem.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()


def require_public(sign: bytes | None, box: bytes) -> None:
    """Check that nothing sealed to these public keys will fail later. Raises CannotOpen."""
    curve = _box_public(box)[1]
    try:
        X25519PrivateKey.from_private_bytes(b"\x01" * 32).exchange(curve)  # refuses points of low order
        if sign is not None:
            Ed25519PublicKey.from_public_bytes(sign)
    except ValueError:
        raise CannotOpen from None


def box_seal(public: bytes, plaintext: bytes, info: bytes) -> bytes:
    """HPKE base mode to a hybrid public key; its API has no associated data, so `info` carries the place.

    Raises CannotOpen when the public key is malformed.
    """
    try:
        return _SUITE.encrypt(plaintext, _box_public(public)[0], info)
    except ValueError:  # a curve point of low order is found only here
        raise CannotOpen from None


def box_open(seed: bytes, sealed: bytes, info: bytes) -> bytes:
    """Open what `box_seal` made. Raises CannotOpen."""
    return box_open_with(box_private(seed), sealed, info)


def box_private(seed: bytes) -> BoxPrivate:
    """Return the private key of a seed, expanded: as costly as an opening, so who opens many does it once."""
    return MLKEM768X25519PrivateKey(*_box_parts(seed))


def box_open_with(private: BoxPrivate, sealed: bytes, info: bytes) -> bytes:
    """Open what `box_seal` made. Raises CannotOpen."""
    try:
        return _SUITE.decrypt(sealed, private, info)
    except (InvalidTag, ValueError):
        raise CannotOpen from None


def _box_parts(seed: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    if len(seed) != BOX_SEED_BYTES:
        raise CannotOpen
    return MLKEM768PrivateKey.from_seed_bytes(seed[:64]), X25519PrivateKey.from_private_bytes(seed[64:])


@lru_cache(maxsize=256)  # public keys only: a busy desk's key is parsed once
def _box_public(public: bytes) -> tuple[MLKEM768X25519PublicKey, X25519PublicKey]:
    if len(public) != BOX_PUBLIC_BYTES:
        raise CannotOpen
    try:
        curve = X25519PublicKey.from_public_bytes(public[1184:])
        return MLKEM768X25519PublicKey(MLKEM768PublicKey.from_public_bytes(public[:1184]), curve), curve
    except ValueError:
        raise CannotOpen from None
