"""What the trustees' recovery key opens: rings that nobody can open any more, and its own replacement."""

from __future__ import annotations

from app.crypto import primitives
from app.crypto.envelope import membership_info
from app.crypto.framing import frame
from app.crypto.keys import Keys, ring_keys
from app.crypto.primitives import CannotOpen
from app.database import begin_writing, db
from app.vault import rings
from app.vault.directory.content import RECOVERY, RecoveryChanged, RingRecovered
from app.vault.directory.store import add, current
from app.vault.errors import KeyTampered
from app.vault.models import EpochRow, MembershipRow, SealedSecretRow


def is_present(recovery: Keys) -> bool:
    """Tell whether these are the keys that the directory names now, and not another instance's or earlier ones."""
    directory = current()
    same_box = primitives.same(recovery.box_public, directory.recovery)
    return same_box and primitives.same(recovery.sign_public, directory.recovery_sign)


def epochs_of(recovery: Keys, ring: str) -> dict[int, Keys]:
    """Return the keys of a ring's epochs; one whose row is missing or holds another secret is left out."""
    found = {}
    for number, public in enumerate(current().ring(ring).epochs, 1):
        row = db.session.get(MembershipRow, (ring, number, RECOVERY), populate_existing=True)
        try:
            keys = ring_keys(recovery.open(row.sealed, membership_info(ring, number, RECOVERY))) if row else None
        except CannotOpen:
            continue
        if keys is not None and primitives.same(keys.box_public, public):
            found[number] = keys
    return found


def root_keys(recovery: Keys) -> Keys:
    """Return the root key, through the administrators' ring. Raises KeyTampered."""
    opened = epochs_of(recovery, rings.ADMINISTRATORS)
    for number in sorted(opened, reverse=True):
        place = (rings.ROOT_SECRET, rings.ADMINISTRATORS, number)
        row = db.session.get(SealedSecretRow, place, populate_existing=True)
        try:
            root = Keys(opened[number].open(row.sealed, frame("amparo root v1", number)), "root") if row else None
        except CannotOpen:
            continue
        if root is not None and primitives.same(root.sign_public, current().root):
            return root
    raise KeyTampered(rings.ADMINISTRATORS, current().ring(rings.ADMINISTRATORS).current)


def give(recovery: Keys, ring: str, account: str) -> None:
    """Seal a ring's present secret to an entitled account, and mend epochs that began without their predecessor.

    Raises KeyTampered, or DirectoryTampered when the account is not entitled or the keys are not the present ones.
    """
    state, opened = current().ring(ring), epochs_of(recovery, ring)
    for number in sorted(state.begun_anew | {state.current}):
        if number not in opened:
            raise KeyTampered(ring, number)
    for number in sorted(state.begun_anew):
        if number - 1 not in opened:
            raise KeyTampered(ring, number - 1)
        sealed = rings.sealed_previous(ring, number, opened[number], opened[number - 1])
        db.session.merge(EpochRow(ring=ring, number=number, sealed_previous=sealed))
    directory = add(RingRecovered(ring, account), RECOVERY, recovery.sign)
    box = directory.accounts[account].identity.box
    _seal(ring, state.current, account, box, opened[state.current])
    if ring == rings.ADMINISTRATORS:  # a ring that had begun anew has no root key in its present epoch
        rings.store_root(root_keys(recovery), state.current)
    db.session.flush()


def replace(old: Keys, new: Keys) -> list[tuple[str, int]]:
    """Put a new recovery key in the place of the old one, which opens no row any more.

    The new one is given every epoch that the old one opened, and the old seed itself: lines of the audit from before
    there was an auditor are sealed to it. Returns the epochs, as (ring, number), that the old one did not open.
    Raises DirectoryTampered when the old one is not the present one.
    """
    begin_writing()
    missing = []
    for ring, state in sorted(current().rings.items()):
        opened = epochs_of(old, ring)
        missing += [(ring, number) for number in range(1, state.current + 1) if number not in opened]
        for number, keys in opened.items():
            _seal(ring, number, RECOVERY, new.box_public, keys)
    number = add(RecoveryChanged(new.box_public, new.sign_public), RECOVERY, old.sign).number
    sealed = primitives.box_seal(new.box_public, old.secret, frame("amparo recovery v1", number))
    db.session.add(SealedSecretRow(name=RECOVERY, ring=RECOVERY, epoch=number, sealed=sealed))
    db.session.flush()
    return missing


def _seal(ring: str, epoch: int, account: str, box: bytes, keys: Keys) -> None:
    sealed = primitives.box_seal(box, keys.secret, membership_info(ring, epoch, account))
    db.session.merge(MembershipRow(ring=ring, epoch=epoch, account=account, sealed=sealed))
