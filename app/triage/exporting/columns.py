"""The columns that a file may have. A name or a contact is in none of them, whoever asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.incidents.content.incident import Incident
from app.incidents.content.report import Report
from app.incidents.projection import groups_of
from app.incidents.rules.guards import needs_safeguarding
from app.vocabulary.wording import N_

Cell = str | int | None
Value = Cell | tuple[str, ...]  # several codes stand in one cell, with a blank between them


class Format(StrEnum):
    """How a file is written."""

    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading (English msgid), its HXL tag, and what of a report stands in it.

    `told` is free text: it may name people though it should not, and is left out where safeguarding asks for it.
    `inner` is what only the desk may read.
    """

    heading: str
    hxl: str
    value: Callable[[Incident, Report], Value]
    told: bool = False
    inner: bool = False


def _many(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for code in codes if code))


def _total(numbers: Iterable[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def _story(_incident: Incident, report: Report) -> str:
    told = report.narrative
    return "\n\n".join(filter(None, (told.text, told.who, told.what, told.when, told.where, told.how, told.then)))


def _consents(incident: Incident, _report: Report) -> tuple[str, ...]:
    """Return each person's answers, as in "P1:U1=yes,U2=no"."""
    given = sorted(incident.consents.items())
    return tuple(
        f"{person}:{','.join(f'{use}={answer}' for use, answer in sorted(one.now.uses.items(), key=_numbered))}"
        for person, one in given
    )


def _numbered(pair: tuple[str, str]) -> tuple[int, str]:
    return len(pair[0]), pair[0]


CONSENT = "consent"
ALWAYS = ("reference", CONSENT)
COLUMNS: dict[str, Column] = {
    "reference": Column(N_("Reference"), "#meta+id", lambda i, r: i.record),
    "filed": Column(N_("Filed"), "#date+reported", lambda i, r: i.filed.at if i.filed else ""),
    "state": Column(N_("State"), "#status+work", lambda i, r: i.state.value if i.state else ""),
    "level": Column(N_("Level"), "#severity", lambda i, r: i.level),
    "verification": Column(N_("Verification"), "#status+verification", lambda i, r: i.verification.value),
    "country": Column(N_("Country"), "#country+code", lambda i, r: r.country),
    "authorities": Column(N_("Whose authorities"), "#country+code+authorities", lambda i, r: r.authorities_country),
    "region": Column(N_("Region"), "#adm1+name", lambda i, r: r.where.admin1),
    "place": Column(N_("Place"), "#loc+name", lambda i, r: r.where.place, told=True),
    "date": Column(N_("Date"), "#date+occurred", lambda i, r: r.date),
    "ongoing": Column(N_("Still going on"), "#status+ongoing", lambda i, r: r.ongoing),
    "groups": Column(N_("What happened"), "#event+type", lambda i, r: tuple(sorted(groups_of(r)))),
    "acts": Column(N_("Acts"), "#event+code", lambda i, r: _many(act.code for act in r.acts)),
    "least": Column(
        N_("People, at least"), "#affected+num+min", lambda i, r: _total(one.number_min for one in r.persons)
    ),
    "most": Column(
        N_("People, at most"), "#affected+num+max", lambda i, r: _total(one.number_max for one in r.persons)
    ),
    "defenders": Column(
        N_("Kind of defender"), "#affected+type", lambda i, r: _many(one.defender_type for one in r.persons)
    ),
    "genders": Column(N_("Gender"), "#affected+sex", lambda i, r: _many(one.gender for one in r.persons)),
    "ages": Column(N_("Age"), "#affected+age", lambda i, r: _many(one.age_band for one in r.persons)),
    "fates": Column(
        N_("Their situation now"), "#affected+status", lambda i, r: _many(one.status_now for one in r.persons)
    ),
    "doers": Column(N_("Who did it"), "#actor+type", lambda i, r: _many(one.category for one in r.perpetrators)),
    "classes": Column(
        N_("State or non-State"), "#actor+class", lambda i, r: _many(one.actor_class for one in r.perpetrators)
    ),
    "sector": Column(N_("Sector"), "#sector", lambda i, r: r.sector),
    "project": Column(N_("Project or company"), "#org+project", lambda i, r: r.project, told=True),
    "danger": Column(N_("Anyone in danger now"), "#status+danger", lambda i, r: r.danger),
    "motive": Column(N_("Because of their work"), "#event+cause", lambda i, r: r.work_link),
    "language": Column(N_("Language"), "#meta+lang", lambda i, r: r.narrative.language),
    "story": Column(N_("Story"), "#description", _story, told=True),
    "notes": Column(
        N_("Internal notes"),
        "#description+internal",
        lambda i, r: "\n\n".join(note.text for note in i.notes),
        told=True,
        inner=True,
    ),
    CONSENT: Column(N_("Consent"), "#meta+consent", _consents),
}
USUAL = tuple(name for name, column in COLUMNS.items() if not column.told)


def chosen(names: Iterable[str]) -> tuple[str, ...]:
    """Return the columns of a file, in the order of the table: those chosen, and those that every file has."""
    wanted = {*names, *ALWAYS}
    return tuple(name for name in COLUMNS if name in wanted)


def values(incident: Incident, names: Iterable[str]) -> list[Value]:
    """Return one report's values. Free text of a child or of sexual violence stays away until a safeguarding yes."""
    report = incident.report or Report()
    closed = needs_safeguarding(incident)
    columns = (COLUMNS[name] for name in names)
    return ["" if closed and column.told else column.value(incident, report) for column in columns]
