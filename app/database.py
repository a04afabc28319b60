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
from sqlalchemy import Dialect, Engine, Executable, MetaData, Table, bindparam, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session, SessionTransaction

from app.turns import Turns

TURN = "amparo.turn"  # in Session.info: the place in the line of writers that is to be given back
DRIVER = "amparo.driver"  # in Session.info: the driver's connection of the transaction that runs


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


class Prepared:
    """A statement on tables that is compiled once and handed to the driver as it is.

    For what every request runs: SQLAlchemy's own way costs some five times what SQLite needs to answer. Values are
    what the driver takes (text, whole numbers, bytes, None); a constant written into the statement is kept.
    """

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._texts: dict[str, tuple[str, list[str], dict[str, Any]]] = {}

    def all(self, **values: Any) -> list[tuple[Any, ...]]:
        """Return every row."""
        return self._run(values).fetchall()  # type: ignore[no-any-return]

    def first(self, **values: Any) -> tuple[Any, ...] | None:
        """Return the first row, or None."""
        rows = self.all(**values)
        return rows[0] if rows else None

    def scalar(self, **values: Any) -> Any:
        """Return the first value of the first row, or None."""
        row = self.first(**values)
        return row[0] if row else None

    def change(self, **values: Any) -> int:
        """Write, having taken the write lock, and return how many rows were written."""
        begin_writing()
        return int(self._run(values).rowcount)

    def _run(self, values: dict[str, Any]) -> Any:
        driver, dialect = _driver(db.session())
        sql, order, constants = self._texts.get(dialect.name) or self._compile(dialect)
        if constants:
            values = constants | values
        return driver.execute(sql, [values[name] for name in order] if order else values)

    def _compile(self, dialect: Dialect) -> tuple[str, list[str], dict[str, Any]]:
        compiled = self._statement.compile(dialect=dialect)  # type: ignore[attr-defined]
        constants = {name: value for name, value in compiled.params.items() if value is not None}
        self._texts[dialect.name] = made = (str(compiled), list(compiled.positiontup or ()), constants)
        return made


def insert_new(table: Table, **values: Any) -> bool:
    """Insert a row unless its key is there already. Returns whether it was inserted."""
    return insert_rows(table, [values]) == 1


def insert_rows(table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert rows, each with the same columns, but those whose key is there already. Returns how many are new."""
    count = 0
    for start in range(0, len(rows), ROWS_AT_ONCE):
        some = rows[start : start + ROWS_AT_ONCE]
        statement = _insert_rows(table, tuple(some[0]), len(some), _dialect())
        count += statement.change(**{f"{name}_{n}": value for n, row in enumerate(some) for name, value in row.items()})
    return count


ROWS_AT_ONCE = 16


@cache
def _insert_rows(table: Table, columns: tuple[str, ...], count: int, dialect: str) -> Prepared:
    rows = [{name: bindparam(f"{name}_{n}", type_=table.c[name].type) for name in columns} for n in range(count)]
    return Prepared(_INSERT[dialect](table).values(rows).on_conflict_do_nothing())


def take_number(table: Table, name: str, count: int) -> int:
    """Add `count` to a named row's value, made when missing, and return the sum; the row is held until the commit."""
    begin_writing()
    return int(_take_number(table, _dialect()).scalar(name=name, value=count))


@cache
def _take_number(table: Table, dialect: str) -> Prepared:
    insert = _INSERT[dialect](table).values(name=bindparam("name"), value=bindparam("value"))
    added = {"value": table.c.value + insert.excluded.value}
    return Prepared(insert.on_conflict_do_update(index_elements=["name"], set_=added).returning(table.c.value))


_INSERT: dict[str, Callable[[Table], Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def _dialect() -> str:
    return _driver(db.session())[1].name


def _driver(session: Session) -> tuple[Any, Dialect]:
    """Return the driver's connection of the session's transaction, and the dialect."""
    found = session.info.get(DRIVER)
    if found is None:
        connection = session.connection()
        found = session.info[DRIVER] = (connection.connection.dbapi_connection, connection.dialect)
    return found


def lock_table(name: str) -> None:
    """Keep other writers out of a small table until the commit; SQLite's write lock does so already."""
    if _dialect() == "postgresql":
        db.session.execute(text(f"LOCK TABLE {name} IN SHARE ROW EXCLUSIVE MODE"))


def _begin_immediate(session: Session) -> None:
    driver, _dialect = _driver(session)
    if isinstance(driver, sqlite3.Connection) and not driver.in_transaction:
        line = _turns(session.connection().engine.url.database or "")
        if TURN not in session.info and line is not None and line.take():
            session.info[TURN] = line
        driver.execute("BEGIN IMMEDIATE")


@cache
def _turns(database: str) -> Turns | None:
    return Turns(Path(database)) if database and database != ":memory:" else None


@event.listens_for(Session, "after_transaction_end")
def _let_the_next_one_write(session: Session, ended: SessionTransaction) -> None:
    if ended.parent is not None:
        return
    session.info.pop(DRIVER, None)
    if (line := session.info.pop(TURN, None)) is not None:
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
