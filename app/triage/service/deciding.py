"""What one person may not decide alone: proposed by one, decided by a colleague or the partner desk."""

from __future__ import annotations

from app.audit import service as audit
from app.audit.events import Event
from app.incidents.content.inward import Decided, Proposed
from app.incidents.content.outward import Moved
from app.incidents.errors import ProposalUnknown, SecondPersonNeeded
from app.incidents.rules.guards import Attempt, require_second, waiting
from app.incidents.rules.limits import REASON
from app.incidents.rules.moves import RULES
from app.incidents.rules.states import Move
from app.triage.errors import AlreadyDone, Incomplete, NotForYou, StoryStands
from app.triage.service.moving import NO_SUCH_STEP, WORKERS, Sent, may_be_proposed, move_named
from app.triage.service.reading import OpenReport, to_work_on
from app.triage.service.writing import required, write
from app.vault import records
from app.vault.actor import Actor
from app.vocabulary.wording import N_


def propose(actor: Actor, record: str, name: str, sent: Sent, *, seen: int) -> int:
    """Propose a move that a second person must decide. Returns the new length.

    Raises MoveNotOpen, MoveRefused, Incomplete (for a move that needs nobody else), AlreadyDone, StoryStands,
    ChainGrew, and what `to_work_on` raises.
    """
    chosen = move_named(name)
    report = to_work_on(actor, record, *WORKERS, seen=seen, withdrawn=chosen is Move.PURGE)
    if not may_be_proposed(actor, report, chosen, sent):
        raise Incomplete(NO_SUCH_STEP)
    if any(proposal.proposed.move == chosen for proposal in report.incident.waiting):
        raise AlreadyDone
    _refuse_while_told(report, chosen)
    proposed = Proposed(
        move=chosen.value, reason=sent.reason, words=sent.words, outcome=sent.outcome, referral=sent.referral
    )
    return write(actor, record, [proposed], seen=seen)


def agree(actor: Actor, record: str, proposal: int, *, seen: int) -> bool:
    """Agree to another person's proposal and make its move. Returns whether the record was destroyed by it.

    Raises ProposalUnknown, SecondPersonNeeded for the proposer, what the move's guards raise, StoryStands, ChainGrew,
    and what `to_work_on` raises.
    """
    report = to_work_on(actor, record, *WORKERS, seen=seen, withdrawn=True)
    found = require_second(report.incident, proposal, Attempt(actor.account, report.roles, report.own))
    proposed, chosen = found.proposed, Move(found.proposed.move)
    _refuse_while_told(report, chosen)
    moved = Moved(
        move=chosen.value,
        words=proposed.words,
        outcome=proposed.outcome,
        referral=proposed.referral,
        proposer=found.stamp.author,
        proposal=found.stamp.seq,
    )
    entries = [Decided(proposal=proposal, agreed=True), moved]
    write(actor, record, entries, seen=seen, event=Event.SECOND_DECISION, about=found.stamp.author)
    if chosen is not Move.PURGE:
        return False
    records.purge(record)
    audit.record(Event.RECORD_PURGED, record, actor=actor)
    return True


def refuse(actor: Actor, record: str, proposal: int, reason: str, *, seen: int) -> int:
    """Refuse another person's proposal, with a reason. Raises what `agree` raises, but for the move's guards."""
    report = to_work_on(actor, record, *WORKERS, seen=seen, withdrawn=True)
    found = waiting(report.incident, proposal)
    if found.stamp.author == actor.account:
        raise SecondPersonNeeded
    if not report.roles & _deciders(found.proposed.move):
        raise NotForYou
    why = required(reason, REASON, N_("Write why you do not agree."))
    decided = Decided(proposal=proposal, agreed=False, reason=why)
    return write(actor, record, [decided], seen=seen, event=Event.SECOND_DECISION, about=found.stamp.author)


def _deciders(name: str) -> frozenset[str]:
    try:
        return RULES[Move(name)].who
    except ValueError:
        raise ProposalUnknown from None


def _refuse_while_told(report: OpenReport, chosen: Move) -> None:
    told = any(telling.retracted is None for telling in report.incident.tellings)
    if chosen is Move.PURGE and told:
        raise StoryStands
