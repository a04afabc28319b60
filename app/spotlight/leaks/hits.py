"""What goes into the leak check and what comes out of it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.incidents.matching import Kind, MatchingStrings, normalise


class Level(StrEnum):
    """What a hit does to the story."""

    RED = "red"  # blocks
    AMBER = "amber"  # needs a reason to pass


@dataclass(frozen=True, slots=True)
class Part:
    """One text of a story: its title, its body, an alternative text."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Secret:
    """One name, place or number behind a story; seen in the safety review alone."""

    record: str
    person: str  # such as P1; "" for what belongs to the whole record
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Known:
    """The matching strings of one person of a record; the editor's side of a secret."""

    record: str
    person: str
    strings: MatchingStrings


@dataclass(frozen=True, slots=True)
class Source:
    """A text that the story was written from: a narrative, the text of an attachment."""

    record: str
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A place of a story that gives something away. `start` and `end` are indexes into the part's text."""

    check: str
    level: Level
    part: str
    start: int
    end: int
    span_text: str
    reason_msgid: str
    reason_params: Mapping[str, str] = field(default_factory=dict)
    record: str = ""
    person: str = ""
    suggestion: str = ""  # the next coarser wording, a msgid or, for a year, the year; "" where only removal helps
    version: str = ""  # digest of the whole part: any edit of it makes a new hit

    @property
    def id(self) -> str:
        """Twenty hex digits, the same as long as the part's text, the place and whom it matches are the same."""
        what = [self.check, self.version, self.part, str(self.start), normalise(self.span_text)]
        return hashlib.sha256(
            "\x1f".join([*what, self.record, self.person]).encode("utf-8", "surrogatepass")
        ).hexdigest()[:20]

    def overlaps(self, other: "Hit") -> bool:
        """Tell whether two hits share a letter of the story."""
        return self.part == other.part and self.start < other.end and other.start < self.end


def version_of(part: Part) -> str:
    """Return a digest of a part as it stands."""
    return hashlib.sha256(f"{part.name}\x1f{part.text}".encode("utf-8", "surrogatepass")).hexdigest()[:20]
