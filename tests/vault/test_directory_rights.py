"""Who may say what in the directory: every kind of entry under every signer, in full."""

from __future__ import annotations

from copy import deepcopy

import msgspec
import pytest

from app.crypto.keys import Keys
from app.vault.directory import content
from app.vault.directory.content import Certificate, Entry, Held
from app.vault.directory.state import Directory, Refused, entry_digest, signed_message

DESK, RING = "DESK000000000001", "desk:DESK000000000001"
REVIEWER, MEMBER = (Held("reviewer", DESK),), (Held("member", ""),)


def keys(number: int, label: str = "account") -> Keys:
    return Keys(number.to_bytes(32, "big"), label)


ROOT, CERTIFIED, STRANGER = keys(1, "root"), keys(2, "certificate"), keys(3)
TRUSTEES = keys(5, "recovery")
PEOPLE = {  # account: (keys, roles)
    "ADMIN": (keys(10), (Held("administrator", ""),)),
    "RITA": (keys(11), REVIEWER),
    "RUTH": (keys(12), REVIEWER),  # entitled, not admitted
    "MIA": (keys(13), MEMBER),
    "GONE": (keys(14), MEMBER),
}


def certificate(number: int, roles: tuple[Held, ...] = MEMBER, root: Keys = ROOT) -> Certificate:
    unsigned = Certificate(f"CERT{number}", CERTIFIED.sign_public, roles, "2026-12-06")
    return msgspec.structs.replace(unsigned, signature=root.sign(unsigned.message()))


def added(account: str, proof: Certificate | None = None, **changes: object) -> content.AccountAdded:
    own, roles = PEOPLE.get(account, (keys(99), MEMBER))
    entry = content.AccountAdded(account, own.sign_public, own.box_public, account.title(), roles, proof)
    return msgspec.structs.replace(entry, **changes)


def say(directory: Directory, entry: Entry, signer: str, by: Keys) -> None:
    number, previous, body = directory.number + 1, directory.head, content.encode(entry)
    message = signed_message(number, previous, body, signer)
    signature = by.sign(message)
    assert directory.apply(number, previous, body, signer, signature) == entry_digest(message, signature)


def genesis(by: Keys = ROOT) -> content.Genesis:
    return content.Genesis("INSTANCE", by.sign_public, TRUSTEES.box_public, TRUSTEES.sign_public)


def epoch(number: int, mandate: int, ring: str = RING) -> content.EpochMade:
    return content.EpochMade(ring, number, keys(50 + number, "ring").box_public, mandate)


@pytest.fixture(scope="module")
def settled() -> Directory:
    """A directory in which Rita holds her desk's ring, Ruth waits, and one certificate is used."""
    directory = Directory()
    say(directory, genesis(), "root", ROOT)
    for account in ("ADMIN", "RITA", "RUTH", "MIA", "GONE"):
        say(directory, added(account), "root", ROOT)
    say(directory, epoch(1, 3), "RITA", PEOPLE["RITA"][0])
    say(directory, epoch(1, 2, "administrators"), "ADMIN", PEOPLE["ADMIN"][0])
    say(directory, content.AccountRemoved("GONE"), "root", ROOT)
    say(directory, added("USED", certificate(1)), "CERT1", CERTIFIED)
    return directory


NEXT = keys(6, "recovery")
ENTRIES: dict[str, tuple[Entry, str]] = {  # what is said, and by whom it may be: every other signer is wrong
    "genesis": (genesis(), "nobody"),
    "account": (added("NEW"), "root"),
    "account by certificate": (added("NEW", certificate(2)), "CERT2"),
    "roles": (content.RolesSet("MIA", REVIEWER), "root"),
    "removal": (content.AccountRemoved("MIA"), "root"),
    "desk": (content.DeskSet(DESK, "Andes", ("COL",)), "root"),
    "epoch": (epoch(1, 4, "desk:DESK000000000002"), "nobody"),
    "admission": (content.MemberAdmitted(RING, "RUTH"), "RITA"),
    "new root": (content.RootChanged(keys(60, "root").sign_public), "root"),
    "ring brought back": (content.RingRecovered(RING, "RUTH"), "recovery"),
    "ring brought back for one without the role": (content.RingRecovered(RING, "MIA"), "nobody"),
    "ring brought back that never was": (content.RingRecovered("desk:DESK000000000009", "RUTH"), "nobody"),
    "new recovery key": (content.RecoveryChanged(NEXT.box_public, NEXT.sign_public), "recovery"),
    "restore": (content.Restored("2026-11-20", "2026-11-22"), "root"),
}
SIGNERS: dict[str, Keys] = {
    "root": ROOT,
    "recovery": TRUSTEES,
    "CERT2": CERTIFIED,
    "CERT1": CERTIFIED,
    **{account: own for account, (own, _) in PEOPLE.items()},
    "NOBODY": STRANGER,
}


