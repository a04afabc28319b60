"""A desk in numbers, for its own people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.desks.errors import NoSuchDesk
from app.index.absorbing import Progress
from app.triage import indexes
from app.triage.overview.counting import Overview, count
from app.triage.queue import IndexAway
from app.triage.queue.pages import AWAY
from app.triage.service.reading import KIND, roles_at
from app.vault import records
from app.vault.actor import Actor


@dataclass(frozen=True)
class Look:
    """The numbers, as far as the index has read."""

    numbers: Overview
    progress: Progress


def overview(actor: Actor, desk: str, *, now: datetime) -> Look:
    """Return a desk in numbers. Raises NoSuchDesk for a desk that is not the actor's, NoKey, IndexAway."""
    if not roles_at(actor, {desk}):
        raise NoSuchDesk
    own = records.own(actor, KIND)
    try:
        progress = indexes.absorb(actor, desk, now=now)
        return Look(indexes.ask(actor, desk, lambda one: count(one, desk, actor.account, own, now)), progress)
    except AWAY as problem:
        raise IndexAway from problem
