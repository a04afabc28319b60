"""Finding and opening stories and what they are written from. Nothing here writes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.incidents.content.fold import fold as fold_incident
from app.incidents.content.incident import Incident
from app.incidents.rules.states import State as Work
from app.spotlight import rules
from app.spotlight.content.entries import APPRECIATION, STORY
from app.spotlight.content.fold import fold
from app.spotlight.content.story import Story
from app.spotlight.errors import NoSuchStory, NotHandedOver, OwnWork
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
MOST = 300  # stories, or sources, that a list opens


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
        gone = self.incident.state in (Work.WITHDRAWN, Work.PURGED) or self.incident.state is None
        return not gone and self.incident.handed_to_editors is not None and self.incident.allows("U7")


@dataclass(frozen=True)
class Line:
    """One story in the list, with the state as it is today and what the public sees of it."""

    story: Story
    kind: str
    state: State
    public: Status | None


def handed_over(actor: Actor) -> list[Source]:
    """Return what desks have handed to the editors and may still be told, but for what the reader filed."""
    found = sources(actor, records.held_by(PUBLICATION, INCIDENT, MOST))
    return sorted((source for source in found if source.agreed and not source.own), key=lambda source: source.record)


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
