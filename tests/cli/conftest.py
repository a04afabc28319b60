"""The demo network, made once for a whole test run by the real command, and copied for whoever needs it."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli import demonstration
from tests.support.commands import served
from tests.support.databases import RUN


@pytest.fixture(autouse=True)
def umask_of_before() -> Iterator[None]:
    """A command hides the files it makes from others; the tests that follow in this process need not."""
    before = os.umask(0o077)
    os.umask(before)
    yield
    os.umask(before)


@pytest.fixture(scope="session")
def made_demo(request: pytest.FixtureRequest) -> Path:
    """The folder that the first run of the command has left; nobody may change it."""
    run_folder = Path(request.config.stash[RUN][0])
    folder = run_folder / "demonstration" / "instance"
    folder.parent.mkdir(exist_ok=True)
    with (run_folder / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the other workers of this run want the same one
        if not (folder / demonstration.MARK).exists():
            with served(folder):
                pass
    return folder


@pytest.fixture(scope="module")
def demo(made_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo network of this module's own."""
    return Path(shutil.copytree(made_demo, tmp_path_factory.mktemp("demo") / "instance"))
