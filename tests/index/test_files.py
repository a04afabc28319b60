"""A file that is not what it should be is set aside and made again: never trusted, never an error."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import apsw
import pytest
from sqlalchemy import text

from app.accounts.service import people
from app.database import db, transaction
from app.incidents.content.layout import MATCH
from app.index import files, schema
from app.index.absorbing import Absorber
from app.index.pool import LEFT, POOL, Pool
from app.triage.projection import DESK
from app.triage.service import talking
from app.vault import following, records, rings, sealing
from app.vault.actor import Actor
from app.vault.chains import Chain
from tests.factories import Network
from tests.index.reading import NOW, absorb, ask, close, everything, file_of, key_of, made_afresh
from tests.triage.desks import file

CANARY = "Kanariengelb quetzalcoatlus"


def flip(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    for place in range(5000, len(whole), 4096):
        whole[place] ^= 1
    path.write_bytes(whole)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2 + 100])


def plain(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE incident (id, record)")
    connection.close()


def noise(path: Path) -> None:
    path.write_bytes(os.urandom(40_960))


def empty(path: Path) -> None:
    path.write_bytes(b"")


def foreign(path: Path) -> None:
    path.unlink()
    connection = files.connect(path, f"raw:{'ab' * 32}")
    connection.execute("CREATE TABLE incident (id, record)")
    connection.close()


@pytest.mark.parametrize("spoil", [flip, cut, plain, noise, empty, foreign])
def test_a_spoilt_file_is_made_again(net: Network, spoil: Callable[[Path], None]) -> None:
    file(net)
    file(net)
    absorb(net)
    before, path = everything(net), file_of(net)
    ask(net, "PRAGMA wal_checkpoint(TRUNCATE)")
    close()
    for end in ("-wal", "-shm"):
        Path(f"{path}{end}").unlink(missing_ok=True)
    spoil(path)
    assert absorb(net).complete
    assert everything(net) == before


def opened_since(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list in which every record stands that the vault opens from now on for an index."""
    opened: list[str] = []
    open_chain = following.open_chain

    def opens(actor: Actor, chain: Chain, *rest: Any, **more: Any) -> None:
        opened.append(chain.row.id)
        open_chain(actor, chain, *rest, **more)

    monkeypatch.setattr(following, "open_chain", opens)
    return opened


