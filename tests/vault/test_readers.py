"""Who can open what after people come and go, cryptographically: also with a copy of the database and old keys."""

from contextlib import suppress

import pytest

from app.accounts.service import people
from app.accounts.service.signing_in import catch_up
from app.crypto.envelope import grant_info, membership_info, open_entry
from app.crypto.keys import Keys
from app.crypto.primitives import CannotOpen
from app.crypto.recovery import join, recovery_keys
from app.database import db, transaction
from app.desks import service as desks
from app.desks.installation import take_share
from app.vault import rings, sealing
from app.vault.chains import Chain
from app.vault.directory.content import AccountRemoved
from app.vault.directory.store import add_as_root, current
from app.vault.entries import FILER
from app.vault.errors import DirectoryTampered, NobodyThere, NoKey, NoSuchRecord
from app.vault.models import EntryRow, GrantRow, MembershipRow, RecordRow
from app.vault.roles import Role
from tests.factories import Network
from tests.vault.worlds import Note, file, read, words, write


def remove(net: Network, who: str) -> None:
    with transaction():
        people.remove(net.actor("admin"), net.people.pop(who).actor.account)


def sign_in(net: Network, who: str) -> list[str]:
    """Do what a session does when it begins."""
    with transaction():
        return catch_up(net.actor(who))


def ring_of(net: Network, desk: str = "Andes") -> str:
    return f"desk:{net.desks[desk]}"


def opens(keys: list[Keys], record: str) -> set[int]:
    """Return the entries that ring keys open in a copy of the database, without asking the vault."""
    grants = db.session.query(GrantRow).filter_by(record=record).all()
    data_keys = {}
    for grant in grants:
        info = grant_info(record, grant.compartment, grant.key_no, grant.holder)
        for key in keys:
            with suppress(CannotOpen):
                data_keys[grant.compartment, grant.key_no] = key.open(grant.sealed, info)
    chain = Chain(db.session.get_one(RecordRow, record), [], grants)
    found = set()
    for entry in db.session.query(EntryRow).filter(EntryRow.record == record, EntryRow.seq > 0):
        key = data_keys.get((entry.compartment, entry.key_no))
        if key is not None and entry.sealed is not None:
            with suppress(CannotOpen):
                open_entry(key, chain.place(entry), entry.sealed)
                found.add(entry.seq)
    return found


def test_old_keys_of_a_removed_reviewer_open_nothing_written_later(net: Network) -> None:
    record = file(net)
    ben = net.actor("ben")
    known = [rings.secret(ben, ring_of(net), 1)]
    assert opens(known, record) == {1, 3}
    remove(net, "ben")
    assert sign_in(net, "rosa") == [ring_of(net)]
    write(net, "rosa", record, "report", "after")
    write(net, "mia", record, "match", "after")
    write(net, "mia", record, "report", "after")
    later = file(net)
    assert opens(known, record) == {1, 3}, "what they could read they keep; nothing more"
    assert opens(known, later) == set()
    assert words(read(net, "rosa", record))[3:] == ["after", "after", "after"]


def test_a_removed_reviewer_is_refused_at_once(net: Network) -> None:
    record = file(net)
    ben = net.actor("ben")
    assert words(read(net, "ben", record))[0] == "what happened"
    remove(net, "ben")
    ben.opened.clear()
    with pytest.raises(NoKey):
        rings.secret(ben, ring_of(net), 1)


def test_a_new_member_reads_what_was_written_before_they_came(net: Network) -> None:
    old = file(net)
    remove(net, "ben")
    sign_in(net, "rosa")
    write(net, "mia", old, "report", "second epoch")
    net.add("nils", (Role.REVIEWER, "Andes"))
    assert words(read(net, "nils", old)) == ["what happened", "closed", "sounds", "second epoch"]
    assert rings.public_key(ring_of(net))[0].endswith("/2")


def test_somebody_entitled_sees_nothing_until_a_member_admits_them(net: Network) -> None:
    record = file(net)
    with transaction():
        people.set_roles(net.actor("admin"), net.people["noor"].actor.account, [(Role.REVIEWER, net.desks["Andes"])])
    noor = net.people["noor"].actor.account
    with pytest.raises(NoSuchRecord):
        read(net, "noor", record)
    with pytest.raises(NoKey):
        rings.secret(net.actor("noor"), ring_of(net), 1)
    assert (ring_of(net), noor) in rings.waiting(net.actor("rosa"))
    assert rings.waiting(net.actor("gita")) == []
    with pytest.raises(NoKey), transaction():
        rings.admit(net.actor("gita"), ring_of(net), noor)
    with transaction():
        rings.admit(net.actor("rosa"), ring_of(net), noor)
    assert words(read(net, "noor", record))[0] == "what happened"
    assert rings.waiting(net.actor("rosa")) == []


def test_nobody_is_admitted_whom_root_did_not_entitle(net: Network) -> None:
    with pytest.raises(DirectoryTampered), transaction():
        rings.admit(net.actor("rosa"), ring_of(net), net.people["noor"].actor.account)


def test_taking_a_role_away_is_a_removal_from_its_group(net: Network) -> None:
    record = file(net)
    ben = net.people["ben"].actor.account
    known = [rings.secret(net.actor("ben"), ring_of(net), 1)]
    with transaction():
        people.set_roles(net.actor("admin"), ben, [(Role.MEMBER, "")])
    with pytest.raises(NoSuchRecord):
        read(net, "ben", record)
    assert sign_in(net, "rosa") == [ring_of(net)]
    write(net, "mia", record, "report", "after")
    assert opens(known, record) == {1, 3}


