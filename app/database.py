"""The database handle and the one place that commits.

Reads run in autocommit; the first write takes the write lock (SQLite: BEGIN IMMEDIATE), so that sealing, which is
slow, never happens under it and no transaction fails by upgrading a read to a write.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine, Executable, MetaData, Result, Table, bindparam, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session, SessionTransaction

from app.turns import Turns

TURN = "amparo.turn"  # in Session.info: the place in the line of writers that is to be given back


class Base(DeclarativeBase):
    """All tables. Constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


@contextmanager
def transaction() -> Iterator[None]:
    """Commit what happens inside, or nothing of it."""
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


def begin_writing() -> None:
    """Take the write lock now. Called before the first write statement that is not an ORM flush."""
    _begin_immediate(db.session())


def run(statement: Executable, values: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None) -> Result[Any]:
    """Run a statement on tables, in the session's transaction but past its objects: what is hot is made once."""
    return db.session.connection().execute(statement, values)


def insert_new(table: Table, **values: Any) -> bool:
    """Insert a row unless its key is there already. Returns whether it was inserted."""
    begin_writing()
    dialect = db.session.get_bind().dialect.name
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    statement = insert(table).values(**values).on_conflict_do_nothing()
    result = db.session.execute(statement.execution_options(preserve_rowcount=True))
    return bool(result.rowcount)  # type: ignore[attr-defined]


def take_number(table: Table, name: str, count: int) -> int:
    """Add `count` to a named row's value, made when missing, and return the sum; the row is held until the commit."""
    begin_writing()
    return int(run(_take_number(table, _dialect()), {"name": name, "value": count}).scalar_one())


@cache
def _take_number(table: Table, dialect: str) -> Any:
    insert = _INSERT[dialect](table).values(name=bindparam("name"), value=bindparam("value"))
    added = {"value": table.c.value + insert.excluded.value}
    return insert.on_conflict_do_update(index_elements=["name"], set_=added).returning(table.c.value)


_INSERT: dict[str, Callable[[Table], Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def _dialect() -> str:
    return db.session.get_bind().dialect.name


def lock_table(name: str) -> None:
    """Keep other writers out of a small table until the commit; SQLite's write lock does so already."""
    if _dialect() == "postgresql":
        db.session.execute(text(f"LOCK TABLE {name} IN SHARE ROW EXCLUSIVE MODE"))


def _begin_immediate(session: Session) -> None:
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        return
    driver: object = connection.connection.dbapi_connection
    if isinstance(driver, sqlite3.Connection) and not driver.in_transaction:
        line = _turns(connection.engine.url.database or "")
        if TURN not in session.info and line is not None and line.take():
            session.info[TURN] = line
        driver.execute("BEGIN IMMEDIATE")


@cache
def _turns(database: str) -> Turns | None:
    return Turns(Path(database)) if database and database != ":memory:" else None


@event.listens_for(Session, "after_transaction_end")
def _let_the_next_one_write(session: Session, ended: SessionTransaction) -> None:
    if ended.parent is None and (line := session.info.pop(TURN, None)) is not None:
        line.give_back()


@event.listens_for(Session, "before_flush")
def _lock_before_flush(session: Session, _context: object, _instances: object) -> None:
    if session.new or session.dirty or session.deleted:
        _begin_immediate(session)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: object, _record: object) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in (
        "busy_timeout = 30000",  # first: the next pragmas may wait for another process
        "journal_mode = WAL",
        "synchronous = FULL",  # an acknowledged report survives a power cut
        "foreign_keys = ON",
        "secure_delete = ON",  # deleted drafts and sessions are overwritten, not merely unlinked
        "temp_store = MEMORY",  # no sorted copy of anything in a temporary file
    ):
        connection.execute(f"PRAGMA {pragma}")
