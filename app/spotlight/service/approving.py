"""What an approver does before anything is public: approve what another wrote and a third reviewed, or send it back."""

from __future__ import annotations

import secrets

import msgspec
from anyascii import anyascii

from app.audit import service as audit
from app.audit.events import Event
from app.crypto.identifiers import new_id
from app.incidents.content.layout import REPORT
from app.incidents.content.outward import ToldInSpotlight
from app.spotlight import rules
from app.spotlight.content import entries
from app.spotlight.content.entries import Text
from app.spotlight.content.story import Story
from app.spotlight.errors import ConsentMissing, LeaksLeft, NeedsReason, NoSuchHit, OwnWork, StepNotOpen
from app.spotlight.rules import Move, State
from app.spotlight.service import checking, reading
from app.spotlight.service.reading import Source
from app.spotlight.service.writing import dismissal, impartial, require, seen, write
from app.vault import sealing
from app.vault.actor import Actor
from app.vault.roles import Role
from app.vocabulary import lists

RANDOM_LETTERS = 5
ALPHABET = "abcdefghjkmnpqrstvwxyz23456789"


def before(actor: Actor, record: str, length: int) -> Story:
    """Return a story for an approver who neither wrote nor reviewed it. Raises OwnWork, NoSuchStory, TextChanged."""
    require(actor, Role.APPROVER)
    story, _kind = reading.load(actor, record)
    seen(story, length)
    if actor.account in story.writers | story.reviewers:
        raise OwnWork
    return story


def unsettled(story: Story) -> list[entries.Found]:
    """Return the findings that still miss somebody's reason: red ones want two people's."""
    return [one for one in story.found if not rules.settled(story.dismissers, one.level, one.id)]


def second(actor: Actor, record: str, hit: str, reason: str, length: int) -> int:
    """Be the second person to set a red finding aside, with a reason of one's own. Raises NotYours."""
    story = before(actor, record, length)
    if story.state is not State.REVIEWED:
        raise StepNotOpen
    impartial(reading.sources(actor, story.sources))
    found = next((one for one in unsettled(story) if one.id == hit), None)
    if found is None:
        raise NoSuchHit
    return write(actor, story, [dismissal(hit, found.level, reason, story)], Event.STORY_REVIEWED)


def send_back(actor: Actor, record: str, words: str, length: int) -> int:
    """Send the text back to the editor with words. Raises NeedsReason, StepNotOpen, OwnWork or TextChanged."""
    story = before(actor, record, length)
    if story.state not in (State.REVIEWED, State.APPROVED):
        raise StepNotOpen
    if not words.strip() or len(words) > rules.REASON:
        raise NeedsReason
    return write(actor, story, [entries.SentBack(words=words.strip())], Event.STORY_CHANGED)


def approve(actor: Actor, record: str, length: int) -> str:
    """Approve the text that was checked and return the id its publication will have. `tell` comes next.

    Consent is asked of every source again, with the approver's own keys. Raises ConsentMissing, LeaksLeft, OwnWork,
    StepNotOpen or TextChanged.
    """
    story = before(actor, record, length)
    anonymous = story.appreciation is None
    rules.after(story.state, Move.APPROVE, not anonymous)
    publication, slug = story.publication or new_id(), story.slug or slug_of(story.text)
    made: list[msgspec.Struct] = []
    if anonymous:
        if unsettled(story):
            raise LeaksLeft
        sources = require_others(actor, story)
        made.append(entries.ConsentChecked(hash=story.hash, sources=len(sources)))
    elif story.withdrawn or not story.defender_agreed_on:
        raise ConsentMissing([])
    made.append(entries.Approved(hash=story.hash, publication=publication, slug=slug))
    write(actor, story, made, Event.STORY_APPROVED)
    return publication


def untold(actor: Actor, record: str) -> list[str]:
    """Return the sources that do not know yet that an approved story tells of them, in no telling order.

    Each is told in a transaction of its own, so that nobody who works on one of them waits for another.
    """
    story, _kind = reading.load(actor, record)
    if story.state is not State.APPROVED:
        return []
    left = [source.record for source in reading.sources(actor, story.sources) if not tells(source, story)]
    secrets.SystemRandom().shuffle(left)
    return left


def tells(source: Source, story: Story) -> bool:
    """Tell whether a source says that this story, still public, tells of it."""
    return any(one.told.publication == story.publication and one.retracted is None for one in source.incident.tellings)


def tell(actor: Actor, record: str, name: str) -> None:
    """Note in one source that the approved story tells of it, before anything is public. Its filer sees it.

    Raises ConsentMissing, or ChainGrew where somebody wrote in it meanwhile: that could be a consent.
    """
    story = before(actor, record, reading.load(actor, record)[0].length)
    if story.state is not State.APPROVED or name not in story.sources:
        raise StepNotOpen
    (source,) = reading.every_source(actor, [name])
    if source.own:
        raise OwnWork
    if not source.agreed:
        raise ConsentMissing([name])
    told = ToldInSpotlight(publication=story.publication, slug=story.slug, story=record)
    sealing.append(actor, name, [(REPORT, told)], expect=source.length)
    audit.record(Event.STORY_APPROVED, name, actor=actor)


def require_others(actor: Actor, story: Story) -> list[Source]:
    """Return the sources, all of them agreed and none of them filed by the actor. Raises ConsentMissing or OwnWork."""
    sources = checking.require_consent(actor, story)
    if any(source.own for source in sources):
        raise OwnWork
    return sources


def slug_of(text: Text) -> str:
    """Return an address for the public: region, year and random letters. Never from the title, whose words it would
    keep after a correction or a retraction, and never from an id."""
    words = anyascii(lists.label("region", text.region, "en")).lower()
    stem = "-".join(part for part in "".join(c if c.isalnum() else " " for c in words).split() if part)
    tail = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_LETTERS))
    return "-".join(part for part in (stem, text.year, tail) if part)
