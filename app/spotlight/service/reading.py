"""Finding and opening stories and what they are written from. Nothing here writes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from app.incidents.content.fold import fold as fold_incident
from app.incidents.content.incident import Incident
from app.index.absorbing import Absorber
from app.index.asking import rows
from app.index.opening import use
from app.spotlight import rules
from app.spotlight.content.entries import APPRECIATION, STORY
from app.spotlight.content.fold import fold
from app.spotlight.content.story import Story
from app.spotlight.errors import NoSuchStory, NotHandedOver, OwnWork
from app.spotlight.projection import SOURCES
from app.spotlight.rules import State
from app.spotlight.service import publications
from app.spotlight.service.publications import Status
from app.vault import opening, records
from app.vault.actor import Actor
from app.vault.chains import Chain
from app.vault.entries import Opened
from app.vault.errors import NoSuchRecord, RecordTampered
from app.vault.roles import Role

PUBLICATION = "publication"
INCIDENT = "incident"
MOST = 300  # stories that a list opens
AT_ONCE = 25  # reports that one page offers to write from
PATIENCE = 5.0  # seconds that a page waits for what desks have handed over


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
class Line:
    """One story in the list, with the state as it is today and what the public sees of it."""

    story: Story
    kind: str
    state: State
    public: Status | None


def handed_over(actor: Actor, now: datetime, after: str = "") -> tuple[list[Source], str]:
    """Return what desks have handed to the editors and may still be told, the latest first, but for one's own reports.

    `after` is the second value of the page before; "" when nothing follows. `now` is UTC and aware. Raises NoKey while
    nobody has admitted the actor to the publication ring.
    """
    Absorber(actor, PUBLICATION, SOURCES, now).absorb(PATIENCE)
    own = json.dumps(records.own(actor, INCIDENT))
    values = {"own": own, "after": after, "limit": AT_ONCE + 1}
    names = [name for (name,) in use(actor, PUBLICATION, SOURCES, lambda one: rows(one, OFFERED, values))]
    shown = names[:AT_ONCE]
    found = {source.record: source for source in sources(actor, shown)}
    return [found[name] for name in shown if name in found], shown[-1] if len(names) > AT_ONCE else ""


OFFERED = """
SELECT record FROM source
WHERE agreed AND record NOT IN (SELECT value FROM json_each(:own))
    AND (:after = '' OR (handed, record) < (SELECT handed, record FROM source WHERE record = :after))
ORDER BY handed DESC, record DESC LIMIT :limit
"""


def sources(actor: Actor, names: Iterable[str]) -> list[Source]:
    """Open records by name; one that does not open or verify is left out."""
    found = []
    for name, chain in opening.load(actor, list(names)).items():
        if isinstance(chain, Chain) and chain.keys and chain.row.kind == INCIDENT:
            incident = fold_incident(chain.opened)
            found.append(Source(name, chain.row.desk, chain.length, chain.mine, incident, tuple(chain.opened)))
    return found


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


def stories(actor: Actor, today: date) -> list[Line]:
    """Return the stories that the actor may open, those that wait first."""
    lines = []
    for kind in (STORY, APPRECIATION):
        names: set[str] = set()
        if actor.has(Role.EDITOR) or actor.has(Role.APPROVER):
            names |= set(records.held_by(PUBLICATION, kind, MOST))
        for desk in actor.desks(Role.PROTECTION_OFFICER):
            names |= set(records.held_by(f"protection:{desk}", kind, MOST))
        for entries in opening.read_many(actor, sorted(names), as_filer=False).values():
            if not isinstance(entries, RecordTampered):
                lines.append(_line(fold(entries, kind), kind, today))
    return sorted(lines, key=lambda line: (_ORDER.get(line.state, 9), line.story.record))


_ORDER = {
    State.SAFETY_REVIEW: 0, State.REVIEWED: 1, State.APPROVED: 2, State.REVIEW_DUE: 3, State.DEFENDER_REVIEW: 4,
    State.DRAFT: 5, State.STARTED: 5, State.SCHEDULED: 6, State.PUBLISHED: 7, State.UPDATED: 7,
}  # fmt: skip


def _line(story: Story, kind: str, today: date) -> Line:
    return Line(story, kind, state_of(story, today), standing(story))


def state_of(story: Story, today: date) -> State:
    """Return where a story stands today."""
    return rules.on_a_day(story.state, story.published_on, story.asked_on, today)


def standing(story: Story) -> Status | None:
    """Return what the public sees of a story, None where nothing is there. A withdrawal shows here alone."""
    return publications.status_of([story.publication]).get(story.publication) if story.publication else None
