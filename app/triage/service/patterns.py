"""What reports of a desk have in common, for whoever opens a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.desks.errors import NoSuchDesk
from app.index.absorbing import Progress
from app.triage import indexes
from app.triage.likeness.patterns import By, Pattern, patterns
from app.triage.queue.pages import AWAY, IndexAway
from app.triage.searching.conditions import hidden_from
from app.triage.service.reading import roles_at
from app.triage.service.searching import reader_of
from app.vault.actor import Actor


@dataclass(frozen=True, slots=True)
class Found:
    """The patterns, and how far the index has read."""

    patterns: tuple[Pattern, ...]
    progress: Progress


def find_patterns(actor: Actor, desk: str, by: By, days: int, until: date | None = None, *, now: datetime) -> Found:
    """Return what at least three reports of some days share, having read what arrived. `now` is UTC and aware.

    Those days end with `until`, or with today.

    Reports of the reader's own, and those in which they have a conflict of interest, are neither named nor counted.
    Raises NoSuchDesk for a desk that is not the actor's, NoKey while nobody has admitted them, IndexAway.
    """
    if not roles_at(actor, {desk}):
        raise NoSuchDesk
    reader = reader_of(actor)
    try:
        progress = indexes.absorb(actor, desk, now=now)
        last = until or now.date()
        found = indexes.ask(actor, desk, lambda one: patterns(one, by, days, last, hidden_from(one, reader)))
    except AWAY as problem:
        raise IndexAway from problem
    return Found(tuple(found), progress)
