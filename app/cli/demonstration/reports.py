"""The invented reports: read from their files, turned into what a filer sends."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import Any

import msgspec

from app.cli.demonstration.cast import DATA, load
from app.incidents.content.consent import VITAL_INTEREST, Consent
from app.incidents.content.draft import Filing
from app.incidents.content.identities import Identity, Names, PerpetratorIdentity
from app.incidents.content.report import Act, Contact, Event, Narrative, Perpetrator, Person, Previous, Report, Where

FILERS = {"ar": "noor", "en": "mia", "es": "inti", "fr": "fatou", "sw": "zawadi"}  # who files in which language
AGREED = ("U1", "U2", "U11")
Fields = dict[str, Any]


class WorkData(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the desk did: `to` is the state it reached, `said` who wrote what, in order."""

    to: str
    scores: tuple[int, int, int] = (0, 0, 0)
    flags: tuple[str, ...] = ()
    verify: bool = False
    editors: bool = False
    note: str = ""
    plan: str = ""
    purpose: str = ""  # of opening the names
    said: tuple[tuple[str, str], ...] = ()
    words: str = ""
    outcome: str = ""
    referral: str = ""
    close: str = ""  # the outcome of a closing that waits for a second person


class ReportData(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One report. `days` is how long ago it was filed; persons, acts and perpetrators as in the report's own parts."""

    days: float
    country: str
    text: str
    persons: tuple[Fields, ...]
    acts: tuple[Fields, ...]
    perpetrators: tuple[Fields, ...] = ()
    key: str = ""  # by which a story names it
    form: str = "full"
    place: str = ""
    location: str = ""
    danger: str = "no"
    urgency: str = "not_urgent"
    contact: Contact | None = None
    event: Fields | None = None
    spokesperson: str = ""
    previous: str = "none"
    because_of: str = ""
    context: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    tells: bool = False  # whether everybody agrees that their story be told without their name
    work: WorkData | None = None


class Reports(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The reports of one language."""

    reports: tuple[ReportData, ...]


@cache
def told() -> tuple[tuple[str, ReportData], ...]:
    """Return every report with its language, the oldest first."""
    found = [
        (path.stem, report)
        for path in sorted((DATA / "reports").glob("*.toml"))
        for report in load(f"reports/{path.name}", Reports).reports
    ]
    return tuple(sorted(found, key=lambda pair: -pair[1].days))


def filing_of(data: ReportData, language: str, filed: datetime) -> Filing:
    """Return what a filer sends. It happened the day before; an alert is about the day itself."""
    happened = filed if data.form == "alert" else filed - timedelta(days=1)
    keys = [f"P{number}" for number, _ in enumerate(data.persons, 1)]
    report = Report(
        form=data.form,
        country=data.country,
        authorities_country=data.country,
        person_country=data.country,
        where=Where(place=data.place, location_type=data.location),
        date=happened.date().isoformat(),
        danger=data.danger,
        urgency=data.urgency,
        narrative=Narrative(text=data.text, language=language),
        context=data.context,
        previous=Previous(answer=data.previous),
        flags=data.flags,
        needs=data.needs,
        because_of=data.because_of,
        contact=data.contact,
        event=msgspec.convert(data.event, Event) if data.event else None,
        persons=tuple(_numbered(data.persons, "P", Person)),
        acts=tuple(_numbered(data.acts, "A", Act)),
        perpetrators=tuple(_numbered(data.perpetrators, "X", Perpetrator)),
    )
    consents = tuple(_consent(data, key, one, language) for key, one in zip(keys, data.persons, strict=True))
    return Filing(report=report, names=_names(data, keys), consents=consents)


def _numbered(parts: tuple[Fields, ...], letter: str, shape: Any) -> list[Any]:
    fields = shape.__struct_fields__
    return [
        msgspec.convert({"key": f"{letter}{number}"} | {k: v for k, v in one.items() if k in fields}, shape)
        for number, one in enumerate(parts, 1)
    ]


def _names(data: ReportData, keys: list[str]) -> Names:
    persons = {key: _identity(one) for key, one in zip(keys, data.persons, strict=True) if one.get("name")}
    perpetrators = {
        f"X{number}": PerpetratorIdentity(name=one["name"])
        for number, one in enumerate(data.perpetrators, 1)
        if one.get("name")
    }
    speaker = Identity(name=data.spokesperson) if data.spokesperson else None
    return Names(persons=persons, perpetrators=perpetrators, spokesperson=speaker)


def _identity(one: Fields) -> Identity:
    contact = Contact(channel="Signal", address=one["phone"]) if one.get("phone") else None
    return Identity(name=one["name"], organisation=one.get("organisation", ""), contact=contact)


def _consent(data: ReportData, key: str, one: Fields, language: str) -> Consent:
    if one.get("unreachable"):
        return Consent(person=key, given_by=VITAL_INTEREST, language=language, reason=one["unreachable"])
    uses = dict.fromkeys((*AGREED, *(("U7",) if data.tells else ())), "yes")
    given_by = "group_spokesperson" if data.spokesperson else one.get("given_by", "self")
    return Consent(person=key, given_by=given_by, language=language, uses=uses)
