"""The work on a story. Every allowed move is in MOVES, who may write which entry in AUTHORS."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from app.incidents.content.incident import Incident
from app.incidents.rules.states import State as Work
from app.spotlight.errors import StepNotOpen

TITLE, TEXT, ALT, REASON, PURPOSE = 120, 20_000, 300, 1_000, 500  # the most characters of each
FIRST_YEAR = 1990
REVIEW_MONTHS = 6  # as long as a consent is taken to hold without being asked again
KEEP_REASONS = ("correction", "editor")  # what a person may give as the reason of a retraction; the third is withdrawal


class State(StrEnum):
    """Where a story stands."""

    STARTED = "started"  # sources chosen, nothing written
    DRAFT = "draft"  # being written; any edit leads back here
    CONSENT_CHECKED = "consent_checked"  # everybody affected agreed when this text was sent in
    LEAK_CHECKED = "leak_checked"  # the editor's leak check passed
    SAFETY_REVIEW = "safety_review"  # waits for a protection officer
    DEFENDER_REVIEW = "defender_review"  # an appreciation waits for the defender's yes to this very text
    REVIEWED = "reviewed"  # waits for another person's approval
    APPROVED = "approved"  # its sources know that it will tell of them
    SCHEDULED = "scheduled"  # public from a day that lies ahead
    PUBLISHED = "published"
    REVIEW_DUE = "review_due"  # public, and so old that consent should be asked again
    UPDATED = "updated"  # public in a later version
    RETRACTED = "retracted"  # for ever


class Move(StrEnum):
    """What can be done with a story."""

    EDIT = "edit"
    CHECK_CONSENT = "check_consent"
    CHECK_LEAKS = "check_leaks"
    SUBMIT = "submit"
    PASS = "pass"  # noqa: S105 - a move
    SEND_BACK = "send_back"
    APPROVE = "approve"
    SCHEDULE = "schedule"
    PUBLISH = "publish"
    UPDATE = "update"
    RETRACT = "retract"


EDITABLE = (
    State.STARTED,
    State.DRAFT,
    State.SAFETY_REVIEW,
    State.DEFENDER_REVIEW,
    State.REVIEWED,
    State.APPROVED,
    State.PUBLISHED,
    State.UPDATED,
)
MOVES: dict[tuple[State, Move], State] = {
    **{(state, Move.EDIT): State.DRAFT for state in EDITABLE},
    (State.DRAFT, Move.CHECK_CONSENT): State.CONSENT_CHECKED,
    (State.CONSENT_CHECKED, Move.CHECK_LEAKS): State.LEAK_CHECKED,
    (State.LEAK_CHECKED, Move.SUBMIT): State.SAFETY_REVIEW,
    (State.SAFETY_REVIEW, Move.PASS): State.REVIEWED,
    (State.SAFETY_REVIEW, Move.SEND_BACK): State.DRAFT,
    (State.REVIEWED, Move.APPROVE): State.APPROVED,
    (State.REVIEWED, Move.SEND_BACK): State.DRAFT,
    (State.APPROVED, Move.SEND_BACK): State.DRAFT,
    (State.APPROVED, Move.SCHEDULE): State.SCHEDULED,
    (State.SCHEDULED, Move.SEND_BACK): State.DRAFT,  # while its day has not come
    (State.APPROVED, Move.PUBLISH): State.PUBLISHED,
    (State.APPROVED, Move.UPDATE): State.UPDATED,
    **{(state, Move.RETRACT): State.RETRACTED for state in State if state is not State.RETRACTED},
}
# An appreciation: the defender takes the place of the safety review, and agrees for themselves alone.
_ANONYMOUS_ALONE = (State.CONSENT_CHECKED, State.SAFETY_REVIEW)
APPRECIATION_MOVES: dict[tuple[State, Move], State] = {
    **{pair: to for pair, to in MOVES.items() if not {pair[0], to} & set(_ANONYMOUS_ALONE)},
    (State.DRAFT, Move.CHECK_LEAKS): State.LEAK_CHECKED,
    (State.LEAK_CHECKED, Move.SUBMIT): State.DEFENDER_REVIEW,
    (State.DEFENDER_REVIEW, Move.PASS): State.REVIEWED,
    (State.DEFENDER_REVIEW, Move.SEND_BACK): State.DRAFT,
}
PUBLIC_STATES = frozenset({State.SCHEDULED, State.PUBLISHED, State.UPDATED})


def moves(appreciation: bool = False) -> dict[tuple[State, Move], State]:
    """Return the table of a kind of story."""
    return APPRECIATION_MOVES if appreciation else MOVES


def after(state: State, move: Move, appreciation: bool = False) -> State:
    """Return the state a move leads to. Raises StepNotOpen for any move not listed."""
    table = moves(appreciation)
    if (state, move) not in table:
        raise StepNotOpen
    return table[state, move]


def offered(state: State, appreciation: bool = False) -> frozenset[Move]:
    """Return the moves that a state allows."""
    return frozenset(move for at, move in moves(appreciation) if at is state)


def due_for_review(published_on: str, today: date) -> bool:
    """Tell whether a publication is so old that consent should be asked again."""
    return published_on <= last_due(today)


def last_due(today: date) -> str:
    """Return the last ISO day that is REVIEW_MONTHS ago, to be compared as text: it may be one that no calendar has."""
    months = today.year * 12 + today.month - 1 - REVIEW_MONTHS
    return f"{months // 12:04}-{months % 12 + 1:02}-{today.day:02}"


def arrived(state: State, published_on: str, day: str) -> State:
    """Return the state on an ISO day: what was scheduled has become public when its day has come."""
    return State.PUBLISHED if state is State.SCHEDULED and published_on <= day else state


def on_a_day(state: State, published_on: str, asked_on: str, today: date) -> State:
    """Return the state as people see it: what is public grows old, until consent is asked again (`asked_on`)."""
    state = arrived(state, published_on, today.isoformat())
    if state in (State.PUBLISHED, State.UPDATED) and due_for_review(max(published_on, asked_on), today):
        return State.REVIEW_DUE
    return state


def settled(dismissers: dict[str, set[str]], level: str, hit: str) -> bool:
    """Tell whether a finding is set aside: amber by a protection officer, red by one and by a second person.

    `dismissers` holds account ids, each with the role "officer:", "other:" or "writer:" before it, by the finding's
    id. A writer's word lets the text be sent in and counts for nothing more: nobody decides on what they wrote.
    """
    who = {name for name in dismissers.get(hit, set()) if not name.startswith("writer:")}
    officers = {name for name in who if name.startswith("officer:")}
    people = {name.partition(":")[2] for name in who}
    return bool(officers) and (level != "red" or len(people) > 1)


def may_be_told(incident: Incident) -> bool:
    """Tell whether a report was handed to the editors and everybody affected agrees now to an anonymous story."""
    gone = incident.state in (Work.WITHDRAWN, Work.PURGED) or incident.state is None
    return not gone and incident.handed_to_editors is not None and incident.allows("U7")
