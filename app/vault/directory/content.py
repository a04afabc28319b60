"""What a directory entry may say. Everything here is readable by whoever reads the database."""

from __future__ import annotations

import msgspec

from app.crypto.framing import frame

ROOT = "root"
RECOVERY = "recovery"


class Body(msgspec.Struct, frozen=True, tag_field="type", tag=str.lower):
    """Base of all directory entries."""


class Held(msgspec.Struct, frozen=True, array_like=True):
    """A role and the desk it is held for ("" for the instance)."""

    role: str
    scope: str


class Genesis(Body, frozen=True):
    """The first entry: the instance, its root key and both halves of its recovery key. Signed by that root key."""

    instance: str
    root: bytes
    recovery: bytes
    recovery_sign: bytes = b""  # empty in an instance from before its trustees could act


class Certificate(msgspec.Struct, frozen=True):
    """A root-signed, single-use right to enter the directory. `public` is the key in the invitation link."""

    id: str
    public: bytes
    roles: tuple[Held, ...]
    expires_on: str
    signature: bytes = b""

    def message(self) -> bytes:
        """Return the bytes that root signs."""
        unsigned = msgspec.structs.replace(self, signature=b"")
        return frame("amparo certificate v1", msgspec.json.encode(unsigned))


class AccountAdded(Body, frozen=True):
    """A person's keys and roles. Signed by the certificate's key (`signer` is the certificate id), or by root."""

    account: str
    sign: bytes
    box: bytes
    work_name: str
    roles: tuple[Held, ...]
    certificate: Certificate | None = None


class RolesSet(Body, frozen=True):
    """All roles of an account from here on. Signed by root."""

    account: str
    roles: tuple[Held, ...]


class AccountRemoved(Body, frozen=True):
    """The account is disabled; every ring it was in is due a new epoch. Signed by root."""

    account: str


class DeskSet(Body, frozen=True):
    """A desk as it is from here on. Signed by root."""

    desk: str
    name: str
    countries: tuple[str, ...]
    is_global: bool = False
    partner: str = ""
    targets: tuple[tuple[int, ...], ...] = ()  # hours promised, a row for each level of risk; none: as everywhere
    retention: int = 0  # days after which a withdrawn report is destroyed; 0: as everywhere


class EpochMade(Body, frozen=True):
    """A new generation of a ring's key. Signed by a member; `mandate` is the root-signed entry that made it due."""

    ring: str
    number: int
    box: bytes
    mandate: int


class MemberAdmitted(Body, frozen=True):
    """A current member of a ring has sealed its secret to another entitled account. Signed by that member."""

    ring: str
    account: str


class RootChanged(Body, frozen=True):
    """A new root key, after an administrator left. Signed by the old root."""

    root: bytes


class RingRecovered(Body, frozen=True):
    """The trustees have sealed a ring's secret to an entitled account. Signed by the recovery key.

    Who was no member before is now the only one; the others are admitted anew. Epochs that began without their
    predecessor have it again, and a new epoch is due.
    """

    ring: str
    account: str


class RecoveryChanged(Body, frozen=True):
    """A new recovery key, split anew: every ring is due a new epoch. Signed by the old recovery key."""

    recovery: bytes
    sign: bytes


class Restored(Body, frozen=True):
    """The database was restored from a backup. Signed by root."""

    backup_of: str
    restored_on: str


Entry = (
    Genesis
    | AccountAdded
    | RolesSet
    | AccountRemoved
    | DeskSet
    | EpochMade
    | MemberAdmitted
    | RootChanged
    | RingRecovered
    | RecoveryChanged
    | Restored
)
_DECODER: msgspec.json.Decoder[Entry] = msgspec.json.Decoder(Entry)


def encode(body: Entry) -> bytes:
    """Return the JSON of an entry."""
    return msgspec.json.encode(body)


def decode(body: bytes) -> Entry:
    """Return the entry of a JSON text. Raises msgspec.ValidationError."""
    return _DECODER.decode(body)
