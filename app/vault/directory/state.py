"""What the directory's entries add up to. `apply` refuses whatever its signer had no right to say."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

import msgspec

from app.crypto import primitives
from app.crypto.framing import frame
from app.crypto.keys import Identity
from app.crypto.primitives import CannotOpen
from app.vault.directory.content import (
    RECOVERY,
    ROOT,
    AccountAdded,
    AccountRemoved,
    DeskSet,
    Entry,
    EpochMade,
    Genesis,
    Held,
    MemberAdmitted,
    RecoveryChanged,
    Restored,
    RingRecovered,
    RolesSet,
    RootChanged,
    decode,
)
from app.vault.roles import DESK_ROLES, ROLE_NAMES, Role, rings_of


class Refused(Exception):
    """A directory entry that does not verify. Names its number and nothing else."""

    def __init__(self, number: int) -> None:
        super().__init__(f"directory entry {number} is refused")
        self.number = number


@dataclass
class Account:
    """One person as the directory knows them. `history` keeps roles for ever: old signatures must still verify."""

    id: str
    identity: Identity
    work_name: str
    history: list[tuple[int, frozenset[Held]]]
    removed: bool = False

    @property
    def roles(self) -> frozenset[Held]:
        return self.history[-1][1]

    def roles_at(self, point: int) -> frozenset[Held]:
        """Return the roles held after directory entry `point`."""
        index = bisect_right(self.history, point, key=lambda item: item[0])
        return self.history[index - 1][1] if index else frozenset()


@dataclass
class Ring:
    """One ring: its epochs' public keys (epoch 1 first), who was admitted, and the mandate for the next epoch."""

    epochs: list[bytes] = field(default_factory=list)
    made: list[int] = field(default_factory=list)  # the number of the entry that made each epoch
    restarted: set[int] = field(default_factory=set)  # epochs made with no member left who knew the one before
    members: set[str] = field(default_factory=set)
    mandate: int = 0  # number of the entry that made a new epoch due; 0 when none is

    @property
    def current(self) -> int:
        return len(self.epochs)

    @property
    def begun_anew(self) -> set[int]:
        """Epochs that do not keep their predecessor's secret, though there was one."""
        return self.restarted - {1}


