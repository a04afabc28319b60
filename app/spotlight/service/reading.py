"""Finding and opening stories and what they are written from. Nothing here writes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from app.incidents.content.fold import fold as fold_incident
from app.incidents.content.incident import Incident
from app.index.absorbing import Progress
from app.index.asking import rows
from app.spotlight import indexes, rules
from app.spotlight.content.entries import APPRECIATION, STORY
from app.spotlight.content.fold import fold
from app.spotlight.content.story import Story
from app.spotlight.errors import NoSuchStory, NotHandedOver, OwnWork
from app.spotlight.projection import INCIDENT
from app.spotlight.rules import State
from app.spotlight.service import publications
from app.spotlight.service.publications import Status
from app.vault import opening, records
from app.vault.actor import Actor
from app.vault.chains import Chain
from app.vault.entries import Opened
from app.vault.errors import NoSuchRecord
from app.vault.roles import Role

AT_ONCE = 25  # reports that one page offers to write from


@dataclass(frozen=True)
class Source:
    """A record that a desk handed over, as its reader sees it."""

    record: str
    desk: str
    length: int
    own: bool  # the reader filed it
    incident: Incident
    entries: tuple[Opened, ...]

    @property
    def agreed(self) -> bool:
        """Tell whether everybody affected agrees now to an anonymous story."""
        return rules.may_be_told(self.incident)


@dataclass(frozen=True)
class Offered:
    """Reports to write from. `next` is what to pass as `after` for those that follow, "" when there are none."""

    sources: tuple[Source, ...]
    next: str
    progress: Progress


def handed_over(actor: Actor, now: datetime, after: str = "") -> Offered:
    """Return what desks have handed to the editors and may still be told, the latest first, but for one's own reports.

    What arrived is read into the index first, as far as that goes in a second. `now` is UTC and aware. Raises NoKey
    while nobody has admitted the actor to the publication ring, or IndexAway.
    """
    progress = indexes.absorb(actor, now=now)
    own = json.dumps(records.own(actor, INCIDENT))
    values = {"own": own, "after": after, "limit": AT_ONCE + 1}
    names = [name for (name,) in indexes.ask(actor, lambda one: rows(one, OFFERED, values))]
    shown = names[:AT_ONCE]
    found = (source_of(chain) for _name, chain in indexes.read(actor, shown) if isinstance(chain, Chain))
    told = tuple(source for source in found if source is not None and source.agreed)
    return Offered(told, shown[-1] if len(names) > AT_ONCE else "", progress)


OFFERED = """
SELECT record FROM source
WHERE agreed AND record NOT IN (SELECT value FROM json_each(:own)) AND (
    NOT EXISTS (SELECT 1 FROM source WHERE record = :after)
    OR (handed, record) < (SELECT handed, record FROM source WHERE record = :after)
) ORDER BY handed DESC, record DESC LIMIT :limit
"""


def sources(actor: Actor, names: Iterable[str]) -> list[Source]:
    """Open records by name; one that does not open or verify is left out."""
    opened = opening.load(actor, list(names)).values()  # with every key of the reader's: an officer's opens the names
    return [source for chain in opened if isinstance(chain, Chain) and (source := source_of(chain)) is not None]


def source_of(chain: Chain) -> Source | None:
    """Return a report as its reader sees it, None where nothing of it is open or it is none."""
    if not chain.keys or chain.row.kind != INCIDENT:
        return None
    incident = fold_incident(chain.opened)
    return Source(chain.row.id, chain.row.desk, chain.length, chain.mine, incident, tuple(chain.opened))


def every_source(actor: Actor, names: Iterable[str]) -> list[Source]:
    """Open all of these records, in their order. Raises NotHandedOver where one does not open."""
    wanted = list(names)
    found = {source.record: source for source in sources(actor, wanted)}
    for name in wanted:
        if name not in found:
            raise NotHandedOver
    return [found[name] for name in wanted]


def load(actor: Actor, record: str) -> tuple[Story, str]:
    """Return a story and its kind, for those who work on stories. Raises NoSuchStory, OwnWork or RecordTampered."""
    try:
        chain = opening.load_one(actor, record)
    except NoSuchRecord:
        raise NoSuchStory from None
    if chain.row.kind not in (STORY, APPRECIATION) or not _works_on_stories(actor):
        raise NoSuchStory
    if chain.mine:  # whatever they wrote would be signed as the defender's own
        raise OwnWork
    return fold(chain.opened, chain.row.kind), chain.row.kind


def _works_on_stories(actor: Actor) -> bool:
    """Tell whether somebody works on stories at all."""
    return any(actor.has(role) for role in (Role.EDITOR, Role.APPROVER, Role.PROTECTION_OFFICER))


def state_of(story: Story, today: date) -> State:
    """Return where a story stands today."""
    return rules.on_a_day(story.state, story.published_on, story.asked_on, today)


def standing(story: Story) -> Status | None:
    """Return what the public sees of a story, None where nothing is there. A withdrawal shows here alone."""
    return publications.status_of([story.publication]).get(story.publication) if story.publication else None
