"""Files that leave Amparo, in the age format (age-encryption.org/v1): to a recipient's key, or to a passphrase.

pyrage seals to a key. To a passphrase it would make scrypt take a second, which on a fast machine is half a gibibyte:
a few at once would stop a server. So the header with a passphrase is made here, with 64 MiB as everywhere in Amparo.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterator

import pyrage  # type: ignore[import-untyped]

from app.crypto import primitives
from app.crypto.primitives import hmac_sha256, random_bytes

VERSION = b"age-encryption.org/v1\n"
SCRYPT_LABEL = b"age-encryption.org/v1/scrypt"
WORK = 16  # the power of two that scrypt is given: 64 MiB, a fifth of a second
MEMORY = 1 << 27  # bytes that OpenSSL may take for it
FILE_KEY, SALT, NONCE = 16, 16, 16
CHUNK = 64 * 1024


def is_recipient(text: str) -> bool:
    """Tell whether a text is an age public key ("age1...")."""
    try:
        pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        return False
    return True


def to_recipient(plaintext: bytes, recipient: str) -> bytes:
    """Return an age file that the holder of a key opens. Raises ValueError for what is no age public key."""
    try:
        known = pyrage.x25519.Recipient.from_str(recipient)
    except pyrage.RecipientError:
        raise ValueError("no age public key") from None
    return bytes(pyrage.encrypt(plaintext, [known]))


def to_passphrase(plaintext: bytes, passphrase: str) -> bytes:
    """Return an age file that the passphrase opens; its UTF-8 bytes are taken as they are."""
    secrets = random_bytes(FILE_KEY), random_bytes(SALT), random_bytes(NONCE)
    return _to_passphrase(plaintext, passphrase, *secrets)


def _to_passphrase(plaintext: bytes, passphrase: str, file_key: bytes, salt: bytes, nonce: bytes) -> bytes:
    wrap = hashlib.scrypt(passphrase.encode(), salt=SCRYPT_LABEL + salt, n=1 << WORK, r=8, p=1, maxmem=MEMORY, dklen=32)
    body = primitives.chacha_seal(wrap, bytes(12), file_key)  # the nonce is fixed because each key is used once
    header = VERSION + b"-> scrypt " + _text(salt) + b" %d\n" % WORK + _text(body) + b"\n---"
    mac = hmac_sha256(_hkdf(file_key, b"", b"header"), header)
    sealed = b"".join(_chunks(plaintext, _hkdf(file_key, nonce, b"payload")))
    return header + b" " + _text(mac) + b"\n" + nonce + sealed


def _chunks(plaintext: bytes, key: bytes) -> Iterator[bytes]:
    """Yield the sealed chunks. The number and the mark of the last one are the nonce, so that none can be cut off."""
    last = max(0, (len(plaintext) - 1) // CHUNK)
    for number in range(last + 1):
        nonce = number.to_bytes(11, "big") + bytes([number == last])
        yield primitives.chacha_seal(key, nonce, plaintext[number * CHUNK : (number + 1) * CHUNK])


def _hkdf(secret: bytes, salt: bytes, info: bytes) -> bytes:
    """Return HKDF-SHA-256 (32 bytes) as RFC 5869 has it, without Amparo's framing."""
    return hmac_sha256(hmac_sha256(salt or bytes(32), secret), info + b"\x01")


def _text(data: bytes) -> bytes:
    return b64encode(data).rstrip(b"=")
