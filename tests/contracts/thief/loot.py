"""What a thief carries away: every byte of the database, the instance folder, the logs. Read raw, not through SQL."""

from __future__ import annotations

import contextlib
import re
import shutil
import sqlite3
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import psycopg.rows

from tests.support.postgres import Cluster

FRAME_HEADER, WAL_HEADER, HEAP_HEADER = 24, 32, 24
PAGE = 8192  # of PostgreSQL
Tables = dict[str, list[dict[str, object]]]


@dataclass(frozen=True)
class Write:
    """Some bytes of a table or page, as the database's own order of writing shows them.

    `when` is a frame of the WAL or a transaction's number; `where` is the place on the disk.
    """

    when: int
    where: int
    table: str
    data: bytes


@dataclass
class Loot:
    """`files` for the search of canaries; `tables` and `writes` for the linker."""

    files: list[tuple[str, bytes]] = field(default_factory=list)
    tables: Tables = field(default_factory=dict)
    writes: list[Write] = field(default_factory=list)
    key: bytes = b""


def folder(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file under a folder, and the names themselves."""
    for file in sorted(path.rglob("*")):
        yield f"name of {file.name}", str(file.relative_to(path)).encode()
        if file.is_file():
            yield str(file.relative_to(path)), file.read_bytes()


def of_index(instance: Path) -> list[Write]:
    """Return what the indexes' folder shows beside the database: each file's name, size, times and bytes."""
    found = []
    for number, path in enumerate(sorted((instance / "index").iterdir())):
        state = path.stat()
        facts = f"{path.name} {state.st_size} {state.st_mtime_ns} {state.st_ctime_ns} {state.st_ino} "
        found.append(Write(-1, number, "index", facts.encode() + path.read_bytes()))
    return found


def steal_sqlite(instance: Path, aside: Path) -> Loot:
    """Copy an instance folder as it lies there, WAL and all, and read the copy."""
    taken = aside / f"taken{len(list(aside.iterdir()))}"
    shutil.copytree(instance, taken)
    loot = Loot(files=list(folder(taken)))
    database = taken / "amparo.sqlite"
    raw, wal = database.read_bytes(), Path(f"{database}-wal")
    size = struct.unpack(">H", raw[16:18])[0]
    loot.writes = [
        Write(-1, number, "page", raw[number * size : (number + 1) * size]) for number in range(len(raw) // size)
    ]
    if wal.exists():
        loot.writes += frames(wal.read_bytes(), size)
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        loot.tables = {name: [dict(row) for row in connection.execute(f'SELECT * FROM "{name}"')] for name in names}
    return loot


def frames(wal: bytes, size: int) -> list[Write]:
    """Return the pages in a write-ahead log, the oldest first; frames of an earlier round stand behind the new ones."""
    now = wal[16:24]
    old, new = [], []
    for at in range(WAL_HEADER, len(wal) - FRAME_HEADER - size + 1, FRAME_HEADER + size):
        page = struct.unpack(">I", wal[at : at + 4])[0] - 1
        data = wal[at + FRAME_HEADER : at + FRAME_HEADER + size]
        (new if wal[at + 8 : at + 16] == now else old).append((page, data))
    return [Write(number, page, "page", data) for number, (page, data) in enumerate([*old, *new])]


def steal_postgresql(cluster: Cluster, database: str, instance: Path) -> Loot:
    """Copy the data folder of a cluster (without the databases that PostgreSQL itself brings), a dump, the instance."""
    with cluster.connect(database) as connection:
        connection.execute("CHECKPOINT")
        own = connection.execute("SELECT oid FROM pg_database WHERE datname = %s", [database]).fetchone()
        assert own is not None
        names = [row[0] for row in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        paths = {
            name: connection.execute(f"SELECT pg_relation_filepath('\"{name}\"')").fetchone()[0]  # type: ignore[index]
            for name in names
        }
    loot = Loot(files=[("pg_dump", cluster.dump(database)), *folder(instance)])
    for name, data in folder(cluster.data):
        if not re.match(r"base/\d+/", name) or name.startswith(f"base/{own[0]}/"):
            loot.files.append((name, data))
    for name in names:
        loot.writes += heap(name, (cluster.data / paths[name]).read_bytes())
    with cluster.connect(database) as connection, connection.cursor(row_factory=psycopg.rows.dict_row) as cursor:
        loot.tables = {name: cursor.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}
    return loot


def heap(table: str, data: bytes) -> list[Write]:
    """Return every tuple of a table's file, dead ones too, once as written and once as removed."""
    made = []
    for block in range(len(data) // PAGE):
        page = data[block * PAGE : (block + 1) * PAGE]
        lower = struct.unpack("<H", page[12:14])[0]
        for number in range(max(0, lower - HEAP_HEADER) // 4):
            item = struct.unpack("<I", page[24 + 4 * number : 28 + 4 * number])[0]
            offset, length = item & 0x7FFF, item >> 17
            if length < HEAP_HEADER:
                continue
            row = page[offset : offset + length]
            born, died = struct.unpack("<II", row[:8])
            where = block * 1000 + number
            made.append(Write(born, where, table, row))
            if died:
                made.append(Write(died, where, table, row))
    return sorted(made, key=lambda write: write.when)
