"""The indexes that a desk's people read: the desk's own, and the names for its protection officers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import TypeVar

import apsw

from app.index import keeping
from app.index.absorbing import Absorber, Progress
from app.index.asking import rows
from app.index.opening import use
from app.triage.clocks import minutes
from app.triage.projection import DESK, NAMES
from app.triage.service.reading import KIND
from app.vault import following
from app.vault.actor import Actor
from app.vault.chains import Chain
from app.vault.errors import RecordTampered

T = TypeVar("T")
PATIENCE = 1.0  # seconds that a page waits for what arrived; afterwards it shows how far it came
AT_ONCE = 400  # rows over which time has passed that one request writes again


def absorb(actor: Actor, desk: str, *, now: datetime, seconds: float = PATIENCE) -> Progress:
    """Bring the desk's index up to what has arrived, for about so many seconds. Raises NoKey."""
    absorber = Absorber(actor, f"desk:{desk}", DESK, now)
    read = absorber.absorb(seconds)
    stale = ask(actor, desk, lambda one: rows(one, STALE, (minutes(now), AT_ONCE)))
    absorber.renew([record for (record,) in stale])
    return read


def progress(actor: Actor, desk: str, *, now: datetime) -> Progress:
    """Return how far the desk's index has read. Raises NoKey."""
    return Absorber(actor, f"desk:{desk}", DESK, now).progress()


def absorb_names(actor: Actor, desk: str, *, now: datetime, seconds: float = PATIENCE) -> Progress:
    """Bring the index of names up to what has arrived, for a protection officer of the desk. Raises NoKey."""
    return Absorber(actor, f"protection:{desk}", NAMES, now).absorb(seconds)


def compare(actor: Actor, desk: str, *, now: datetime) -> int:
    """Look whether every record is still what was verified. Returns how many are not; they are marked so."""
    return Absorber(actor, f"desk:{desk}", DESK, now).compare()


def read(actor: Actor, desk: str, names: Sequence[str]) -> Iterator[tuple[str, Chain | RecordTampered]]:
    """Yield reports of the desk as they are now, opened with the keys that its index holds, some at a time."""
    for start in range(0, len(names), AT_ONCE):
        part = list(names[start : start + AT_ONCE])
        kept = ask(actor, desk, partial(keeping.known, records=part))
        found = following.open_many(actor, part, {KIND}, kept, f"desk:{desk}")
        yield from ((name, found[name]) for name in part if name in found)


def ask(actor: Actor, desk: str, question: Callable[[apsw.Connection], T]) -> T:
    """Return what a question to the desk's index finds. It may run twice. Raises NoKey."""
    return use(actor, f"desk:{desk}", DESK, question)


def ask_names(actor: Actor, desk: str, question: Callable[[apsw.Connection], T]) -> T:
    """Return what a question to the index of names finds. It may run twice. Raises NoKey."""
    return use(actor, f"protection:{desk}", NAMES, question)


STALE = "SELECT record FROM queue WHERE recheck IS NOT NULL AND recheck <= ? LIMIT ?"