@dataclass
class Directory:
    """The folded directory. `number` and `head` are those of the last entry applied."""

    number: int = 0
    head: bytes = bytes(32)
    instance: str = ""
    root: bytes = b""
    recovery: bytes = b""
    recovery_sign: bytes = b""
    accounts: dict[str, Account] = field(default_factory=dict)
    desks: dict[str, DeskSet] = field(default_factory=dict)
    rings: dict[str, Ring] = field(default_factory=dict)
    certificates: set[str] = field(default_factory=set)
    restores: list[Restored] = field(default_factory=list)
    mended: int = 0  # how often a ring got back what came before an epoch that had begun anew

    def apply(self, number: int, previous: bytes, body: bytes, signer: str, signature: bytes) -> bytes:
        """Take one more entry and return its digest. Raises Refused, having changed nothing."""
        message = signed_message(number, previous, body, signer)
        try:
            if number != self.number + 1 or previous != self.head:
                raise Refused(number)
            entry = decode(body)
            primitives.verify(self._key_for(entry, signer, number), signature, message)
            _require_usable(entry)
        except (msgspec.MsgspecError, CannotOpen):
            raise Refused(number) from None
        self._take(entry, signer, number)
        self.number, self.head = number, entry_digest(message, signature)
        return self.head

    def ring(self, ring: str) -> Ring:
        """Return a ring, empty when it has no epoch yet."""
        return self.rings.get(ring) or Ring()

    def entitled(self, ring: str) -> set[str]:
        """Return the accounts whose roles entitle them to a ring."""
        return {
            account.id
            for account in self.accounts.values()
            if not account.removed and any(ring in rings_of(Role(held.role), held.scope) for held in account.roles)
        }

    def _key_for(self, entry: Entry, signer: str, number: int) -> bytes:
        """Return the key that must have signed an entry. Raises Refused when nobody may have."""
        if isinstance(entry, Genesis):
            if number != 1 or signer != ROOT:
                raise Refused(number)
            return entry.root
        if isinstance(entry, AccountAdded) and entry.certificate is not None:
            certificate = entry.certificate
            primitives.verify(self.root, certificate.signature, certificate.message())
            if signer != certificate.id or certificate.id in self.certificates or entry.roles != certificate.roles:
                raise Refused(number)
            return certificate.public
        if isinstance(entry, EpochMade | MemberAdmitted):
            member = self.accounts.get(signer)
            if member is None or member.removed:
                raise Refused(number)
            return member.identity.sign
        if isinstance(entry, RingRecovered | RecoveryChanged):
            # Not by root: an administrator would give a ring to an accomplice, or make a recovery key of their own.
            if signer != RECOVERY or not self.recovery_sign:
                raise Refused(number)
            return self.recovery_sign
        if signer != ROOT:
            raise Refused(number)
        return self.root

    def _take(self, entry: Entry, signer: str, number: int) -> None:
        match entry:
            case Genesis():
                self.instance, self.root = entry.instance, entry.root
                self.recovery, self.recovery_sign = entry.recovery, entry.recovery_sign
            case AccountAdded():
                self._add_account(entry, number)
            case RolesSet() | AccountRemoved():
                self._change_account(entry, number)
            case DeskSet():
                self.desks[entry.desk] = entry
            case EpochMade():
                self._add_epoch(entry, signer, number)
            case MemberAdmitted():
                ring = self.rings.get(entry.ring)
                if ring is None or signer not in ring.members or entry.account not in self.entitled(entry.ring):
                    raise Refused(number)
                ring.members.add(entry.account)
            case RootChanged():
                self.root = entry.root
            case RingRecovered():
                self._give_ring(entry, number)
            case RecoveryChanged():
                self.recovery, self.recovery_sign = entry.recovery, entry.sign
                for ring in self.rings.values():
                    ring.mandate = number  # the old shares open what is sealed to the present epochs
            case Restored():
                self.restores.append(entry)

    def _add_account(self, entry: AccountAdded, number: int) -> None:
        if entry.account in self.accounts or not _known(entry.roles):
            raise Refused(number)
        if entry.certificate is not None:
            self.certificates.add(entry.certificate.id)
        identity = Identity(entry.sign, entry.box)
        self.accounts[entry.account] = Account(
            entry.account, identity, entry.work_name, [(number, frozenset(entry.roles))]
        )
        self._open_rings(entry.roles, number)

    def _change_account(self, entry: RolesSet | AccountRemoved, number: int) -> None:
        account = self.accounts.get(entry.account)
        roles = entry.roles if isinstance(entry, RolesSet) else ()
        if account is None or account.removed or not _known(roles):
            raise Refused(number)
        account.history.append((number, frozenset(roles)))
        account.removed = isinstance(entry, AccountRemoved)
        for name, ring in self.rings.items():
            if account.id in ring.members and account.id not in self.entitled(name):
                ring.members.discard(account.id)
                ring.mandate = number  # the key it knew must not open what is written next
        self._open_rings(roles, number)

    def _open_rings(self, roles: tuple[Held, ...], number: int) -> None:
        """Let the first entitled person make the first epoch of a ring that has none."""
        for held in roles:
            for name in rings_of(Role(held.role), held.scope):
                if name not in self.rings:
                    self.rings[name] = Ring(mandate=number)

    def _add_epoch(self, entry: EpochMade, signer: str, number: int) -> None:
        ring = self.rings.get(entry.ring)
        if ring is None or entry.number != ring.current + 1 or not ring.mandate or entry.mandate != ring.mandate:
            raise Refused(number)
        first = not ring.members  # a new ring, or one whose last member has left
        if signer not in (self.entitled(entry.ring) if first else ring.members):
            raise Refused(number)
        ring.epochs.append(entry.box)
        ring.made.append(number)
        if first:
            ring.restarted.add(entry.number)
        ring.members.add(signer)
        ring.mandate = 0

    def _give_ring(self, entry: RingRecovered, number: int) -> None:
        ring = self.rings.get(entry.ring)
        if ring is None or not ring.epochs or entry.account not in self.entitled(entry.ring):
            raise Refused(number)
        if entry.account not in ring.members:
            ring.members = {entry.account}  # of the others nobody knows who still has their keys, or who else has
        self.mended += bool(ring.begun_anew)
        ring.restarted -= ring.begun_anew
        ring.mandate = number


def _require_usable(entry: Entry) -> None:
    """Refuse public keys that nothing can be sealed to: one of them would stop its whole ring."""
    if isinstance(entry, AccountAdded):
        primitives.require_public(entry.sign, entry.box)
    elif isinstance(entry, Genesis):
        primitives.require_public(entry.root, entry.recovery)
        if entry.recovery_sign:
            primitives.require_public(entry.recovery_sign, entry.recovery)
    elif isinstance(entry, RecoveryChanged):
        primitives.require_public(entry.sign, entry.recovery)
    elif isinstance(entry, EpochMade):
        primitives.require_public(None, entry.box)


def _known(roles: tuple[Held, ...]) -> bool:
    return all(held.role in ROLE_NAMES and bool(held.scope) == (held.role in DESK_ROLES) for held in roles)


def signed_message(number: int, previous: bytes, body: bytes, signer: str) -> bytes:
    """Return the bytes that an entry's signer signs."""
    return frame("amparo directory v1", number, previous, signer, body)


def entry_digest(message: bytes, signature: bytes) -> bytes:
    """Return the hash (32 bytes) that the next entry names as `previous`."""
    return primitives.sha256(frame("amparo directory digest v1", message, signature))
