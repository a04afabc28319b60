"""The forger: whoever can write to the database. Whatever they do is refused, naming the record or key and no more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
import pytest

from app.accounts.service import people
from app.accounts.service.signing_in import catch_up
from app.audit import service as audit
from app.crypto import primitives
from app.crypto.envelope import grant_info, membership_info, open_entry
from app.crypto.framing import frame
from app.crypto.keys import Keys, new_secret
from app.database import db, transaction
from app.errors import Refusal
from app.incidents.content.fold import fold
from app.incidents.content.folding.erasing import NO_ERASURE
from app.incidents.content.outward import Message
from app.vault import rings, sealing
from app.vault.chains import head_mac, values_of, what
from app.vault.directory.content import AccountAdded, EpochMade, decode, encode
from app.vault.directory.state import entry_digest, signed_message
from app.vault.directory.store import current
from app.vault.entries import FILER
from app.vault.errors import DirectoryTampered, KeyTampered, RecordTampered
from app.vault.models import EntryRow, GrantRow, RecordRow
from app.vault.roles import Role
from tests.contracts.forgeries import ATTACKS, STILL_REFUSED, Scene, each, slip_in
from tests.factories import Network
from tests.vault.worlds import Note, file, forget, net, read, sql, words, write

__all__ = ["net"]

WORDS = ("what happened", "names", "sounds", "a reply", "a note", "after ben")


def refused(scene: Scene) -> None:
    """Check that nobody opens the record or writes to it, and that the other one is untouched."""
    for who in ("rosa", "mia", "paz"):
        for attempt in (
            lambda who=who: read(scene.net, who, scene.record),
            lambda who=who: sealing.append(scene.net.actor(who), scene.record, [("report", Note("more"))]),
        ):
            with pytest.raises(RecordTampered) as refusal:
                attempt()
            silent(refusal.value, scene.record)
    assert words(read(scene.net, "noor", scene.other))[0] == "what happened"


def silent(refusal: Refusal, *named: str) -> None:
    """Check that a refusal names what it must, and holds no content and no person."""
    text = f"{refusal} {refusal.params} {refusal!r}"
    assert all(name in text for name in named)
    assert not [word for word in (*WORDS, "Mia", "Rosa", "filer", "\\x") if word in text]


@pytest.fixture
def scene(net: Network) -> Scene:
    record, other = file(net), file(net, "noor")
    write(net, "rosa", record, "report", "a reply")
    write(net, "ben", record, "desk", "a note")
    with transaction():
        people.remove(net.actor("admin"), net.people.pop("ben").actor.account)
    with transaction():
        catch_up(net.actor("rosa"))
    write(net, "mia", record, "report", "after ben")
    db.session.rollback()
    made = Scene(net, record, other, f"desk:{net.desks['Andes']}")
    assert words(read(net, "paz", record)) == ["what happened", "names", "sounds", "a reply", "a note", "after ben"]
    return made


@pytest.mark.parametrize("table", ["entry", "record", "grant"])
def test_whatever_is_done_to_a_record_is_refused(scene: Scene, table: str) -> None:
    for name in (name for name in ATTACKS if name.startswith(table)):
        with named(name):
            ATTACKS[name](scene)
            refused(scene)
        db.session.rollback()
    assert len(read(scene.net, "rosa", scene.record)) == 6


@contextmanager
def named(attack: str) -> Iterator[None]:
    """Say which attack got through; what was done is taken back after each, so that one scene serves all."""
    try:
        yield
    except (AssertionError, pytest.fail.Exception) as got_through:
        raise AssertionError(attack) from got_through


def make_code_anew(record: str) -> None:
    db.session.expire_all()
    row, grants = db.session.get_one(RecordRow, record), db.session.query(GrantRow).filter_by(record=record).all()
    entries = db.session.query(EntryRow).filter_by(record=record).order_by(EntryRow.seq)
    code = head_mac(values_of(row), map(values_of, grants), map(what, entries))
    sql("UPDATE record SET head_mac = :m WHERE id = :r", m=code, r=record)


def test_with_the_instance_key_it_is_refused_by_those_who_can_open_it(scene: Scene) -> None:
    for name in STILL_REFUSED:
        with named(name):
            ATTACKS[name](scene)
            make_code_anew(scene.record)
            with pytest.raises(RecordTampered) as refusal:
                read(scene.net, "paz", scene.record)
            silent(refusal.value, scene.record)
        db.session.rollback()


def test_with_the_instance_key_no_key_slips_in(scene: Scene) -> None:
    slip_in(scene)
    make_code_anew(scene.record)
    for who, compartment in (("rosa", "report"), ("mia", "match"), ("rosa", "desk"), ("rosa", "match")):
        sealing.append(scene.net.actor(who), scene.record, [(compartment, Note("not for the forger"))])
        entry = sql("SELECT * FROM entry WHERE record = :r ORDER BY seq DESC LIMIT 1", r=scene.record)[0]
        place = sealing.Place(scene.record, "incident", compartment, entry.key_no, entry.seq, bytes(entry.previous))
        with pytest.raises(primitives.CannotOpen):
            open_entry(bytes(32), place, bytes(entry.sealed))
    assert words(read(scene.net, "rosa", scene.record))[-4:] == ["not for the forger"] * 4
    assert words(read(scene.net, "mia", scene.record))[-4] == "not for the forger"


def test_with_the_instance_key_no_key_replaces_one_that_was_not_used_yet(scene: Scene) -> None:
    record = file(scene.net)
    holder, public = rings.public_key(scene.andes)
    forged = primitives.box_seal(public, bytes(32), grant_info(record, "desk", 1, holder))
    sql("""UPDATE "grant" SET sealed = :s WHERE record = :r AND compartment = 'desk'""", s=forged, r=record)
    make_code_anew(record)
    for attempt in (
        lambda: read(scene.net, "rosa", record),
        lambda: sealing.append(scene.net.actor("rosa"), record, [("desk", Note("for the forger"))]),
    ):
        with pytest.raises(RecordTampered) as refusal:
            attempt()
        silent(refusal.value, record)


def test_with_the_instance_key_a_grant_that_is_cut_only_closes(scene: Scene) -> None:
    each('DELETE FROM "grant" WHERE record = :r AND key_no = 2')(scene)
    make_code_anew(scene.record)
    assert words(read(scene.net, "rosa", scene.record))[-1] == "closed"
    sealing.append(scene.net.actor("rosa"), scene.record, [("report", Note("goes on"))])
    assert words(read(scene.net, "rosa", scene.record))[-1] == "goes on"


def test_bytes_erased_without_a_signed_erasure_are_reported(net: Network) -> None:
    desk = f"desk:{net.desks['Andes']}"
    record = file(
        net,
        readers={"report": [FILER, desk]},
        entries=[("report", Message(text="one", language="en")), ("report", Message(text="two", language="en"))],
    )
    assert fold(read(net, "rosa", record)).set_aside == ()
    sql("UPDATE entry SET sealed = NULL WHERE record = :r AND seq = 2", r=record)
    for who in ("rosa", "mia"):
        folded = fold(read(net, who, record))
        assert [(one.seq, one.why) for one in folded.set_aside] == [(2, NO_ERASURE)]
        assert [one.text for one in folded.messages] == ["one"]


KEYS = {
    "another person's membership": """UPDATE membership SET sealed = (SELECT sealed FROM membership AS m
        WHERE m.ring = :ring AND m.epoch = 2 AND m.account = :paz) WHERE ring = :ring AND account = :rosa""",
    "memberships cut": "DELETE FROM membership WHERE ring = :ring",
    "the newest membership cut": "DELETE FROM membership WHERE ring = :ring AND epoch = 2",
    "another epoch": "UPDATE membership SET epoch = 9 WHERE ring = :ring AND account = :rosa AND epoch = 2",
    "a membership replaced": "UPDATE membership SET sealed = :x WHERE ring = :ring AND account = :rosa",
}


@pytest.mark.parametrize("name", KEYS)
def test_a_membership_that_was_changed_or_cut_is_named(scene: Scene, name: str) -> None:
    account = {who: scene.net.people[who].actor.account for who in ("rosa", "paz")}
    known = {"ring": scene.andes, "x": bytes(1168)} | account
    statement = KEYS[name]
    sql(statement, **{key: value for key, value in known.items() if f":{key}" in statement})
    refused_key(scene, 2)


def test_the_forger_s_ring_secret_sealed_to_a_member_is_named(scene: Scene) -> None:
    rosa = scene.net.people["rosa"].actor.account
    for secret, epoch in ((new_secret(), 2), (rings.secret(scene.net.actor("rosa"), scene.andes, 1).secret, 2)):
        box = current().accounts[rosa].identity.box
        forged = primitives.box_seal(box, secret, membership_info(scene.andes, epoch, rosa))
        statement = "UPDATE membership SET sealed = :s WHERE ring = :g AND epoch = :e AND account = :a"
        sql(statement, s=forged, g=scene.andes, e=epoch, a=rosa)
        refused_key(scene, 2)


def test_an_epoch_s_past_that_was_changed_or_cut_is_named(scene: Scene) -> None:
    scene.net.add("nils", (Role.REVIEWER, "Andes"))  # holds epoch 2 alone and reaches epoch 1 through it
    assert words(read(scene.net, "nils", scene.record))[0] == "what happened"
    for statement in (
        "DELETE FROM epoch WHERE ring = :g AND number = 2",
        "UPDATE epoch SET sealed_previous = NULL WHERE ring = :g AND number = 2",
        "UPDATE epoch SET sealed_previous = :x WHERE ring = :g AND number = 2",
    ):
        db.session.rollback()
        values = {"g": scene.andes, "x": bytes(60)}
        sql(statement, **{key: value for key, value in values.items() if f":{key}" in statement})
        with pytest.raises(KeyTampered) as refusal:
            read(scene.net, "nils", scene.record)
        silent(refusal.value, scene.andes)


def rings_role() -> people.Role:
    return people.Role.REVIEWER


def refused_key(scene: Scene, epoch: int) -> None:
    for attempt in (
        lambda: rings.secret(scene.net.actor("rosa"), scene.andes, epoch),
        lambda: read(scene.net, "rosa", scene.record),
    ):
        with pytest.raises(KeyTampered) as refusal:
            attempt()
        silent(refusal.value, scene.andes)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE sealed_secret SET sealed = :x", "DELETE FROM sealed_secret", "UPDATE sealed_secret SET epoch = 7"],
)
def test_a_root_key_that_was_changed_or_cut_is_named(net: Network, statement: str) -> None:
    sql(statement, **({"x": bytes(1168)} if ":x" in statement else {}))
    with pytest.raises(KeyTampered) as refusal:
        rings.root_keys(net.actor("admin"))
    silent(refusal.value, "administrators")


def test_a_root_key_of_the_forger_s_is_named(net: Network) -> None:
    public = current().ring("administrators").epochs[0]
    forged = primitives.box_seal(public, new_secret(), frame("amparo root v1", 1))
    sql("UPDATE sealed_secret SET sealed = :s", s=forged)
    with pytest.raises(KeyTampered) as refusal:
        rings.root_keys(net.actor("admin"))
    silent(refusal.value, "administrators")


@pytest.mark.parametrize("kind", [AccountAdded, EpochMade])
@pytest.mark.parametrize("signed", [False, True])
def test_another_public_key_in_place_of_a_person_s_or_a_ring_s_is_refused(
    net: Network, kind: type, signed: bool
) -> None:
    """As well as it can be done: the forger signs anew with a key of theirs and makes every later hash fit."""
    forger = Keys(new_secret(), "account")
    rows = sql("SELECT number, previous, body, signer, signature, digest FROM directory ORDER BY number")
    target = next(row.number for row in reversed(rows) if isinstance(decode(bytes(row.body)), kind))
    previous = bytes(32)
    for row in rows:
        body, signature = bytes(row.body), bytes(row.signature)
        message = signed_message(row.number, previous, body, row.signer)
        if row.number == target:
            entry = decode(body)
            body = encode(msgspec.structs.replace(entry, box=forger.box_public))  # type: ignore[type-var]
            message = signed_message(row.number, previous, body, row.signer)
            signature = forger.sign(message) if signed else signature
        digest = entry_digest(message, signature)
        sql(
            "UPDATE directory SET previous = :p, body = :b, signature = :s, digest = :d WHERE number = :n",
            p=previous, b=body, s=signature, d=digest, n=row.number,
        )  # fmt: skip
        previous = digest
    forget()
    for attempt in (current, lambda: net.actor("rosa"), lambda: rings.public_key("publication")):
        with pytest.raises(DirectoryTampered) as refusal:
            attempt()
        assert refusal.value.number == target
        silent(refusal.value, str(target))


AUDIT: dict[str, tuple[str, ...]] = {
    "swapped": (
        "UPDATE audit SET number = -1 WHERE number = 3",
        "UPDATE audit SET number = 3 WHERE number = 4",
        "UPDATE audit SET number = 4 WHERE number = -1",
    ),
    "replayed": (
        "DELETE FROM audit WHERE number = 3",
        "INSERT INTO audit SELECT 3, ring, sealed, digest FROM audit WHERE number = 2",
    ),
}


@pytest.mark.parametrize("name", AUDIT)
def test_the_audit_names_the_first_line_that_does_not_fit(net: Network, name: str) -> None:
    assert audit.first_broken() is None
    for statement in AUDIT[name]:
        sql(statement)
    db.session.expire_all()
    assert audit.first_broken() == 3
