"""The key of another instance is refused before anything is served or written."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text

from app.cli.preparing import CannotRun, require_fitting_key
from app.crypto.keys import new_secret
from app.database import db
from app.vault.instance import Instance, attach, instance
from tests.factories import network


@pytest.fixture
def installed(app: Flask) -> Flask:
    with app.app_context():
        network(app)
    return app


def test_the_key_of_another_instance_is_refused_with_what_to_do(installed: Flask) -> None:
    with installed.app_context():
        require_fitting_key()
        attach(db.engine, Instance(instance().folder, new_secret()))
        with pytest.raises(CannotRun, match="not the one of this database"):
            require_fitting_key()


def test_an_audit_line_that_somebody_changed_does_not_stop_the_server(installed: Flask) -> None:
    with installed.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE audit SET digest = :x WHERE number = 1"), {"x": bytes(32)})
    with installed.app_context():
        require_fitting_key()


def test_an_instance_that_is_empty_has_no_key_yet(app: Flask) -> None:
    with app.app_context():
        require_fitting_key()
