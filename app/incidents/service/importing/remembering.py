"""How a member's lists are read, kept for the next file: sealed for that member alone, forgotten when they say so."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from app.incidents.content.importing import MAPPING, MappingKept
from app.incidents.errors import ReportUnknown
from app.incidents.importing.mapping import Mapping
from app.vault import opening, records, sealing
from app.vault.actor import Actor
from app.vault.entries import FILER
from app.vault.errors import NoSuchRecord, RecordTampered

MOST = 20  # lists of one member; the oldest is forgotten


@dataclass(frozen=True)
class Kept:
    """A remembered mapping with its id."""

    id: str
    kept: MappingKept


def remembered(actor: Actor) -> list[Kept]:
    """Return the actor's mappings, the latest first; one that does not verify is left out."""
    found = opening.read_many(actor, records.own(actor, MAPPING))
    kept = [
        Kept(name, msgspec.json.decode(entries[-1].body, type=MappingKept))
        for name, entries in found.items()
        if not isinstance(entries, RecordTampered)
    ]
    return sorted(kept, key=lambda one: (one.kept.kept, one.id), reverse=True)


def remember(actor: Actor, name: str, mapping: Mapping) -> None:
    """Keep how a list was read, in place of what was kept for the same headings."""
    before = remembered(actor)
    same = [one.id for one in before if set(one.kept.mapping.columns) == set(mapping.columns)]
    others = [one.id for one in before if one.id not in same]
    for old in (*same, *others[MOST - 1 :]):
        records.destroy(actor, old)
    entry = MappingKept(name=name, kept=sealing.minute()[:10], mapping=mapping)
    sealing.create(actor, kind=MAPPING, desk="", readers={MAPPING: [FILER]}, entries=[(MAPPING, entry)])


def forget(actor: Actor, name: str) -> None:
    """Destroy a remembered mapping. Raises ReportUnknown for anything else."""
    try:
        kind, _desk = records.place_of(name)
        if kind != MAPPING:
            raise ReportUnknown
        records.destroy(actor, name)
    except NoSuchRecord:
        raise ReportUnknown from None
