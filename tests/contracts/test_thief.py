"""Contract 4: a thief with every byte and the instance key reads no word, and cannot tell who filed what."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contracts.thief import canaries, linker
from tests.contracts.thief.scene import SEED, Scene, scene
from tests.support.databases import RUN


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
