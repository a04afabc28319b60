"""A sealed entry: bound to its place by associated data, to its author by a sealed signature. SPEC.md, 5."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from app.crypto import primitives
from app.crypto.framing import frame
from app.crypto.padding import pad, unpad
from app.crypto.primitives import KEY_BYTES, SIGNATURE_BYTES, CannotOpen, same


class DataKey:
    """A data key with the two keys that derive from it, each derived once. Keep it no longer than the key itself."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    @cached_property
    def entry(self) -> bytes:
        """What seals entries."""
        return primitives.derive(self._secret, "entry")

    @cached_property
    def commitment(self) -> bytes:
        """What names the key and tells nothing of it."""
        return primitives.derive(self._secret, "commitment")


START = bytes(32)  # `previous` of the header, entry 0


class Place:
    """Where an entry stands. Moving the sealed bytes to any other place makes them unopenable."""

    __slots__ = ("_associated",)

    def __init__(self, record: str, kind: str, compartment: str, key_no: int, seq: int, previous: bytes) -> None:
        self._associated = frame("amparo entry v2", record, kind, compartment, key_no, seq, previous)

    def associated(self) -> bytes:
        """Return the associated data of the seal."""
        return self._associated


def digest(place: Place, sealed: bytes) -> bytes:
    """Return the hash (32 bytes) that the next entry names as `previous`."""
    return primitives.sha256(frame("amparo entry digest v2", place.associated(), sealed))


def seal_entry(data_key: bytes | DataKey, place: Place, content: bytes, nonce: bytes | None = None) -> bytes:
    """Seal one entry's content for one place: the commitment to the key (32 bytes), then the seal.

    GCM does not commit to its key: two keys can open one ciphertext to two texts. So the key is named beside it.
    """
    key = _derived(data_key)
    return key.commitment + primitives.seal(key.entry, pad(content), place.associated(), nonce)


def open_entry(data_key: bytes | DataKey, place: Place, sealed: bytes) -> bytes:
    """Open one entry. Who wrote it is for `open_signature` and `verify` to say.

    Raises CannotOpen for a wrong key, place or byte.
    """
    key = _derived(data_key)
    if not same(sealed[:KEY_BYTES], key.commitment):
        raise CannotOpen
    return unpad(primitives.unseal(key.entry, sealed[KEY_BYTES:], place.associated()))


@dataclass(frozen=True)
class Signature:
    """An author's signature of entries written together, `first` to `last`, both included."""

    first: int
    last: int
    signature: bytes

    def verify(self, author: bytes, digests: Sequence[bytes]) -> None:
        """Check it with an Ed25519 public key against the digests of its entries. Raises CannotOpen."""
        primitives.verify(author, self.signature, signed(digests))


def signed(digests: Sequence[bytes]) -> bytes:
    """Return what an author signs: the digests of entries written together, in order.

    Not the last alone, though it follows from the others: once an entry between is erased, nobody can see that it does.
    """
    return frame("amparo entries signature v1", *digests)


def seal_signature(
    data_key: bytes | DataKey, digest_of_entry: bytes, made: Signature, nonce: bytes | None = None
) -> bytes:
    """Seal a signature for the readers of one of its entries: in clear it would tell who wrote, to who tries keys."""
    inner = made.first.to_bytes(8) + made.last.to_bytes(8) + made.signature
    return primitives.seal(_derived(data_key).entry, inner, _beside(digest_of_entry), nonce)


def open_signature(data_key: bytes | DataKey, seq: int, digest_of_entry: bytes, sealed: bytes) -> Signature:
    """Open the signature kept beside entry `seq`. Raises CannotOpen, also where it does not cover that entry."""
    inner = primitives.unseal(_derived(data_key).entry, sealed, _beside(digest_of_entry))
    if len(inner) != 16 + SIGNATURE_BYTES:
        raise CannotOpen
    made = Signature(int.from_bytes(inner[:8]), int.from_bytes(inner[8:16]), inner[16:])
    if not made.first <= seq <= made.last:
        raise CannotOpen
    return made


def _beside(digest_of_entry: bytes) -> bytes:
    return frame("amparo entry signature place v1", digest_of_entry)


def _derived(data_key: bytes | DataKey) -> DataKey:
    return data_key if isinstance(data_key, DataKey) else DataKey(data_key)


def commitment(data_key: bytes | DataKey) -> bytes:
    """Return 32 bytes that name a data key and tell nothing of it."""
    return _derived(data_key).commitment


def grant_info(record: str, compartment: str, key_no: int, holder: str) -> bytes:
    """Return the HPKE info of a grant: the place of the data key and who may open it (ring and epoch, or a filer)."""
    return frame("amparo grant v1", record, compartment, key_no, holder)


def membership_info(ring: str, epoch: int, account: str) -> bytes:
    """Return the HPKE info under which a ring's secret is sealed to one member."""
    return frame("amparo membership v1", ring, epoch, account)
