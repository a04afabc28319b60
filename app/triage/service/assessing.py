"""Risk and plan: what triage is for."""

from __future__ import annotations

from app.incidents.content.inward import Planned
from app.incidents.rules.limits import MESSAGE, REASON
from app.triage import risk
from app.triage.service.reading import to_work_on
from app.triage.service.writing import optional, required, write
from app.vault.actor import Actor
from app.vault.roles import Role
from app.vocabulary.wording import N_


def assess_risk(
    actor: Actor,
    record: str,
    scores: tuple[int, int, int],
    *,
    flags: tuple[str, ...] = (),
    override: str = "",
    reason: str = "",
    note: str = "",
    seen: int | None = None,
) -> int:
    """Store an assessment: scores of 1 to 5 for threat, vulnerability and capacity.

    Raises RiskRefused, Incomplete, ChainGrew, and what `to_work_on` raises.
    """
    to_work_on(actor, record, Role.REVIEWER, seen=seen)
    reason, note = optional(reason, REASON), optional(note, MESSAGE)
    assessed = risk.assess(*scores, flags=flags, override=override, reason=reason, note=note)
    return write(actor, record, [assessed], seen=seen)


def write_plan(actor: Actor, record: str, text: str, *, seen: int | None = None) -> int:
    """Store the protection plan; the newest one holds. Raises Incomplete, ChainGrew, and what `to_work_on` raises."""
    to_work_on(actor, record, Role.REVIEWER, seen=seen)
    return write(actor, record, [Planned(text=required(text, MESSAGE, N_("Write the plan first.")))], seen=seen)
