"""A file that is not what it should be is set aside and made again: never trusted, never an error."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import apsw
import pytest

from app.index import files, schema
from app.index.pool import POOL
from tests.factories import Network
from tests.index.reading import absorb, ask, close, everything, file_of, key_of
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


def test_a_file_of_another_schema_is_made_again_without_opening_a_key(
    net: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    file(net)
    absorb(net)
    before, path = everything(net), file_of(net)
    monkeypatch.setattr(schema, "VERSION", 99)

    def opened(*_arguments: object) -> bytes:
        raise AssertionError("a data key was opened again")

    keys = key_of(net)
    monkeypatch.setattr("app.vault.opening.grant_info", opened)
    assert absorb(net).complete
    assert everything(net) == before
    assert file_of(net) != path
    assert not path.exists()
    assert keys == key_of(net)


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
    POOL.leave(net.actor("ben").account)
    assert POOL.idle[path] == [waiting]
    POOL.leave(net.actor("rosa").account)
    assert path not in POOL.idle
    with pytest.raises(apsw.ConnectionClosedError):
        waiting.connection.execute("SELECT 1")
    absorb(net)
    assert not POOL.close_idle(time.monotonic() + 1)
    assert path not in POOL.idle
