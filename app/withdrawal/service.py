"""Taking consent back. Stories go first and at once, in the filer's own request; then the report says so.

No transaction may write both a publication and a record, so each withdrawal is two: `take_down`, then `withdraw` or
`change_consent`. Between them a new story may appear: the second then refuses with ToldMeanwhile and the first runs
again. A crash between them leaves a story down and the report as it was, never the other way round.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from app.incidents.content.consent import Consent
from app.incidents.content.incident import Incident
from app.incidents.content.outward import SpotlightRetracted
from app.incidents.content.report import Person, Report
from app.incidents.service import amending, saying, withdrawing
from app.incidents.service.drafts import open_draft
from app.incidents.service.following import told_in
from app.incidents.service.withdrawing import ToldMeanwhile
from app.spotlight.service import publications
from app.spotlight.service.forgetting import forget_traces
from app.triage.service import completing, correcting
from app.triage.service.reading import to_work_on
from app.triage.service.writing import write
from app.vault.actor import Actor
from app.vault.roles import Role

__all__ = [
    "ToldMeanwhile", "amend", "amendment_ends_publication", "change_consent", "correct_facts", "ends_publication",
    "forget_traces", "take_down", "take_down_for_facts", "take_down_on_behalf", "withdraw", "withdraw_on_behalf",
]  # fmt: skip

# Uses without which no story may stay public.
TELLING = frozenset({"U1", "U7", "U8", "U9"})
STORY = "U7"  # to be told of without a name: asked of everybody in a report, whoever is added later, too


def ends_publication(
    actor: Actor, record: str, person: str, uses: dict[str, str], assent: str = "", assent_reason: str = ""
) -> bool:
    """Tell whether these answers take back something that a public story rests on. Raises ReportUnknown.

    `assent` is a child's own answer, "" for the same as before.
    """
    incident = saying.open_own(actor, record)
    state = incident.consents.get(person)
    if state is None:
        return False
    minor = person in _minors(incident.persons)
    after = replace(state.now, uses={**state.now.uses, **uses})
    if assent:
        after = replace(after, assent=assent, assent_reason=assent_reason)
    return _ends(state.now, minor, after, minor)


def _ends(before: Consent, was_minor: bool, after: Consent, minor: bool) -> bool:
    return any(before.agrees(use, was_minor) and not after.agrees(use, minor) for use in TELLING)


def _minors(persons: Sequence[Person]) -> set[str]:
    return {one.key for one in persons if one.minor}


def amendment_ends_publication(actor: Actor, draft: str) -> bool:
    """Tell whether a draft that changes a report takes such an answer back, or adds somebody who gave none.

    Raises ReportUnknown.
    """
    saved = open_draft(actor, draft).saved
    incident = saying.open_own(actor, saved.amends)
    asked = {key: state.now for key, state in incident.consents.items()}
    before, minors = _minors(incident.persons), _minors(saved.filing.report.persons)
    for one in saved.filing.consents:
        if one.person in asked and _ends(asked[one.person], one.person in before, one, one.person in minors):
            return True
    asked |= {one.person: one for one in saved.filing.consents}
    persons = [one.key for one in saved.filing.report.persons]
    return not persons or not all(key in asked and asked[key].agrees(STORY, key in minors) for key in persons)


def take_down(actor: Actor, record: str) -> tuple[str, ...]:
    """Take down every story that tells a report and return their publications. Raises ReportUnknown."""
    told = told_in(saying.open_own(actor, record))
    publications.retract_for_withdrawal(told)
    return told


def withdraw(actor: Actor, record: str, taken_down: Sequence[str], why: str = "") -> None:
    """Take a report back once its stories are down. Raises ToldMeanwhile, ReportUnknown or WithdrawnAlready."""
    withdrawing.withdraw(actor, record, taken_down, why)


def change_consent(
    actor: Actor,
    record: str,
    person: str,
    uses: dict[str, str],
    taken_down: Sequence[str],
    **told: Any,
) -> None:
    """Change one person's answers once the stories that rested on them are down, and note that they are.

    `told` is what `saying.change_consent` takes. Raises ToldMeanwhile, and what that raises.
    """
    if ends_publication(actor, record, person, uses, told.get("assent", ""), told.get("assent_reason", "")):
        withdrawing.note_retractions(actor, record, taken_down)
    saying.change_consent(actor, record, person, uses, **told)


def amend(actor: Actor, draft: str, taken_down: Sequence[str], why: str = "", over: int = 0) -> str:
    """Write a draft into its report once the stories that rested on what it takes back are down; return the report.

    Raises ToldMeanwhile, and what `amending.amend` raises.
    """
    if amendment_ends_publication(actor, draft):
        withdrawing.note_retractions(actor, open_draft(actor, draft).saved.amends, taken_down)
    return amending.amend(actor, draft, why, over)


def take_down_on_behalf(actor: Actor, record: str, person: str, uses: Sequence[str], *, seen: int) -> tuple[str, ...]:
    """Take down what tells a report of which somebody without an account took back a use that a story rests on.

    For whoever may record that withdrawal at the desk; returns the publications. Raises ChainGrew, and what
    `to_work_on` raises.
    """
    incident = _at_desk(actor, record, seen)
    if not TELLING & set(uses) or person not in {one.key for one in incident.persons}:
        return ()
    told = told_in(incident)
    publications.retract_for_withdrawal(told)
    return told


def withdraw_on_behalf(
    actor: Actor, record: str, person: str, uses: tuple[str, ...], how: str, taken_down: Sequence[str], *, seen: int
) -> int:
    """Record at the desk that somebody took uses back, once the stories that rested on them are down.

    Raises ToldMeanwhile, ChainGrew where the record is longer than the person saw, Incomplete, and what `to_work_on`
    raises.
    """
    told = told_in(_at_desk(actor, record, seen)) if TELLING & set(uses) else ()
    if not set(told) <= set(taken_down):
        raise ToldMeanwhile
    if told:
        seen = write(actor, record, [SpotlightRetracted(publication=one) for one in told], seen=seen)
    return correcting.withdraw_on_behalf(actor, record, person, uses, how, seen=seen)


def take_down_for_facts(actor: Actor, record: str, report: Report, why: str = "", *, seen: int) -> tuple[str, ...]:
    """Take down what tells a report in which the desk's answers turn somebody into a child who did not agree.

    `report` is what `correct_facts` is given. Returns the publications. Raises what `correct_facts` does.
    """
    incident = to_work_on(actor, record, Role.REVIEWER, seen=seen).incident
    completing.corrections(incident.report, report, why)  # nothing goes down for answers that are refused
    told = told_in(incident) if _ends_by_age(incident, report) else ()
    publications.retract_for_withdrawal(told)
    return told


def correct_facts(
    actor: Actor, record: str, report: Report, taken_down: Sequence[str], why: str = "", *, seen: int
) -> int:
    """Complete or correct coded answers at the desk, once the stories that must not stay are down.

    Raises ToldMeanwhile, and what `completing.correct_facts` raises.
    """
    incident = to_work_on(actor, record, Role.REVIEWER, seen=seen).incident
    told = told_in(incident) if _ends_by_age(incident, report) else ()
    if not set(told) <= set(taken_down):
        raise ToldMeanwhile
    if told:
        seen = write(actor, record, [SpotlightRetracted(publication=one) for one in told], seen=seen)
    return completing.correct_facts(actor, record, report, why, seen=seen)


def _ends_by_age(incident: Incident, report: Report) -> bool:
    before, after = _minors(incident.persons), _minors(report.persons)
    return any(_ends(state.now, key in before, state.now, key in after) for key, state in incident.consents.items())


def _at_desk(actor: Actor, record: str, seen: int) -> Incident:
    everybody = (Role.REVIEWER, Role.PROTECTION_OFFICER, Role.COORDINATOR)
    return to_work_on(actor, record, *everybody, seen=seen, withdrawn=True).incident
