"""Contract 4, somebody who left: with a copy of everything they open of an index only what they could read then."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.accounts.service import people
from app.crypto.envelope import grant_info, membership_info
from app.crypto.keys import Keys
from app.crypto.primitives import CannotOpen, sha256, unseal
from app.database import db, transaction
from app.incidents.content.report import Narrative
from app.index import files
from app.index.errors import Unusable
from app.vault import rings
from app.vault.actor import Actor
from app.vault.directory.store import current
from app.vault.errors import NoKey
from app.vault.instance import instance
from app.vault.models import EpochRow, GrantRow, MembershipRow
from tests.contracts.thief import canaries
from tests.factories import Network, network
from tests.index.reading import absorb, ask, close, key_of, opens
from tests.triage.desks import file

THEN, LATER = "Qvortzilan was taken", "Zemblatrix was taken"
LABELS = ("account", "ring", "filer", "root")
PURPOSES = ("index", "", "previous", "tag", "submission", "filer", "tag hint", "sign", "box")
TOLD = "SELECT body FROM told"


@pytest.fixture
def net(app: Flask) -> Iterator[Network]:
    """An installed network, inside an application context."""
    with app.app_context():
        yield network(app)
        close()


def told(net: Network, words: str) -> None:
    """File a report with these words, and let the desk read it in."""
    file(net, narrative=Narrative(text=words))
    absorb(net)


def holds(path: Path, key: str) -> str | None:
    """Return the texts of an index under a key, None when it does not open."""
    try:
        connection = files.connect(path, key)
    except Unusable:
        return None
    found = " ".join(body for (body,) in connection.execute(TOLD).fetchall())
    connection.close()
    return found


def secrets_of(actor: Actor) -> set[bytes]:
    """Return every secret that somebody's own keys open in the database as it is now, and all that is public."""
    public = {key for ring in current().rings.values() for key in ring.epochs}
    found = {actor.keys.secret, instance().key, *public, *(keys.secret for keys in actor.opened.values())}
    everyone = current().accounts
    for row in db.session.query(MembershipRow).all():
        for account in everyone:
            for keys in [actor.keys, *actor.opened.values()]:
                try:
                    found.add(keys.open(row.sealed, membership_info(row.ring, row.epoch, account)))
                except CannotOpen:
                    continue
    for epoch in db.session.query(EpochRow).all():
        for secret in [secret for secret in found if epoch.sealed_previous is not None]:
            for label in LABELS:
                try:
                    place = rings._epoch_place(epoch.ring, epoch.number)
                    found.add(unseal(Keys(secret, label).symmetric("previous"), epoch.sealed_previous, place))
                except CannotOpen:
                    continue
    for grant in db.session.query(GrantRow).all():
        for keys in actor.opened.values():
            try:
                info = grant_info(grant.record, grant.compartment, grant.key_no, grant.holder)
                found.add(keys.open(grant.sealed, info))
            except CannotOpen:
                continue
    return found


def keys_of(secrets: set[bytes], ring: str) -> set[str]:
    """Return every key that the program's own ways of deriving make of some secrets."""
    contexts = (b"", ring.encode(), *(f"{ring}/{number}".encode() for number in (1, 2)))
    made = set(secrets) | {sha256(secret) for secret in secrets}
    for secret in secrets:
        made |= {
            Keys(secret, label).symmetric(purpose, context)
            for label in LABELS
            for purpose in PURPOSES
            for context in contexts
        }
    return {f"raw:{key.hex()}" for key in made}


def test_who_left_opens_with_everything_they_have_only_what_they_read_then(net: Network, tmp_path: Path) -> None:
    told(net, THEN)
    ring = f"desk:{net.desks['Andes']}"
    ben = net.actor("ben")
    absorb(net, "ben")
    old_key = files.key_of(rings.secret(ben, ring, 1))
    close()
    taken = tmp_path / "taken"
    shutil.copytree(files.folder(), taken)
    with transaction():
        people.remove(net.actor("admin"), ben.account)
    with transaction():
        rings.make_epoch(net.actor("rosa"), ring)
    told(net, LATER)
    assert ask(net, "SELECT count(*) FROM told WHERE body LIKE '%Zemblatrix%'") == [(1,)]
    close()

    (old,) = [path for path in taken.iterdir() if path.name.endswith(".1.1")]
    assert holds(old, old_key) == THEN, "of the copy they made, what they could read then"
    with pytest.raises(NoKey):
        rings.secret(ben, ring, 2)
    known = keys_of(secrets_of(ben), ring)
    assert old_key in known and len(known) > 500
    assert key_of(net) not in known
    indexes = [path for path in files.folder().iterdir() if path.name[-1].isdigit()]
    assert [path.name.split(".")[1] for path in indexes] == ["2"], "nothing is left under the old key"
    for path in indexes:
        assert LATER in (holds(path, key_of(net)) or "")
        assert not [key for key in known if opens(path, key)], "a key of somebody who left opens the index of today"
    for path in files.folder().iterdir():
        assert not canaries.find(path.name, path.read_bytes(), ("Zemblatrix", "Qvortzilan"))
