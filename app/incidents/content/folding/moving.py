"""Folding moves: only those in the table, by whom the table names, with a second person where it asks for one."""

from app.incidents.content import incident as folded
from app.incidents.content.folding.consents import all_withdrawn
from app.incidents.content.folding.working import AsideError, Working
from app.incidents.content.outward import HandedToEditors, Moved, WithdrawalRequested
from app.incidents.rules.moves import RULES, needs_second
from app.incidents.rules.states import MOVES, Move, State
from app.vocabulary.wording import N_

OWN_ENTRY = frozenset({Move.WITHDRAW, Move.HAND_TO_EDITORS})  # these are entries of their own


def step(work: Working, move: Move) -> tuple[State, State]:
    """Return from where to where the move goes. Sets aside what the table does not list."""
    before = work.state or State.SUBMITTED
    if (before, move) not in MOVES:
        raise AsideError(N_("This move does not exist from where the work stood."))
    return before, MOVES[before, move]


def check_second(work: Working, stamp: folded.Stamp, entry: Moved) -> None:
    """Refuse a move that one person decided alone, as far as this reader can see."""
    if not entry.proposer or entry.proposer == stamp.author:
        raise AsideError(N_("It needs a second person, and has none."))
    if entry.proposal in work.agreed:
        raise AsideError(N_("Its proposal was used before."))
    if entry.proposal not in work.readable:
        return  # a reader outside the desk sees no proposals
    proposal = work.proposals.get(entry.proposal)
    if proposal is None or proposal.stamp.author != entry.proposer or proposal.proposed.move != entry.move:
        raise AsideError(N_("Its proposal is for something else."))
    if proposal.answer is not None and not proposal.answer.agreed:
        raise AsideError(N_("Its proposal was refused."))


def moved(work: Working, stamp: folded.Stamp, entry: Moved) -> None:
    """Apply a move of the desk."""
    try:
        move = Move(entry.move)
    except ValueError:
        raise AsideError(N_("There is no such move.")) from None
    if move in OWN_ENTRY or not RULES[move].who & stamp.roles:
        raise AsideError(N_("Its author may not make this move."))
    before, after = step(work, move)
    if needs_second(move, work.level_of_two):
        check_second(work, stamp, entry)
        work.agreed.add(entry.proposal)
    work.state = after
    passage = folded.Passage(stamp, move.value, before, after, entry.words, entry.outcome, entry.referral)
    work.passages.append(passage)


def withdrawal_requested(work: Working, stamp: folded.Stamp, entry: WithdrawalRequested) -> None:
    """The filer takes the record back."""
    before, after = step(work, Move.WITHDRAW)
    work.state = after
    work.passages.append(folded.Passage(stamp, Move.WITHDRAW.value, before, after, entry.why))
    all_withdrawn(work, stamp)


def handed_to_editors(work: Working, stamp: folded.Stamp, entry: HandedToEditors) -> None:
    """The editors may read it, if everybody affected had agreed to an anonymous story."""
    before, after = step(work, Move.HAND_TO_EDITORS)
    persons = work.report.persons if work.report else ()
    states = [(person.minor, work.consents.get(person.key)) for person in persons]
    if not all(state is not None and state.now.agrees("U7", minor) for minor, state in states):
        raise AsideError(N_("Not every person affected had agreed to an anonymous story."))
    work.handed_to_editors = stamp
    work.passages.append(folded.Passage(stamp, Move.HAND_TO_EDITORS.value, before, after, entry.words))
