"""What an incident's entries add up to, for one reader. Made by `fold`; nothing here can be changed."""

import msgspec

from app.incidents.content.consent import CHILD_USES, TOO_YOUNG, Consent
from app.incidents.content.identities import Names, SourceIdentity
from app.incidents.content.inward import (
    ActVerified,
    Decided,
    Matching,
    Proposed,
    RiskAssessed,
    Shared,
    SourceAdded,
)
from app.incidents.content.outward import Earlier, Fact, ToldInSpotlight
from app.incidents.content.report import Act, Person, Report
from app.incidents.rules.moves import level_of_two
from app.incidents.rules.states import OPEN_STATES, State
from app.incidents.rules.verification import Verification, best


class Stamp(msgspec.Struct, frozen=True, gc=False):
    """Which entry said so, who wrote it and when (UTC minute, as the author claims)."""

    seq: int
    author: str
    at: str
    roles: frozenset[str] = frozenset()

    @property
    def by_filer(self) -> bool:
        """Tell whether the filer wrote it."""
        return self.author == "filer"


class Said(msgspec.Struct, frozen=True, gc=False):
    """A message or an internal note."""

    stamp: Stamp
    text: str
    language: str = ""


class TimelineItem(msgspec.Struct, frozen=True, gc=False):
    """One line of the timeline: `kind` is the tag of the entry, `detail` a code (a move, a level), never a text."""

    stamp: Stamp
    compartment: str
    kind: str
    detail: str = ""


class ConsentChange(msgspec.Struct, frozen=True, gc=False):
    """One answer to one use, as it was given on that day."""

    stamp: Stamp
    use: str
    answer: str
    on_behalf: bool = False


class ConsentState(msgspec.Struct, frozen=True, gc=False):
    """One person's consent as it stands, with its history, oldest first."""

    now: Consent
    history: tuple[ConsentChange, ...] = ()
    assented: Stamp | None = None  # when a child's own answer was last told

    @property
    def too_young(self) -> bool:
        """Tell whether a child was called too young to be asked."""
        return self.now.assent == TOO_YOUNG

    def told_after(self, stamp: Stamp) -> bool:
        """Tell whether a child's own answer was told after an entry, which so cannot have covered it."""
        return self.assented is not None and self.assented.seq > stamp.seq


class ActState(msgspec.Struct, frozen=True, gc=False):
    """One act with its verification. `last` is the step that led there, None while nobody has looked."""

    act: Act
    verification: Verification = Verification.UNVERIFIED
    last: ActVerified | None = None
    stamp: Stamp | None = None


class Passage(msgspec.Struct, frozen=True, gc=False):
    """One move of the work: from where to where, when."""

    stamp: Stamp
    move: str
    before: State
    after: State
    words: str = ""
    outcome: str = ""
    referral: str = ""


class Opening(msgspec.Struct, frozen=True, gc=False):
    """Somebody opened the identities, and why."""

    stamp: Stamp
    purpose: str


class Proposal(msgspec.Struct, frozen=True, gc=False):
    """A move that one person proposed; `answer` is the second person's, None while it waits."""

    stamp: Stamp
    proposed: Proposed
    answer: Decided | None = None
    answered: Stamp | None = None


class Telling(msgspec.Struct, frozen=True, gc=False):
    """A published story that tells this record; `retracted` once it is public no longer."""

    stamp: Stamp
    told: ToldInSpotlight
    retracted: Stamp | None = None


class Link(msgspec.Struct, frozen=True, gc=False):
    """A link to another record that holds now."""

    stamp: Stamp
    record: str
    relation: str
    reason: str = ""


class Corrected(msgspec.Struct, frozen=True, gc=False):
    """One answer that the desk gave or changed: its address in the report, what it was, what it became."""

    stamp: Stamp
    at: str
    before: Fact
    after: Fact


class Gone(msgspec.Struct, frozen=True, gc=False):
    """An erased entry: who erased it and why; `stamp` is None when no signed erasure is in sight."""

    seq: int
    stamp: Stamp | None = None
    reason: str = ""


