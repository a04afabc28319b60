"""What one person must not do alone needs a second one who may decide; the guards and the fold agree."""

from __future__ import annotations

import pytest

from app.incidents.content import inward, outward
from app.incidents.content.fold import fold
from app.incidents.errors import MoveRefused, NotYours, ProposalUnknown, SecondPersonNeeded
from app.incidents.rules.guards import require_alone, require_second
from app.incidents.rules.moves import Guard, needs_second
from app.incidents.rules.offers import decisions, offered
from app.incidents.rules.states import Move, State
from tests.incidents.attempts import attempt, in_state
from tests.incidents.chains import Chain, filed

ENDS = {Move.CLOSE: State.MONITORING, Move.REFER: State.ACKNOWLEDGED}


@pytest.mark.parametrize("move", list(ENDS))
@pytest.mark.parametrize(
    ("level", "needed"), [("", False), ("low", False), ("medium", False), ("high", True), ("critical", True)]
)
def test_ending_the_work_needs_a_second_person_when_the_risk_is_high(level: str, needed: bool, move: Move) -> None:
    assert needs_second(move, level) is needed
    assert needs_second(Move.PURGE, level) and needs_second(Move.NOT_CREDIBLE, level)
    assert not needs_second(Move.RESPOND, level)
    incident = in_state(ENDS[move], level=level)
    if needed:
        with pytest.raises(SecondPersonNeeded):
            require_alone(incident, move, attempt())
    elif level:
        require_alone(incident, move, attempt())


@pytest.mark.parametrize("move", list(ENDS))
def test_nobody_ends_the_work_on_a_report_that_nobody_assessed(move: Move) -> None:
    """Red flags found in the answers make it critical for now, and whoever ends it has to look at them."""
    incident = in_state(ENDS[move], level="")
    with pytest.raises(MoveRefused, match="Assess the risk first"):
        require_alone(incident, move, attempt())
    (offer,) = [one for one in offered(incident, frozenset({"reviewer"}), "rita") if one.move is move]
    assert offer.blocked == (Guard.RISK_ASSESSED,)


def proposed() -> tuple[Chain, int]:
    chain = filed()
    chain.add("rita", outward.Moved(move="acknowledge"))
    chain.add("rita", outward.Moved(move="triage"))
    return chain, chain.add("rita", inward.Proposed(move="not_credible", reason="the photo is of 2011"))


def test_a_second_person_decides_and_writes_the_move() -> None:
    chain, seq = proposed()
    assert require_second(fold(chain.opened), seq, attempt(account="ravi")).stamp.author == "rita"
    chain.add("ravi", inward.Decided(proposal=seq, agreed=True))
    chain.add("ravi", outward.Moved(move="not_credible", proposer="rita", proposal=seq))
    incident = fold(chain.opened)
    assert incident.state is State.NOT_CREDIBLE
    assert not incident.set_aside and not incident.waiting
    assert fold(chain.seen_by("report", "identity")).state is State.NOT_CREDIBLE


def test_nobody_decides_on_a_proposal_of_their_own_or_a_settled_one() -> None:
    chain, seq = proposed()
    with pytest.raises(SecondPersonNeeded):
        require_second(fold(chain.opened), seq, attempt(account="rita"))
    with pytest.raises(NotYours):
        require_second(fold(chain.opened), seq, attempt(account="ravi", own=True))
    with pytest.raises(ProposalUnknown):
        require_second(fold(chain.opened), 1, attempt(account="ravi"))
    chain.add("ravi", inward.Decided(proposal=seq, agreed=False))
    with pytest.raises(ProposalUnknown):
        require_second(fold(chain.opened), seq, attempt(account="ravi"))


@pytest.mark.parametrize(
    ("author", "move"),
    [
        ("ravi", outward.Moved(move="not_credible")),
        ("rita", outward.Moved(move="not_credible", proposer="rita", proposal=6)),
        ("ravi", outward.Moved(move="not_credible", proposer="omar", proposal=6)),
        ("ravi", outward.Moved(move="not_credible", proposer="rita", proposal=1)),
        ("ravi", outward.Moved(move="not_credible", proposer="filer", proposal=6)),
    ],
)
def test_a_move_for_two_made_by_one_is_set_aside(author: str, move: outward.Moved) -> None:
    chain, seq = proposed()
    assert seq == 6
    forged = chain.add(author, move)
    incident = fold(chain.opened)
    assert incident.state is State.IN_TRIAGE
    assert [one.seq for one in incident.set_aside] == [forged]


