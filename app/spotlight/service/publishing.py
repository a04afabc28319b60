"""What an approver does with an approved text: publish, schedule, hold back, ask consent again, retract.

Each has a half that writes records and a half that writes the publication; the page commits them apart.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from app.audit import service as audit
from app.audit.events import Event
from app.incidents.content.layout import REPORT
from app.incidents.content.outward import SpotlightRetracted
from app.incidents.rules.consenting import FRESH_DAYS
from app.spotlight import rules
from app.spotlight.content import entries
from app.spotlight.content.story import Story
from app.spotlight.errors import BadStory, ConsentMissing, PublicationGone, StepNotOpen
from app.spotlight.markdown import render
from app.spotlight.rules import Move, State
from app.spotlight.service import approving, publications, reading
from app.spotlight.service.publications import Release
from app.spotlight.service.reading import Source
from app.spotlight.service.writing import impartial, require, seen, write
from app.vault import sealing
from app.vault.actor import Actor
from app.vault.roles import Role
from app.vocabulary.wording import N_

FURTHEST = timedelta(days=366)


def publish(actor: Actor, record: str, on: str, today: date, length: int) -> Release:
    """Note in the story that it is published from a day on, and return what `publications.put` then shows.

    Consent is asked of every source once more. Raises ConsentMissing, OwnWork, StepNotOpen, PublicationGone, BadStory.
    """
    story = approving.before(actor, record, length)
    if story.state is not State.APPROVED or story.hash != story.approved_hash:
        raise StepNotOpen
    version = story.version + 1
    on = on or today.isoformat()
    if not entries.is_day(on) or not today <= date.fromisoformat(on) <= today + FURTHEST:
        raise BadStory(N_("Choose a day between today and a year from now."))
    if version > 1 and on != today.isoformat():
        raise BadStory(N_("A correction cannot wait. Publish it today."))
    standing = reading.standing(story)
    if standing is not None and standing.status == publications.RETRACTED:
        raise PublicationGone
    made: list[msgspec.Struct] = []
    if story.appreciation is None:
        sources = approving.require_others(actor, story)
        if not all(approving.tells(source, story) for source in sources):
            raise StepNotOpen  # each source is told before anything is public
        made.append(entries.ConsentChecked(hash=story.hash, sources=len(sources)))
    else:
        require_fresh(story, today)
    made.append(entries.Published(publication=story.publication, hash=story.hash, version=version, on=on))
    write(actor, story, made, Event.STORY_PUBLISHED)
    return release_of(story, on)


def require_fresh(story: Story, today: date) -> None:
    """Refuse a name whose bearer has withdrawn, or agreed too long ago. Raises ConsentMissing."""
    agreed = story.defender_agreed_on
    if story.withdrawn or not agreed or today - date.fromisoformat(agreed) > timedelta(days=FRESH_DAYS):
        raise ConsentMissing([])


def release_of(story: Story, on: str) -> Release:
    """Return the text as the public will see it."""
    text = story.text
    kind = publications.ANONYMOUS if story.appreciation is None else publications.APPRECIATION
    return Release(
        id=story.publication, slug=story.slug, kind=kind, title=text.title, body=text.body, html=render(text.body),
        alt=text.alt, region=text.region, year=text.year, theme=text.theme, country=text.country,
        language=text.language, hash=text.hash, on=on,
    )  # fmt: skip


def again(actor: Actor, record: str, length: int) -> Release:
    """Return what should be public and is not, because the server stopped between the two halves."""
    story = approving.before(actor, record, length)
    if story.state not in rules.PUBLIC_STATES or story.hash != story.published_hash:
        raise StepNotOpen
    if story.appreciation is None:
        approving.require_others(actor, story)
    return release_of(story, story.published_on)


def held_back(actor: Actor, record: str, today: date, length: int) -> str:
    """Return the publication to unschedule. Writes nothing. Raises StepNotOpen once its day has come."""
    story = approving.before(actor, record, length)
    if story.state is not State.SCHEDULED or story.published_on <= today.isoformat():
        raise StepNotOpen
    return story.publication


def note_held_back(actor: Actor, record: str, words: str, today: date, length: int) -> int:
    """Note that a scheduled story goes back to its editor. It has been unscheduled before."""
    held_back(actor, record, today, length)
    story = approving.before(actor, record, length)
    made = entries.SentBack(words=words.strip()[: rules.REASON])
    return write(actor, story, [made], Event.STORY_CHANGED)


def ask_again(actor: Actor, record: str, length: int) -> int:
    """Make sure, with today's records, that everybody still agrees, and note it. Raises ConsentMissing."""
    require(actor, Role.APPROVER)
    story, _kind = reading.load(actor, record)
    seen(story, length)
    if story.state not in rules.PUBLIC_STATES or story.appreciation is not None:
        raise StepNotOpen
    sources = approving.require_others(actor, story)
    made = entries.ConsentChecked(hash=story.hash, sources=len(sources))
    return write(actor, story, [made], Event.STORY_REVIEWED)


def retraction(actor: Actor, record: str, reason: str, length: int) -> str:
    """Return the publication to take down, "" where none was ever prepared. Writes nothing."""
    require(actor, Role.APPROVER)
    story, kind = reading.load(actor, record)
    seen(story, length)
    rules.after(story.state, Move.RETRACT, kind == entries.APPRECIATION)
    if reason not in rules.KEEP_REASONS:
        raise BadStory(N_("Say why it is taken down."))
    return story.publication


def note_retraction(actor: Actor, record: str, reason: str, words: str) -> None:
    """Note in the story that it is public no longer. It has been taken down before; its sources are told next."""
    require(actor, Role.APPROVER)
    story, _kind = reading.load(actor, record)
    made = entries.Retracted(publication=story.publication, reason=_code(story, reason), words=words.strip())
    write(actor, story, [made], Event.STORY_RETRACTED)


def still_told(story: Story, sources: Sequence[Source]) -> list[Source]:
    """Return the sources that do not know yet that the story was taken down, those the reader filed among them."""
    return [one for one in sources if story.state is State.RETRACTED and approving.tells(one, story)]


def left_to_tell(actor: Actor, record: str) -> list[str]:
    """Return the sources that the actor can tell that the story was taken down, in no telling order.

    Reports of the actor's own are another approver's to tell: what the actor wrote there would be signed by the filer.
    """
    story, _kind = reading.load(actor, record)
    left = [one.record for one in still_told(story, reading.sources(actor, story.sources)) if not one.own]
    secrets.SystemRandom().shuffle(left)
    return left


def tell_of_retraction(actor: Actor, record: str, name: str) -> None:
    """Note in one source, once, that the story which told of it is public no longer. Raises StepNotOpen or NotYours."""
    require(actor, Role.APPROVER)
    story, _kind = reading.load(actor, record)
    if story.state is not State.RETRACTED or name not in story.sources:
        raise StepNotOpen
    (source,) = impartial(reading.every_source(actor, [name]))
    if not approving.tells(source, story):
        return  # somebody else was quicker
    gone = SpotlightRetracted(publication=story.publication, why=story.retracted)
    sealing.append(actor, name, [(REPORT, gone)])
    audit.record(Event.STORY_RETRACTED, name, actor=actor)


def _code(story: Story, reason: str) -> str:
    """Return why it is gone: a withdrawal that came first stays the reason."""
    standing = reading.standing(story)
    return standing.reason if standing is not None and standing.reason else reason
