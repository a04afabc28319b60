"""What a page may offer to this person now. From the tables only, so that a button never promises too much."""

from dataclasses import dataclass

from app.incidents.content.incident import Incident, Proposal
from app.incidents.rules.guards import ASKED, Attempt, unmet
from app.incidents.rules.moves import RULES, Guard, needs_second
from app.incidents.rules.states import MOVES, Move, State

BY_NAME = {move.value: move for move in Move}


@dataclass(frozen=True, slots=True)
class Offer:
    """A move that exists from here for this role.

    `blocked` are guards that the record does not meet yet; `asks` what the form must ask for.
    """

    move: Move
    leads_to: State
    second: bool
    blocked: tuple[Guard, ...]
    asks: tuple[Guard, ...]


def offered(incident: Incident, roles: frozenset[str], account: str, own: bool = False) -> list[Offer]:
    """Return the moves open to somebody with these roles, in the order of the table."""
    proposed = {proposal.proposed.move for proposal in incident.waiting}
    attempt = Attempt(account, roles, own)
    offers = []
    for (state, move), leads_to in MOVES.items():
        if state is not incident.state or not roles & RULES[move].who or move.value in proposed:
            continue
        blocked = tuple(guard for guard in unmet(incident, move, attempt) if guard not in ASKED)
        asks = tuple(guard for guard in RULES[move].guards if guard in ASKED)
        offers.append(Offer(move, leads_to, needs_second(move, incident.level_of_two), blocked, asks))
    return offers


def decisions(incident: Incident, roles: frozenset[str], account: str, own: bool = False) -> list[Proposal]:
    """Return the proposals that this person may decide: never their own, and never on their own report."""
    if own or account in incident.conflicts:
        return []
    return [
        proposal
        for proposal in incident.waiting
        if proposal.stamp.author != account
        and (move := BY_NAME.get(proposal.proposed.move)) is not None
        and roles & RULES[move].who
        and (incident.state, move) in MOVES
    ]
