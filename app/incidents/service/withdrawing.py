"""Taking a report back. What that sets in motion in later rooms is the room `withdrawal`'s."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from app.errors import Conflict
from app.incidents.content.incident import Incident
from app.incidents.content.layout import REPORT
from app.incidents.content.outward import SpotlightRetracted, WithdrawalRequested
from app.incidents.rules.limits import REASON
from app.incidents.service.following import told_in
from app.incidents.service.saying import checked, open_own
from app.vault import sealing
from app.vault.actor import Actor
from app.vocabulary.wording import N_


class ToldMeanwhile(Conflict):
    """A story that tells the report appeared between taking the others down and saying so."""

    def __init__(self) -> None:
        super().__init__(N_("A story about this was published at the same moment. Send it once more."))


def withdraw(actor: Actor, record: str, taken_down: Sequence[str], why: str = "") -> None:
    """Take a report back: every consent ends and the desk stops using it.

    `taken_down` are the publications retracted before. Raises ToldMeanwhile, ReportUnknown or WithdrawnAlready; and
    ChainGrew where somebody wrote at the same moment, since that may have been such a story.
    """
    incident = open_own(actor, record)
    request = WithdrawalRequested(why=checked(why, REASON))
    sealing.append(actor, record, [*_retracted(incident, taken_down), (REPORT, request)], expect=incident.last_seq)


def note_retractions(actor: Actor, record: str, taken_down: Sequence[str]) -> None:
    """Write into a report that the stories that told it are public no longer. Raises ToldMeanwhile or ChainGrew."""
    incident = open_own(actor, record)
    if entries := _retracted(incident, taken_down):
        sealing.append(actor, record, entries, expect=incident.last_seq)


def _retracted(incident: Incident, taken_down: Sequence[str]) -> list[tuple[str, msgspec.Struct]]:
    told = told_in(incident)
    if not set(told) <= set(taken_down):
        raise ToldMeanwhile
    return [(REPORT, SpotlightRetracted(publication=one)) for one in told]
