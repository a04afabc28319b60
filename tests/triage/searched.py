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


def index(*chains: Chain, connection: apsw.Connection | None = None, together: bool = False) -> apsw.Connection:
    """Return an index that holds these reports, numbered from 1; their references are R1, R2 and so on.

    They come one after another, or all `together` in one batch.
    """
    connection = connection or apsw.Connection(":memory:")
    for sql in (schema.OWN, *(one.schema for one in DESK)):
        connection.execute(sql)
    told = [projected(number, chain.opened) for number, chain in enumerate(chains, 1)]
    for part in [told] if together else [[one] for one in told]:
        write(connection, part)
    return connection


def put(connection: apsw.Connection, number: int, entries: Iterable[Opened], now: datetime = NOW) -> None:
    write(connection, [projected(number, entries, now)])


def projected(number: int, entries: Iterable[Opened], now: datetime = NOW) -> Projected:
    name = f"R{number}"
    told = tuple(replace(one, record=name) for one in entries)
    return Projected(number, name, "incident", "d1", number, True, told, now)


def spoil(connection: apsw.Connection, number: int, name: str) -> None:
    """Put a record into the index that does not verify."""
    write(connection, [Projected(number, name, "incident", "d1", number, False, (), NOW)])


def write(connection: apsw.Connection, records: list[Projected]) -> None:
    batch, cursor = Batch(), connection.cursor()
    with patch.object(projection, "promise_of", return_value=()):  # no directory here: no desk set hours of its own
        DESK[0].put(cursor, records, batch)
    batch.write(cursor)


def told(text: str, **fields: Any) -> Chain:
    """Return a report that says so."""
    return filed(report=report(narrative=Narrative(text=text), **fields))


def found(connection: apsw.Connection, text: str, reader: searching.Reader = READER, **wanted: Any) -> list[str]:
    """Return the references that a search finds, in its order."""
    return [hit.record for hit in ask(connection, text, reader, **wanted).hits]


def ask(connection: apsw.Connection, text: str, reader: searching.Reader = READER, **wanted: Any) -> searching.Found:
    return searching.find(connection, searching.parse(text, reader), reader, **wanted)
