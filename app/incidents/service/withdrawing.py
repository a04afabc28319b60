"""Taking a report back. What that sets in motion in later rooms is the room `withdrawal`'s."""

from __future__ import annotations

import msgspec

from app.incidents.content.layout import REPORT
from app.incidents.content.outward import SpotlightRetracted, WithdrawalRequested
from app.incidents.rules.limits import REASON
from app.incidents.service.following import told_in
from app.incidents.service.saying import checked, open_own
from app.vault import sealing
from app.vault.actor import Actor


def note_retractions(actor: Actor, record: str) -> None:
    """Write into a report that the stories that told it are public no longer. They have been taken down before."""
    told = told_in(open_own(actor, record))
    if told:
        sealing.append(actor, record, [(REPORT, SpotlightRetracted(publication=one)) for one in told])


def withdraw(actor: Actor, record: str, why: str = "") -> None:
    """Take a report back: every consent ends and the desk stops using it. Raises ReportUnknown, WithdrawnAlready."""
    told = told_in(open_own(actor, record))
    entries: list[tuple[str, msgspec.Struct]] = [(REPORT, SpotlightRetracted(publication=one)) for one in told]
    entries.append((REPORT, WithdrawalRequested(why=checked(why, REASON))))
    sealing.append(actor, record, entries)
