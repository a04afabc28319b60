"""What arrives is in the index once, verified, whatever happens to the one who reads it in."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path
from typing import Any

import apsw
import pytest
from sqlalchemy import text

from app.accounts.service import people
from app.database import db, transaction
from app.index import absorbing, files
from app.index.absorbing import Absorber
from app.triage.projection import DESK, DeskProjection
from app.triage.service import assigning, talking
from app.vault import records, rings
from app.vault.errors import NoKey
from tests.factories import Network
from tests.index.reading import NOW, absorb, ask, close, everything, file_of, key_of, made_afresh, opens
from tests.triage.desks import file

COUNT = "SELECT count(*) FROM incident"


def test_what_arrived_is_there_once_and_deleting_the_index_loses_nothing(net: Network) -> None:
    first, second = file(net), file(net, country="PER")
    assert absorb(net).complete
    with transaction():
        talking.add_note(net.actor("rosa"), first, "hearing on Friday")
        assigning.assign(net.actor("rosa"), first, net.actor("ben").account)
    third = file(net, "noor")
    for _again in range(2):
        assert absorb(net, "ben").complete
        assert {record for (record,) in ask(net, "SELECT record FROM queue")} == {first, second, third}
    assert ask(net, "SELECT assignee FROM queue WHERE record = ?", first) == [(net.actor("ben").account,)]
    assert ask(net, "SELECT sum(number) FROM cell") == [(3,)]
    assert ask(net, "SELECT count(*) FROM words WHERE words MATCH 'friday'") == [(1,)]
    assert everything(net) == made_afresh(net)


@pytest.mark.parametrize("stop", [0, 1, 2])
def test_who_is_killed_while_reading_in_leaves_a_file_that_goes_on(
    net: Network, stop: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The folder is copied in the middle of a transaction, as a dead process leaves it: its WAL beside the file."""
    for _ in range(3):
        file(net)
    monkeypatch.setattr(absorbing, "BATCH", 4)  # a record a batch
    put, calls = DeskProjection.put, iter(range(9))

    def killed(self: DeskProjection, cursor: apsw.Cursor, *more: Any) -> None:
        put(self, cursor, *more)
        if next(calls) == stop:
            shutil.copytree(files.folder(), tmp_path / "killed")
            raise KeyboardInterrupt

    monkeypatch.setattr(DeskProjection, "put", killed)
    with pytest.raises(KeyboardInterrupt):
        absorb(net)
    monkeypatch.undo()
    close()
    home = files.folder()
    shutil.rmtree(home)
    shutil.move(tmp_path / "killed", home)
    assert ask(net, COUNT) == [(stop,)]
    assert absorb(net).complete
    assert everything(net) == made_afresh(net)


