"""After a retraction: what the database's own log still holds of the text is overwritten."""

from __future__ import annotations

from app.database import db

COMMANDS = {
    "sqlite": ("PRAGMA wal_checkpoint(TRUNCATE)",),  # pages themselves are overwritten by secure_delete
    "postgresql": ("VACUUM publication", "VACUUM publication_version"),
}


def forget_traces() -> None:
    """Remove dead copies of changed rows. Call it after the commit, outside any transaction.

    Backups, and PostgreSQL's archived log where there is one, are beyond reach: their keeping time is the limit.
    """
    engine = db.engine
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for command in COMMANDS[engine.dialect.name]:
            connection.exec_driver_sql(command)
