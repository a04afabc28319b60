"""A sealed entry: bound to its place by associated data, to its author by a signature inside the seal. SPEC.md, 5."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from app.crypto import primitives
from app.crypto.framing import frame
from app.crypto.padding import pad, unpad
from app.crypto.primitives import SIGNATURE_BYTES, CannotOpen


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
        self._associated = frame("amparo entry v1", record, kind, compartment, key_no, seq, previous)

    def associated(self) -> bytes:
        """Return the associated data of the seal."""
        return self._associated


def digest(place: Place, sealed: bytes) -> bytes:
    """Return the hash (32 bytes) that the next entry names as `previous`."""
    return primitives.sha256(frame("amparo entry digest v1", place.associated(), sealed))


def seal_entry(
    data_key: bytes, place: Place, sign: Callable[[bytes], bytes], content: bytes, nonce: bytes | None = None
) -> bytes:
    """Sign and seal one entry's content for one place."""
    signature = sign(_signed(data_key, place, content))
    return primitives.seal(DataKey(data_key).entry, pad(signature + content), place.associated(), nonce)


def open_entry(data_key: bytes | DataKey, place: Place, sealed: bytes, author_of: Callable[[bytes], bytes]) -> bytes:
    """Open one entry and verify its author. `author_of(content)` returns the claimed author's Ed25519 key.

    Raises CannotOpen for a wrong key, place, byte or author; `author_of` may raise it too.
    """
    signature, content = _inside(data_key, place, sealed)
    primitives.verify(author_of(content), signature, _signed(data_key, place, content))
    return content


def open_again(data_key: bytes | DataKey, place: Place, sealed: bytes) -> bytes:
    """Open one entry whose author was verified before. The caller has checked that its digest is the one of then.

    Raises CannotOpen for a wrong key, place or byte.
    """
    return _inside(data_key, place, sealed)[1]


def _inside(data_key: bytes | DataKey, place: Place, sealed: bytes) -> tuple[bytes, bytes]:
    inner = unpad(primitives.unseal(_derived(data_key).entry, sealed, place.associated()))
    if len(inner) < SIGNATURE_BYTES:
        raise CannotOpen
    return inner[:SIGNATURE_BYTES], inner[SIGNATURE_BYTES:]


def _derived(data_key: bytes | DataKey) -> DataKey:
    return data_key if isinstance(data_key, DataKey) else DataKey(data_key)


def _signed(data_key: bytes | DataKey, place: Place, content: bytes) -> bytes:
    # GCM does not commit to its key: two keys can open one ciphertext to two texts. The signature covers a
    # commitment to the data key, so that only the key its author used makes it verify.
    return frame("amparo entry signature v1", commitment(data_key), place.associated(), content)


def commitment(data_key: bytes | DataKey) -> bytes:
    """Return 32 bytes that name a data key and tell nothing of it."""
    return _derived(data_key).commitment


def grant_info(record: str, compartment: str, key_no: int, holder: str) -> bytes:
    """Return the HPKE info of a grant: the place of the data key and who may open it (ring and epoch, or a filer)."""
    return frame("amparo grant v1", record, compartment, key_no, holder)


def membership_info(ring: str, epoch: int, account: str) -> bytes:
    """Return the HPKE info under which a ring's secret is sealed to one member."""
    return frame("amparo membership v1", ring, epoch, account)
