"""A fresh database for every test: migrated once per worker and backend, then copied."""

import contextlib
import itertools
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support import postgres

BACKENDS = ("sqlite", "postgresql")
RUN = pytest.StashKey[tuple[str, int]]()  # the folder all workers of this run share, and the process that ends it


class Databases:
    """Makes databases on either backend. Everything it made is gone when the run ends."""

    def __init__(self, folder: Path, run_folder: Path, controller: int, worker: str) -> None:
        self.folder, self.run_folder, self.controller, self.worker = folder, run_folder, controller, worker
        self.numbers = itertools.count(1)
        self.templates: dict[str, str] = {}

    @property
    def cluster(self) -> postgres.Cluster:
        """The private PostgreSQL cluster. Skips the test where PostgreSQL is not installed."""
        try:
            return postgres.cluster(self.run_folder, self.controller)
        except LookupError as missing:
            pytest.skip(str(missing))

    def empty(self, backend: str) -> str:
        """Return the URL of a new database without tables."""
        name = f"{self.worker}_{next(self.numbers)}"
        if backend == "sqlite":
            return f"sqlite:///{self.folder / name}.db"
        with self.cluster.connect() as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return self.cluster.url(name)

    def copy(self, url: str) -> str:
        """Return the URL of a copy. Nobody may be connected to the original."""
        name = f"{self.worker}_{next(self.numbers)}"
        if url.startswith("sqlite:"):
            source, target = self.path(url), self.folder / f"{name}.db"
            with contextlib.closing(sqlite3.connect(source)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            shutil.copyfile(source, target)
            return f"sqlite:///{target}"
        with self.cluster.connect() as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{self.name(url)}"')
        return self.cluster.url(name)

    def migrated(self, backend: str, migrate: Callable[[str], None]) -> str:
        """Return the URL of a new database that `migrate`, called once per backend, has filled with tables."""
        if backend not in self.templates:
            template = self.empty(backend)
            migrate(template)
            self.templates[backend] = template
        return self.copy(self.templates[backend])

    def drop(self, url: str) -> None:
        """Remove a database, and whoever is still connected to it."""
        if url.startswith("sqlite:"):
            for ending in ("", "-wal", "-shm"):
                Path(f"{self.path(url)}{ending}").unlink(missing_ok=True)
            return
        with self.cluster.connect() as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{self.name(url)}" WITH (FORCE)')

    @staticmethod
    def path(url: str) -> Path:
        return Path(url.removeprefix("sqlite:///"))

    @staticmethod
    def name(url: str) -> str:
        return url.partition("?")[0].rpartition("/")[2]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=[*BACKENDS, "both"], default="both", help="run database tests on this one")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        folder = tempfile.mkdtemp(prefix="amparo-tests-", dir="/tmp")  # /tmp: short enough for a socket, open to all
        Path(folder).chmod(0o711)  # the cluster's user passes through it
        config.stash[RUN] = (folder, os.getpid())
    else:
        config.stash[RUN] = tuple(config.workerinput["amparo_run"])


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    node.workerinput["amparo_run"] = list(node.config.stash[RUN])


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        folder = Path(config.stash[RUN][0])
        postgres.stop(folder)
        shutil.rmtree(folder, ignore_errors=True)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "backend" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--database")
        backends = BACKENDS if chosen == "both" else [chosen]
        if metafunc.definition.get_closest_marker("browser"):
            backends = backends[:1]  # what a page looks like does not depend on the database below
        metafunc.parametrize("backend", backends, indirect=True, scope="session")


@pytest.fixture(scope="session")
def backend(request: pytest.FixtureRequest) -> str:
    """Which database this test runs on; a test that uses it runs once on each."""
    return str(request.param)


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Databases:
    """The maker of databases, for tests that need more than `database_url`."""
    run_folder, controller = request.config.stash[RUN]
    worker = getattr(request.config, "workerinput", {}).get("workerid", "alone")
    return Databases(tmp_path_factory.mktemp("databases"), Path(run_folder), controller, worker)


@pytest.fixture
def empty_database_url(databases: Databases, backend: str) -> Iterator[str]:
    """A database without tables, once on SQLite and once on PostgreSQL."""
    url = databases.empty(backend)
    yield url
    databases.drop(url)
