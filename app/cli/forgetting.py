"""What the database keeps of when rows of accounts were written: a report filed then would stand next to them."""

from __future__ import annotations

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from app.database import Base, db

PATIENCE = "5s"  # a table that somebody uses for longer is left for the next time


def of_accounts() -> list[str]:
    """Return the tables whose rows say of which account they are. Records, and what is sealed, name none."""
    named = [table.name for table in Base.metadata.sorted_tables if "account" in table.columns]
    return ["account", "directory", *named]


def forget_order() -> list[str]:
    """Overwrite the order in which rows of accounts were written, and return the tables that were in use.

    Nothing that a row holds changes. Backups and archived logs are beyond reach.
    """
    engine = db.engine
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "sqlite":  # rows stand in the order of random keys; only the log tells of time
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            return []
        connection.exec_driver_sql(f"SET lock_timeout = '{PATIENCE}'")
        try:
            return [name for name in of_accounts() if not _rewrite(connection, name)]
        finally:
            connection.exec_driver_sql("RESET lock_timeout")


def _rewrite(connection: Connection, name: str) -> bool:
    """Give all rows of a table the number of one transaction, and write its file anew without the dead copies.

    Two statements, each by itself, so that no lock is held while another is waited for.
    """
    column = next(iter(Base.metadata.tables[name].primary_key.columns)).name
    try:
        connection.exec_driver_sql(f"UPDATE {name} SET {column} = {column}")  # noqa: S608 - names of our own tables
        connection.exec_driver_sql(f"VACUUM FULL {name}")
    except OperationalError:
        return False
    return True
