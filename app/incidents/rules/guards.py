"""The guards of moves: pure predicates over the incident and what the person sends. Each has its words in REASONS."""

from collections.abc import Callable
from dataclasses import dataclass

from app.incidents.content.incident import ConsentState, Incident, Proposal
from app.incidents.content.report import Report
from app.incidents.errors import InConflict, MoveRefused, NotYours, ProposalUnknown, SecondPersonNeeded
from app.incidents.rules.moves import RULES, Guard, needs_second
from app.incidents.rules.states import Move, after
from app.vocabulary.lists import is_code
from app.vocabulary.wording import N_


@dataclass(frozen=True, slots=True)
class Attempt:
    """Who tries a move, and what they send with it.

    `roles` are role names held for the record's desk, or {"filer"}. `own` says that this desk person filed the
    record; only their own keys can tell.
    """

    account: str
    roles: frozenset[str]
    own: bool = False
    reason: str = ""
    words: str = ""  # to the filer
    outcome: str = ""  # a code of outcome_type
    referral: str = ""
    other_record: str = ""


G = Guard
SENSITIVE_ACTS = frozenset({"S1", "S2", "S3"})
SENSITIVE_FLAGS = frozenset({"child", "sexual_violence"})

# What the person sends with the move, so what the form asks; the other guards are about the record.
ASKED = frozenset({G.REASON, G.OUTCOME, G.FEEDBACK, G.REFERRAL, G.QUESTION, G.OTHER_RECORD})

CHECKS: dict[Guard, Callable[[Incident, Attempt], bool]] = {
    G.RISK_ASSESSED: lambda incident, _: incident.risk is not None,
    G.NOT_OWN: lambda _, attempt: not attempt.own,
    G.NOT_IN_CONFLICT: lambda incident, attempt: attempt.account not in incident.conflicts,
    G.CONSENT_U7: lambda incident, _: incident.allows("U7"),
    G.SAFEGUARDED: lambda incident, _: not needs_safeguarding(incident),
    G.REASON: lambda _, attempt: bool(attempt.reason.strip()),
    G.OUTCOME: lambda _, attempt: is_code("outcome_type", attempt.outcome),
    G.FEEDBACK: lambda _, attempt: bool(attempt.words.strip()),
    G.REFERRAL: lambda _, attempt: bool(attempt.referral.strip()),
    G.QUESTION: lambda _, attempt: bool(attempt.words.strip()),
    G.OTHER_RECORD: lambda incident, attempt: attempt.other_record not in ("", incident.record),
}

REASONS: dict[Guard, str] = {
    G.RISK_ASSESSED: N_("Assess the risk first."),
    G.NOT_OWN: N_("This is your own report. A colleague or the partner desk must do this."),
    G.NOT_IN_CONFLICT: N_("You have a conflict of interest in this report. Ask a colleague to do this."),
    G.CONSENT_U7: N_(
        "Ask every person in this report first whether their story may be told without their name. "
        "A child must say yes as well."
    ),
    G.SAFEGUARDED: N_("This report is especially sensitive. A protection officer must agree first."),
    G.REASON: N_("Write the reason."),
    G.OUTCOME: N_("Choose the outcome."),
    G.FEEDBACK: N_("Write to the filer what was done."),
    G.REFERRAL: N_("Write to whom you refer this person."),
    G.QUESTION: N_("Write what you need to know from the filer."),
    G.OTHER_RECORD: N_("Give the reference of the other report."),
}
NOT_YOUR_ROLE = N_("Your role does not allow this step. Ask a reviewer of this desk.")


def is_sensitive(report: Report | None) -> bool:
    """Tell whether a child or sexual violence is concerned; a report out of sight counts as sensitive."""
    if report is None:
        return True
    minors = any(person.minor for person in report.persons)
    acts = report.act_group == "gender" or any(act.code in SENSITIVE_ACTS for act in report.acts)
    return minors or acts or bool(SENSITIVE_FLAGS & set(report.flags))


def was_sensitive(incident: Incident) -> bool:
    """Tell whether a report is sensitive by any of its texts: one correction must not undo it."""
    return is_sensitive(incident.report) or any(is_sensitive(text) for _, text, _ in incident.versions)


def needs_safeguarding(incident: Incident) -> bool:
    """Tell whether a protection officer must still agree to a story.

    An agreement covers those who were called too young to be asked before it was given.
    """
    signed = incident.safeguarded
    if signed is not None:
        return any(state.told_after(signed) for state in too_young(incident).values())
    return was_sensitive(incident)


def too_young(incident: Incident) -> dict[str, ConsentState]:
    """Return the children of a report who were called too young to be asked, by person."""
    states = {one.key: incident.consents.get(one.key) for one in incident.persons if one.minor}
    return {key: state for key, state in states.items() if state is not None and state.too_young}


def unmet(incident: Incident, move: Move, attempt: Attempt) -> tuple[Guard, ...]:
    """Return the guards of a move that are not met, in the order of the table."""
    return tuple(guard for guard in RULES[move].guards if not CHECKS[guard](incident, attempt))


def refuse_unmet(guards: tuple[Guard, ...]) -> None:
    """Raise what the first of these guards says; nothing when there is none."""
    if not guards:
        return
    if guards[0] is G.NOT_OWN:
        raise NotYours
    if guards[0] is G.NOT_IN_CONFLICT:
        raise InConflict
    raise MoveRefused(REASONS[guards[0]])


def require(incident: Incident, move: Move, attempt: Attempt) -> bool:
    """Return whether a second person must decide this move.

    Raises MoveNotOpen where the table does not list it, MoveRefused, NotYours or InConflict where a guard is not met.
    """
    if incident.state is None:
        raise MoveRefused(NOT_YOUR_ROLE)
    after(incident.state, move)
    if not attempt.roles & RULES[move].who:
        raise MoveRefused(NOT_YOUR_ROLE)
    refuse_unmet(unmet(incident, move, attempt))
    return needs_second(move, incident.level_of_two)


def require_alone(incident: Incident, move: Move, attempt: Attempt) -> None:
    """Raise SecondPersonNeeded where one person may not make the move alone; all that `require` raises too."""
    if require(incident, move, attempt):
        raise SecondPersonNeeded


def waiting(incident: Incident, seq: int) -> Proposal:
    """Return the open proposal of this number. Raises ProposalUnknown."""
    for proposal in incident.waiting:
        if proposal.stamp.seq == seq:
            return proposal
    raise ProposalUnknown


def require_second(incident: Incident, seq: int, attempt: Attempt) -> Proposal:
    """Return the proposal that this person may decide now.

    Raises ProposalUnknown, SecondPersonNeeded for the proposer, and what `require` raises for the move itself.
    """
    proposal = waiting(incident, seq)
    if proposal.stamp.author == attempt.account:
        raise SecondPersonNeeded
    if proposal.stamp.author in incident.conflicts:
        raise ProposalUnknown  # who has a conflict of interest since proposed nothing that counts
    proposed = proposal.proposed
    whole = Attempt(
        attempt.account,
        attempt.roles,
        attempt.own,
        proposed.reason,
        proposed.words,
        proposed.outcome,
        proposed.referral,
        attempt.other_record,
    )
    try:
        move = Move(proposed.move)
    except ValueError:
        raise ProposalUnknown from None
    require(incident, move, whole)
    return proposal
