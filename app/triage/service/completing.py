"""What the desk completes in a report: coded answers alone, each with what it was. The filer sees every one."""

from __future__ import annotations

from app.incidents.content.base import Entry
from app.incidents.content.draft import Filing
from app.incidents.content.inward import Matching
from app.incidents.content.matched import matching_of
from app.incidents.content.outward import FactsCorrected
from app.incidents.content.report import Report
from app.incidents.errors import NotComplete
from app.incidents.rules.correcting import NotCorrectable, difference, written
from app.incidents.rules.filing import check
from app.incidents.rules.limits import REASON
from app.triage.errors import AnswersNotTheDesks, Incomplete
from app.triage.service.reading import to_work_on
from app.triage.service.writing import optional, write
from app.vault.actor import Actor
from app.vault.roles import Role
from app.vocabulary.wording import N_


def correct_facts(actor: Actor, record: str, report: Report, why: str = "", *, seen: int) -> int:
    """Complete or correct coded answers: `report` is the text as it is now, with them. Returns the new length.

    Raises NotComplete naming the fields, AnswersNotTheDesks where anything but a coded answer differs, Incomplete where
    nothing does, ChainGrew, and what `to_work_on` raises.
    """
    now = to_work_on(actor, record, Role.REVIEWER, seen=seen).incident.report
    return write(actor, record, corrections(now, report, why), seen=seen)


def corrections(now: Report | None, report: Report, why: str = "") -> list[Entry]:
    """Return what is written when `report` replaces the text as it is now. Raises what `correct_facts` does."""
    if now is None:
        raise AnswersNotTheDesks
    try:
        facts = difference(now, report)
    except NotCorrectable:
        raise AnswersNotTheDesks from None
    if not facts:
        raise Incomplete(N_("Nothing was changed. Change an answer first."))
    before = check(Filing(report=now))
    if problems := [one for one in check(Filing(report=report)) if one not in before]:
        raise NotComplete(problems)
    return [FactsCorrected(facts=facts, why=optional(why, REASON)), *_matching(written(facts))]


def _matching(report: Report) -> list[Matching]:
    """Return the matching strings of a place that the desk wrote, so that it is looked for like the filer's."""
    matching = matching_of(Filing(report=report))
    return [matching] if matching.strings else []
