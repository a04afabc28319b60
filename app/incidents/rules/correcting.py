"""The coded answers that a desk may complete or correct, one by one. All other answers are the filer's alone.

An answer is named by its address in the report: "country", "where.place", "persons.P1.role", "acts.A2.code".
"""

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

import msgspec

from app.incidents.content.outward import Fact
from app.incidents.content.report import Act, Perpetrator, Person, Report, Where
from app.incidents.rules.joining import KEY
from app.incidents.rules.limits import Place
from app.vocabulary.wording import N_

# Never here: the narrative, exact words, contacts, organisation, the grounds a person is treated badly for, names.
DESK_MAY_SET: dict[type[msgspec.Struct], tuple[str, ...]] = {
    Report: (
        "country",
        "authorities_country",
        "person_country",
        "date",
        "ongoing",
        "act_group",
        "danger",
        "urgency",
        "context",
        "project",
        "sector",
        "flags",
        "needs",
        "work_link",
        "because_of",
    ),
    Where: ("admin1", "place", "geo_precision", "location_type"),
    Person: (
        "role",
        "counting_unit",
        "number_min",
        "number_max",
        "defender_type",
        "rights_sector",
        "engagement",
        "gender",
        "age_band",
        "status_now",
        "legal_representation",
    ),
    Act: ("code", "against", "date", "channel", "means"),
    Perpetrator: ("actor_class", "category", "involvement", "confidence", "accountability"),
}
PARTS: dict[str, type[msgspec.Struct]] = {"persons": Person, "acts": Act, "perpetrators": Perpetrator}
DESK_MAY_ADD = {"acts": "A", "perpetrators": "X"}  # persons come with consents and names: the filer adds them

NOT_THE_DESKS = N_("Only the filer may change the filer's words.")
NOT_THERE = N_("It names something that the report does not have.")
NOT_A_VALUE = N_("It holds an answer that is none.")

Some = TypeVar("Some", Report, Where, Person, Act, Perpetrator)


class NotCorrectable(ValueError):
    """A correction that may not count; the message says why, in words for the desk."""


def answers(report: Report) -> dict[str, Fact]:
    """Return every answer that a desk may set, by its address."""
    found = dict(_of(report)) | {f"where.{name}": value for name, value in _of(report.where)}
    for part in PARTS:
        for one in getattr(report, part):
            found |= {f"{part}.{one.key}.{name}": value for name, value in _of(one)}
    return found


def _of(part: msgspec.Struct) -> Iterator[tuple[str, Fact]]:
    return ((name, getattr(part, name)) for name in DESK_MAY_SET[type(part)])


def difference(before: Report, after: Report) -> dict[str, Fact]:
    """Return what a desk changed, by address. Raises NotCorrectable where something else differs, or is gone."""
    was = answers(before)
    changed = {at: value for at, value in answers(after).items() if at not in was or was[at] != value}
    if corrected(before, changed) != after:
        raise NotCorrectable(NOT_THE_DESKS)
    return {at: value for at, value in changed.items() if at in was or value not in ("", (), None)}


def corrected(report: Report, changes: dict[str, Fact]) -> Report:
    """Return the report with these answers. Raises NotCorrectable for one that is not the desk's to give."""
    for at, value in changes.items():
        report = _with(report, at, value)
    persons = {person.key for person in report.persons}
    if not all(act.code and set(act.against) <= persons for act in report.acts if _touched(changes, act.key)):
        raise NotCorrectable(NOT_THERE)
    return report


def _touched(changes: Iterable[str], key: str) -> bool:
    return any(at.startswith(f"acts.{key}.") for at in changes)


def _with(report: Report, at: str, value: Fact) -> Report:
    first, _, rest = at.partition(".")
    if not rest:
        return _set(report, first, value)
    if first == "where":
        return msgspec.structs.replace(report, where=_set(report.where, rest, value))
    if first not in PARTS:
        raise NotCorrectable(NOT_THE_DESKS)
    key, _, name = rest.partition(".")
    parts: dict[str, Person | Act | Perpetrator] = {one.key: one for one in getattr(report, first)}
    part: Any = parts[key] if key in parts else _added(first, key)
    return msgspec.structs.replace(report, **{first: tuple({**parts, key: _set(part, name, value)}.values())})


def _added(first: str, key: str) -> Act | Perpetrator:
    if first not in DESK_MAY_ADD or not KEY.fullmatch(key) or key[0] != DESK_MAY_ADD[first]:
        raise NotCorrectable(NOT_THERE)
    return Act(key=key, code="") if first == "acts" else Perpetrator(key=key)


def _set(part: Some, name: str, value: Fact) -> Some:
    """Return a part with one answer. Codes are not looked up: a list that is shortened later makes no entry void."""
    if name not in DESK_MAY_SET[type(part)]:
        raise NotCorrectable(NOT_THE_DESKS)
    before = getattr(part, name)
    kind = type(before) if isinstance(before, str | tuple) else int
    if not isinstance(value, kind) and not (kind is int and value is None):
        raise NotCorrectable(NOT_A_VALUE)
    return msgspec.structs.replace(part, **{name: value})


def written(facts: dict[str, Fact]) -> Report:
    """Return what a correction says of the whole report and its place; what is none of its answers is left out."""
    report = Report()
    for at, value in facts.items():
        if at.partition(".")[0] not in PARTS:
            report = _tried(report, at, value)
    return report


def _tried(report: Report, at: str, value: Fact) -> Report:
    try:
        return corrected(report, {at: value})
    except NotCorrectable:
        return report


def carried(mine: Report, since: Iterable[tuple[str, Fact, Fact]]) -> tuple[Report, list[str]]:
    """Return a filer's newer text with what the desk corrected since it was begun: (address, before, after).

    What the filer changed too stays as the filer wrote it; the second result names those where the two differ.
    """
    told, both = answers(mine), []
    added: set[str] = set()  # acts and perpetrators of the desk's
    for at, before, after in since:
        part = at.rpartition(".")[0]
        if at in told and told[at] not in (before, after):
            both.append(at)
        elif at in told or before is None or part in added:  # not of a part that the filer took out
            added |= {part} - {one.rpartition(".")[0] for one in told}
            mine = _tried(mine, at, after)
            told |= {at: after} if at in told else {}
    return mine, both


def place_of(at: str) -> Place:
    """Return which field of which struct an address names."""
    first, _, rest = at.partition(".")
    if first in PARTS:
        return PARTS[first], rest.partition(".")[2]
    return (Where, rest) if rest else (Report, first)


def free_key(part: str, texts: Iterable[Report]) -> str:
    """Return the code of a new act or perpetrator: one that no text of the report, however old, has given out."""
    numbers = [int(one.key[1:]) for text in texts for one in getattr(text, part) if KEY.fullmatch(one.key)]
    return f"{DESK_MAY_ADD[part]}{max(numbers, default=0) + 1}"
