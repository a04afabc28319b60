"""What an editor does: start a story, write it, set a finding aside, send it in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from app.audit import service as audit
from app.audit.events import Event
from app.incidents.errors import NotYours
from app.spotlight import indexes, rules
from app.spotlight.content import entries
from app.spotlight.content.entries import APPRECIATION, STORY, Text
from app.spotlight.content.story import Story
from app.spotlight.errors import (
    BadStory,
    ConsentMissing,
    LeaksLeft,
    NeedsReason,
    NoSuchHit,
    NoSuchStory,
    OthersUnread,
    StepNotOpen,
    TextChanged,
)
from app.spotlight.leaks import Level, advise
from app.spotlight.rules import Move
from app.spotlight.service import checking, others, reading
from app.spotlight.service.checking import Checked
from app.spotlight.service.reading import Source
from app.vault import sealing
from app.vault.actor import Actor
from app.vault.roles import Role
from app.vocabulary import lists
from app.vocabulary.wording import LANGUAGES, N_

MOST_SOURCES = 12


def require(actor: Actor, role: Role) -> None:
    """Refuse somebody without a role as if nothing were there."""
    if not actor.has(role):
        raise NoSuchStory


def seen(story: Story, length: int) -> None:
    """Refuse to act on another text than the one on the page."""
    if story.length != length:
        raise TextChanged


def impartial(sources: Sequence[Source]) -> Sequence[Source]:
    """Return the sources of a story, none of them filed by the reader. Raises NotYours."""
    if any(source.own for source in sources):
        raise NotYours
    return sources


def write(actor: Actor, story: Story, made: Sequence[msgspec.Struct], event: Event) -> int:
    """Append entries to a story as it was read; somebody quicker makes it raise Conflict."""
    sealed = [(STORY, entry) for entry in made]
    length = sealing.append(actor, story.record, sealed, expect=story.length)
    audit.record(event, story.record, actor=actor)
    return length


def start(actor: Actor, sources: Sequence[str]) -> str:
    """Begin an anonymous story from records that desks handed over, and return its id.

    Raises NotHandedOver, ConsentMissing, NotYours for a report of one's own, or NobodyThere where a desk has no
    protection officer to review it.
    """
    require(actor, Role.EDITOR)
    names = list(dict.fromkeys(sources))
    if not names or len(names) > MOST_SOURCES:
        raise BadStory(N_("Choose between one and twelve reports."))
    found = impartial(reading.every_source(actor, names))
    missing = [source.record for source in found if not source.agreed]
    if missing:
        raise ConsentMissing(missing)
    officers = sorted({f"protection:{source.desk}" for source in found})
    readers = {STORY: [indexes.PUBLICATION, *officers]}
    opening = [(STORY, entries.StoryStarted(sources=tuple(names)))]
    record = sealing.create(actor, kind=STORY, desk="", readers=readers, entries=opening)
    audit.record(Event.STORY_CHANGED, record, actor=actor)
    return record


def save(actor: Actor, record: str, text: Text, length: int) -> int:
    """Take a new text: whatever was checked, reviewed or approved before counts no more. Returns the new length.

    Raises BadStory, StepNotOpen, NotYours or TextChanged.
    """
    require(actor, Role.EDITOR)
    story, kind = reading.load(actor, record)
    seen(story, length)
    rules.after(story.state, Move.EDIT, kind == APPRECIATION)
    problem = refused(text, kind) or _elsewhere(actor, story, text)
    if problem:
        raise BadStory(problem)
    if text.hash == story.hash:
        return story.length
    return write(actor, story, [entries.Drafted(text=text)], Event.STORY_CHANGED)


def refused(text: Text, kind: str) -> str:
    """Say what of a text cannot be accepted, "" for nothing."""
    this_year = datetime.now(UTC).year
    themed = lists.is_code("act_group", text.theme) if kind == STORY else not text.theme
    checks = (
        (0 < len(text.title) <= rules.TITLE and "\n" not in text.title, N_("Give the story a title of one line.")),
        (len(text.body) <= rules.TEXT, N_("The text is too long. Make it shorter.")),
        (0 < len(text.alt) <= rules.ALT, N_("Write one or two sentences that say what the story is about.")),
        (lists.is_code("region", text.region), N_("Choose a region from the list.")),
        (not text.year or (text.year.isascii() and text.year.isdigit()
                           and rules.FIRST_YEAR <= int(text.year) <= this_year), N_("Give the year in four digits.")),
        (bool(text.year) or kind == APPRECIATION, N_("Give the year in four digits.")),
        (themed, N_("Choose a theme from the list.")),
        (text.language in LANGUAGES, N_("Choose the language of the story.")),
        (not text.country or kind == APPRECIATION, N_("This story may name its region, not the country.")),
        (not text.country or (lists.is_code("country", text.country) and lists.region_of(text.country) == text.region),
         N_("The country is not in this region.")),
    )  # fmt: skip
    return next((message for holds, message in checks if not holds), "")


def _elsewhere(actor: Actor, story: Story, text: Text) -> str:
    if story.appreciation is not None:
        return ""
    found = impartial(reading.every_source(actor, story.sources))
    places = {source.incident.report.country for source in found if source.incident.report}
    regions = {lists.region_of(country) for country in places if lists.country_exists(country)}
    return "" if text.region in regions else N_("None of the reports is from this region. Choose the right one.")


def advice(actor: Actor, story: Story, seconds: float = indexes.PATIENCE) -> Checked:
    """Return what the editor's leak check finds in the text as it is; other reports are read in for so long."""
    parts = checking.parts_of(story.text)
    if story.appreciation is not None:
        return Checked(tuple(advise(parts, (), country_allowed=True, language=story.text.language)))
    sources = reading.every_source(actor, story.sources)
    named = others.of_the_ring(actor, sources, parts, seconds)
    return Checked(tuple(checking.advice(sources, story.text, named.strings)), named.whole)


