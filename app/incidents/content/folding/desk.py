"""Folding the `desk` compartment: what the desk keeps to itself."""

from msgspec.structs import replace

from app.incidents.content import incident as folded
from app.incidents.content import inward
from app.incidents.content.base import Entry
from app.incidents.content.folding import verifying
from app.incidents.content.folding.working import AsideError, Working
from app.vocabulary.wording import N_

LEVELS = frozenset({"low", "medium", "high", "critical"})
SCORES = range(1, 6)


def apply(work: Working, stamp: folded.Stamp, entry: Entry) -> None:
    """Apply one entry. Raises AsideError for what may not count."""
    match entry:
        case inward.Note():
            work.notes.append(folded.Said(stamp, entry.text))
        case inward.Planned():
            work.plans.append(folded.Said(stamp, entry.text))
        case inward.Assigned() | inward.HandedOver():
            assigned(work, entry.to)
        case inward.ConflictDeclared():
            work.conflicts.add(stamp.author)
            work.assignee = "" if work.assignee == stamp.author else work.assignee
        case inward.RiskAssessed():
            risk_assessed(work, stamp, entry)
        case inward.SourceAdded():
            work.sources[entry.key] = entry
        case inward.ActVerified():
            verifying.verified(work, stamp, entry)
        case inward.Proposed():
            work.proposals[stamp.seq] = folded.Proposal(stamp, entry)
        case inward.Decided():
            decided(work, stamp, entry)
        case inward.SafeguardingSigned():
            work.safeguarded = stamp
        case inward.Shared():
            work.shared.append(entry)
        case inward.MergedInto():
            work.merged_into = entry.record
        case inward.Unmerged():
            work.merged_into = ""
        case inward.ToldApart():
            work.apart.add(entry.record)
        case inward.Linked():
            work.links.append(folded.Link(stamp, entry.record, entry.relation, entry.reason))
        case inward.Unlinked():
            unlinked(work, entry)
        case inward.NoteErased():
            pass  # settled before any entry is applied
        case _:
            raise AsideError(N_("Nothing is known of how to apply it."))


def assigned(work: Working, to: str) -> None:
    """Give the record to somebody without a conflict of interest; "" to nobody."""
    if to in work.conflicts:
        raise AsideError(N_("It gives the record to somebody with a conflict of interest."))
    work.assignee = to


def risk_assessed(work: Working, stamp: folded.Stamp, entry: inward.RiskAssessed) -> None:
    """Take the newest assessment."""
    if not all(score in SCORES for score in (entry.threat, entry.vulnerability, entry.capacity)):
        raise AsideError(N_("A score is not between 1 and 5."))
    if entry.level not in LEVELS or (entry.override and entry.override != entry.level):
        raise AsideError(N_("It holds a level that does not exist."))
    if entry.override and not entry.reason.strip():
        raise AsideError(N_("It overrides the level without a reason."))
    work.risks.append((stamp, entry))


def decided(work: Working, stamp: folded.Stamp, entry: inward.Decided) -> None:
    """Take the second person's answer: once, and never from the one who proposed."""
    proposal = work.proposals.get(entry.proposal)
    if proposal is None or proposal.answer is not None:
        raise AsideError(N_("It answers no open proposal."))
    if proposal.stamp.author == stamp.author:
        raise AsideError(N_("Nobody decides on their own proposal."))
    work.proposals[entry.proposal] = replace(proposal, answer=entry, answered=stamp)


def unlinked(work: Working, entry: inward.Unlinked) -> None:
    """End a link that holds."""
    kept = [link for link in work.links if (link.record, link.relation) != (entry.record, entry.relation)]
    if len(kept) == len(work.links):
        raise AsideError(N_("It ends a link that does not exist."))
    work.links[:] = kept
