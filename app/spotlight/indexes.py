"""The publication ring's index: what desks handed over, who is named there, and the stories that are written.

What keeps it from being used raises IndexAway here, as it does at a desk.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import TypeVar

import apsw

from app.index import keeping
from app.index.absorbing import Absorber, Progress
from app.index.asking import rows
from app.index.opening import use
from app.spotlight.projection import EDITORS, INCIDENT, STORIES
from app.triage.queue.pages import AWAY, IndexAway
from app.vault import following
from app.vault.actor import Actor
from app.vault.chains import Chain
from app.vault.errors import RecordTampered

T = TypeVar("T")
PUBLICATION = "publication"
PATIENCE = 1.0  # seconds that a page waits for what arrived; afterwards it shows how far it came
AT_ONCE = 50  # stories that are read again between two looks at the clock


def absorb(actor: Actor, *, now: datetime, seconds: float = PATIENCE) -> Progress:
    """Read in what desks have handed over, for about so many seconds. Raises NoKey or IndexAway."""
    with _or_away():
        return Absorber(actor, PUBLICATION, EDITORS, now).absorb(seconds)


def follow_stories(actor: Actor, *, now: datetime, seconds: float = PATIENCE) -> Progress:
    """Read in the stories that were begun or written on, for about so many seconds. Raises NoKey or IndexAway.

    They belong to no desk, so that no arrival number tells of them. Chains only grow: while there are as many stories
    with as many entries as were read, nothing is new, and one row says so.
    """
    total = following.extent("", STORIES)
    if ask(actor, lambda one: rows(one, EXTENT)) == [total]:
        return Progress(total[0], total[0])
    there = following.ends(PUBLICATION, STORIES)
    kept = {record: (head, code) for record, head, code in ask(actor, lambda one: rows(one, HEADS))}
    changed = [record for record in {**there, **kept} if there.get(record) != kept.get(record)]
    end, done = time.monotonic() + seconds, 0
    absorber = Absorber(actor, PUBLICATION, EDITORS, now)
    while done < len(changed):
        with _or_away():
            absorber.renew(changed[done : done + AT_ONCE])
        done = min(done + AT_ONCE, len(changed))
        if time.monotonic() >= end:
            break
    return Progress(len(there) - (len(changed) - done), len(there))


EXTENT = "SELECT count(*), coalesce(sum(length), 0) FROM record WHERE verifies AND kind <> 'incident'"
HEADS = "SELECT record, head, code FROM record WHERE verifies AND kind <> 'incident'"


def read(actor: Actor, names: Sequence[str]) -> Iterator[tuple[str, Chain | RecordTampered]]:
    """Yield reports as they are now, opened through the ring alone, with the keys that its index holds."""
    kept = ask(actor, partial(keeping.known, records=list(names)))
    found = following.open_many(actor, names, {INCIDENT}, kept, PUBLICATION)
    yield from ((name, found[name]) for name in names if name in found)


def ask(actor: Actor, question: Callable[[apsw.Connection], T]) -> T:
    """Return what a question to the index finds. It may run twice. Raises NoKey or IndexAway."""
    with _or_away():
        return use(actor, PUBLICATION, EDITORS, question)


@contextmanager
def _or_away() -> Iterator[None]:
    try:
        yield
    except AWAY as problem:
        raise IndexAway from problem
