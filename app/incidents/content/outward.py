"""Entries of the `report` compartment: what the filer and the desk both see."""

from app.incidents.content.base import Entry, Part
from app.incidents.content.consent import Consent
from app.incidents.content.report import Report

Fact = str | int | tuple[str, ...] | None  # one coded answer: a code or date, a number, several codes


class Earlier(Part, frozen=True):
    """Another report by the same filer, at the same desk, against one of the same persons. `day` is full."""

    record: str
    day: str


class Filed(Entry, frozen=True):
    """The report as filed. `documented` is the UTC minute at which its first draft was saved, "" when at once.

    `salt` is random: without it, the hash on a receipt would let somebody try out texts. `earlier` stands here and
    not in an entry of its own: the number of entries can be read, and would tell which person was threatened again.
    """

    report: Report
    documented: str = ""
    salt: str = ""
    earlier: tuple[Earlier, ...] = ()


class Consented(Entry, frozen=True):
    """What each person agreed to. Its own entry, so that erasing a text never erases a consent."""

    consents: tuple[Consent, ...]


class Amended(Entry, frozen=True):
    """The whole report as it is now. The earlier texts stay in the chain until erased."""

    report: Report
    why: str = ""
    earlier: tuple[Earlier, ...] = ()  # found because of names that were added


class FactsCorrected(Entry, frozen=True):
    """The desk completes or corrects coded answers: each by its address in the report, "acts.A1.code".

    Which addresses there are, and which of them the desk may set, is said in rules/correcting.py.
    """

    facts: dict[str, Fact]
    why: str = ""


class ConsentChanged(Entry, frozen=True):
    """The filer changes one person's answers; only the uses named change."""

    person: str
    uses: dict[str, str]
    given_by: str = ""
    how: str = ""
    date: str = ""
    limits: str | None = None  # None leaves the limits as they are
    assent: str = ""  # a child's own answer, "" leaves it as it is
    assent_reason: str = ""
    why: str = ""


class WithdrawnOnBehalf(Entry, frozen=True):
    """The desk records that a person without an account withdrew these uses, and how they said so."""

    person: str
    uses: tuple[str, ...]
    how: str
    why: str = ""


class Message(Entry, frozen=True):
    """A message between filer and desk, either way."""

    text: str
    language: str = ""


class Erased(Entry, frozen=True):
    """An entry written by mistake: its bytes go, its hash stays. By its author, or by the desk with a reason."""

    entry: int
    reason: str = ""


class WithdrawalRequested(Entry, frozen=True):
    """The filer withdraws the whole record."""

    why: str = ""


class Moved(Entry, frozen=True):
    """A move of the work, with the words the filer reads.

    Where the move needs a second person, that person writes this entry, and `proposer` (account id) and
    `proposal` (sequence number) name what they agreed to.
    """

    move: str
    words: str = ""
    outcome: str = ""  # on closing
    referral: str = ""  # to whom, when outside the mandate
    proposer: str = ""
    proposal: int = 0


class IdentityOpened(Entry, frozen=True):
    """A protection officer opened the identities, for this purpose, for one session."""

    purpose: str


class HandedToEditors(Entry, frozen=True):
    """The desk let the editors read the report and its matching strings."""

    words: str = ""


class ToldInSpotlight(Entry, frozen=True):
    """The record is told in a published story. `story` is the story's record."""

    publication: str
    slug: str
    story: str


class SpotlightRetracted(Entry, frozen=True):
    """That story is public no longer."""

    publication: str
    why: str = ""
