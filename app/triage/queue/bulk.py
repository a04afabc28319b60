"""The same act on several reports. Each is judged and written by itself, exactly as if it were done on its own page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.crypto.identifiers import normal_id
from app.incidents.rules.states import Move
from app.triage.errors import Incomplete
from app.triage.service import assigning, moving
from app.vault.actor import Actor
from app.vocabulary.wording import N_

MOST = 50
ASSIGN = "assign"
MOVES = (Move.ACKNOWLEDGE, Move.TRIAGE)  # those that ask for nothing to be written
LONGEST_NUMBER = 9


class TooManyAtOnce(Incomplete):
    """More reports were chosen than are done at once."""

    def __init__(self) -> None:
        super().__init__(N_("Choose at most %(limit)d reports at once. This one was left as it is."), limit=MOST)


@dataclass(frozen=True, slots=True)
class Chosen:
    """One report that was ticked, at the length that the person saw."""

    record: str
    length: int


def chosen_of(values: Iterable[str]) -> list[Chosen]:
    """Return the reports that were ticked, each once; a value that names none is left out."""
    found: dict[str, Chosen] = {}
    for text in values:
        name, _, length = text.partition(".")
        record = normal_id(name)
        if record and length.isascii() and length.isdigit() and len(length) <= LONGEST_NUMBER:
            found.setdefault(record, Chosen(record, int(length)))
    return list(found.values())


def act(actor: Actor, place: int, chosen: Chosen, what: str, to: str) -> None:
    """Give one report to `to` ("" for nobody), or make a move on it. `place` counts the reports of one request.

    Raises TooManyAtOnce, Incomplete for an act that is none, and what `assign` and `move` raise.
    """
    if place >= MOST:
        raise TooManyAtOnce
    if what == ASSIGN:
        assigning.assign(actor, chosen.record, to, seen=chosen.length)
    elif what in MOVES:
        moving.move(actor, chosen.record, what, moving.Sent(), seen=chosen.length)
    else:
        raise Incomplete(moving.NO_SUCH_STEP)