def test_a_file_of_another_schema_is_made_again_without_opening_what_it_verified(
    net: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, grown = file(net), file(net)
    absorb(net)
    with transaction():
        talking.add_note(net.actor("rosa"), grown, "came since")
    path, opened = file_of(net), opened_since(monkeypatch)
    monkeypatch.setattr(schema, "VERSION", 99)
    assert absorb(net).complete
    assert opened == [grown]
    assert file_of(net) != path
    assert not path.exists()
    assert {record for (record,) in ask(net, "SELECT record FROM queue")} == {kept, grown}
    assert ask(net, "SELECT count(*) FROM words WHERE words MATCH 'since'") == [(1,)]
    assert everything(net) == made_afresh(net)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE record SET head_mac = :x WHERE id = :r",
        "UPDATE record SET head = :x WHERE id = :r",
        "UPDATE record SET length = length + 1 WHERE id = :r",
        "UPDATE record SET desk = 'elsewhere' WHERE id = :r",
    ],
)
def test_a_record_whose_row_is_not_the_one_that_was_verified_is_opened_anew(
    net: Network, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    good, bad = file(net), file(net)
    absorb(net)
    with transaction():
        db.session.execute(text(change), {"r": bad, "x": bytes(32)} if ":x" in change else {"r": bad})
    monkeypatch.setattr(schema, "VERSION", 99)
    assert absorb(net).complete
    assert dict(ask(net, "SELECT record, verifies FROM incident")) == {good: 1, bad: 0}
    kept = ask(net, "SELECT record FROM opened JOIN record USING (id)")
    assert kept == [(good,)]


def test_a_record_that_was_shared_without_an_entry_is_opened_anew(
    net: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = file(net)
    absorb(net)
    with transaction():
        sealing.append(net.actor("rosa"), record, [], share={MATCH: ["publication"]})
    opened = opened_since(monkeypatch)
    absorber = Absorber(net.actor("rosa"), f"desk:{net.desks['Andes']}", DESK, NOW)
    assert absorber.compare() == 0
    assert opened == [record]


def test_what_was_destroyed_or_does_not_verify_is_kept_no_longer(net: Network) -> None:
    kept, purged, bad = file(net), file(net), file(net)
    absorb(net)
    assert ask(net, "SELECT count(*) FROM opened") == [(3,)]
    with transaction():
        talking.add_note(net.actor("rosa"), purged, "it goes")
        records.purge(purged)
        talking.add_note(net.actor("rosa"), bad, "changed afterwards")
        db.session.execute(
            text("UPDATE entry SET digest = :x WHERE record = :r AND seq = 1"), {"r": bad, "x": bytes(32)}
        )
    absorb(net)
    assert ask(net, "SELECT record FROM opened JOIN record USING (id)") == [(kept,)]


def test_the_folder_shows_no_word_and_is_the_owners_alone(net: Network) -> None:
    from app.incidents.content.report import Narrative

    file(net, narrative=Narrative(text=CANARY))
    absorb(net)
    assert ask(net, "SELECT count(*) FROM told WHERE body LIKE ?", f"%{CANARY}%") == [(1,)]
    for path in files.folder().iterdir():
        assert path.stat().st_mode & 0o77 == 0, path.name
        for word in (*CANARY.split(), CANARY[:12]):
            assert word.encode() not in path.read_bytes()
            assert word.lower().encode() not in path.read_bytes()


def test_keys_go_from_memory_when_the_last_reader_leaves_or_nobody_asks(net: Network) -> None:
    absorb(net)
    absorb(net, "ben")
    path = file_of(net)
    (waiting,) = POOL.idle[path]
    POOL.leave(net.actor("ben").account, path.parent)
    assert POOL.idle[path] == [waiting]
    POOL.leave(net.actor("rosa").account, path.parent)
    assert path not in POOL.idle
    with pytest.raises(apsw.ConnectionClosedError):
        waiting.connection.execute("SELECT 1")
    absorb(net)
    assert not POOL.close_idle(time.monotonic() + 1)
    assert path not in POOL.idle


def test_keys_go_from_every_process_when_somebody_leaves_in_one(net: Network) -> None:
    absorb(net)
    path = file_of(net)
    (waiting,) = POOL.idle[path]
    other = Pool()  # as another process has it
    assert POOL.look(time.monotonic())
    for number in range(2):
        other.leave(f"somebody {number}", path.parent)
        assert (path.parent / LEFT).stat().st_mtime == 0, "when somebody leaves is nobody's business"
        assert not POOL.look(time.monotonic())
        with pytest.raises(apsw.ConnectionClosedError):
            waiting.connection.execute("SELECT 1")
        absorb(net)
        (waiting,) = POOL.idle[path]


def directory(path: Path) -> None:
    path.unlink()
    path.mkdir()
    (path / "something").write_bytes(b"x")


def test_a_folder_in_the_place_of_a_file_is_set_aside(net: Network) -> None:
    file(net)
    absorb(net)
    for _twice in range(2):
        before, path = everything(net), file_of(net)
        close()
        directory(path)
        assert absorb(net).complete
        assert everything(net) == before


def test_what_a_late_process_makes_under_an_earlier_key_does_not_stay(net: Network) -> None:
    file(net)
    absorb(net)
    old, old_key = file_of(net), key_of(net)
    with transaction():
        people.remove(net.actor("admin"), net.actor("ben").account)
    with transaction():
        rings.make_epoch(net.actor("rosa"), f"desk:{net.desks['Andes']}")
    absorb(net)
    files.connect(old, old_key).close()  # its request began before the new epoch
    assert old.exists()
    absorb(net)
    assert not old.exists()