def dismiss(actor: Actor, record: str, hit: str, reason: str, length: int) -> int:
    """Set one finding of the editor's check aside, with a reason. Red still needs an officer as well."""
    require(actor, Role.EDITOR)
    story, kind = reading.load(actor, record)
    seen(story, length)
    if kind == APPRECIATION or Move.CHECK_CONSENT not in rules.offered(story.state):
        raise StepNotOpen
    found = next((one for one in advice(actor, story).hits if one.id == hit), None)
    if found is None:
        raise NoSuchHit
    return write(actor, story, [dismissal(hit, found.level.value, reason, story)], Event.STORY_CHANGED)


def dismissal(hit: str, level: str, reason: str, story: Story) -> entries.Dismissed:
    """Return the entry that sets a finding aside. Raises NeedsReason."""
    if not reason.strip() or len(reason) > rules.REASON:
        raise NeedsReason
    return entries.Dismissed(hit=hit, level=level, reason=reason.strip(), hash=story.hash)


def submit(actor: Actor, record: str, length: int) -> int:
    """Send the text in: consent is asked of every source, the leak check run, and both results are kept with it.

    Raises ConsentMissing, LeaksLeft, OthersUnread, StepNotOpen, NotYours or TextChanged.
    """
    require(actor, Role.EDITOR)
    story, kind = reading.load(actor, record)
    seen(story, length)
    rules.after(story.state, Move.CHECK_LEAKS if kind == APPRECIATION else Move.CHECK_CONSENT, kind == APPRECIATION)
    if not story.text.body.strip():
        raise BadStory(N_("Write the story first."))
    made: list[msgspec.Struct] = []
    if kind == STORY:
        sources = impartial(checking.require_consent(actor, story))
        made.append(entries.ConsentChecked(hash=story.hash, sources=len(sources)))
    checked = advice(actor, story, others.PATIENCE)
    if not checked.whole:
        raise OthersUnread
    hits = checked.hits
    stopped = checking.blocking(hits, story) if kind == STORY else [one for one in hits if one.level is Level.RED]
    if stopped:
        raise LeaksLeft
    made += [
        entries.LeakChecked(hash=story.hash, found=checking.found_of(hits)),
        entries.SubmittedForReview(hash=story.hash),
    ]
    return write(actor, story, made, Event.STORY_CHANGED)