def test_a_refused_or_used_proposal_carries_no_move() -> None:
    chain, seq = proposed()
    chain.add("ravi", inward.Decided(proposal=seq, agreed=False))
    chain.add("ravi", outward.Moved(move="not_credible", proposer="rita", proposal=seq))
    assert fold(chain.opened).state is State.IN_TRIAGE
    chain, seq = proposed()
    for move in ("not_credible", "reopen", "not_credible"):
        chain.add("ravi", outward.Moved(move=move, proposer="rita", proposal=seq))
    assert fold(chain.opened).state is State.IN_TRIAGE


def test_nobody_answers_their_own_proposal_in_the_chain() -> None:
    chain, seq = proposed()
    forged = chain.add("rita", inward.Decided(proposal=seq, agreed=True))
    incident = fold(chain.opened)
    assert [one.seq for one in incident.set_aside] == [forged]
    assert len(incident.waiting) == 1


def test_decisions_are_offered_to_colleagues_alone() -> None:
    chain, _ = proposed()
    incident = fold(chain.opened)
    reviewer = frozenset({"reviewer"})
    assert len(decisions(incident, reviewer, "ravi")) == 1
    assert decisions(incident, reviewer, "rita") == []
    assert decisions(incident, reviewer, "ravi", own=True) == []
    assert decisions(incident, frozenset({"editor"}), "edi") == []
    assert Move.NOT_CREDIBLE not in {offer.move for offer in offered(incident, reviewer, "ravi")}
    chain.add("ravi", inward.ConflictDeclared())
    assert decisions(fold(chain.opened), reviewer, "ravi") == []


@pytest.mark.parametrize("way", [("triage", "respond", "monitor", "close"), ("refer",), ("triage", "refer")])
def test_ending_the_work_at_high_risk_by_one_person_is_set_aside_by_the_desk(way: tuple[str, ...]) -> None:
    chain = filed()
    chain.add("rita", inward.RiskAssessed(threat=5, vulnerability=5, capacity=1, level="critical"))
    for move in ("acknowledge", *way):
        seq = chain.add("rita", outward.Moved(move=move))
    incident = fold(chain.opened)
    assert incident.is_open and [one.seq for one in incident.set_aside] == [seq]


def test_who_lowered_the_risk_does_not_close_alone_on_their_own_word() -> None:
    chain = filed()
    chain.add("rita", inward.RiskAssessed(threat=5, vulnerability=5, capacity=1, level="critical"))
    for move in ("acknowledge", "triage", "respond", "monitor"):
        chain.add("rita", outward.Moved(move=move))
    low = inward.RiskAssessed(threat=1, vulnerability=1, capacity=5, level="low")
    for _ in range(2):
        chain.add("rita", low)
        with pytest.raises(SecondPersonNeeded):
            require_alone(fold(chain.opened), Move.CLOSE, attempt())
    seq = chain.add("rita", outward.Moved(move="close"))
    assert [one.seq for one in fold(chain.opened).set_aside] == [seq]
    chain.add("ravi", low)  # a colleague has looked and agrees
    require_alone(fold(chain.opened), Move.CLOSE, attempt())


def test_a_proposal_for_one_move_carries_no_other() -> None:
    chain = filed()
    for move in ("acknowledge", "triage"):
        chain.add("rita", outward.Moved(move=move))
    seq = chain.add("rita", inward.Proposed(move="close", reason="free"))
    forged = chain.add("ravi", outward.Moved(move="not_credible", proposer="rita", proposal=seq))
    incident = fold(chain.opened)
    assert incident.state is State.IN_TRIAGE
    assert [one.seq for one in incident.set_aside] == [forged]


def test_what_somebody_proposed_who_has_a_conflict_now_is_decided_by_nobody() -> None:
    chain, seq = proposed()
    chain.add("rita", inward.ConflictDeclared())
    assert "rita" in fold(chain.opened).conflicts
    with pytest.raises(ProposalUnknown):
        require_second(fold(chain.opened), seq, attempt(account="ravi"))
