"""Entries of a story's one compartment, for an anonymous story and for an appreciation alike."""

from __future__ import annotations

import hashlib
from datetime import date

import msgspec

from app.incidents.content.base import Entry, Part

STORY = "story"  # the kind of an anonymous story, and the only compartment of both kinds
APPRECIATION = "appreciation"  # the kind of a story that thanks a living defender by name
DRAFT_FORMAT = "amparo story v1"


class Text(Part, frozen=True):
    """The whole of what is checked, approved and published. Codes are M49, act_group and ISO 3166-1 alpha-3."""

    title: str = ""
    body: str = ""
    alt: str = ""  # a sentence or two for lists, feeds and previews
    region: str = ""
    year: str = ""
    theme: str = ""
    country: str = ""  # appreciation alone
    language: str = "en"

    @property
    def hash(self) -> str:
        """Sixty-four hex digits over every field; one changed letter makes another."""
        fields = [DRAFT_FORMAT, *(str(getattr(self, name)) for name in self.__struct_fields__)]
        return hashlib.sha256(msgspec.json.encode(fields)).hexdigest()


class Found(Part, frozen=True):
    """A finding as all who work on a story may see it: where it is and how grave, never whom it matches."""

    id: str
    check: str
    level: str
    part: str
    start: int
    end: int


class StoryStarted(Entry, frozen=True):
    """An editor begins a story from records that desks handed over."""

    sources: tuple[str, ...]


class AppreciationStarted(Entry, frozen=True):
    """A defender asks to be thanked by name: what they tell of themselves, and the uses they agree to."""

    name: str
    country: str
    telling: str
    language: str
    u8: bool  # to be named in public
    u9: bool  # a picture of them
    on: str


class Drafted(Entry, frozen=True):
    """The text as it is now."""

    text: Text


class Dismissed(Entry, frozen=True):
    """A finding is set aside, with the reason that the approver reads. `hash` is of the text it was found in."""

    hit: str
    level: str
    reason: str
    hash: str


class ConsentChecked(Entry, frozen=True):
    """Every person affected, in every source, agreed at that moment. `sources` counts the records read."""

    hash: str
    sources: int


class LeakChecked(Entry, frozen=True):
    """The editor's leak check of this text, and what it found."""

    hash: str
    found: tuple[Found, ...]


class SubmittedForReview(Entry, frozen=True):
    """The editor sends the text in."""

    hash: str


class Reviewed(Entry, frozen=True):
    """A protection officer compared the text with the names: passed, or sent back with words."""

    hash: str
    passed: bool
    words: str = ""
    found: tuple[Found, ...] = ()
    records: tuple[str, ...] = ()  # whose names were open in this review


class DefenderAnswered(Entry, frozen=True):
    """The defender agrees to this very text, or says what to change."""

    hash: str
    agreed: bool
    words: str = ""


class SentBack(Entry, frozen=True):
    """The approver sends the text back with words."""

    words: str


class Approved(Entry, frozen=True):
    """Another person approves the text. The publication's id and address are made here, at random."""

    hash: str
    publication: str
    slug: str


class Published(Entry, frozen=True):
    """The text is public, or will be from `on`."""

    publication: str
    hash: str
    version: int
    on: str


class Retracted(Entry, frozen=True):
    """The story is public no longer. `reason` is a code."""

    publication: str
    reason: str
    words: str = ""


class ConsentWithdrawn(Entry, frozen=True):
    """The defender takes their agreement back."""

    why: str = ""


EDITOR, APPROVER, OFFICER, FILER = "editor", "approver", "protection_officer", "filer"
STORY_AUTHORS: dict[type[Entry], frozenset[str]] = {
    StoryStarted: frozenset({EDITOR}),
    Drafted: frozenset({EDITOR}),
    Dismissed: frozenset({EDITOR, OFFICER, APPROVER}),
    ConsentChecked: frozenset({EDITOR, APPROVER}),
    LeakChecked: frozenset({EDITOR}),
    SubmittedForReview: frozenset({EDITOR}),
    Reviewed: frozenset({OFFICER}),
    SentBack: frozenset({APPROVER}),
    Approved: frozenset({APPROVER}),
    Published: frozenset({APPROVER}),
    Retracted: frozenset({APPROVER}),
}
APPRECIATION_AUTHORS: dict[type[Entry], frozenset[str]] = {
    AppreciationStarted: frozenset({FILER}),
    Drafted: frozenset({EDITOR}),
    LeakChecked: frozenset({EDITOR}),
    SubmittedForReview: frozenset({EDITOR}),
    DefenderAnswered: frozenset({FILER}),
    SentBack: frozenset({APPROVER}),
    Approved: frozenset({APPROVER}),
    Published: frozenset({APPROVER}),
    Retracted: frozenset({APPROVER, FILER}),
    ConsentWithdrawn: frozenset({FILER}),
}


def is_day(text: str) -> bool:
    """Tell whether a text is a full day such as 2026-11-22."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
