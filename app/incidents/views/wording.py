"""What a filer reads in the timeline of a report."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.accounts.service.people import work_name
from app.incidents.content.incident import Incident, Stamp, TimelineItem
from app.incidents.content.report import Report
from app.incidents.rules.states import Move
from app.vocabulary import lists
from app.vocabulary.acts import act_group
from app.web.facts import fact_said
from app.web.language import page_locale

KINDS = {
    "filed": _l("Report filed"),
    "consented": _l("Answers on consent recorded"),
    "amended": _l("Report changed or added to"),
    "facts_corrected": _l("The desk completed or corrected answers"),
    "consent_changed": _l("Answer on consent changed for %(detail)s"),
    "withdrawn_on_behalf": _l("The desk recorded that %(detail)s withdrew a consent"),
    "message": _l("Message"),
    "erased": _l("Something written by mistake was erased"),
    "withdrawal_requested": _l("Report withdrawn"),
    "identity_opened": _l("A protection officer opened the names"),
    "handed_to_editors": _l("The editors may read the report"),
    "told_in_spotlight": _l("A story that tells this report was published"),
    "spotlight_retracted": _l("That story was taken down"),
    "identities": _l("Names filed"),
    "identities_amended": _l("Names changed or added to"),
    "source_identity": _l("A source was named"),
}
MOVES = {
    Move.ACKNOWLEDGE: _l("The desk has your report"),
    Move.TRIAGE: _l("The desk is looking at how great the danger is"),
    Move.ASK: _l("The desk asks you something"),
    Move.RESUME: _l("The desk goes on with your report"),
    Move.RESPOND: _l("The desk is acting"),
    Move.MONITOR: _l("The desk is watching what happens"),
    Move.CLOSE: _l("The desk closed the report"),
    Move.REOPEN: _l("The desk opened the report again"),
    Move.MERGE: _l("The desk knows of this from another report and works there"),
    Move.UNMERGE: _l("The desk works on this report by itself again"),
    Move.REFER: _l("The desk cannot act on this and tells you who may"),
    Move.NOT_CREDIBLE: _l("Two people of the desk could not believe the report"),
    Move.PURGE: _l("The keys of the report were destroyed"),
}


@dataclass(frozen=True)
class Said:
    """One line of the timeline or one message, as a page shows it."""

    at: str
    text: str
    who: str
    detail: str = ""
    key: bool = False
    mine: bool = False
    seq: int = 0
    lang: str = ""
    new: bool = False


def kind_said(report: Report) -> str:
    """Return where a report is about and what kind of thing, in a few words: enough to tell it from one's others."""
    locale = page_locale()
    groups = [act_group(act.code) for act in report.acts if lists.is_code("act", act.code)] or [report.act_group]
    named = [lists.label("act_group", group, locale) for group in groups[:1] if group]
    return " · ".join([lists.label("country", report.country, locale), *named] if report.country else named)


def who(stamp: Stamp) -> str:
    """Return who wrote an entry, as its filer reads it."""
    return str(gettext("You")) if stamp.by_filer else work_name(stamp.author)


def timeline(incident: Incident) -> list[Said]:
    """Return what happened to a report, the latest first. Messages stand elsewhere."""
    details = {passage.stamp.seq: passage.words for passage in incident.passages}
    details |= {opening.stamp.seq: opening.purpose for opening in incident.openings}
    details |= {seq: "\n".join(lines) for seq, lines in _corrected(incident).items()}
    return [
        Said(
            at=item.stamp.at,
            text=_words(item),
            who=who(item.stamp),
            detail=details.get(item.stamp.seq, ""),
            key=item.kind in ("moved", "identity_opened", "told_in_spotlight"),
        )
        for item in reversed(incident.timeline)
        if item.kind != "message"
    ]


def _corrected(incident: Incident) -> dict[int, list[str]]:
    """Return what the desk changed in the answers, by entry, and why."""
    found = {stamp.seq: [why] for stamp, _text, why in incident.versions if why and not stamp.by_filer}
    for one in reversed(incident.corrections):
        found.setdefault(one.stamp.seq, []).insert(0, fact_said(one))
    return found


def _words(item: TimelineItem) -> str:
    if item.kind == "moved":
        return str(MOVES.get(Move(item.detail), item.detail)) if item.detail in set(Move) else item.detail
    words = str(KINDS.get(item.kind, _l("Something newer than this page knows of")))
    return words % {"detail": item.detail} if "%(" in words else words


def conversation(incident: Incident, unread: frozenset[int]) -> list[Said]:
    """Return the messages both ways, the oldest first."""
    return [
        Said(
            at=said.stamp.at,
            text=said.text,
            who=who(said.stamp),
            mine=said.stamp.by_filer,
            seq=said.stamp.seq,
            lang=said.language,
            new=said.stamp.seq in unread,
        )
        for said in incident.messages
    ]
