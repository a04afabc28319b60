"""Contract 6: the head equals the models; each migration goes up and down with data in it, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import MetaData, inspect, select

from app.cli import preparing
from app.database import Base, db
from tests.factories import network
from tests.vault.worlds import file

MIGRATIONS = Path(__file__).parents[2] / "migrations"


def steps() -> list[str]:
    scripts = ScriptDirectory(str(MIGRATIONS))
    return [script.revision for script in reversed(list(scripts.walk_revisions()))]


def counted() -> dict[str, int]:
    metadata = MetaData()
    metadata.reflect(db.engine)
    with db.engine.connect() as connection:
        return {
            name: len(connection.execute(select(table)).all())
            for name, table in metadata.tables.items()
            if name != "alembic_version"
        }


def test_the_head_is_what_the_models_say(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


@pytest.mark.parametrize("revision", steps()[1:])
def test_a_migration_goes_down_and_up_with_data(
    make_app: Callable[..., Flask], database_url: str, revision: str
) -> None:
    app = make_app(database_url)
    with app.app_context():
        network(app)
        before = counted()
        db.session.remove()
        flask_migrate.downgrade(directory=str(MIGRATIONS), revision=previous(revision))
        flask_migrate.upgrade(directory=str(MIGRATIONS))
        after = counted()
    kept = {name for name in before if before[name] == after.get(name)}
    assert {"record", "entry", "grant", "account", "directory"} <= kept


def test_records_of_another_form_are_refused_and_left_alone(make_app: Callable[..., Flask], database_url: str) -> None:
    app = make_app(database_url)
    with app.app_context():
        flask_migrate.downgrade(directory=str(MIGRATIONS), revision=previous("0006"))
        preparing.migrate()  # nothing stands in it yet
        file(network(app))
        db.session.remove()
        flask_migrate.downgrade(directory=str(MIGRATIONS), revision=previous("0006"))
        before = counted()
        with pytest.raises(preparing.CannotRun, match="another folder"):
            preparing.migrate()
        assert counted() == before and before["entry"] > 0
        assert "signature" not in {column["name"] for column in inspect(db.engine).get_columns("entry")}


def previous(revision: str) -> str:
    known = steps()
    return known[known.index(revision) - 1]


def test_the_first_migration_goes_down_to_nothing(make_app: Callable[..., Flask], empty_database_url: str) -> None:
    app = make_app(empty_database_url)
    with app.app_context():
        flask_migrate.upgrade(directory=str(MIGRATIONS))
        flask_migrate.downgrade(directory=str(MIGRATIONS), revision="base")
        assert counted() == {}
