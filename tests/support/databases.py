"""A database of its own for every test, without a trace of the test before.

On SQLite a migrated file is copied. PostgreSQL takes a third of a second to copy a database, so a worker keeps the
migrated ones that it has and empties them: rows go, with everybody who is still connected; a database whose tables,
columns or functions are not the ones it was made with is dropped instead.
"""

import contextlib
import importlib
import itertools
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from psycopg import sql
from sqlalchemy import Engine, event

from tests.support import connections, postgres

BACKENDS = ("sqlite", "postgresql")
KEPT = "alembic_version"  # the row that says which tables there are
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> %s"
# Changes with every CREATE, ALTER and DROP, and with nothing else.
SHAPE = """
    SELECT count(*), max(made::text::bigint) FROM (
        SELECT xmin FROM pg_class WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT attribute.xmin FROM pg_attribute AS attribute JOIN pg_class ON pg_class.oid = attrelid
            WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT xmin FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        UNION ALL SELECT pg_trigger.xmin FROM pg_trigger
    ) AS parts (made)
"""
SEND_AWAY = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend'
        AND pid <> pg_backend_pid() AND pid <> ALL(%s::integer[])
"""
ROWS_GO = 50  # databases emptied until the room of what was deleted is given back: every search goes past it
IN_ANY_ORDER = sql.SQL("SET LOCAL session_replication_role = replica")  # whatever refers to what
RUN = pytest.StashKey[tuple[str, int]]()  # the folder all workers of this run share, and the process that ends it


class Databases:
    """Makes databases on either backend. Everything it made is gone when the run ends."""

    def __init__(self, folder: Path, run_folder: Path, controller: int, worker: str) -> None:
        self.folder, self.run_folder, self.controller, self.worker = folder, run_folder, controller, worker
        self.numbers, self.emptyings = itertools.count(1), itertools.count(1)
        self.templates: dict[str, str] = {}
        self.shapes: dict[str, object] = {}  # of every PostgreSQL database that can be emptied
        self.free: list[str] = []

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
        connections.end(self.cluster.folder, self.name(url))
        with self.cluster.connect() as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{self.name(url)}"')
        return self.cluster.url(name)

    def migrated(self, backend: str, migrate: Callable[[str], None]) -> str:
        """Return the URL of a database without rows, which `migrate`, called once a backend, has filled with tables."""
        while backend == "postgresql" and self.free:
            url = self.free.pop()
            if self.emptied(self.name(url)) == self.shapes[url]:
                return url
            self.discard(url)
        if backend not in self.templates:
            template = self.empty(backend)
            migrate(template)
            self.templates[backend] = template
        url = self.copy(self.templates[backend])
        if backend == "postgresql":
            self.shapes[url] = self.emptied(self.name(url))
        return url

    def emptied(self, name: str) -> object:
        """Send everybody else away and delete every row. Returns the shape of what is left."""
        folder = self.cluster.folder
        with contextlib.closing(connections.connect(folder, name, user=postgres.OWNER)) as connection:
            connection.autocommit = True
            while connection.execute(SEND_AWAY, [connections.kept(folder, name)]).fetchall():
                time.sleep(0.001)
            tables = [sql.Identifier(name) for (name,) in connection.execute(TABLES, [KEPT])]
            parts = [sql.SQL("BEGIN"), IN_ANY_ORDER, *map(sql.SQL("DELETE FROM {}").format, tables), sql.SQL("COMMIT")]
            connection.execute(sql.SQL("; ").join(parts))
            if next(self.emptyings) % ROWS_GO == 0:
                connection.execute("VACUUM")
            return connection.execute(SHAPE).fetchone()

    def drop(self, url: str) -> None:
        """Give a database back: nobody asks for what it holds any more."""
        if url in self.shapes:
            self.free.append(url)
        else:
            self.discard(url)

    def discard(self, url: str) -> None:
        """Remove a database, and whoever is still connected to it."""
        if url.startswith("sqlite:"):
            for ending in ("", "-wal", "-shm"):
                Path(f"{self.path(url)}{ending}").unlink(missing_ok=True)
            return
        self.shapes.pop(url, None)
        connections.end(self.cluster.folder, self.name(url))
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
        if any(map(metafunc.definition.get_closest_marker, ("browser", "looks"))):
            backends = backends[:1]  # what a page looks like does not depend on the database below
        metafunc.parametrize("backend", backends, indirect=True, scope="session")


@pytest.fixture(scope="session")
def backend(request: pytest.FixtureRequest) -> str:
    """Which database this test runs on; a test that uses it runs once on each."""
    return str(request.param)


@pytest.fixture(scope="session")
def unsynced_sqlite() -> Iterator[None]:
    """Do not wait for the disk at every commit: only a power cut could tell. Servers in own processes do wait."""
    importlib.import_module("app.database")  # what it listens to at each connection comes first

    def hurry(connection: object, _record: object) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.execute("PRAGMA synchronous = OFF")

    event.listen(Engine, "connect", hurry)
    yield
    event.remove(Engine, "connect", hurry)


@pytest.fixture(scope="session")
def databases(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, unsynced_sqlite: None
) -> Iterator[Databases]:
    """The maker of databases, for tests that need more than `database_url`."""
    run_folder, controller = request.config.stash[RUN]
    worker = getattr(request.config, "workerinput", {}).get("workerid", "alone")
    with connections.kept_for_engines():
        yield Databases(tmp_path_factory.mktemp("databases"), Path(run_folder), controller, worker)


@pytest.fixture
def empty_database_url(databases: Databases, backend: str) -> Iterator[str]:
    """A database without tables, once on SQLite and once on PostgreSQL."""
    url = databases.empty(backend)
    yield url
    databases.drop(url)