@pytest.mark.parametrize("signer", SIGNERS)
@pytest.mark.parametrize("what", ENTRIES)
def test_each_kind_of_entry_is_taken_from_its_one_right_signer(settled: Directory, what: str, signer: str) -> None:
    entry, right = ENTRIES[what]
    directory = deepcopy(settled)
    if signer == right:
        say(directory, entry, signer, SIGNERS[signer])
        assert directory.number == settled.number + 1
        return
    with pytest.raises(Refused):
        say(directory, entry, signer, SIGNERS[signer])
    assert directory == settled, "a refused entry changes nothing"


@pytest.mark.parametrize("by", [name for name in SIGNERS if SIGNERS[name] is not ROOT])
@pytest.mark.parametrize("what", ENTRIES)
def test_the_right_name_under_a_wrong_key_is_refused(settled: Directory, what: str, by: str) -> None:
    entry, right = ENTRIES[what]
    if right in SIGNERS and SIGNERS[by] is SIGNERS[right]:
        return
    with pytest.raises(Refused):
        say(deepcopy(settled), entry, right if right != "nobody" else "root", SIGNERS[by])


def test_a_certificate_serves_once_for_its_own_roles_and_only_if_root_signed_it(settled: Directory) -> None:
    for proof, signer in (
        (certificate(1), "CERT1"),  # used before
        (certificate(3, root=STRANGER), "CERT3"),
        (msgspec.structs.replace(certificate(3), roles=REVIEWER), "CERT3"),
        (msgspec.structs.replace(certificate(3), public=STRANGER.sign_public), "CERT3"),
        (certificate(3), "CERT4"),
    ):
        with pytest.raises(Refused):
            say(deepcopy(settled), added("NEW", proof, roles=proof.roles), signer, CERTIFIED)
    with pytest.raises(Refused):
        say(deepcopy(settled), added("NEW", certificate(3), roles=REVIEWER), "CERT3", CERTIFIED)
    once = deepcopy(settled)
    say(once, added("NEW", certificate(3)), "CERT3", CERTIFIED)
    with pytest.raises(Refused):
        say(once, added("OTHER", certificate(3)), "CERT3", CERTIFIED)


def test_one_epoch_has_one_successor_and_only_when_somebody_left(settled: Directory) -> None:
    rita = PEOPLE["RITA"][0]
    for wrong in (epoch(2, 3), epoch(2, 0), epoch(1, 3), epoch(3, 3)):
        with pytest.raises(Refused):
            say(deepcopy(settled), wrong, "RITA", rita)
    directory = deepcopy(settled)
    say(directory, content.MemberAdmitted(RING, "RUTH"), "RITA", rita)
    say(directory, content.RolesSet("RITA", MEMBER), "root", ROOT)
    mandate = directory.number
    with pytest.raises(Refused):
        say(deepcopy(directory), epoch(2, mandate), "RITA", rita)
    with pytest.raises(Refused):
        say(deepcopy(directory), epoch(2, 3), "RUTH", PEOPLE["RUTH"][0])
    say(directory, epoch(2, mandate), "RUTH", PEOPLE["RUTH"][0])
    for number in (2, 3):
        with pytest.raises(Refused):
            say(deepcopy(directory), epoch(number, mandate), "RUTH", PEOPLE["RUTH"][0])


def test_a_member_admits_only_those_whom_root_entitled(settled: Directory) -> None:
    rita, ruth = PEOPLE["RITA"][0], PEOPLE["RUTH"][0]
    for ring, account, signer, by in (
        (RING, "MIA", "RITA", rita),
        (RING, "GONE", "RITA", rita),
        (RING, "NOBODY", "RITA", rita),
        (RING, "RUTH", "RUTH", ruth),
        ("administrators", "RUTH", "RITA", rita),
        ("publication", "RUTH", "RITA", rita),
    ):
        with pytest.raises(Refused):
            say(deepcopy(settled), content.MemberAdmitted(ring, account), signer, by)


def test_what_a_removed_person_signs_is_refused_but_stays_verifiable(settled: Directory) -> None:
    directory = deepcopy(settled)
    say(directory, content.MemberAdmitted(RING, "RUTH"), "RITA", PEOPLE["RITA"][0])
    point = directory.number
    say(directory, content.AccountRemoved("RITA"), "root", ROOT)
    assert directory.accounts["RITA"].identity.sign == PEOPLE["RITA"][0].sign_public
    assert directory.accounts["RITA"].roles_at(point) == frozenset(REVIEWER)
    assert directory.accounts["RITA"].roles_at(point + 1) == frozenset()
    assert directory.rings[RING].members == {"RUTH"}
    for entry in (epoch(2, directory.number), content.MemberAdmitted(RING, "RUTH")):
        with pytest.raises(Refused):
            say(deepcopy(directory), entry, "RITA", PEOPLE["RITA"][0])
    for entry in (content.RolesSet("RITA", REVIEWER), content.AccountRemoved("RITA"), added("RITA")):
        with pytest.raises(Refused):
            say(deepcopy(directory), entry, "root", ROOT)


