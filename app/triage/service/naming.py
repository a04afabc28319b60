"""The names of a report: opened by a protection officer who says why, in the filer's sight."""

from __future__ import annotations

from app.audit.events import Event
from app.incidents.content.identities import Names, SourceIdentity
from app.incidents.content.outward import IdentityOpened
from app.incidents.rules.limits import REASON
from app.triage.errors import NotForYou, NotShown
from app.triage.service.reading import OpenReport, to_work_on, with_names
from app.triage.service.writing import required, write
from app.vault.actor import Actor
from app.vault.roles import Role
from app.vocabulary.wording import N_

SHORTEST = 8  # characters: a purpose is a sentence, not a dot


def for_officer(actor: Actor, record: str) -> OpenReport:
    """Return a report to a protection officer who may open its names: a partner's officers hold no key of them.

    Raises NotForYou, and what `to_work_on` raises.
    """
    report = to_work_on(actor, record, Role.PROTECTION_OFFICER, withdrawn=True)
    if not opens_names(actor, report):
        raise NotForYou
    return report


def opens_names(actor: Actor, report: OpenReport) -> bool:
    """Tell whether the actor is a protection officer of the desk that the names are sealed to."""
    return any(actor.has(Role.PROTECTION_OFFICER, desk) for desk in report.officers_of)


def open_names(actor: Actor, record: str, purpose: str) -> int:
    """Note that the actor opens the names, and why; the filer sees it. Returns the new length.

    Raises Incomplete, and what `to_work_on` raises.
    """
    for_officer(actor, record)
    return write(actor, record, [IdentityOpened(purpose=stated(purpose))], event=Event.IDENTITY_OPENED)


def stated(purpose: str) -> str:
    """Return a purpose that says something. Raises Incomplete."""
    missing = N_("Write why you need the names. The filer will read it.")
    return required(purpose if len(purpose.strip()) >= SHORTEST else "", REASON, missing)


def names(actor: Actor, record: str) -> tuple[Names | None, dict[str, SourceIdentity]]:
    """Return the names of a report, and of its sources, to an officer who has stated a purpose in it.

    That it was in this session, the caller knows. The names are None where the officers hold no key of them.
    Raises NotShown, and what `to_work_on` raises.
    """
    report = for_officer(actor, record)
    if not any(opening.stamp.author == actor.account for opening in report.incident.openings):
        raise NotShown
    named: OpenReport = with_names(report)
    return named.incident.names, named.incident.source_names
