"""What a defender does who wishes to be thanked by name: ask for it, agree to the very text, take it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.audit import service as audit
from app.audit.events import Event
from app.incidents.service.withdrawing import ToldMeanwhile
from app.spotlight import rules
from app.spotlight.content import entries
from app.spotlight.content.entries import APPRECIATION, STORY
from app.spotlight.content.fold import fold
from app.spotlight.content.story import Story
from app.spotlight.errors import BadStory, NeedsReason, NoSuchStory, NotYourStory, StepNotOpen
from app.spotlight.indexes import PUBLICATION
from app.spotlight.rules import State
from app.spotlight.service import reading
from app.spotlight.service.publications import Status
from app.spotlight.service.writing import seen
from app.vault import opening, records, sealing
from app.vault.actor import Actor
from app.vault.entries import FILER
from app.vault.errors import NoSuchRecord, RecordTampered
from app.vocabulary import lists
from app.vocabulary.wording import LANGUAGES, N_

NAME, TELLING = 120, 10_000


@dataclass(frozen=True)
class Own:
    """A defender's own story, and what the public sees of it."""

    story: Story
    public: Status | None


def start(actor: Actor, asked: entries.AppreciationStarted) -> str:
    """Seal a wish to be thanked by name, for the defender and the editors, and return its id. Raises BadStory."""
    checks = (
        (0 < len(asked.name) <= NAME, N_("Write your name as it should be shown.")),
        (0 < len(asked.telling) <= TELLING, N_("Tell the editors something about your work.")),
        (lists.is_code("country", asked.country), N_("Choose your country from the list.")),
        (asked.language in LANGUAGES, N_("Choose the language of the story.")),
        (asked.u8, N_("Without your agreement to be named, no story can be written. Nothing was sent.")),
    )
    problem = next((message for holds, message in checks if not holds), "")
    if problem:
        raise BadStory(problem)
    record = sealing.create(
        actor, kind=APPRECIATION, desk="", readers={STORY: [FILER, PUBLICATION]}, entries=[(STORY, asked)]
    )
    audit.record(Event.STORY_CHANGED, record)  # no actor: the audit must not say who files
    return record


def own(actor: Actor) -> list[Own]:
    """Return the defender's own stories, the newest first."""
    names = records.newest_first(records.own(actor, APPRECIATION))
    found = opening.read_many(actor, names)
    stories = [fold(chain, APPRECIATION) for name in names if not isinstance(chain := found[name], RecordTampered)]
    return [Own(story, reading.standing(story)) for story in stories]


def own_one(actor: Actor, record: str) -> Own:
    """Return one of the defender's own stories. Raises NotYourStory for anybody else's, RecordTampered."""
    try:
        chain = opening.load_one(actor, record)
    except NoSuchRecord:
        raise NoSuchStory from None
    if chain.row.kind != APPRECIATION:
        raise NoSuchStory
    if not chain.mine:
        raise NotYourStory
    story = fold(chain.opened, APPRECIATION)
    return Own(story, reading.standing(story))


def answer(actor: Actor, record: str, digest: str, agreed: bool, words: str, length: int) -> None:
    """Agree to exactly this text, or say what to change. Raises StepNotOpen, TextChanged, NeedsReason."""
    story = own_one(actor, record).story
    seen(story, length)
    if story.state is not State.DEFENDER_REVIEW or digest != story.hash:
        raise StepNotOpen
    if not agreed and (not words.strip() or len(words) > rules.REASON):
        raise NeedsReason
    made = entries.DefenderAnswered(hash=digest, agreed=agreed, words="" if agreed else words.strip())
    sealing.append(actor, record, [(STORY, made)], expect=story.length)
    audit.record(Event.STORY_REVIEWED, record)


def told(actor: Actor, record: str) -> list[str]:
    """Return the publications to take down before `withdraw`; also one that is only prepared."""
    story = own_one(actor, record).story
    return [story.publication] if story.publication else []


def withdraw(actor: Actor, record: str, why: str, taken_down: Sequence[str]) -> None:
    """Note that the defender takes their agreement back, once what was prepared or public is down.

    Raises StepNotOpen where they did before, ToldMeanwhile or ChainGrew where somebody prepared it since.
    """
    story = own_one(actor, record).story
    if story.withdrawn:
        raise StepNotOpen
    if story.publication and story.publication not in taken_down:
        raise ToldMeanwhile
    made = entries.ConsentWithdrawn(why=why.strip()[: rules.REASON])
    sealing.append(actor, record, [(STORY, made)], expect=story.length)
    audit.record(Event.STORY_RETRACTED, record)
