"""Once a day the database forgets when rows of accounts were written; nothing that they hold changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from app.accounts.profiles import Profile, save_profile
from app.cli import forgetting
from app.cli.forgetting import forget_order, of_accounts
from app.database import Base, db, transaction
from app.incidents.service.filing import file_incident
from app.vault.directory.store import current
from tests.factories import Network, network
from tests.incidents.chains import filing, report


def rows(name: str) -> list[tuple[Any, ...]]:
    found = db.session.execute(Base.metadata.tables[name].select())
    return sorted((tuple(row) for row in found), key=repr)


def moments(name: str) -> set[int]:
    """Return the numbers of the transactions that wrote a table's rows (PostgreSQL)."""
    return {int(one) for one in db.session.scalars(text(f"SELECT xmin::text FROM {name}"))}


def busy_day(app: Flask) -> Network:
    """Mia changes her profile and files a report at once."""
    net = network(app)
    mia = net.actor("mia")
    with transaction():
        save_profile(mia, Profile(name="Mia"))
    with transaction():
        file_incident(mia, filing(report=report(country="COL")), submission="x")
    return net


def test_nothing_says_any_more_which_account_was_written_next_to_a_report(app: Flask) -> None:
    with app.app_context():
        net = busy_day(app)
        before = {name: rows(name) for name in of_accounts()}
        if db.engine.dialect.name == "sqlite":
            log = Path(f"{db.engine.url.database}-wal")
            db.session.rollback()
            assert log.stat().st_size
            forget_order()
            assert not log.stat().st_size
        else:
            assert len(moments("account")) > 1
            db.session.rollback()
            assert forget_order() == []
            assert all(len(moments(name)) <= 1 for name in of_accounts()), "no account stands nearer to it than others"
        assert {name: rows(name) for name in of_accounts()} == before
        assert net.actor("mia").account in current().accounts


def test_a_table_that_somebody_uses_is_left_for_the_next_time(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "PATIENCE", "100ms")
    with app.app_context():
        network(app)
        if db.engine.dialect.name == "sqlite":
            assert forget_order() == []
            return
        with db.engine.connect() as other, other.begin():
            other.execute(text("SELECT count(*) FROM directory"))
            db.session.rollback()
            assert forget_order() == ["directory"]
        assert forget_order() == []


def test_every_table_that_names_an_account_is_in_the_list() -> None:
    assert {"account", "directory", "recovery_code", "membership"} <= set(of_accounts())
    assert not {"record", "entry", "grant", "audit", "session", "publication"} & set(of_accounts())
