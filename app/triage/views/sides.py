"""Two reports part by part, in words: what each says, and where they differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

import msgspec
from flask_babel import gettext as _

from app.incidents.content.incident import Incident
from app.incidents.content.report import Act, Report
from app.triage.likeness.differences import Piece, differences
from app.triage.views.saying import Pairs, pairs, told
from app.web.facts import value_said
from app.web.language import written_day


@dataclass(frozen=True, slots=True)
class Line:
    """One answer of both reports, in pieces of which those that differ are marked."""

    label: str
    left: Sequence[Piece]
    right: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of both reports."""

    title: str
    lines: tuple[Line, ...]


def sides(one: Incident, other: Incident) -> list[Part]:
    """Return both reports part by part; what neither says is left out."""
    first, second = one.report or Report(), other.report or Report()
    found = [
        Part(_("What the filer tells"), _lines(told(one), told(other), words=True)),
        Part(_("Facts"), _lines(_facts(one, first), _facts(other, second))),
        Part(_("As written in the list"), _lines(_row(first), _row(second))),
        *_each(first.persons, second.persons, _("Persons and groups")),
        *_each(first.acts, second.acts, _("Acts")),
        *_each(first.perpetrators, second.perpetrators, _("Who did it")),
    ]
    return [part for part in found if part.lines]


def _facts(incident: Incident, report: Report) -> Pairs:
    filed = [(_("Filed"), written_day(date.fromisoformat(incident.filed.at[:10]), "long"))] if incident.filed else []
    return filed + pairs(report, "where", "narrative", "organisation") + pairs(report.where) + pairs(report.event)


def _row(report: Report) -> Pairs:
    return [(cell.heading, cell.value) for cell in report.imported]


def _each(ours: Sequence[msgspec.Struct], theirs: Sequence[msgspec.Struct], title: str) -> list[Part]:
    found = []
    for number, (one, other) in enumerate(zip_longest(ours, theirs), 1):
        lines = _lines(_told(one), _told(other))
        found.append(Part(f"{title} {number}" if max(len(ours), len(theirs)) > 1 else title, lines))
    return found


def _told(part: msgspec.Struct | None) -> Pairs:
    if part is None:
        return []
    code = [(_("What happened"), value_said((Act, "code"), part.code))] if isinstance(part, Act) else []
    inside = [value for name in part.__struct_fields__ if isinstance(value := getattr(part, name), msgspec.Struct)]
    return code + pairs(part) + [pair for one in inside for pair in pairs(one)]


def _lines(ours: Pairs, theirs: Pairs, words: bool = False) -> tuple[Line, ...]:
    first, second = dict(ours), dict(theirs)
    lines = []
    for label in [*first, *(label for label in second if label not in first)]:
        one, other = first.get(label, ""), second.get(label, "")
        if words:
            left, right = differences(one, other)
        else:
            left, right = [(one, one != other)], [(other, one != other)]
        lines.append(Line(label, left, right))
    return tuple(lines)