def test_a_changed_root_signs_and_the_old_one_no_more(settled: Directory) -> None:
    directory, new = deepcopy(settled), keys(60, "root")
    say(directory, content.RootChanged(new.sign_public), "root", ROOT)
    with pytest.raises(Refused):
        say(deepcopy(directory), content.AccountRemoved("MIA"), "root", ROOT)
    with pytest.raises(Refused):  # certificates of the old root are void, too
        say(deepcopy(directory), added("NEW", certificate(3)), "CERT3", CERTIFIED)
    say(directory, content.AccountRemoved("MIA"), "root", new)


def test_entries_of_two_branches_cannot_be_mixed(settled: Directory) -> None:
    """After a roll-back root may have signed two entries of one number: each branch holds together or not at all."""
    one, other = deepcopy(settled), deepcopy(settled)
    say(one, content.AccountRemoved("MIA"), "root", ROOT)
    say(other, content.RolesSet("MIA", REVIEWER), "root", ROOT)
    number, body = one.number + 1, content.encode(content.DeskSet(DESK, "Andes", ()))
    message = signed_message(number, one.head, body, "root")
    with pytest.raises(Refused):
        other.apply(number, one.head, body, "root", ROOT.sign(message))
    one.apply(number, one.head, body, "root", ROOT.sign(message))


@pytest.mark.parametrize("roles", [(Held("emperor", ""),), (Held("reviewer", ""),), (Held("member", DESK),)])
def test_roles_that_do_not_exist_are_refused(settled: Directory, roles: tuple[Held, ...]) -> None:
    for entry in (added("NEW", roles=roles), content.RolesSet("MIA", roles)):
        directory = deepcopy(settled)
        with pytest.raises(Refused):
            say(directory, entry, "root", ROOT)
        assert directory == settled


@pytest.mark.parametrize("box", [b"", bytes(1216), b"\xff" * 1216, keys(99).box_public[:-32] + bytes(32)])
def test_a_key_that_nothing_can_be_sealed_to_is_refused(settled: Directory, box: bytes) -> None:
    with pytest.raises(Refused):
        say(deepcopy(settled), added("NEW", box=box), "root", ROOT)
    removed = deepcopy(settled)
    say(removed, content.MemberAdmitted(RING, "RUTH"), "RITA", PEOPLE["RITA"][0])
    say(removed, content.AccountRemoved("RITA"), "root", ROOT)
    with pytest.raises(Refused):
        say(removed, content.EpochMade(RING, 2, box, removed.number), "RUTH", PEOPLE["RUTH"][0])
    with pytest.raises(Refused):
        say(deepcopy(settled), added("NEW", sign=box[:31]), "root", ROOT)


def test_a_ring_is_brought_back_for_one_person_and_a_new_epoch_follows(settled: Directory) -> None:
    directory = deepcopy(settled)
    say(directory, content.RingRecovered(RING, "RUTH"), "recovery", TRUSTEES)
    ring = directory.ring(RING)
    assert (ring.members, ring.mandate) == ({"RUTH"}, directory.number)
    with pytest.raises(Refused):
        say(directory, epoch(2, directory.number), "RITA", PEOPLE["RITA"][0])
    say(directory, epoch(2, directory.number), "RUTH", PEOPLE["RUTH"][0])
    assert 2 not in ring.restarted, "it keeps what came before"


def test_after_a_new_recovery_key_the_old_one_signs_nothing_and_every_ring_is_due(settled: Directory) -> None:
    directory = deepcopy(settled)
    say(directory, content.RecoveryChanged(NEXT.box_public, NEXT.sign_public), "recovery", TRUSTEES)
    assert all(ring.mandate == directory.number for ring in directory.rings.values() if ring.epochs)
    with pytest.raises(Refused):
        say(directory, content.RingRecovered(RING, "RUTH"), "recovery", TRUSTEES)
    say(directory, content.RingRecovered(RING, "RUTH"), "recovery", NEXT)


def test_where_the_directory_names_no_signing_key_of_the_trustees_nobody_signs_for_them() -> None:
    directory = Directory()
    say(directory, msgspec.structs.replace(genesis(), recovery_sign=b""), "root", ROOT)
    for signer, own in (("recovery", TRUSTEES), ("root", ROOT)):
        with pytest.raises(Refused):
            say(directory, content.RecoveryChanged(NEXT.box_public, NEXT.sign_public), signer, own)
