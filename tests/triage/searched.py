"""A desk's index of a few reports, made without a vault, and what a search finds in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

import apsw
from msgspec.structs import replace

from app.incidents.content.report import Narrative
from app.index import schema
from app.index.batching import Batch
from app.index.projecting import Projected
from app.triage import projection, searching
from app.triage.projection import DESK
from app.vault.entries import Opened
from tests.incidents.chains import Chain, filed, report

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
READER = searching.Reader("rosa", people={"diego": ("d1ego",)}, levels={"critique": "critical"})


def index(*chains: Chain, connection: apsw.Connection | None = None) -> apsw.Connection:
    """Return an index that holds these reports, numbered from 1; their references are R1, R2 and so on."""
    connection = connection or apsw.Connection(":memory:")
    for sql in (schema.OWN, *(one.schema for one in DESK)):
        connection.execute(sql)
    for number, chain in enumerate(chains, 1):
        put(connection, number, chain.opened)
    return connection


def put(connection: apsw.Connection, number: int, entries: Iterable[Opened], now: datetime = NOW) -> None:
    name = f"R{number}"
    told = tuple(replace(one, record=name) for one in entries)
    with patch.object(projection, "promise_of", return_value=()):  # no directory here: no desk set hours of its own
        write(connection, Projected(number, name, "incident", "d1", number, True, told, now))


def spoil(connection: apsw.Connection, number: int, name: str) -> None:
    """Put a record into the index that does not verify."""
    write(connection, Projected(number, name, "incident", "d1", number, False, (), NOW))


def write(connection: apsw.Connection, record: Projected) -> None:
    batch, cursor = Batch(), connection.cursor()
    DESK[0].put(cursor, record, batch)
    batch.write(cursor)


def told(text: str, **fields: Any) -> Chain:
    """Return a report that says so."""
    return filed(report=report(narrative=Narrative(text=text), **fields))


def found(connection: apsw.Connection, text: str, reader: searching.Reader = READER, **wanted: Any) -> list[str]:
    """Return the references that a search finds, in its order."""
    return [hit.record for hit in ask(connection, text, reader, **wanted).hits]


def ask(connection: apsw.Connection, text: str, reader: searching.Reader = READER, **wanted: Any) -> searching.Found:
    return searching.find(connection, searching.parse(text, reader), reader, **wanted)
