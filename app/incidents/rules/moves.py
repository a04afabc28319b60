"""Who may make each move, what must hold first, and whether one person is enough."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from app.incidents.rules.states import Move


class Guard(StrEnum):
    """A condition of a move. `guards.py` tests each; `guards.REASONS` says each in words."""

    RISK_ASSESSED = "risk_assessed"
    NOT_OWN = "not_own"
    NOT_IN_CONFLICT = "not_in_conflict"
    CONSENT_U7 = "consent_u7"
    SAFEGUARDED = "safeguarded"
    REASON = "reason"
    OUTCOME = "outcome"
    FEEDBACK = "feedback"
    REFERRAL = "referral"
    QUESTION = "question"
    OTHER_RECORD = "other_record"


class Second(StrEnum):
    """Whether a second person decides. That person is never the one who proposed it."""

    NEVER = "never"
    IF_HIGH = "if_high"  # when the risk is high or critical
    ALWAYS = "always"


class MoveRule(NamedTuple):
    """What the table says of one move."""

    who: frozenset[str]
    second: Second
    guards: tuple[Guard, ...]


G = Guard
REVIEWER = frozenset({"reviewer"})
DESK = frozenset({"reviewer", "coordinator"})
FILER = frozenset({"filer"})
IMPARTIAL = (G.NOT_OWN, G.NOT_IN_CONFLICT)
# Whoever ends the work has assessed the danger: red flags that the answers alone show ask for no second person.
ENDING = (*IMPARTIAL, G.RISK_ASSESSED)

RULES: dict[Move, MoveRule] = {
    Move.ACKNOWLEDGE: MoveRule(DESK, Second.NEVER, IMPARTIAL),
    Move.TRIAGE: MoveRule(REVIEWER, Second.NEVER, IMPARTIAL),
    Move.ASK: MoveRule(REVIEWER, Second.NEVER, (*IMPARTIAL, G.RISK_ASSESSED, G.QUESTION)),
    Move.RESUME: MoveRule(REVIEWER, Second.NEVER, IMPARTIAL),
    Move.RESPOND: MoveRule(REVIEWER, Second.NEVER, (*IMPARTIAL, G.RISK_ASSESSED)),
    Move.MONITOR: MoveRule(REVIEWER, Second.NEVER, IMPARTIAL),
    Move.CLOSE: MoveRule(REVIEWER, Second.IF_HIGH, (*ENDING, G.OUTCOME, G.FEEDBACK)),
    Move.REOPEN: MoveRule(REVIEWER, Second.NEVER, (*IMPARTIAL, G.REASON)),
    Move.MERGE: MoveRule(REVIEWER, Second.NEVER, (*IMPARTIAL, G.OTHER_RECORD, G.REASON)),
    Move.UNMERGE: MoveRule(REVIEWER, Second.NEVER, (*IMPARTIAL, G.REASON)),
    Move.REFER: MoveRule(REVIEWER, Second.IF_HIGH, (*ENDING, G.REFERRAL, G.FEEDBACK)),
    Move.NOT_CREDIBLE: MoveRule(REVIEWER, Second.ALWAYS, (*IMPARTIAL, G.REASON)),
    Move.HAND_TO_EDITORS: MoveRule(REVIEWER, Second.NEVER, (*IMPARTIAL, G.CONSENT_U7, G.SAFEGUARDED)),
    Move.WITHDRAW: MoveRule(FILER, Second.NEVER, ()),
    Move.PURGE: MoveRule(DESK, Second.ALWAYS, (*IMPARTIAL, G.REASON)),
}

# Levels of risk at which Second.IF_HIGH asks for a second person.
HIGH_LEVELS = frozenset({"high", "critical"})


def level_of_two(assessed: Sequence[tuple[str, str]], level: str = "") -> str:
    """Return the level of risk by which a second person is asked, from (author, level) of all assessments in order.

    One person's word lowers none: where they lowered a high level and nobody has assessed since, the high one stands.
    `level` is the answer where there was no assessment.
    """
    if not assessed:
        return level
    last = assessed[-1]
    for author, before in reversed(assessed):
        if before in HIGH_LEVELS:
            return before
        if author != last[0]:
            break
    return last[1]


def needs_second(move: Move, level: str) -> bool:
    """Tell whether a second person decides this move at this level of risk ("" when not assessed)."""
    second = RULES[move].second
    return second is Second.ALWAYS or (second is Second.IF_HIGH and level in HIGH_LEVELS)
