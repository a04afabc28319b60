"""Asking for a file of reports, agreeing to it, taking it and looking into it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pyrage

from app.database import Base, db, transaction
from app.triage.exporting.columns import COLUMNS
from app.triage.queue import Filters
from app.triage.service import exporting, taking
from app.triage.service.exporting import Wish
from tests.factories import Network

SIX = "maple orbit lantern copper violin harbour"
CANARY = "Heliotrope Underwing"
EVERYTHING = tuple(COLUMNS)


def wish(net: Network, **changed: object) -> Wish:
    usual = Wish(net.desks["Andes"], Filters(), EVERYTHING, "json", "", "To brief the partner on May")
    return replace(usual, **changed)


def ask(net: Network, name: str = "rosa", **changed: object) -> str:
    with transaction():
        return exporting.ask(net.actor(name), wish(net, **changed), now=datetime.now(UTC))


def length(net: Network, record: str, name: str = "rosa") -> int:
    return exporting.opened(net.actor(name), record).length


def agree(net: Network, record: str, name: str = "ben", now: datetime | None = None) -> None:
    with transaction():
        seen = length(net, record, name)
        exporting.approve(net.actor(name), record, seen=seen, now=now or datetime.now(UTC))


def take(net: Network, record: str, name: str = "rosa", now: datetime | None = None, words: str = SIX) -> bytes:
    with transaction():
        seen = length(net, record, name)
        return taking.take(
            net.actor(name), record, words, lambda text: text, seen=seen, now=now or datetime.now(UTC)
        ).data


def held(data: bytes) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(pyrage.passphrase.decrypt(data, SIX))["reports"]
    return found


def stored(net: Network) -> bytes:
    """Return every byte that the folder of the instance and the tables hold."""
    files = [path.read_bytes() for path in net.app.config["INSTANCE"].rglob("*") if path.is_file()]
    rows = [tuple(row) for table in Base.metadata.sorted_tables for row in db.session.execute(table.select())]
    cells = [cell if isinstance(cell, bytes) else str(cell).encode() for row in rows for cell in row]
    return b"\n".join([*files, *cells])
