"""What an index keeps of the records it verified: head, keys and opened entries, so that nothing is opened twice."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence

import apsw
import msgspec

from app.index.asking import rows, value
from app.index.batching import Batch
from app.vault import following
from app.vault.chains import Chain
from app.vault.entries import Opened
from app.vault.following import Known

Keys = Mapping[tuple[str, int], bytes]

SCHEMA = """
CREATE TABLE record (
    id INTEGER PRIMARY KEY, record TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, desk TEXT NOT NULL,
    arrival INTEGER NOT NULL, length INTEGER NOT NULL, head BLOB NOT NULL, verifies INTEGER NOT NULL,
    code BLOB NOT NULL
);
CREATE TABLE data_key (
    record TEXT, compartment TEXT, key_no INTEGER, key BLOB NOT NULL, PRIMARY KEY (record, compartment, key_no)
) WITHOUT ROWID;
CREATE TABLE opened (id INTEGER PRIMARY KEY, entries BLOB NOT NULL);
"""
ENCODER = msgspec.msgpack.Encoder()
DECODER = msgspec.msgpack.Decoder(tuple[Opened, ...])


class Verified(msgspec.Struct, frozen=True, gc=False):
    """A record as this index verified it. `number` is its number in the file where nothing of it has changed since."""

    record: str
    kind: str
    desk: str
    arrival: int
    length: int
    head: bytes
    code: bytes
    entries: tuple[Opened, ...]
    keys: Keys
    number: int | None = None
    before: bool = False  # whether the file knew it when it was opened


def of_chain(chain: Chain, before: bool) -> Verified:
    """Return what an index keeps of a record that was just opened."""
    row, arrival = chain.row, chain.entries[1].arrival or 0
    keys = chain.keys if chain.header is not None else {}  # without it everything is closed, and verified by nobody
    return Verified(
        row.id,
        row.kind,
        row.desk,
        arrival,
        chain.length,
        chain.head,
        row.head_mac,
        tuple(chain.opened),
        keys,
        before=before,
    )


def unchanged(connection: apsw.Connection, records: Sequence[str], kinds: Collection[str]) -> dict[str, Verified]:
    """Return those records whose row is byte for byte the one that was verified, as they were opened then.

    The head code covers the record's row and every grant, the head every entry: nothing was added, shared or destroyed.
    """
    found: dict[str, Verified] = {}
    kept = {row[1]: row for row in rows(connection, KEPT, (json.dumps(records),))}
    if not kept:
        return found
    for now in following.heads(list(kept), kinds):
        number, record, kind, desk, arrival, length, head, code, entries = kept[now.id]
        if (now.kind, now.desk, now.length, now.head, now.head_mac) == (kind, desk, length, head, code):
            known = DECODER.decode(entries)
            found[record] = Verified(record, kind, desk, arrival, length, head, code, known, {}, number)
    return found


KEPT = """
SELECT id, record, kind, desk, arrival, length, head, code, entries FROM record JOIN opened USING (id)
WHERE verifies AND record IN (SELECT value FROM json_each(?))
"""


def there(connection: apsw.Connection, records: Sequence[str]) -> set[str]:
    """Return those of some records that this file knows."""
    found = rows(connection, "SELECT record FROM record JOIN json_each(?) ON value = record", (json.dumps(records),))
    return {record for (record,) in found}


def put(cursor: apsw.Cursor, one: Verified, batch: Batch) -> int:
    """Keep what was verified of a record and return its number in this file."""
    if one.number is not None:
        return one.number
    values = (one.record, one.kind, one.desk, one.arrival, one.length, one.head, one.code)
    number = int(value(cursor, PUT, values))
    keys = [(one.record, compartment, key_no, key) for (compartment, key_no), key in one.keys.items()]
    # In the place of those of before: a key that this chain does not give any more opened nothing that was verified.
    if one.before:
        batch.add("DELETE FROM data_key WHERE record = ?", [(one.record,)])
    batch.add("INSERT OR IGNORE INTO data_key VALUES (?, ?, ?, ?)", keys)
    batch.add("INSERT OR REPLACE INTO opened VALUES (?, ?)", [(number, ENCODER.encode(one.entries))])
    return number


PUT = """
INSERT INTO record (record, kind, desk, arrival, length, head, verifies, code) VALUES (?, ?, ?, ?, ?, ?, 1, ?)
ON CONFLICT (record) DO UPDATE
SET length = excluded.length, head = excluded.head, verifies = 1, code = excluded.code RETURNING id
"""


def put_tampered(cursor: apsw.Cursor, record: str, ring: str) -> tuple[int, str, str, int]:
    """Mark a record that does not verify; what was opened of it goes. Returns its number, kind, desk and arrival."""
    ((number, kind, desk, arrival),) = rows(cursor, PUT_TAMPERED, {"record": record, "ring": ring.partition(":")[2]})
    cursor.execute("DELETE FROM opened WHERE id = ?", (number,))
    return number, kind, desk, arrival


PUT_TAMPERED = """
INSERT INTO record (record, kind, desk, arrival, length, head, verifies, code)
VALUES (:record, '', :ring, 0, 0, x'', 0, x'')
ON CONFLICT (record) DO UPDATE SET verifies = 0 RETURNING id, kind, desk, arrival
"""


def forget(cursor: apsw.Cursor, record: str) -> list[tuple[int, str]]:
    """Keep nothing of a record, and return its number and kind if it was there."""
    found = rows(cursor, "DELETE FROM record WHERE record = ? RETURNING id, kind", (record,))
    cursor.execute("DELETE FROM data_key WHERE record = ?", (record,))
    for number, _kind in found:
        cursor.execute("DELETE FROM opened WHERE id = ?", (number,))
    return [(int(number), str(kind)) for number, kind in found]


def known(connection: apsw.Connection, records: list[str]) -> dict[str, Known]:
    """Return what the file remembers of some records: their length, head and keys."""
    names = (json.dumps(records),)
    keys: dict[str, dict[tuple[str, int], bytes]] = {}
    for record, compartment, number, key in rows(connection, KEYS, names):
        keys.setdefault(record, {})[compartment, number] = key
    found = rows(connection, HEADS, names)
    return {record: Known(length, head, keys.get(record, {})) for record, length, head in found}


KEYS = """
SELECT record, compartment, key_no, key FROM data_key WHERE record IN (SELECT value FROM json_each(?))
"""
# One that was put back to an earlier state stays refused, however often it is looked at.
HEADS = "SELECT record, length, head FROM record WHERE length > 0 AND record IN (SELECT value FROM json_each(?))"


def take_along(old: apsw.Connection, new: apsw.Connection) -> None:
    """Copy what a file of another schema verified, so that it need not be opened again."""
    with new:
        for table, columns in (("record", 9), ("data_key", 4), ("opened", 2)):
            wanted = "WHERE length > 0" if table == "record" else ""
            new.executemany(
                f"INSERT OR IGNORE INTO {table} VALUES ({', '.join('?' * columns)})",  # noqa: S608 - names above
                old.execute(f"SELECT * FROM {table} {wanted}"),  # noqa: S608
            )
