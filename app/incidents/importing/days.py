"""Dates as people write them in lists. What could be two dates is neither, until somebody says which."""

from __future__ import annotations

import re
from functools import cache
from types import MappingProxyType
from unicodedata import normalize

from babel import Locale

from app.vocabulary.dates import DateError, PartialDate, Point, parse
from app.vocabulary.wording import LANGUAGES, N_

DMY, MDY = "dmy", "mdy"
WHICH_FIRST = N_("This date could be two dates. Say whether the day or the month comes first.")
FOUR_DIGITS = N_("Check the year. Type it with four digits, such as 2026.")
NO_DATE = N_("Type a year, a month or a day like this: 2026, 2026-03 or 2026-03-14. If you do not know, type: unknown.")

MOMENT = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})[T ]\d{1,2}:\d{2}.*", re.DOTALL)
BIG_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})(?:[/.](\d{1,2}))?")
SMALL_FIRST = re.compile(r"(\d{1,2})([/.\-])(\d{1,2})\2(\d{4})(?:[T ,]+\d{1,2}:\d{2}.*)?", re.DOTALL)
MONTH_YEAR = re.compile(r"(\d{1,2})[/.\-](\d{4})")
SHORT_YEAR = re.compile(r"\d{1,2}([/.\- ])\w+\1\d{2}")
WORDS = re.compile(r"[^\W\d_]+\.?|\d+")
LITTLE = frozenset({"de", "del", "of", "the", "le", "el", "th", "st", "nd", "rd", "er", "ya", "tarehe"})


def read_date(text: str, order: str = "") -> PartialDate:
    """Return a date written in any of the usual ways, never finer than it was written.

    `order` says whether the day or the month comes first in 3/4/2026. Raises DateError, also for what could be two.
    """
    text = " ".join(normalize("NFKC", text).split())
    if moment := MOMENT.fullmatch(text):
        return parse(moment[1])
    if found := BIG_FIRST.fullmatch(text):
        return _made(found[1], found[2], found[3])
    if found := SMALL_FIRST.fullmatch(text):
        return _small_first(int(found[1]), int(found[3]), found[4], order)
    if found := MONTH_YEAR.fullmatch(text):
        return _made(found[2], found[1], None)
    if SHORT_YEAR.fullmatch(text):
        raise DateError(FOUR_DIGITS)
    try:
        return parse(text)
    except DateError:
        words = _in_words(text)
        if words is None:
            raise
        return words


def order_of(texts: list[str]) -> str:
    """Return the order that the dates of a column prove, "" where none does or they contradict each other."""
    proven = set()
    for text in texts:
        if (found := SMALL_FIRST.fullmatch(" ".join(text.split()))) is not None:
            first, second = int(found[1]), int(found[3])
            if first > 12 >= second:
                proven.add(DMY)
            elif second > 12 >= first:
                proven.add(MDY)
    return proven.pop() if len(proven) == 1 else ""


def is_open(text: str) -> bool:
    """Tell whether a text could be two dates."""
    try:
        read_date(text)
    except DateError as refusal:
        return refusal.message == WHICH_FIRST
    return False


def _small_first(first: int, second: int, year: str, order: str) -> PartialDate:
    if first > 12 or order == DMY or first == second:
        day, month = first, second
    elif second > 12 or order == MDY:
        day, month = second, first
    else:
        raise DateError(WHICH_FIRST)
    return _made(year, str(month), str(day))


def _made(year: str, month: str | None, day: str | None) -> PartialDate:
    if (month is not None and not int(month)) or (day is not None and not int(day)):
        raise DateError(NO_DATE)
    return PartialDate(Point(int(year), int(month or 0), int(day or 0)))


def _in_words(text: str) -> PartialDate | None:
    """Return "14 March 2026", "March 14, 2026" or "March 2026" as a date, None for anything else."""
    parts = [part.strip(".").casefold() for part in WORDS.findall(text)]
    parts = [part for part in parts if part not in LITTLE]
    months = [months_by_name().get(part, 0) for part in parts if not part.isdecimal()]
    years = [part for part in parts if part.isdecimal() and len(part) == 4]
    days = [part for part in parts if part.isdecimal() and len(part) <= 2]
    if len(months) != 1 or not months[0] or len(years) != 1 or len(parts) != 2 + len(days) or len(days) > 1:
        return None
    return _made(years[0], str(months[0]), days[0] if days else None)


@cache
def months_by_name() -> MappingProxyType[str, int]:
    """Return the months by their names in every language of the pages; a name of two months is left out."""
    found: dict[str, set[int]] = {}
    for language in LANGUAGES:
        locale = Locale(language)
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in locale.months[context].get(width, {}).items():
                    found.setdefault(normalize("NFKC", str(name)).strip(".").casefold(), set()).add(number)
    return MappingProxyType({name: numbers.pop() for name, numbers in found.items() if len(numbers) == 1})
