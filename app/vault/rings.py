"""Rings: groups whose shared key opens records. Epochs, admission, and what a member can open."""

from __future__ import annotations

from sqlalchemy import select

from app.crypto import primitives
from app.crypto.envelope import membership_info
from app.crypto.framing import frame
from app.crypto.keys import Keys, new_secret, ring_keys
from app.crypto.primitives import CannotOpen
from app.database import begin_writing, db
from app.vault.actor import Actor
from app.vault.directory.content import EpochMade, MemberAdmitted, RootChanged
from app.vault.directory.state import Directory
from app.vault.directory.store import add, add_as_root, current
from app.vault.errors import KeyTampered, NobodyThere, NoKey
from app.vault.models import EpochRow, MembershipRow, SealedSecretRow

RECOVERY = "recovery"
ADMINISTRATORS = "administrators"
ROOT_SECRET = "root"  # noqa: S105 - the name of a row


def public_key(ring: str) -> tuple[str, bytes]:
    """Return the holder name "ring/epoch" and signed public key of a ring's current epoch.

    Raises NobodyThere when it has none, or when all who know it have left.
    """
    state = current().ring(ring)
    if not state.epochs or not state.members:
        raise NobodyThere(ring)
    return f"{ring}/{state.current}", state.epochs[-1]


def has_members(ring: str) -> bool:
    """Tell whether anybody can read what is sealed to a ring."""
    return bool(current().ring(ring).members)


def secret(actor: Actor, ring: str, epoch: int) -> Keys:
    """Return the keys of one epoch of a ring, opened with the actor's own or through a later epoch.

    Raises NoKey when nobody has admitted the actor, KeyTampered when what is stored is not what was signed.
    """
    found = actor.opened.get((ring, epoch))
    if found is not None:
        return found
    directory = current()
    if ring not in actor.rings or actor.account not in directory.ring(ring).members:
        raise NoKey(ring)
    row = db.session.scalars(
        select(MembershipRow)
        .where(MembershipRow.ring == ring, MembershipRow.account == actor.account, MembershipRow.epoch >= epoch)
        .order_by(MembershipRow.epoch)
        .limit(1)
        .execution_options(populate_existing=True)
    ).first()
    if row is None:  # the directory says that one was sealed
        raise KeyTampered(ring, epoch)
    try:
        opened = actor.keys.open(row.sealed, membership_info(ring, row.epoch, actor.account))
    except CannotOpen:
        raise KeyTampered(ring, row.epoch) from None
    keys = _checked(directory, ring, row.epoch, opened)
    actor.opened[(ring, row.epoch)] = keys
    for number in range(row.epoch, epoch, -1):
        keys = _predecessor(directory, ring, number, keys)
        actor.opened[(ring, number - 1)] = keys
    return keys


def _checked(directory: Directory, ring: str, epoch: int, opened: bytes) -> Keys:
    # HPKE's base mode does not say who sealed: only a secret whose public half was signed is taken.
    keys = ring_keys(opened)
    epochs = directory.ring(ring).epochs
    if epoch > len(epochs) or not primitives.same(keys.box_public, epochs[epoch - 1]):
        raise KeyTampered(ring, epoch)
    return keys


def _predecessor(directory: Directory, ring: str, number: int, keys: Keys) -> Keys:
    if number in directory.ring(ring).begun_anew:
        raise NoKey(ring)
    row = db.session.get(EpochRow, (ring, number), populate_existing=True)
    if row is None or row.sealed_previous is None:
        raise KeyTampered(ring, number)
    try:
        opened = primitives.unseal(keys.symmetric("previous"), row.sealed_previous, _epoch_place(ring, number))
    except CannotOpen:
        raise KeyTampered(ring, number) from None
    return _checked(directory, ring, number - 1, opened)


def sealed_previous(ring: str, number: int, keys: Keys, previous: Keys) -> bytes:
    """Return what an epoch keeps: the secret of the one before it, sealed under its own."""
    return primitives.seal(keys.symmetric("previous"), previous.secret, _epoch_place(ring, number))


def _epoch_place(ring: str, number: int) -> bytes:
    return frame("amparo epoch v1", ring, number)


def due(actor: Actor) -> list[str]:
    """Return the rings for which this actor should make the next epoch now, in a fixed order."""
    directory = current()
    found = []
    for ring in sorted(actor.rings):
        state = directory.ring(ring)
        if state.mandate and (not state.members or actor.account in state.members):
            found.append(ring)
    return found


