"""What every test may ask for. How databases, browsers and servers are made is in tests/support."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import flask_migrate
import pytest
from flask import Flask
from flask.testing import FlaskClient

if TYPE_CHECKING:
    from tests.support.databases import Databases

pytest_plugins = [
    f"tests.support.{name}" for name in ("browser", "clocks", "connections", "databases", "pace", "sharing")
]

MIGRATIONS = Path(__file__).parents[1] / "migrations"
NOTHING_MAY_BE_SKIPPED = os.environ.get("AMPARO_REQUIRE_ALL") == "1"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: a worker often waits for a server, a browser or PostgreSQL."""
    return len(os.sched_getaffinity(0)) + 1 if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1) + 1


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, Any, Any]:
    return refuse_skipping((yield))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, Any, Any]:
    return refuse_skipping((yield))


def refuse_skipping(report: Any) -> Any:
    if NOTHING_MAY_BE_SKIPPED and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"AMPARO_REQUIRE_ALL=1 forbids skipping: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def insecure_fast_passphrase_hashing() -> Iterator[None]:
    """Make passphrases cheap to stretch, and so to guess: for tests alone."""
    from app.crypto import passphrase

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passphrase, "COST", dataclasses.replace(passphrase.COST, memory_kib=8, passes=1))
        yield


@pytest.fixture
def make_app(insecure_fast_passphrase_hashing: None, tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """Return create_app with the settings of a test; `make_app(url)` twice is two workers on one database."""
    from app import create_app
    from app.database import db
    from tests.factories import prepare_folder

    made: list[Flask] = []

    def make(database_url: str, **settings: Any) -> Flask:
        instance = tmp_path / "instance"
        prepare_folder(instance)
        made.append(create_app({"DATABASE_URL": database_url, "INSTANCE": instance, "TESTING": True, **settings}))
        return made[-1]

    yield make
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def database_url(databases: Databases, backend: str, make_app: Callable[..., Flask]) -> Iterator[str]:
    """A migrated database of this test's own, once on SQLite and once on PostgreSQL."""

    def migrate(url: str) -> None:
        app = make_app(url)
        with app.app_context():
            flask_migrate.upgrade(directory=str(MIGRATIONS))
            app.extensions["sqlalchemy"].engine.dispose()

    url = databases.migrated(backend, migrate)
    yield url
    databases.drop(url)


@pytest.fixture
def app(make_app: Callable[..., Flask], database_url: str) -> Flask:
    """The application on an empty database; a test that uses it runs once on SQLite and once on PostgreSQL."""
    return make_app(database_url)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without JavaScript that is signed in as nobody."""
    return app.test_client()
