"""Every move from every state by every role: the table, the guards, the offers and the fold agree."""

from __future__ import annotations

from itertools import product

import pytest

from app.incidents.content import outward
from app.incidents.content.fold import fold
from app.incidents.content.incident import Incident
from app.incidents.content.report import Act
from app.incidents.errors import InConflict, MoveNotOpen, MoveRefused, NotYours
from app.incidents.rules.guards import ASKED, CHECKS, REASONS, is_sensitive, require
from app.incidents.rules.moves import RULES, Guard, Second
from app.incidents.rules.offers import offered
from app.incidents.rules.states import MOVES, Move, State, after
from app.vault.roles import Role
from app.vocabulary.lists import codes
from tests.incidents.attempts import attempt, in_state
from tests.incidents.chains import filed, person, report

ROLES = ["filer", *(role.value for role in Role)]


def test_the_states_are_those_of_the_vocabulary() -> None:
    assert {state.value for state in State} == set(codes("work_state"))


def test_every_state_can_be_reached_and_every_move_has_a_rule() -> None:
    reached = {State.SUBMITTED} | set(MOVES.values())
    assert reached == set(State)
    assert set(RULES) == set(Move) == {move for _, move in MOVES}
    assert set(CHECKS) == set(REASONS) == set(Guard)


@pytest.mark.parametrize(("state", "move"), list(product(State, Move)))
def test_a_move_outside_the_table_is_refused_for_every_role(state: State, move: Move) -> None:
    if (state, move) in MOVES:
        assert after(state, move) is MOVES[state, move]
        return
    with pytest.raises(MoveNotOpen):
        after(state, move)
    for role in ROLES:
        with pytest.raises(MoveNotOpen):
            require(in_state(state), move, attempt(role))
        assert move not in {offer.move for offer in offered(in_state(state), frozenset({role}), "rita")}


@pytest.mark.parametrize(("where", "role"), list(product(MOVES, ROLES)))
def test_a_move_of_the_table_is_open_to_its_roles_alone(where: tuple[State, Move], role: str) -> None:
    state, move = where
    incident = in_state(state)
    offers = {offer.move for offer in offered(incident, frozenset({role}), "rita")}
    if role in RULES[move].who:
        assert require(incident, move, attempt(role)) is (RULES[move].second is Second.ALWAYS)
        assert move in offers
    else:
        with pytest.raises(MoveRefused):
            require(incident, move, attempt(role))
        assert move not in offers


LACKS: dict[Guard, dict[str, object]] = {
    Guard.REASON: {"reason": "  "},
    Guard.OUTCOME: {"outcome": "a happy end"},
    Guard.FEEDBACK: {"words": " "},
    Guard.QUESTION: {"words": ""},
    Guard.REFERRAL: {"referral": ""},
    Guard.OTHER_RECORD: {"other_record": ""},
    Guard.NOT_OWN: {"own": True},
}


@pytest.mark.parametrize("move", list(Move))
def test_each_guard_of_each_move_refuses_alone(move: Move) -> None:
    state = next(state for state, listed in MOVES if listed is move)
    role = min(RULES[move].who)
    for guard in RULES[move].guards:
        incident, tried = in_state(state), attempt(role, **LACKS.get(guard, {}))
        if guard is Guard.RISK_ASSESSED:
            incident = in_state(state, level="")
        elif guard is Guard.CONSENT_U7:
            incident = in_state(state, U7="ask")
        elif guard is Guard.SAFEGUARDED:
            incident = folded_with(state, report(flags=("child",)))
        elif guard is Guard.NOT_IN_CONFLICT:
            incident = Incident(
                record="R", state=state, report=report(), risk=incident.risk, conflicts=frozenset({"rita"})
            )
        with pytest.raises((MoveRefused, NotYours, InConflict)):
            require(incident, move, tried)
        blocked = {g for offer in offered(incident, tried.roles, "rita", tried.own) for g in offer.blocked}
        assert (guard in blocked) is (guard not in ASKED), guard


def folded_with(state: State, text: outward.Report) -> Incident:
    known = in_state(state)
    return Incident(record=known.record, state=state, report=text, consents=known.consents, risk=known.risk)


def test_a_report_of_ones_own_is_never_handled_by_oneself() -> None:
    for (state, move), role in product(MOVES, ("reviewer", "coordinator")):
        if role in RULES[move].who:
            with pytest.raises(NotYours):
                require(in_state(state), move, attempt(role, own=True))


def test_a_record_is_no_duplicate_of_itself() -> None:
    incident = in_state(State.IN_TRIAGE)
    with pytest.raises(MoveRefused):
        require(incident, Move.MERGE, attempt(other_record=incident.record))


@pytest.mark.parametrize(
    "text",
    [
        report(flags=("child",)),
        report(flags=("sexual_violence",)),
        report(act_group="gender"),
        report(persons=(person(age_band="0-17"),)),
        report(acts=(Act(key="A1", code="S1"),)),
        None,
    ],
)
def test_especially_sensitive_reports_are_known(text: outward.Report | None) -> None:
    assert is_sensitive(text)
    assert not is_sensitive(report())


def test_a_coordinator_makes_no_reviewers_move() -> None:
    chain = filed()
    chain.add("cora", outward.Moved(move="acknowledge"))
    forged = chain.add("cora", outward.Moved(move="triage"))
    incident = fold(chain.opened)
    assert incident.state is State.ACKNOWLEDGED
    assert [one.seq for one in incident.set_aside] == [forged]
