"""From what is stored to words in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from flask_babel import gettext as _

from app.accounts.service.people import work_name
from app.errors import Refusal
from app.incidents.content.incident import Incident, TimelineItem
from app.incidents.matching import SAME_PERSON
from app.incidents.rules import guards
from app.incidents.rules.states import Move
from app.incidents.rules.wording import MOVES, TIMELINE
from app.triage.likeness.candidates import VERY, Suggestion
from app.triage.risk import RED_FLAGS, Level, RedFlag
from app.triage.wording import COMPARTMENTS, LABELS, LEVELS, NARRATIVE, RELATIONS
from app.vocabulary import lists
from app.web.facts import date_said, fact_said, value_said
from app.web.language import page_locale

__all__ = ["date_said", "fact_said"]  # templates say these as well

Pairs = list[tuple[str, str]]
GUARDS = guards.REASONS
RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


def level_said(level: str) -> str:
    """Return the word for a level; "" for none."""
    return _(LEVELS[Level(level)]) if level else ""


def who(author: str) -> str:
    """Return who wrote something: a work name, or the filer."""
    return _("The filer") if author == "filer" else work_name(author) or _("Somebody who has left")


def pairs(part: msgspec.Struct | None, *leave: str) -> Pairs:
    """Return label and value of what is said in a part of a report, in the order of its fields."""
    found: Pairs = []
    for name in part.__struct_fields__ if part is not None else ():
        place, value = (type(part), name), getattr(part, name)
        if place in LABELS and name not in leave and value not in ("", None, ()):
            found.append((_(LABELS[place]), value_said(place, value)))
    return found


def only(part: msgspec.Struct, *names: str) -> Pairs:
    """Return label and value of what is said in some fields of a part."""
    return pairs(part, *(name for name in part.__struct_fields__ if name not in names))


def told(incident: Incident) -> Pairs:
    """Return the filer's own words, each under its question."""
    narrative = incident.report.narrative if incident.report else None
    return [(_(label), getattr(narrative, name)) for name, label in NARRATIVE.items() if getattr(narrative, name, "")]


def detail_said(item: TimelineItem) -> str:
    """Return the detail of a line of the timeline in words."""
    detail = item.detail
    if item.kind in ("moved", "proposed"):
        return _(MOVES[Move(detail)]) if detail in {move.value for move in Move} else detail
    if item.kind == "risk_assessed":
        return level_said(detail)
    if item.kind in ("assigned", "handed_over"):
        return who(detail) if detail else _("nobody")
    if item.kind == "act_verified":
        return lists.label("act_verification", detail, page_locale())
    if item.kind in ("linked", "unlinked"):
        return _(RELATIONS[detail]) if detail in RELATIONS else detail
    return detail


def line(item: TimelineItem) -> str:
    """Return what happened, in a few words."""
    words = TIMELINE[item.kind]
    if "%(detail)s" in words:
        return str(_(words, detail=item.detail))
    detail = detail_said(item)
    return f"{_(words)}: {detail}" if detail else str(_(words))


def timeline(incident: Incident, after: int = 0, texts: bool = False) -> list[dict[str, Any]]:
    """Return the lines of the timeline following an entry, with the words of messages and notes where asked."""
    spoken = {said.stamp.seq: said.text for said in (*incident.messages, *incident.notes, *incident.plans)}
    spoken |= {passage.stamp.seq: passage.words for passage in incident.passages}
    spoken |= {proposal.stamp.seq: proposal.proposed.reason for proposal in incident.proposals}
    return [
        {
            "at": item.stamp.at,
            "text": line(item),
            "who": who(item.stamp.author),
            "detail": spoken.get(item.stamp.seq, "") if texts else "",
            "key": item.kind in ("filed", "moved"),
            "seq": item.stamp.seq,
            "sees": _(COMPARTMENTS[item.compartment]),
        }
        for item in sorted(incident.timeline, key=lambda one: one.stamp.seq)
        if item.stamp.seq > after
    ]


def direction(language: str) -> str:
    """Return the direction of a text: by its language where that is known, else as its letters say."""
    return "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "auto"


def flags(incident: Incident, found: Iterable[RedFlag]) -> list[str]:
    """Return the red flags that stand: those ticked by a person, and those found in the answers since."""
    ticked = incident.risk.flags if incident.risk else ()
    stand = [_(words) for flag, words in RED_FLAGS.items() if flag.value in ticked]
    for flag in found:
        if incident.risk is None:
            stand.append(_(RED_FLAGS[flag]))
        elif flag.value not in ticked:
            stand.append(_("%(flag)s (found in the answers, not ticked at the assessment)", flag=_(RED_FLAGS[flag])))
    return stand


def aside(incident: Incident) -> list[str]:
    """Return a plain line for each entry that does not count, and why."""
    lines = [_("Entry %(number)s: %(why)s", number=one.seq, why=_(one.why)) for one in incident.set_aside]
    newer = [
        _("Entry %(number)s was written by a newer version of Amparo.", number=one.seq) for one in incident.unknown
    ]
    return [*lines, *newer]


def conversation(incident: Incident, me: str) -> list[dict[str, Any]]:
    """Return the messages both ways, words sent with a move included, oldest first."""
    sent = [(said.stamp, said.text, said.language) for said in incident.messages]
    sent += [(passage.stamp, passage.words, "") for passage in incident.passages if passage.words]
    return [
        {"mine": stamp.author == me, "who": who(stamp.author), "at": stamp.at, "text": text, "lang": language}
        for stamp, text, language in sorted(sent, key=lambda one: one[0].seq)
    ]


def notes(incident: Incident, me: str) -> list[dict[str, Any]]:
    """Return the internal notes, oldest first."""
    return [
        {"mine": said.stamp.author == me, "who": who(said.stamp.author), "at": said.stamp.at, "text": said.text}
        for said in incident.notes
    ]


def refusal_said(refusal: Refusal | None) -> str:
    """Return a refusal in the reader's language, "" for none."""
    return str(_(refusal.message)) if refusal else ""


def people_said(accounts: Iterable[str]) -> str:
    """Return work names, separated by commas."""
    return ", ".join(sorted(work_name(account) for account in accounts))


def likeness_said(found: Suggestion) -> str:
    """Return how like two reports are, and by what, in words."""
    signs = [
        *([_("the same name, number or address")] if found.person >= SAME_PERSON else []),
        *([_("a name that sounds alike")] if 0 < found.person < SAME_PERSON else []),
        *([_("nearly the same words")] if found.words >= VERY * 100 else []),
        *([_("many of the same words")] if 0 < found.words < VERY * 100 else []),
    ]
    very, possible = _("Very likely"), _("Possible")
    how = very if found.score >= VERY else possible
    return str(_("%(step)s: %(problem)s", step=how, problem=", ".join(signs)))


def link_said(relation: str) -> str:
    """Return what a link between two reports means."""
    return _(RELATIONS[relation]) if relation in RELATIONS else relation
