"""The keys of people, rings and filers. All derive from one random secret each: a key is 32 bytes at rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from app.crypto import primitives
from app.crypto.primitives import BOX_SEED_BYTES, KEY_BYTES, derive


@dataclass(frozen=True)
class Identity:
    """The public halves of an account or a filer: Ed25519 (32 bytes) and hybrid box key (1216 bytes)."""

    sign: bytes
    box: bytes


@dataclass(frozen=True)
class Keys:
    """What a secret of 32 bytes can do. `label` separates account, ring and filer keys from each other."""

    secret: bytes
    label: str

    def __repr__(self) -> str:
        return f"Keys({self.label})"  # a traceback must not show a secret

    @cached_property
    def sign_seed(self) -> bytes:
        return derive(self.secret, f"{self.label} sign")

    @cached_property
    def box_seed(self) -> bytes:
        return derive(self.secret, f"{self.label} box", length=BOX_SEED_BYTES)

    @cached_property
    def _signer(self) -> Callable[[bytes], bytes]:
        return primitives.signer(self.sign_seed)

    @cached_property
    def _box_private(self) -> primitives.BoxPrivate:
        return primitives.box_private(self.box_seed)

    @cached_property
    def sign_public(self) -> bytes:
        return primitives.sign_public(self.sign_seed)

    @cached_property
    def box_public(self) -> bytes:
        return primitives.box_public(self.box_seed)

    def sign(self, message: bytes) -> bytes:
        """Return an Ed25519 signature (64 bytes)."""
        return self._signer(message)

    def open(self, sealed: bytes, info: bytes) -> bytes:
        """Open what was sealed to `box_public`. Raises CannotOpen."""
        return primitives.box_open_with(self._box_private, sealed, info)

    def symmetric(self, purpose: str, context: bytes = b"") -> bytes:
        """Return a 32-byte key for sealing to oneself."""
        return derive(self.secret, f"{self.label} {purpose}", context)


def account_keys(secret: bytes) -> Keys:
    """Return the keys of a person's account secret."""
    return Keys(secret, "account")


def ring_keys(secret: bytes) -> Keys:
    """Return the keys of one epoch of a ring."""
    return Keys(secret, "ring")


def filer_keys(account: Keys, record: str) -> Keys:
    """Return the keys with which an account files and follows one record; two records' keys look unrelated."""
    return Keys(account.symmetric("filer", record.encode()), "filer")


def holder_tags(account: Keys, domain: str, numbers: Iterable[int]) -> list[str]:
    """Return the tags (32 hexadecimal digits each) under which an account finds its records of a domain, by number."""
    tag_key = account.symmetric("tag", domain.encode())
    return [primitives.hmac_sha256(tag_key, number.to_bytes(8, "big"))[:16].hex() for number in numbers]


def new_secret() -> bytes:
    """Return 32 random bytes."""
    return primitives.random_bytes(KEY_BYTES)
