"""Who stands in for whom at a desk: a record of its own, sealed to the desk. What it adds up to is a pure fold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import msgspec

from app.incidents.content.base import Entry
from app.vault.entries import Opened, Status

KIND = "absence"  # the kind of record
DESK = "desk"  # its one compartment: the desk's readers
MAY_BE_AWAY = frozenset({"reviewer", "coordinator"})


class DeputyNamed(Entry, frozen=True):
    """The author is away from the first to the last day; `to` (account id) stands in. Days are full, "2026-12-24"."""

    to: str
    first: str
    last: str


class DeputyEnded(Entry, frozen=True):
    """The author is back, or does not go."""


@dataclass(frozen=True, slots=True)
class Absence:
    """One absence that was named and not ended."""

    record: str
    account: str
    deputy: str
    first: date
    last: date

    def holds(self, today: date) -> bool:
        """Tell whether the deputy stands in on this day."""
        return self.first <= today <= self.last


def absence_of(entries: Iterable[Opened]) -> Absence | None:
    """Return what a record says: only of its own author, who had work at the desk; None where that is nothing now."""
    found: Absence | None = None
    for one in entries:
        if one.status is not Status.OPEN or not one.roles & MAY_BE_AWAY:
            continue
        try:
            entry = msgspec.json.decode(one.body, type=DeputyNamed | DeputyEnded)
            if isinstance(entry, DeputyEnded):
                found = None if found is None or found.account == one.author else found
            elif found is None and one.seq == 1:
                days = date.fromisoformat(entry.first), date.fromisoformat(entry.last)
                found = Absence(one.record, one.author, entry.to, *days)
        except (msgspec.MsgspecError, ValueError):
            continue  # of a newer version, or no entry at all
    return found
