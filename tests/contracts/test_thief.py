"""Contract 4: a thief with every byte and the instance key reads no word, and cannot tell who filed what."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.index import files
from tests.contracts.thief import canaries, linker
from tests.contracts.thief.canaries import NAME
from tests.contracts.thief.desk import killed_while_reading_in
from tests.contracts.thief.loot import folder
from tests.contracts.thief.scene import SEED, STORIES, Scene, scene
from tests.support.databases import RUN

pytestmark = pytest.mark.long(25)


@pytest.fixture(scope="module")
def robbed(backend: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """An instance after a busy day, once on SQLite and once on PostgreSQL."""
    run_folder = request.config.stash[RUN][0]
    with scene(backend, tmp_path_factory.mktemp("thief"), Path(run_folder)) as made:
        yield made


def test_no_canary_stands_anywhere_in_any_spelling(robbed: Scene) -> None:
    loot = robbed.steal()
    assert sum(len(data) for _name, data in loot.files) > 1_000_000
    found = [one for name, data in loot.files for one in canaries.find(name, data)]
    assert not found, "\n".join(map(str, found[:20]))


def test_the_indexes_that_are_open_hold_the_words_and_show_none(robbed: Scene) -> None:
    opened = []
    with robbed.place.app.app_context():
        for name, ring, sql in HELD:
            path, key = robbed.index(name, ring)
            connection = files.connect(path, key)
            assert connection.execute(sql, (f"%{NAME}%",)).fetchone()[0] >= STORIES, "there is nothing to be found"
            opened.append((path, connection))
    stolen = dict(folder(robbed.place.folder / "index"))
    for path, connection in opened:
        assert f"{path.name}-wal" in stolen, "the thief comes while it is open"
        connection.close()
    assert not [one for name, data in stolen.items() for one in canaries.find(name, data)]
    assert not [name for name, data in stolen.items() if PLAIN in data]


HELD = (
    ("rosa", "desk", "SELECT count(*) FROM told WHERE body LIKE ?"),
    ("paz", "protection", "SELECT count(*) FROM name WHERE value LIKE ?"),
)
PLAIN = b"SQLite format 3"


def test_a_process_killed_while_it_reads_in_leaves_no_word(robbed: Scene) -> None:
    with killed_while_reading_in(robbed.place, robbed.aside) as killed:
        left = dict(folder(killed.folder))
        assert any(len(data) > 100_000 for name, data in left.items() if name.endswith("-wal")), left.keys()
        opened = {name for name in killed.opened if str(killed.folder) in name}
        assert opened, "its files were open"
        assert not [name for name in killed.opened if "/temporary/" in name], "a sorter's rows stay in memory"
        for name, data in [*left.items(), *killed.opened.items()]:
            assert not canaries.find(name, data)
            assert PLAIN not in data or "/index/" not in name
        robbed.goes_on(killed.folder)


def say(request: pytest.FixtureRequest, text: str) -> None:
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        print(f"\n{text}")


def test_accounts_and_records_are_not_linked(robbed: Scene, backend: str, request: pytest.FixtureRequest) -> None:
    result = linker.attack(robbed.steal(), robbed.accounts(), robbed.filers, random.Random(SEED))
    say(request, f"who filed what, {backend}: {result}")
    assert not result.leaks


def test_publications_and_records_are_not_linked(robbed: Scene, backend: str, request: pytest.FixtureRequest) -> None:
    owners = {publication: [] for publication in robbed.told.values()}
    result = linker.attack(robbed.steal(), owners, robbed.told, random.Random(SEED), one_known=False)
    say(request, f"what a story tells, {backend}: {result}")
    assert not result.leaks
