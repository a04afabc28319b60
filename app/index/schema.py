"""What every index has: a mark that tells one schema from another, how far it has read, and what it keeps."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import apsw

from app.index import keeping
from app.index.asking import value
from app.index.errors import Unusable
from app.index.projecting import Projection
from app.vault.directory.store import current

VERSION = 2
OWN = f"""
CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE followed (desk TEXT PRIMARY KEY, arrival INTEGER NOT NULL, digest BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE rolled_back (desk TEXT PRIMARY KEY, compared INTEGER NOT NULL) WITHOUT ROWID;
{keeping.SCHEMA}
"""


def mark_of(projections: Iterable[Projection]) -> str:
    """Return what names a schema: two that differ in anything have different marks."""
    parts = [f"{VERSION}{OWN}", *(f"{one.version}{one.schema}" for one in projections)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def expected(projections: Iterable[Projection]) -> str:
    """Return what a file must say of itself: its schema, how many restores of the database it has seen, and how
    often recovery gave a ring its past back: what was closed when it arrived is then read from the beginning.
    """
    return f"{mark_of(projections)} {len(current().restores)} {current().mended}"


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
    """Copy what a file of another schema verified. Nothing from before a restore: the records may be shorter now."""
    marks = [value(one, "SELECT value FROM meta WHERE name = 'mark'") for one in (old, new)]
    if str(marks[0]).split()[1:] == str(marks[1]).split()[1:]:
        keeping.take_along(old, new)
