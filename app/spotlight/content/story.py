"""What a story's entries add up to. Made by `fold`; nothing here can be changed."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.spotlight.content.entries import AppreciationStarted, Found, Text
from app.spotlight.rules import State


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a story's history: the tag of the entry, who and when (UTC minute), and the words given."""

    seq: int
    kind: str
    author: str
    at: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Dismissal:
    """A finding set aside by one person."""

    hit: str
    level: str
    reason: str
    author: str
    officer: bool


@dataclass(frozen=True, slots=True)
class Story:
    """An anonymous story or an appreciation as it stands. `length` is the chain's, for `expect`."""

    record: str = ""
    length: int = 0
    state: State = State.STARTED
    sources: tuple[str, ...] = ()
    appreciation: AppreciationStarted | None = None
    text: Text = field(default_factory=Text)
    hash: str = ""
    writers: frozenset[str] = frozenset()  # everybody who ever wrote in it
    reviewers: frozenset[str] = frozenset()  # protection officers who passed this very text
    names_of: frozenset[str] = frozenset()  # the sources with whose names they compared it
    approver: str = ""
    approved_hash: str = ""
    found: tuple[Found, ...] = ()  # by the safety review, else by the editor's check, of this very text
    dismissals: tuple[Dismissal, ...] = ()  # of this very text
    publication: str = ""
    slug: str = ""
    version: int = 0
    published_hash: str = ""
    published_on: str = ""
    asked_on: str = ""  # the last day on which an approver made sure that everybody still agrees
    retracted: str = ""  # the reason
    withdrawn: bool = False  # an appreciation whose defender took their agreement back
    defender_agreed_on: str = ""  # to this very text
    words: str = ""  # with which it was last sent back
    history: tuple[Step, ...] = ()
    set_aside: tuple[int, ...] = field(default=())

    @property
    def dismissers(self) -> dict[str, set[str]]:
        """Who set each finding aside, as `rules.settled` wants it."""
        by: dict[str, set[str]] = {}
        for one in self.dismissals:
            role = "writer" if one.author in self.writers else "officer" if one.officer else "other"
            by.setdefault(one.hit, set()).add(f"{role}:{one.author}")
        return by

    @property
    def is_public(self) -> bool:
        """Tell whether a publication of it stands or is scheduled, as far as its own entries say."""
        return bool(self.published_hash) and not self.retracted
