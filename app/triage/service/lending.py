"""Reports of other desks whose names this desk's protection officers open, because those desks have none."""

from __future__ import annotations

from app.incidents.content.layout import REPORT
from app.triage.service.reading import KIND
from app.vault import records
from app.vault.actor import Actor
from app.vault.roles import Role

MOST = 100


def lent(actor: Actor, desk: str) -> list[str]:
    """Return the reports whose names are lent to the officers of a desk; none for anybody else.

    Only these reports are sealed to the officers' ring as a whole: it opens the names of its own desk's, and no more.
    """
    if not actor.has(Role.PROTECTION_OFFICER, desk):
        return []
    return records.held_by(f"protection:{desk}", KIND, MOST, REPORT)