def test_the_first_sign_in_of_any_member_makes_what_is_due_and_only_once(net: Network) -> None:
    remove(net, "ben")
    assert sign_in(net, "gita") == []
    assert sign_in(net, "paz") == [ring_of(net)]
    assert sign_in(net, "rosa") == []
    with pytest.raises(DirectoryTampered), transaction():
        rings.make_epoch(net.actor("rosa"), ring_of(net))


def test_when_the_last_member_has_left_nothing_is_sealed_to_them(net: Network) -> None:
    record = file(net)
    paz, ring = net.actor("paz"), f"protection:{net.desks['Andes']}"
    known = [rings.secret(paz, ring, 1), rings.secret(paz, ring_of(net), 1)]
    for who in ("rosa", "ben", "paz"):
        remove(net, who)
    assert desks.serving("COL").is_global
    with pytest.raises(NobodyThere):
        file(net)
    with pytest.raises(NobodyThere):
        write(net, "mia", record, "report", "to nobody")
    assert opens(known, record) == {1, 2, 3}
    assert words(read(net, "mia", record)) == ["what happened", "names", "closed"]


def test_a_group_that_begins_anew_cannot_read_its_past_but_goes_on(net: Network) -> None:
    record = file(net)
    for who in ("rosa", "ben", "paz"):
        remove(net, who)
    net.add("nils", (Role.REVIEWER, "Andes"))
    net.add("petra", (Role.PROTECTION_OFFICER, "Andes"))
    with pytest.raises(NoSuchRecord):
        read(net, "nils", record)
    write(net, "mia", record, "report", "are you there?")
    assert set(words(read(net, "nils", record))) == {"closed"}, "without the header nothing can be verified"
    later = file(net)
    assert words(read(net, "nils", later)) == ["what happened", "closed", "sounds"]


def test_a_shared_group_that_emptied_does_not_stop_the_desk(net: Network) -> None:
    record = file(net)
    with transaction():
        sealing.append(net.actor("rosa"), record, [("desk", Note("shared"))], share={"report": ["publication"]})
    known = [rings.secret(net.actor("edna"), "publication", 1)]
    for who in ("edna", "abel"):
        remove(net, who)
    write(net, "rosa", record, "report", "after they left")
    assert opens(known, record) == {1}
    net.add("ella", (Role.EDITOR, ""))
    assert write(net, "rosa", record, "report", "goes on") == 6
    assert words(read(net, "mia", record))[-1] == "goes on"


def test_a_removed_administrator_can_sign_nothing_more(net: Network) -> None:
    net.add("ada", (Role.ADMINISTRATOR, ""))
    old, root = rings.root_keys(net.actor("admin")), current().root
    with transaction():
        people.remove(net.actor("ada"), net.people["admin"].actor.account)
    assert sign_in(net, "ada") == ["administrators"]
    assert current().root != root
    with pytest.raises(DirectoryTampered), transaction():
        add_as_root(AccountRemoved(net.people["mia"].actor.account), old)
    with transaction():
        people.remove(net.actor("ada"), net.people["noor"].actor.account)
    assert current().accounts[net.people["noor"].actor.account].removed


@pytest.mark.parametrize("who", ["rosa", "mia", "audra", "edna"])
def test_nobody_but_an_administrator_holds_the_root_key(net: Network, who: str) -> None:
    with pytest.raises(NoKey):
        rings.root_keys(net.actor(who))


def test_an_administrator_holds_the_key_of_no_group_that_reads_records(net: Network) -> None:
    for ring in (ring_of(net), f"protection:{net.desks['Andes']}", "publication", "auditors"):
        with pytest.raises(NoKey):
            rings.secret(net.actor("admin"), ring, 1)


def test_the_trustees_shares_open_every_group(net: Network) -> None:
    with transaction():
        keys = recovery_keys(join([take_share(token) for token in net.trustees[1:]]))
    for name, ring in current().rings.items():
        for number, public in enumerate(ring.epochs, 1):
            row = db.session.get_one(MembershipRow, (name, number, "recovery"))
            opened = keys.open(row.sealed, membership_info(name, number, "recovery"))
            assert Keys(opened, "ring").box_public == public


def test_an_entry_dated_back_gives_no_role(net: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    record = file(net)
    write(net, "rosa", record, "report", "now")
    real, before = current(), current().number
    for point in (before - 3, before + 1):
        with monkeypatch.context() as patch:
            claimed = type("Claimed", (), {"__getattr__": lambda _, name: getattr(real, name), "number": point})()
            patch.setattr(sealing, "current", lambda claimed=claimed: claimed)
            write(net, "rosa", record, "report", f"at {point - before}")
    *_, honest, early, late = read(net, "mia", record)
    assert honest.roles == {"reviewer"}
    assert (early.roles, late.roles) == (frozenset(), frozenset())
    assert early.author == late.author == honest.author


def test_a_reviewer_of_another_desk_has_no_role_here(net: Network) -> None:
    record = file(net)
    with transaction():
        sealing.append(net.actor("rosa"), record, [("desk", Note("shared"))], share={"report": ["publication"]})
    write(net, "edna", record, "report", "from an editor")
    with transaction():
        people.set_roles(
            net.actor("admin"),
            net.people["edna"].actor.account,
            [(Role.EDITOR, ""), (Role.REVIEWER, net.desks["Global"])],
        )
    write(net, "edna", record, "report", "still an editor here")
    assert [one.roles for one in read(net, "mia", record)[-2:]] == [{"editor"}, {"editor"}]


def test_an_unused_filer_reader_is_refused_a_foreign_group(net: Network) -> None:
    record = file(net, readers={"report": [FILER, ring_of(net)]}, entries=[("report", Note("x"))])
    with pytest.raises(NoSuchRecord), transaction():
        sealing.append(net.actor("rosa"), record, [("nowhere", Note("y"))])
