"""Moves of the work that one person makes alone. Only those in the table; decisions of two are in deciding.py."""

from __future__ import annotations

from dataclasses import dataclass

from app.audit.events import Event
from app.crypto.identifiers import normal_id
from app.incidents.content.base import Entry
from app.incidents.content.inward import Linked, MergedInto, Note, SafeguardingSigned, Shared, Unlinked, Unmerged
from app.incidents.content.layout import MATCH, REPORT
from app.incidents.content.outward import HandedToEditors, Moved
from app.incidents.errors import MoveRefused, ReportUnknown
from app.incidents.rules.guards import Attempt, require, require_alone
from app.incidents.rules.limits import REASON
from app.incidents.rules.states import Move, State
from app.triage.errors import AlreadyDone, Incomplete, NoEditors
from app.triage.service.reading import OpenReport, open_report, to_work_on
from app.triage.service.talking import EVERYBODY
from app.triage.service.writing import optional, required, write
from app.vault import rings
from app.vault.actor import Actor
from app.vault.roles import Role
from app.vocabulary.wording import N_

WORKERS = (Role.REVIEWER, Role.COORDINATOR)
PUBLICATION = "publication"
FOR_EDITORS = (REPORT, MATCH)  # what the editors are given; never the names, never the desk's notes
MERGED_FROM = "merged_from"
NO_WORK = frozenset({State.DUPLICATE, State.WITHDRAWN, State.PURGED})
NOBODY_WORKS = N_("Nobody works on the other report: it was joined to another one, or taken back.")
NO_SUCH_STEP = N_("There is no such step. Choose one that is offered.")


@dataclass(frozen=True, slots=True)
class Sent:
    """What a person sends with a move: texts, a code of outcome_type, the reference of another report."""

    reason: str = ""
    words: str = ""  # what the filer reads
    outcome: str = ""
    referral: str = ""
    other_record: str = ""


def attempt_of(actor: Actor, report: OpenReport, sent: Sent) -> Attempt:
    """Return the attempt that the guards judge. Raises Incomplete for a text that cannot be stored."""
    for text in (sent.reason, sent.words, sent.referral):
        optional(text, REASON)
    return Attempt(
        actor.account,
        report.roles,
        report.own,
        reason=sent.reason,
        words=sent.words,
        outcome=sent.outcome,
        referral=sent.referral,
        other_record=normal_id(sent.other_record),
    )


def move_named(name: str) -> Move:
    """Return a move of the table. Raises Incomplete for any other word."""
    try:
        return Move(name)
    except ValueError:
        raise Incomplete(NO_SUCH_STEP) from None


def move(actor: Actor, record: str, name: str, sent: Sent, *, seen: int) -> int:
    """Make a move that one person may make, at the length they saw. Returns the new length.

    Raises MoveNotOpen, MoveRefused, SecondPersonNeeded, ChainGrew, NoEditors, AlreadyDone, ReportUnknown (also for
    the other record of a merge), and what `to_work_on` raises.
    """
    chosen = move_named(name)
    report = to_work_on(actor, record, *WORKERS, seen=seen)
    require_alone(report.incident, chosen, attempt_of(actor, report, sent))
    if chosen is Move.HAND_TO_EDITORS:
        return _hand_to_editors(actor, report, sent, seen)
    entries: list[Entry] = [_moved(chosen, sent), *_beside(actor, report, chosen, sent)]
    return write(actor, record, entries, seen=seen, event=Event.INCIDENT_MOVED)


def may_be_proposed(actor: Actor, report: OpenReport, chosen: Move, sent: Sent) -> bool:
    """Return whether a second person must decide this move. Raises where its guards are not met."""
    return require(report.incident, chosen, attempt_of(actor, report, sent))


def _moved(chosen: Move, sent: Sent) -> Moved:
    return Moved(move=chosen.value, words=sent.words, outcome=sent.outcome, referral=sent.referral)


def _beside(actor: Actor, report: OpenReport, chosen: Move, sent: Sent) -> list[Entry]:
    """Return what the desk keeps beside a move: the reason, and the other report."""
    if chosen is Move.MERGE:
        other = open_report(actor, normal_id(sent.other_record))
        if other.own or other.in_conflict(actor.account) or other.incident.merged_into == report.record:
            raise ReportUnknown  # nothing is told of one's own, nor of a report that is itself a duplicate of this
        if other.incident.state in NO_WORK:  # nor in a ring of three
            raise MoveRefused(NOBODY_WORKS)
        return [MergedInto(record=other.record, reason=sent.reason)]
    if chosen is Move.UNMERGE:
        return [Unmerged(reason=sent.reason)]
    return [Note(text=sent.reason)] if sent.reason.strip() else []


def link_merged(actor: Actor, record: str) -> None:
    """Note in the other report that this one was joined to it, or no longer is. Does so once.

    In a transaction of its own after the move: two records are never locked by one request.
    """
    merged = open_report(actor, record).incident.merged_into
    if merged and not _linked(to_work_on(actor, merged, *EVERYBODY, withdrawn=True), record):
        write(actor, merged, [Linked(record=record, relation=MERGED_FROM)])


def unlink_merged(actor: Actor, record: str, other: str) -> None:
    """Note in the other report that this one was separated from it again. Does so once."""
    if other and _linked(to_work_on(actor, other, *EVERYBODY, withdrawn=True), record):
        write(actor, other, [Unlinked(record=record, relation=MERGED_FROM)])


def _linked(report: OpenReport, record: str) -> bool:
    return any((link.record, link.relation) == (record, MERGED_FROM) for link in report.incident.links)


def _hand_to_editors(actor: Actor, report: OpenReport, sent: Sent, seen: int) -> int:
    if not rings.has_members(PUBLICATION):
        raise NoEditors
    if report.incident.handed_to_editors is not None:
        raise AlreadyDone
    entries: list[Entry] = [
        HandedToEditors(words=sent.words),
        Shared(ring=PUBLICATION, compartments=FOR_EDITORS),
    ]
    share = {compartment: [PUBLICATION] for compartment in FOR_EDITORS}
    event = Event.RECORD_SHARED
    return write(actor, report.record, entries, seen=seen, share=share, event=event, about=PUBLICATION)


def sign_safeguarding(actor: Actor, record: str, reason: str) -> int:
    """Agree, as a protection officer, that a story may be told from an especially sensitive report."""
    to_work_on(actor, record, Role.PROTECTION_OFFICER)
    why = required(reason, REASON, N_("Write why the story can be told safely."))
    return write(actor, record, [SafeguardingSigned(reason=why)])
