"""After publishing or retracting: what the database itself still tells of text and order is overwritten."""

from __future__ import annotations

from app.database import db

COMMANDS = {
    # Pages themselves are overwritten by secure_delete; the log would show what was written one after the other.
    "sqlite": ("PRAGMA wal_checkpoint(TRUNCATE)",),
    # PostgreSQL keeps with each row the number of its transaction, and so beside which story it was written: all rows
    # get one number. VACUUM FULL writes the file anew, since VACUUM leaves the bytes of dead rows where they stood.
    "postgresql": (
        "UPDATE publication SET version = version",
        "UPDATE publication_version SET version = version",
        "VACUUM FULL publication",
        "VACUUM FULL publication_version",
    ),
}


def forget_traces() -> None:
    """Remove dead copies of changed rows, and the order of their writing. Call it after the commit, outside any other.

    Backups, and PostgreSQL's archived log where there is one, are beyond reach: their keeping time is the limit.
    """
    engine = db.engine
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for command in COMMANDS[engine.dialect.name]:
            connection.exec_driver_sql(command)
