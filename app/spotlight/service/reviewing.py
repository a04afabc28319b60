"""What a protection officer does: compare the text with the names, for people of their own desks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from app.audit.events import Event
from app.spotlight import indexes, rules
from app.spotlight.content import entries
from app.spotlight.content.entries import STORY
from app.spotlight.content.story import Story
from app.spotlight.errors import LeaksLeft, NamesClosed, NeedsReason, NoSuchHit, OthersUnread, OwnWork, StepNotOpen
from app.spotlight.leaks import Hit, Level
from app.spotlight.rules import State
from app.spotlight.service import checking, others, reading
from app.spotlight.service.checking import Checked
from app.spotlight.service.reading import Source
from app.spotlight.service.writing import dismissal, require, seen, write
from app.triage.service import naming
from app.vault.actor import Actor
from app.vault.roles import Role

OPEN_FOR = timedelta(hours=12)  # as long as a session can last


def under_review(actor: Actor, record: str) -> Story:
    """Return a story that waits for a safety review by somebody like the actor. Raises StepNotOpen or OwnWork."""
    require(actor, Role.PROTECTION_OFFICER)
    story, kind = reading.load(actor, record)
    if kind != STORY or story.state is not State.SAFETY_REVIEW:
        raise StepNotOpen
    if actor.account in story.writers:
        raise OwnWork
    return story


def sources_of(actor: Actor, story: Story) -> list[Source]:
    """Return the sources of the actor's own desks; another desk's officer has the others."""
    return [
        source
        for source in reading.sources(actor, story.sources)
        if actor.has(Role.PROTECTION_OFFICER, source.desk) and source.record not in story.names_of
    ]


def names_open(actor: Actor, sources: list[Source], now: datetime) -> bool:
    """Tell whether the actor has said, not long ago and in every source, why they open its names."""
    since = (now - OPEN_FOR).strftime("%Y-%m-%dT%H:%MZ")
    return bool(sources) and all(
        any(one.stamp.author == actor.account and one.stamp.at >= since for one in source.incident.openings)
        for source in sources
    )


def to_open(actor: Actor, record: str) -> list[str]:
    """Return the sources whose names the actor must open, each in a transaction of its own. Raises StepNotOpen."""
    sources = sources_of(actor, under_review(actor, record))
    if not sources:
        raise StepNotOpen
    return [source.record for source in sources]


def open_names(actor: Actor, record: str, name: str, purpose: str) -> None:
    """Note in one source that the actor opens its names, and why; its filer sees it.

    Raises StepNotOpen, and what opening names at the desk raises.
    """
    if name not in to_open(actor, record):
        raise StepNotOpen
    naming.open_names(actor, name, purpose)


def findings(actor: Actor, story: Story, seconds: float = indexes.PATIENCE) -> Checked:
    """Return what the text gives away, on the names themselves; other reports are read in for so long.

    Raises NamesClosed until a purpose was stated.
    """
    sources = sources_of(actor, story)
    if not names_open(actor, sources, datetime.now(UTC)):
        raise NamesClosed
    named = others.of_the_desks(actor, sources, checking.parts_of(story.text), seconds)
    return Checked(tuple(checking.findings(sources, story.text, named.strings)), named.whole)


def kept(story: Story, hits: Iterable[Hit]) -> list[entries.Found]:
    """Return what an earlier check of this text found and the officer's own does not: it is theirs to decide, too.

    The editor's looks at how words sound, and at reports of every desk.
    """
    here = {one.id for one in hits}
    return [one for one in story.found if one.id not in here]


def dismiss(actor: Actor, record: str, hit: str, reason: str, length: int) -> int:
    """Set one finding aside with a reason that the approver reads. A red one needs a second person, too."""
    story = under_review(actor, record)
    seen(story, length)
    hits = findings(actor, story).hits
    levels = {one.id: one.level.value for one in hits} | {one.id: one.level for one in kept(story, hits)}
    if hit not in levels:
        raise NoSuchHit
    return write(actor, story, [dismissal(hit, levels[hit], reason, story)], Event.STORY_REVIEWED)


def left(story: Story, hits: Iterable[Hit]) -> list[str]:
    """Return the findings that no officer has set aside. That a red one has its second person, the approver sees to."""
    hits = list(hits)
    found = [*(one.id for one in hits), *(one.id for one in kept(story, hits))]
    return [one for one in found if not rules.settled(story.dismissers, Level.AMBER.value, one)]


def pass_on(actor: Actor, record: str, length: int) -> int:
    """Let the text pass to approval. Raises NamesClosed, LeaksLeft, OthersUnread, StepNotOpen, OwnWork, TextChanged."""
    story = under_review(actor, record)
    seen(story, length)
    checked = findings(actor, story, others.PATIENCE)
    if not checked.whole:
        raise OthersUnread
    if left(story, checked.hits):
        raise LeaksLeft
    compared = tuple(source.record for source in sources_of(actor, story))
    made = entries.Reviewed(hash=story.hash, passed=True, found=checking.found_of(checked.hits), records=compared)
    return write(actor, story, [made], Event.STORY_REVIEWED)


def send_back(actor: Actor, record: str, words: str, length: int) -> int:
    """Send the text back to the editor with words. Raises NeedsReason, StepNotOpen, OwnWork or TextChanged."""
    story = under_review(actor, record)
    seen(story, length)
    if not words.strip() or len(words) > rules.REASON:
        raise NeedsReason
    made = entries.Reviewed(hash=story.hash, passed=False, words=words.strip())
    return write(actor, story, [made], Event.STORY_REVIEWED)
