"""How far a filer has read each report: kept in a record of the filer's own, never in the reports."""

from __future__ import annotations

import msgspec

from app.incidents.content.draft import ReadingMarks
from app.vault import opening, records, sealing
from app.vault.actor import Actor
from app.vault.entries import FILER
from app.vault.errors import RecordTampered

KIND = "marks"


def marks(actor: Actor) -> dict[str, int]:
    """Return up to which entry the actor has read each report; two devices may have left two records."""
    seen: dict[str, int] = {}
    for entries in opening.read_many(actor, records.own(actor, KIND)).values():
        if isinstance(entries, RecordTampered):
            continue
        for record, number in msgspec.json.decode(entries[-1].body, type=ReadingMarks).seen.items():
            seen[record] = max(number, seen.get(record, 0))
    return seen


def mark_read(actor: Actor, record: str, seq: int) -> None:
    """Remember that the actor has read a report up to this entry. What was remembered before is destroyed."""
    seen = marks(actor)
    if seen.get(record, 0) >= seq:
        return
    seen[record] = seq
    for old in records.own(actor, KIND):
        records.destroy(actor, old)
    sealing.create(actor, kind=KIND, desk="", readers={KIND: [FILER]}, entries=[(KIND, ReadingMarks(seen=seen))])
