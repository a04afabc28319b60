"""The tables that every index has: how far it has read, and the keys and heads of what it has verified."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

import apsw

from app.index.asking import rows, value
from app.index.errors import Unusable
from app.index.projecting import Projection
from app.vault.directory.store import current
from app.vault.following import Known

VERSION = 1
OWN = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE followed (desk TEXT PRIMARY KEY, arrival INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE record (
    id INTEGER PRIMARY KEY, record TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, desk TEXT NOT NULL,
    arrival INTEGER NOT NULL, length INTEGER NOT NULL, head BLOB NOT NULL, verifies INTEGER NOT NULL
);
CREATE TABLE data_key (
    record TEXT, compartment TEXT, key_no INTEGER, key BLOB NOT NULL, PRIMARY KEY (record, compartment, key_no)
) WITHOUT ROWID;
"""


def mark_of(projections: Iterable[Projection]) -> str:
    """Return what names a schema: two that differ in anything have different marks."""
    parts = [f"{VERSION}{OWN}", *(f"{one.version}{one.schema}" for one in projections)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def expected(projections: Iterable[Projection]) -> str:
    """Return what a file must say of itself: its schema, and how many restores of the database it has seen."""
    return f"{mark_of(projections)} {len(current().restores)}"


def prepare(connection: apsw.Connection, projections: Iterable[Projection]) -> None:
    """Make the tables in a new file. Raises Unusable for a file of another schema, or from before a restore."""
    projections = tuple(projections)
    try:
        with connection:
            if not value(connection, "SELECT count(*) FROM sqlite_schema"):
                for sql in (OWN, *(one.schema for one in projections)):
                    connection.execute(sql)
                connection.execute("INSERT INTO meta VALUES ('mark', ?)", (expected(projections),))
    except apsw.Error as problem:
        raise Unusable(str(problem)) from None
    check(connection, projections)


def check(connection: apsw.Connection, projections: Iterable[Projection]) -> None:
    """Raise Unusable for a file that is empty, of another schema, or from before a restore."""
    try:
        found = value(connection, "SELECT value FROM meta WHERE name = 'mark'")
    except apsw.Error as problem:
        raise Unusable(str(problem)) from None
    if found != expected(projections):
        raise Unusable("another schema, or from before a restore")


def take_along(old: apsw.Connection, new: apsw.Connection) -> None:
    """Copy the keys and heads that a file of another schema verified, so that they need not be opened again.

    Nothing is taken from before a restore: the records may be shorter now.
    """
    marks = [value(one, "SELECT value FROM meta WHERE name = 'mark'") for one in (old, new)]
    if str(marks[0]).split()[1:] != str(marks[1]).split()[1:]:
        return
    with new:
        new.executemany(PUT_RECORD, old.execute(ALL_RECORDS))
        new.executemany("INSERT OR IGNORE INTO data_key VALUES (?, ?, ?, ?)", old.execute("SELECT * FROM data_key"))


ALL_RECORDS = "SELECT id, record, kind, desk, arrival, length, head, verifies FROM record WHERE verifies"
PUT_RECORD = "INSERT OR IGNORE INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?)"


def known(connection: apsw.Connection, records: list[str]) -> dict[str, Known]:
    """Return what the file remembers of some records."""
    names = (json.dumps(records),)
    keys: dict[str, dict[tuple[str, int], bytes]] = {}
    for record, compartment, number, key in rows(connection, KEYS, names):
        keys.setdefault(record, {})[compartment, number] = key
    found = rows(connection, HEADS, names)
    return {record: Known(length, head, keys.get(record, {})) for record, length, head in found}


KEYS = """
SELECT record, compartment, key_no, key FROM data_key WHERE record IN (SELECT value FROM json_each(?))
"""
HEADS = "SELECT record, length, head FROM record WHERE verifies AND record IN (SELECT value FROM json_each(?))"
