"""What a filing must hold, and what is wrong with it. Only what is required is required: the rest is "later"."""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from app.incidents.content.draft import Filing
from app.incidents.content.report import YES_NO_UNKNOWN
from app.incidents.rules import limits
from app.incidents.rules.coded import ANSWERS, CODED, DATES, DAYS, OWN_LISTS
from app.incidents.rules.joining import joined
from app.incidents.rules.problems import Problem
from app.incidents.rules.walking import walk
from app.vocabulary.dates import DateError, parse
from app.vocabulary.lists import is_code
from app.vocabulary.wording import N_

COUNTRY = N_("Choose the country where it happened.")
ACT = N_("Choose what is happening.")
TEXT = N_("Write in a few words what happened.")
DANGER = N_("Say whether anyone is in danger now. You may answer: unknown.")
PERSONS = N_("Add at least one person or group this happened to.")
KEEP = N_("Say whether %(person)s agrees that the desk keeps this record. If they cannot be asked, write why.")
NOT_A_CHOICE = N_("Choose one of the answers in the list.")
TWICE = N_("Choose each answer only once.")
NOT_A_DAY = N_("Type a full date like this: 2026-03-14.")
NUMBERS = N_("Check these numbers. Use whole numbers of 1 or more, the smaller one first.")
LATITUDE = N_("Check the latitude. It is a number between -90 and 90.")
LONGITUDE = N_("Check the longitude. It is a number between -180 and 180.")

DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
LARGEST = 10_000_000  # persons in one group


class Range(NamedTuple):
    """The numbers a coordinate may be."""

    low: float
    high: float
    message: str


RANGES = {"latitude": Range(-90, 90, LATITUDE), "longitude": Range(-180, 180, LONGITUDE)}


def check(filing: Filing) -> list[Problem]:
    """Return everything wrong with a filing, each with its field; empty when it may be filed."""
    return [*missing(filing), *amendment_problems(filing)]


def amendment_problems(filing: Filing) -> list[Problem]:
    """Return what is wrong with what is there, whether or not it is complete: for drafts and amendments."""
    return [*fields(filing), *joined(filing)]


def missing(filing: Filing) -> Iterator[Problem]:
    """Yield what is required and not there."""
    report = filing.report
    if not report.country:
        yield Problem("report.country", COUNTRY)
    if not report.act_group and not any(act.code for act in report.acts):
        yield Problem("report.act_group", ACT)
    if not report.has_story and not report.imported:  # where a list has no story, its row tells what happened
        yield Problem("report.narrative.text", TEXT)
    if not report.danger:
        yield Problem("report.danger", DANGER)
    if not report.persons:
        yield Problem("report.persons", PERSONS)
    given = {consent.person: consent for consent in filing.consents}
    for person in report.persons:
        if person.key not in given or not given[person.key].keeps:
            yield Problem(f"consents.{person.key}.U1", KEEP, {"person": person.key})


def fields(filing: Filing) -> Iterator[Problem]:
    """Yield what is wrong with single fields: unknown codes, wrong dates, texts too long or unreadable."""
    for way, place, value in walk(filing):
        name, address = place[1], by_person(filing, way)
        if isinstance(value, str):
            yield from text_field(address, place, value)
        elif isinstance(value, tuple):
            yield from many(address, place, value)
        elif isinstance(value, dict) and len(value) > limits.MANY:
            yield Problem(address, limits.TOO_MANY, {"limit": limits.MANY})
        elif isinstance(value, float | int) and name in RANGES:
            if not RANGES[name].low <= value <= RANGES[name].high:
                yield Problem(address, RANGES[name].message)
        elif isinstance(value, int) and not 1 <= value <= LARGEST:
            yield Problem(address, NUMBERS)


def by_person(filing: Filing, address: str) -> str:
    """Return the address of a consent by its person instead of its number; any other as it is."""
    first, _, rest = address.partition(".")
    number, _, name = rest.partition(".")
    return f"consents.{filing.consents[int(number)].person}.{name}" if first == "consents" and number else address


def text_field(address: str, place: limits.Place, value: str) -> Iterator[Problem]:
    """Yield what is wrong with one text, code or date."""
    limit = limits.TEXTS.get(place, limits.LINE)
    if wrong := limits.text_problem(value, limit, place in limits.TEXTS):
        yield Problem(address, wrong, {"limit": limit})
    elif not value:
        return
    elif not is_choice(place, value):
        yield Problem(address, NOT_A_CHOICE)
    elif place in DAYS and not is_day(value):
        yield Problem(address, NOT_A_DAY)
    elif place in DATES:
        try:
            parse(value)
        except DateError as wrong_date:
            yield Problem(address, wrong_date.message)


def is_choice(place: limits.Place, value: str) -> bool:
    """Tell whether a field may hold this answer; a field of free text may hold any."""
    if place in CODED:
        return is_code(CODED[place], value)
    if place in ANSWERS:
        return value in YES_NO_UNKNOWN
    return value in OWN_LISTS.get(place, (value,))


def many(address: str, place: limits.Place, values: tuple[object, ...]) -> Iterator[Problem]:
    """Yield what is wrong with a list of codes, or with too many parts."""
    limit = limits.COUNTS.get(place, limits.MANY)
    if len(values) > limit:
        yield Problem(address, limits.TOO_MANY, {"limit": limit})
    texts = [value for value in values if isinstance(value, str)]
    if len(set(texts)) < len(texts):
        yield Problem(address, TWICE)
    for text in texts:
        if not is_choice(place, text):
            yield Problem(address, NOT_A_CHOICE)
        elif wrong := limits.text_problem(text, limits.LINE, lines=False):
            yield Problem(address, wrong, {"limit": limits.LINE})


def is_day(text: str) -> bool:
    """Tell whether a text is a full day such as 2026-03-14."""
    try:
        return bool(DAY.fullmatch(text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False
