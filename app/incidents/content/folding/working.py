"""What the fold has gathered so far. Lives only inside one call of `fold`."""

from dataclasses import dataclass, field

from app.incidents.content import incident as folded
from app.incidents.content.identities import Names, SourceIdentity
from app.incidents.content.inward import Matching, RiskAssessed, Shared, SourceAdded
from app.incidents.content.outward import Earlier
from app.incidents.content.report import Act, Report
from app.incidents.rules.moves import level_of_two
from app.incidents.rules.states import State


class AsideError(Exception):
    """The entry is not applied; the message says why, in words for the desk."""


@dataclass(slots=True)
class Working:
    """An incident in the making."""

    state: State | None = None
    filed: folded.Stamp | None = None
    documented: str = ""
    repeats: list[Earlier] = field(default_factory=list)
    versions: list[tuple[folded.Stamp, Report, str]] = field(default_factory=list)
    corrections: list[folded.Corrected] = field(default_factory=list)
    consents: dict[str, folded.ConsentState] = field(default_factory=dict)
    verified: dict[str, folded.ActState] = field(default_factory=dict)
    passages: list[folded.Passage] = field(default_factory=list)
    agreed: set[int] = field(default_factory=set)
    messages: list[folded.Said] = field(default_factory=list)
    notes: list[folded.Said] = field(default_factory=list)
    plans: list[folded.Said] = field(default_factory=list)
    names: Names | None = None
    source_names: dict[str, SourceIdentity] = field(default_factory=dict)
    sources: dict[str, SourceAdded] = field(default_factory=dict)
    matching: list[Matching] = field(default_factory=list)
    risks: list[tuple[folded.Stamp, RiskAssessed]] = field(default_factory=list)
    assignee: str = ""
    conflicts: set[str] = field(default_factory=set)
    openings: list[folded.Opening] = field(default_factory=list)
    proposals: dict[int, folded.Proposal] = field(default_factory=dict)
    tellings: list[folded.Telling] = field(default_factory=list)
    handed_to_editors: folded.Stamp | None = None
    safeguarded: folded.Stamp | None = None
    shared: list[Shared] = field(default_factory=list)
    merged_into: str = ""
    links: list[folded.Link] = field(default_factory=list)
    apart: set[str] = field(default_factory=set)
    timeline: list[folded.TimelineItem] = field(default_factory=list)
    readable: set[int] = field(default_factory=set)  # sequence numbers of every entry that this reader opened

    @property
    def report(self) -> Report | None:
        """The newest text in sight."""
        return self.versions[-1][1] if self.versions else None

    @property
    def level(self) -> str:
        """The level of risk last assessed, "" when none is in sight."""
        return self.risks[-1][1].level if self.risks else ""

    @property
    def level_of_two(self) -> str:
        """The level by which a second person is asked: one person's word lowers none."""
        return level_of_two([(stamp.author, risk.level) for stamp, risk in self.risks])

    def acts(self) -> tuple[folded.ActState, ...]:
        """Join the acts of the newest text with what is known about each."""
        if self.report is None:
            return ()
        return tuple(self.act(act) for act in self.report.acts)

    def act(self, act: Act) -> folded.ActState:
        """Join one act with what is known about it: nothing, once it says that something else was done."""
        known = self.verified.get(act.key)
        if known is None or known.act.code not in ("", act.code):
            return folded.ActState(act)
        return folded.ActState(act, known.verification, known.last, known.stamp)