def make_epoch(actor: Actor, ring: str) -> Keys:
    """Make the next epoch of a ring in a member's session, seal it to every member and to recovery.

    No administrator sees its secret. Raises DirectoryTampered when the actor has no mandate.
    """
    before = current().ring(ring)
    keys, number = ring_keys(new_secret()), before.current + 1
    previous = secret(actor, ring, before.current) if before.epochs and actor.account in before.members else None
    directory = add(EpochMade(ring, number, keys.box_public, before.mandate), actor.account, actor.keys.sign)
    before_it = sealed_previous(ring, number, keys, previous) if previous is not None else None
    db.session.add(EpochRow(ring=ring, number=number, sealed_previous=before_it))
    for account in sorted(directory.ring(ring).members):
        _seal_to(ring, number, account, directory.accounts[account].identity.box, keys)
    _seal_to(ring, number, RECOVERY, directory.recovery, keys)
    actor.opened[(ring, number)] = keys
    if ring == ADMINISTRATORS and previous is not None:
        _change_root(actor, number - 1)
    db.session.flush()
    return keys


def _seal_to(ring: str, epoch: int, account: str, box: bytes, keys: Keys) -> None:
    sealed = primitives.box_seal(box, keys.secret, membership_info(ring, epoch, account))
    db.session.add(MembershipRow(ring=ring, epoch=epoch, account=account, sealed=sealed))


def waiting(actor: Actor) -> list[tuple[str, str]]:
    """Return (ring, account) of people entitled to a ring of the actor's whom nobody has admitted yet."""
    directory = current()
    return [
        (ring, account)
        for ring in sorted(actor.rings)
        if actor.account in directory.ring(ring).members
        for account in sorted(directory.entitled(ring) - directory.ring(ring).members)
    ]


def lacking(actor: Actor) -> list[str]:
    """Return the rings that the actor's roles entitle them to and to which nobody has admitted them yet."""
    directory = current()
    return [ring for ring in sorted(actor.rings) if actor.account not in directory.ring(ring).members]


def admit(actor: Actor, ring: str, account: str) -> None:
    """Seal a ring's current secret to a newly entitled person, on the record of the directory.

    Raises NoKey when the actor is no member, DirectoryTampered when the person is not entitled.
    """
    number = current().ring(ring).current
    keys = secret(actor, ring, number)
    directory = add(MemberAdmitted(ring, account), actor.account, actor.keys.sign)
    held = db.session.get(MembershipRow, (ring, number, account))
    if held is None:
        _seal_to(ring, number, account, directory.accounts[account].identity.box, keys)
    db.session.flush()


def store_root(root: Keys, ring_epoch: int) -> None:
    """Seal the root key to one epoch of the administrators' ring."""
    begin_writing()
    public = current().ring(ADMINISTRATORS).epochs[ring_epoch - 1]
    sealed = primitives.box_seal(public, root.secret, frame("amparo root v1", ring_epoch))
    db.session.merge(SealedSecretRow(name=ROOT_SECRET, ring=ADMINISTRATORS, epoch=ring_epoch, sealed=sealed))
    db.session.flush()


def root_keys(actor: Actor, epoch: int | None = None) -> Keys:
    """Return the root key, for an administrator. Raises NoKey or KeyTampered."""
    directory = current()
    epoch = directory.ring(ADMINISTRATORS).current if epoch is None else epoch
    keys = secret(actor, ADMINISTRATORS, epoch)
    row = db.session.get(SealedSecretRow, (ROOT_SECRET, ADMINISTRATORS, epoch), populate_existing=True)
    if row is None:
        raise KeyTampered(ADMINISTRATORS, epoch)
    try:
        opened = keys.open(row.sealed, frame("amparo root v1", epoch))
    except CannotOpen:
        raise KeyTampered(ADMINISTRATORS, epoch) from None
    root = Keys(opened, "root")
    if not primitives.same(root.sign_public, directory.root):
        raise KeyTampered(ADMINISTRATORS, epoch)
    return root


def _change_root(actor: Actor, old_epoch: int) -> None:
    """After an administrator left, a new root key: the one they knew signs nothing any more."""
    old, new = root_keys(actor, old_epoch), Keys(new_secret(), "root")
    add_as_root(RootChanged(new.sign_public), old)
    store_root(new, old_epoch + 1)
