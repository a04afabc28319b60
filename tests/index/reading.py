"""What an index of the Andes desk holds, read as a desk person reads it."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import apsw

from app.index import files
from app.index.absorbing import Progress
from app.index.asking import rows
from app.index.pool import POOL
from app.triage import indexes
from app.vault import rings
from app.vault.directory.store import current
from tests.factories import Network

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
EVERYTHING = (
    "SELECT record, state, country, verifies FROM incident ORDER BY record",
    "SELECT record, level, due, open FROM queue ORDER BY record",
    "SELECT sum(number) FROM cell",
    "SELECT record, length, head, verifies FROM record ORDER BY record",
    "SELECT record, compartment, key_no, key FROM data_key ORDER BY 1, 2, 3",
)


def absorb(net: Network, name: str = "rosa", seconds: float = 60.0) -> Progress:
    """Absorb all of the Andes desk as somebody."""
    return indexes.absorb(net.actor(name), net.desks["Andes"], now=NOW, seconds=seconds)


def ask(net: Network, sql: str, *values: Any, name: str = "rosa") -> list[tuple[Any, ...]]:
    """Return the rows of a query on the Andes desk's index."""
    return indexes.ask(net.actor(name), net.desks["Andes"], lambda connection: rows(connection, sql, values))


def everything(net: Network) -> list[list[tuple[Any, ...]]]:
    """Return all that should be the same in two indexes of the same records."""
    return [ask(net, sql) for sql in EVERYTHING]


def made_afresh(net: Network) -> list[list[tuple[Any, ...]]]:
    """Return what an index holds that is made from nothing."""
    forget(net)
    absorb(net)
    return everything(net)


def file_of(net: Network) -> Path:
    """Return the file in use."""
    ring = f"desk:{net.desks['Andes']}"
    path = files.newest(ring, current().ring(ring).current)
    assert path is not None
    return path


def key_of(net: Network, name: str = "rosa") -> str:
    """Return the key of the file in use."""
    ring = f"desk:{net.desks['Andes']}"
    return files.key_of(rings.secret(net.actor(name), ring, current().ring(ring).current))


def close() -> None:
    """Close every idle connection of this process, as its end would."""
    for path in list(POOL.idle):
        POOL.close(path)


def forget(net: Network) -> None:
    """Delete every index."""
    close()
    shutil.rmtree(files.folder())


def opens(path: Path, key: str) -> bool:
    """Tell whether a file opens under a key."""
    connection = apsw.Connection(str(path))
    try:
        connection.pragma("cipher", files.CIPHER)
        connection.pragma("key", key)
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchall()
    except apsw.Error:
        return False
    finally:
        connection.close()
    return True
