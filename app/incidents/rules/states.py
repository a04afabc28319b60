"""The work on a report at its desk. Every allowed move is in MOVES; a move that is not listed is refused."""

from enum import StrEnum

from app.incidents.errors import MoveNotOpen


class State(StrEnum):
    """Where the work on a report stands."""

    SUBMITTED = "submitted"  # filed; nobody at the desk has looked
    ACKNOWLEDGED = "acknowledged"  # the filer knows that somebody has
    IN_TRIAGE = "in_triage"  # risk is being assessed
    NEEDS_INFO = "needs_info"  # the desk has asked the filer something
    RESPONDING = "responding"  # protection work is going on
    MONITORING = "monitoring"  # nothing to do now but watch
    CLOSED = "closed"  # there is an outcome and the filer has heard it
    DUPLICATE = "duplicate"  # the same incident as another record, where the work goes on
    OUT_OF_MANDATE = "out_of_mandate"  # referred to somebody who can help
    NOT_CREDIBLE = "not_credible"  # two reviewers found it not credible
    WITHDRAWN = "withdrawn"  # the filer took it back
    PURGED = "purged"  # the keys are destroyed; a countable shell is left


class Move(StrEnum):
    """What moves a report from one state to another."""

    ACKNOWLEDGE = "acknowledge"
    TRIAGE = "triage"
    ASK = "ask"
    RESUME = "resume"
    RESPOND = "respond"
    MONITOR = "monitor"
    CLOSE = "close"
    REOPEN = "reopen"
    MERGE = "merge"
    UNMERGE = "unmerge"
    REFER = "refer"
    NOT_CREDIBLE = "not_credible"
    HAND_TO_EDITORS = "hand_to_editors"
    WITHDRAW = "withdraw"
    PURGE = "purge"


S, M = State, Move

MOVES: dict[tuple[State, Move], State] = {
    # The main way.
    (S.SUBMITTED, M.ACKNOWLEDGE): S.ACKNOWLEDGED,
    (S.ACKNOWLEDGED, M.TRIAGE): S.IN_TRIAGE,
    (S.IN_TRIAGE, M.ASK): S.NEEDS_INFO,
    (S.NEEDS_INFO, M.RESUME): S.IN_TRIAGE,
    (S.IN_TRIAGE, M.RESPOND): S.RESPONDING,
    (S.RESPONDING, M.MONITOR): S.MONITORING,
    (S.MONITORING, M.RESPOND): S.RESPONDING,
    (S.MONITORING, M.CLOSE): S.CLOSED,
    (S.CLOSED, M.REOPEN): S.IN_TRIAGE,
    # The same incident as another record; reversible.
    (S.SUBMITTED, M.MERGE): S.DUPLICATE,
    (S.ACKNOWLEDGED, M.MERGE): S.DUPLICATE,
    (S.IN_TRIAGE, M.MERGE): S.DUPLICATE,
    (S.NEEDS_INFO, M.MERGE): S.DUPLICATE,
    (S.RESPONDING, M.MERGE): S.DUPLICATE,
    (S.MONITORING, M.MERGE): S.DUPLICATE,
    (S.DUPLICATE, M.UNMERGE): S.IN_TRIAGE,
    # Not for this network; reversible.
    (S.ACKNOWLEDGED, M.REFER): S.OUT_OF_MANDATE,
    (S.IN_TRIAGE, M.REFER): S.OUT_OF_MANDATE,
    (S.NEEDS_INFO, M.REFER): S.OUT_OF_MANDATE,
    (S.OUT_OF_MANDATE, M.REOPEN): S.IN_TRIAGE,
    # Not credible; reversible.
    (S.IN_TRIAGE, M.NOT_CREDIBLE): S.NOT_CREDIBLE,
    (S.NEEDS_INFO, M.NOT_CREDIBLE): S.NOT_CREDIBLE,
    (S.RESPONDING, M.NOT_CREDIBLE): S.NOT_CREDIBLE,
    (S.MONITORING, M.NOT_CREDIBLE): S.NOT_CREDIBLE,
    (S.NOT_CREDIBLE, M.REOPEN): S.IN_TRIAGE,
    # To the editors: the work stays where it is.
    (S.IN_TRIAGE, M.HAND_TO_EDITORS): S.IN_TRIAGE,
    (S.NEEDS_INFO, M.HAND_TO_EDITORS): S.NEEDS_INFO,
    (S.RESPONDING, M.HAND_TO_EDITORS): S.RESPONDING,
    (S.MONITORING, M.HAND_TO_EDITORS): S.MONITORING,
    (S.CLOSED, M.HAND_TO_EDITORS): S.CLOSED,
    # Taken back by the filer, at any time before the keys are destroyed.
    (S.SUBMITTED, M.WITHDRAW): S.WITHDRAWN,
    (S.ACKNOWLEDGED, M.WITHDRAW): S.WITHDRAWN,
    (S.IN_TRIAGE, M.WITHDRAW): S.WITHDRAWN,
    (S.NEEDS_INFO, M.WITHDRAW): S.WITHDRAWN,
    (S.RESPONDING, M.WITHDRAW): S.WITHDRAWN,
    (S.MONITORING, M.WITHDRAW): S.WITHDRAWN,
    (S.CLOSED, M.WITHDRAW): S.WITHDRAWN,
    (S.DUPLICATE, M.WITHDRAW): S.WITHDRAWN,
    (S.OUT_OF_MANDATE, M.WITHDRAW): S.WITHDRAWN,
    (S.NOT_CREDIBLE, M.WITHDRAW): S.WITHDRAWN,
    # Destroyed for good.
    (S.CLOSED, M.PURGE): S.PURGED,
    (S.OUT_OF_MANDATE, M.PURGE): S.PURGED,
    (S.NOT_CREDIBLE, M.PURGE): S.PURGED,
    (S.WITHDRAWN, M.PURGE): S.PURGED,
}

# Work is going on, so clocks run and the record is in the queue.
OPEN_STATES = frozenset({S.SUBMITTED, S.ACKNOWLEDGED, S.IN_TRIAGE, S.NEEDS_INFO, S.RESPONDING, S.MONITORING})


def after(state: State, move: Move) -> State:
    """Return the state a move leads to. Raises MoveNotOpen for any move not listed."""
    try:
        return MOVES[state, move]
    except KeyError:
        raise MoveNotOpen(state=state.value) from None
