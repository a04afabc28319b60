"""Sources, and verification of one act at a time."""

from __future__ import annotations

import msgspec

from app.accounts.profiles import own_profile
from app.incidents.content.identities import SourceIdentity
from app.incidents.content.inward import ActVerified, SourceAdded
from app.incidents.content.report import Contact
from app.incidents.errors import VerificationRefused
from app.incidents.matching import normalise
from app.incidents.rules.limits import LINE, MESSAGE, REASON
from app.incidents.rules.verification import Verification
from app.incidents.rules.verifying import step_refused, verifier_refused
from app.triage.errors import Incomplete, NotForYou
from app.triage.service.reading import OpenReport, to_work_on
from app.triage.service.writing import optional, required, write
from app.vault.actor import Actor
from app.vault.errors import ChainGrew
from app.vault.roles import Role
from app.vocabulary.acts import SDG_CLASSES
from app.vocabulary.dates import DateError, parse
from app.vocabulary.lists import is_code
from app.vocabulary.wording import N_

TRIES = 8
CODED = {
    "connection": "source_connection",
    "reliability": "source_reliability",
    "credibility": "information_credibility",
}
ANSWERS = ("", "yes", "no", "ask")
NOT_LISTED = N_("Choose from the list.")


def add_source(actor: Actor, record: str, source: SourceAdded) -> str:
    """Note where information comes from, in codes, and return its key (S1, S2). The key sent is not looked at.

    Raises Incomplete, and what `to_work_on` raises.
    """
    for _attempt in range(TRIES):
        report = to_work_on(actor, record, Role.REVIEWER)
        _check_source(report, source)
        number = 1 + max((int(key[1:]) for key in report.incident.sources if key[1:].isdigit()), default=0)
        keyed = msgspec.structs.replace(source, key=f"S{number}")
        try:
            write(actor, record, [keyed], seen=report.length)
        except ChainGrew:
            continue  # somebody wrote meanwhile, perhaps a source of this number
        return keyed.key
    raise ChainGrew


def _check_source(report: OpenReport, source: SourceAdded) -> None:
    coded = {name: getattr(source, name) for name in CODED}
    known = all(not code or is_code(CODED[name], code) for name, code in coded.items())
    acts = {state.act.key for state in report.incident.acts}
    answers = source.may_be_quoted in ANSWERS and source.may_be_contacted in ANSWERS
    if not source.connection or not known or not answers or not set(source.acts) <= acts:
        raise Incomplete(NOT_LISTED)
    optional(source.material, REASON)
    try:
        parse(source.date) if source.date else None
    except DateError as problem:
        raise Incomplete(str(problem)) from None


def name_source(actor: Actor, record: str, source: SourceIdentity) -> int:
    """Say who a source is, for the protection officers (and the filer, who may open the same names).

    Raises Incomplete, and what `to_work_on` raises.
    """
    report = to_work_on(actor, record, Role.PROTECTION_OFFICER)
    if not any(actor.has(Role.PROTECTION_OFFICER, desk) for desk in report.officers_of):
        raise NotForYou  # a partner's officers hold no key of the names
    if source.source not in report.incident.sources:
        raise Incomplete(NOT_LISTED)
    required(source.name, 2 * LINE, N_("Write the name of the source."))
    optional(source.note, REASON)
    contact = source.contact or Contact()
    for line in (contact.channel, contact.address):
        optional(line, 2 * LINE)
    return write(actor, record, [source])


def same_organisation(actor: Actor, report: OpenReport) -> bool:
    """Tell whether the actor belongs to the filer's organisation, however it is written."""
    theirs = report.incident.report.organisation if report.incident.report else ""
    folded = " ".join(normalise(theirs).split())
    return bool(folded) and folded == " ".join(normalise(own_profile(actor).organisation).split())


def verify_act(actor: Actor, record: str, step: ActVerified, *, seen: int | None = None) -> int:
    """Take one step of verification of one act, by the table.

    Raises VerificationRefused saying what is missing, ChainGrew, and what `to_work_on` raises.
    """
    report = to_work_on(actor, record, Role.REVIEWER, seen=seen)
    conflict = report.in_conflict(actor.account)
    same = same_organisation(actor, report)
    if why := verifier_refused(own=report.own, same_organisation=same, in_conflict=conflict):
        raise VerificationRefused(why)
    before = next((one.verification for one in report.incident.acts if one.act.key == step.act), None)
    if before is None or step.sdg_class not in ("", *SDG_CLASSES):
        raise Incomplete(NOT_LISTED)
    if why := step_refused(Verification(before), step, report.incident.sources):
        raise VerificationRefused(why)
    optional(step.reasoning, MESSAGE)
    known = tuple(key for key in step.sources if key in report.incident.sources)
    return write(actor, record, [msgspec.structs.replace(step, sources=known)], seen=seen)