class SetAside(msgspec.Struct, frozen=True, gc=False):
    """An entry that was not applied, and why: shown to the desk, never hidden."""

    seq: int
    why: str


class Strange(msgspec.Struct, frozen=True, gc=False):
    """An entry of a type or version not known here."""

    seq: int
    type: str
    v: int


class Incident(msgspec.Struct, frozen=True, gc=False):
    """An incident as one reader sees it. What the reader may not open is empty, never wrong."""

    record: str = ""
    last_seq: int = 0
    state: State | None = None  # None while no entry of the report is in sight
    filed: Stamp | None = None
    documented: str = ""
    report: Report | None = None
    repeats: tuple[Earlier, ...] = ()  # the filer's own earlier reports against the same persons
    corrections: tuple[Corrected, ...] = ()  # coded answers by the desk, oldest first
    versions: tuple[tuple[Stamp, Report, str], ...] = ()  # every text still there, oldest first, with its reason
    consents: dict[str, ConsentState] = msgspec.field(default_factory=dict)
    acts: tuple[ActState, ...] = ()
    passages: tuple[Passage, ...] = ()
    messages: tuple[Said, ...] = ()
    notes: tuple[Said, ...] = ()
    plans: tuple[Said, ...] = ()
    names: Names | None = None
    source_names: dict[str, SourceIdentity] = msgspec.field(default_factory=dict)
    sources: dict[str, SourceAdded] = msgspec.field(default_factory=dict)
    matching: tuple[Matching, ...] = ()  # all of them: a name once written stays a secret
    risk: RiskAssessed | None = None
    risks: tuple[tuple[Stamp, RiskAssessed], ...] = ()
    assignee: str = ""
    conflicts: frozenset[str] = frozenset()
    openings: tuple[Opening, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    tellings: tuple[Telling, ...] = ()
    handed_to_editors: Stamp | None = None
    safeguarded: Stamp | None = None
    shared: tuple[Shared, ...] = ()
    merged_into: str = ""
    links: tuple[Link, ...] = ()
    apart: frozenset[str] = frozenset()  # reports that somebody compared with it: other incidents
    erased: tuple[Gone, ...] = ()
    timeline: tuple[TimelineItem, ...] = ()
    unknown: tuple[Strange, ...] = ()
    set_aside: tuple[SetAside, ...] = ()

    @property
    def persons(self) -> tuple[Person, ...]:
        """The persons of the report as it is now."""
        return self.report.persons if self.report else ()

    @property
    def verification(self) -> Verification:
        """The best result among the acts."""
        return best([act.verification for act in self.acts])

    @property
    def level(self) -> str:
        """The level of risk, "" while it is not assessed."""
        return self.risk.level if self.risk else ""

    @property
    def level_of_two(self) -> str:
        """The level by which a second person is asked: one person's word lowers none."""
        return level_of_two([(stamp.author, risk.level) for stamp, risk in self.risks], self.level)

    @property
    def is_open(self) -> bool:
        """Tell whether work is going on."""
        return self.state in OPEN_STATES

    @property
    def waiting(self) -> tuple[Proposal, ...]:
        """The proposals that wait for a second person."""
        return tuple(proposal for proposal in self.proposals if proposal.answer is None)

    def allows(self, use: str) -> bool:
        """Tell whether every person of the report agreed to this use, without asking again; a child as well.

        A child called too young to be asked after the editors were given the report was covered by no sign-off.
        """
        given = [(person.minor, self.consents.get(person.key)) for person in self.persons]
        return bool(given) and all(
            state is not None and state.now.agrees(use, minor) and not (minor and self._uncovered(state, use))
            for minor, state in given
        )

    def _uncovered(self, state: ConsentState, use: str) -> bool:
        handed = self.handed_to_editors
        return use in CHILD_USES and state.too_young and handed is not None and state.told_after(handed)