def test_several_who_read_in_at_once_read_everything_once(net: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(absorbing, "BATCH", 4)
    for _ in range(8):
        file(net)
    failed: list[BaseException] = []

    def read(name: str) -> None:
        try:
            with net.app.app_context():
                assert absorb(net, name).complete
                db.session.remove()
        except BaseException as problem:  # a thread's failure must fail the test
            failed.append(problem)

    threads = [threading.Thread(target=read, args=(name,)) for name in ("rosa", "ben", "paz", "rosa")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert ask(net, COUNT) == [(8,)]
    assert everything(net) == made_afresh(net)


def test_an_officer_who_reads_in_the_desks_index_leaves_no_key_of_a_name_in_it(net: Network) -> None:
    record = file(net)
    absorb(net, "paz")
    kept = {place for (place,) in ask(net, "SELECT compartment FROM data_key WHERE record = ?", record)}
    assert kept == {"report", "match"}
    with transaction():
        talking.add_note(net.actor("paz"), record, "called")
    absorb(net, "paz")
    assert ask(net, "SELECT DISTINCT compartment FROM data_key WHERE compartment = 'identity'") == []


def test_what_does_not_verify_is_named_and_nothing_of_it_is_kept(net: Network) -> None:
    good, bad = file(net), file(net)
    absorb(net)
    with transaction():
        db.session.execute(text("UPDATE entry SET compartment = 'desk' WHERE record = :r AND seq = 1"), {"r": bad})
    talking_to = net.actor("rosa")
    with transaction():
        talking.add_note(talking_to, good, "still works")
    assert absorb(net).complete
    assert ask(net, "SELECT verifies FROM incident WHERE record = ?", bad) == [(1,)]  # nothing arrived that says so
    assert Absorber(talking_to, f"desk:{net.desks['Andes']}", DESK, NOW).compare() == 0  # its head is the same
    made_afresh(net)
    assert ask(net, "SELECT verifies, country, state FROM incident WHERE record = ?", bad) == [(0, "", "")]
    assert ask(net, "SELECT record FROM queue") == [(good,)]


def test_a_record_put_back_to_an_earlier_state_shows(net: Network) -> None:
    record, other = file(net), file(net)
    row = dict(db.session.execute(text("SELECT * FROM record WHERE id = :r"), {"r": record}).one()._mapping)
    with transaction():
        talking.add_note(net.actor("rosa"), record, "this vanishes")
    assert absorb(net).complete
    with transaction():
        db.session.execute(text("DELETE FROM entry WHERE record = :r AND seq > :length"), {"r": record, **row})
        sql = "UPDATE record SET length = :length, head = :head, head_mac = :head_mac WHERE id = :id"
        db.session.execute(text(sql), row)
    assert absorb(net).rolled_back == (net.desks["Andes"],)
    absorber = Absorber(net.actor("rosa"), f"desk:{net.desks['Andes']}", DESK, NOW)
    for _again in range(2):
        assert absorber.compare() == 1
    assert ask(net, "SELECT record FROM incident WHERE NOT verifies") == [(record,)]
    assert ask(net, "SELECT record FROM queue") == [(other,)]


def test_a_desk_with_fewer_arrivals_than_were_read_is_named(net: Network) -> None:
    file(net)
    absorb(net)
    with transaction():
        db.session.execute(text("UPDATE counter SET value = value - 1 WHERE name LIKE 'arrival %'"))
    assert absorb(net).rolled_back == (net.desks["Andes"],)


def test_an_earlier_database_put_back_hides_nothing_that_is_filed_afterwards(net: Network) -> None:
    """As many entries arrive as were taken away: the numbers fit, what stands at them does not."""
    kept, vanished = file(net), file(net, "noor")
    assert absorb(net).complete
    count = "SELECT count(arrival) FROM entry WHERE record = :r"
    arrived = db.session.scalar(text(count), {"r": vanished})
    with transaction():
        for sql in (
            "DELETE FROM entry WHERE record = :r",
            'DELETE FROM "grant" WHERE record = :r',
            "DELETE FROM record WHERE id = :r",
            "UPDATE counter SET value = value - :n WHERE name = :c",
        ):
            names = {"r": vanished, "n": arrived, "c": f"arrival {net.desks['Andes']}"}
            db.session.execute(text(sql), {one: names[one] for one in names if f":{one}" in sql})
    alarm = file(net, danger="yes")
    progress = absorb(net)
    assert progress.complete
    assert progress.rolled_back == (net.desks["Andes"],)
    assert dict(ask(net, "SELECT record, verifies FROM incident")) == {kept: 1, vanished: 0, alarm: 1}
    assert {record for (record,) in ask(net, "SELECT record FROM queue")} == {kept, alarm}
    assert absorb(net).rolled_back == (net.desks["Andes"],), "nobody may overlook it"


def test_a_purged_record_leaves_with_its_keys(net: Network) -> None:
    kept, purged = file(net), file(net)
    absorb(net)
    with transaction():
        talking.add_note(net.actor("rosa"), purged, "it goes")
        records.purge(purged)
    assert absorb(net).complete
    assert ask(net, "SELECT record FROM incident") == [(kept,)]
    assert ask(net, "SELECT DISTINCT record FROM data_key") == [(kept,)]
    assert ask(net, "SELECT sum(number) FROM cell") == [(1,)]


def test_after_a_removal_the_index_has_another_key_and_the_earlier_file_is_gone(net: Network) -> None:
    file(net)
    absorb(net)
    old, old_key = file_of(net), key_of(net, "ben")
    assert opens(old, old_key)
    before = everything(net)
    ben = net.actor("ben")
    with transaction():
        people.remove(net.actor("admin"), ben.account)
    with transaction():
        rings.make_epoch(net.actor("rosa"), f"desk:{net.desks['Andes']}")
    assert everything(net) == before
    assert not old.exists()
    assert not opens(file_of(net), old_key)
    with pytest.raises(NoKey):
        rings.secret(ben, f"desk:{net.desks['Andes']}", 2)
    absorb(net)
    assert ask(net, COUNT) == [(1,)]
