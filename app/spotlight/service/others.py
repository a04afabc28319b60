"""Whom a text could mean who is named in none of its sources, but in another report: by word pairs, never by name.

An editor's check asks the publication ring's index, which has every report that was handed over. A protection
officer's asks the index of their desk, which has every report there.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import apsw

from app.incidents.matching import MatchingStrings
from app.index.asking import rows
from app.spotlight import indexes
from app.spotlight.leaks import Part, neighbours
from app.spotlight.projection import pairs_of
from app.spotlight.service.reading import Source
from app.triage import indexes as desks
from app.triage.queue.pages import AWAY, IndexAway
from app.vault.actor import Actor
from app.vault.errors import NoKey

PATIENCE = 5.0  # seconds that a decision waits for what arrived; a page that only shows a text waits for less


@dataclass(frozen=True, slots=True)
class Others:
    """The word pairs that a text shares with other reports. `whole` is False where not all of them could be asked."""

    pairs: tuple[str, ...] = ()
    whole: bool = True

    @property
    def strings(self) -> tuple[MatchingStrings, ...]:
        """The pairs as the leak check takes them."""
        return (MatchingStrings(pairs=self.pairs),) if self.pairs else ()


def of_the_ring(actor: Actor, sources: Sequence[Source], parts: Collection[Part], seconds: float) -> Others:
    """Return what a text shares with the other reports that were handed to the editors, read in for so long."""
    try:
        progress = indexes.absorb(actor, now=datetime.now(UTC), seconds=seconds)
        found = indexes.ask(actor, lambda one: _shared(one, IN_THE_RING, sources, parts))
    except (NoKey, IndexAway):
        return Others(whole=False)
    return Others(tuple(sorted(found)), progress.complete)


def of_the_desks(actor: Actor, sources: Sequence[Source], parts: Collection[Part], seconds: float) -> Others:
    """Return what a text shares with the other reports of the desks that its sources are from."""
    found, whole = set[str](), True
    for desk in sorted({source.desk for source in sources}):
        try:
            progress = desks.absorb(actor, desk, now=datetime.now(UTC), seconds=seconds)
            found |= desks.ask(actor, desk, lambda one: _shared(one, AT_A_DESK, sources, parts))
        except (NoKey, *AWAY):
            whole = False
        else:
            whole = whole and progress.complete
    return Others(tuple(sorted(found)), whole)


def _shared(connection: apsw.Connection, sql: str, sources: Sequence[Source], parts: Collection[Part]) -> set[str]:
    """Return the pairs of a text that another record has, but for those of its own sources: these are found red."""
    own = set().union(*(pairs_of(source.incident) for source in sources))
    values = {
        "pairs": json.dumps(sorted(neighbours(parts) - own)),
        "sources": json.dumps([source.record for source in sources]),
    }
    return {pair for (pair,) in rows(connection, sql, values)}


_OTHER = """ IN (SELECT value FROM json_each(:pairs))
AND id NOT IN (SELECT id FROM record WHERE record IN (SELECT value FROM json_each(:sources)))
"""
IN_THE_RING = f"SELECT DISTINCT pair FROM named WHERE pair {_OTHER}"  # noqa: S608 - our own words above
AT_A_DESK = f"SELECT DISTINCT value FROM match WHERE kind = 'pairs' AND value {_OTHER}"  # noqa: S608
