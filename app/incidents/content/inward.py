"""Entries of the `desk` compartment, and the matching strings: never shown to a filer."""

from app.incidents.content.base import Entry
from app.incidents.matching import MatchingStrings


class Note(Entry, frozen=True):
    """An internal note."""

    text: str


class Planned(Entry, frozen=True):
    """The protection plan: what is done, by whom, by when. The newest one holds."""

    text: str


class NoteErased(Entry, frozen=True):
    """An entry of the desk's own that was written by mistake."""

    entry: int
    reason: str = ""


class Assigned(Entry, frozen=True):
    """Who works on the record; "" for nobody."""

    to: str
    why: str = ""


class HandedOver(Entry, frozen=True):
    """Open work passes to a colleague or deputy, with what is left to do."""

    to: str
    left: str = ""


class ConflictDeclared(Entry, frozen=True):
    """The author has a conflict of interest and works on the record no more."""

    why: str = ""


class RiskAssessed(Entry, frozen=True):
    """The risk as assessed: three scores of 1 to 5, red flags, and the level they gave on that day.

    The level is stored, because a later threshold must not rewrite what was decided.
    """

    threat: int
    vulnerability: int
    capacity: int
    level: str
    flags: tuple[str, ...] = ()
    override: str = ""  # the level chosen instead, with its reason
    reason: str = ""
    note: str = ""


class SourceAdded(Entry, frozen=True):
    """Where information comes from, in codes. Who it is stands in the identities under the same key."""

    key: str
    connection: str
    acts: tuple[str, ...] = ()
    material: str = ""
    date: str = ""
    reliability: str = ""
    credibility: str = ""
    independent: bool = False  # of the other sources
    is_filer: bool = False
    filers_organisation: bool = False
    may_be_quoted: str = ""
    may_be_contacted: str = ""


class ActVerified(Entry, frozen=True):
    """A step on the verification axis of one act. `sources` are keys of sources."""

    act: str
    status: str
    reasoning: str = ""
    sources: tuple[str, ...] = ()
    sdg_class: str = ""  # class of SDG 16.10.1 confirmed by the verifier


class Proposed(Entry, frozen=True):
    """A move that needs a second person, and why."""

    move: str
    reason: str
    words: str = ""
    outcome: str = ""
    referral: str = ""


class Decided(Entry, frozen=True):
    """The second person's answer to a proposal; when it is yes they write the move too."""

    proposal: int
    agreed: bool
    reason: str = ""


class SafeguardingSigned(Entry, frozen=True):
    """A protection officer agrees that a story may be told from a record that is especially sensitive."""

    reason: str


class Shared(Entry, frozen=True):
    """A compartment was opened to another ring: the partner desk's, or the publication ring."""

    ring: str
    compartments: tuple[str, ...]
    why: str = ""


class MergedInto(Entry, frozen=True):
    """The same incident as another record, which goes on in its place; sources are kept."""

    record: str
    reason: str


class Unmerged(Entry, frozen=True):
    """The records are two incidents after all."""

    reason: str


class ToldApart(Entry, frozen=True):
    """Somebody compared it with another record: they are two incidents. They are not suggested again."""

    record: str


class Linked(Entry, frozen=True):
    """A link to another record: repeat, same_event, merged_from, case_candidate or case."""

    record: str
    relation: str
    reason: str = ""


class Unlinked(Entry, frozen=True):
    """That link was a mistake or has ended."""

    record: str
    relation: str
    reason: str = ""


class Matching(Entry, frozen=True):
    """Matching strings of the identities, per person or perpetrator (P1, X1; "" for the rest). Never a name."""

    strings: dict[str, MatchingStrings]
