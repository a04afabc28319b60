"""Partial dates as EDTF: a year, a month or a day, about (`~`), from one to another (`a/b`), or unknown.

What is not known is never filled in: `2026-03` is stored, bounded and shown as a month. Canonical text puts the
mark last (`2026-03~`), as EDTF level 1 does; a mark in front is understood.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from babel.dates import format_date, format_skeleton

from app.errors import Invalid
from app.vocabulary.wording import language_of, say

UNKNOWN: Final = "unknown"
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199
LONGEST: Final = 40  # characters; the longest valid text has 23
WORDS: Final = ("Date unknown", "about %(date)s", "from %(start)s to %(end)s")
_POINT = re.compile(r"(~?)(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(~?)")


def writing_of(locale: str) -> str:
    """Return the locale by which dates are written: in English, too, the day comes before the month."""
    return language_of(locale).replace("en", "en_GB")


class DateError(Invalid):
    """The text is no date; the message says what to type."""


@dataclass(frozen=True, slots=True)
class Point:
    """A day, a month (`day` 0) or a year (`month` 0), perhaps approximate."""

    year: int
    month: int = 0
    day: int = 0
    about: bool = False

    def __post_init__(self) -> None:
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise DateError("Check the year. Type it with four digits, such as 2026.")
        if not 0 <= self.month <= 12:
            raise DateError("Check the month. Type a number from 1 to 12, or leave it out.")
        if not 0 <= self.day <= (monthrange(self.year, self.month)[1] if self.month else 0):
            raise DateError("That month does not have this day. Check the day, or leave it out.")

    def __str__(self) -> str:
        text = f"{self.year:04d}"
        if self.month:
            text += f"-{self.month:02d}"
        if self.day:
            text += f"-{self.day:02d}"
        return text + ("~" if self.about else "")

    def first(self) -> date:
        """Return the first day the point can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    def last(self) -> date:
        """Return the last day the point can mean."""
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    def shown(self, locale: str) -> str:
        """Return the point in the locale's words, no finer than it is."""
        language = writing_of(locale)
        if self.day:
            words = format_date(self.first(), "long", locale=language)
        elif self.month:
            words = format_skeleton("yMMMM", self.first(), locale=language)
        else:
            words = f"{self.year:04d}"
        return say("date", "about %(date)s", locale) % {"date": words} if self.about else words


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as far as it is known: one point, an interval of two, or unknown (no point)."""

    start: Point | None = None
    end: Point | None = None

    def __post_init__(self) -> None:
        if self.end is not None and (self.start is None or self.start.first() > self.end.last()):
            raise DateError("The first date is after the second. Type the earlier date first.")

    def __str__(self) -> str:
        if self.start is None:
            return UNKNOWN
        return f"{self.start}/{self.end}" if self.end else str(self.start)

    @property
    def known(self) -> bool:
        """Whether anything at all is known."""
        return self.start is not None

    def earliest(self) -> date | None:
        """Return the first day it can mean, None when unknown. "About" does not widen it."""
        return self.start.first() if self.start else None

    def latest(self) -> date | None:
        """Return the last day it can mean, None when unknown. "About" does not widen it."""
        last = self.end or self.start
        return last.last() if last else None

    def shown(self, locale: str) -> str:
        """Return the date in the locale's words, never finer than given."""
        if self.start is None:
            return say("date", "Date unknown", locale)
        if self.end is None:
            return self.start.shown(locale)
        places = {"start": self.start.shown(locale), "end": self.end.shown(locale)}
        return say("date", "from %(start)s to %(end)s", locale) % places

    def fields(self) -> tuple[str, str, str]:
        """Return day, month and year for three form fields, "" for what is not known; an interval gives its start."""
        if self.start is None:
            return "", "", ""
        return str(self.start.day or ""), str(self.start.month or ""), str(self.start.year)


def _point(text: str) -> Point:
    match = _POINT.fullmatch(text.strip())
    if match is None:
        raise DateError(
            "Type a year, a month or a day like this: 2026, 2026-03 or 2026-03-14. If you do not know, type: unknown."
        )
    before, year, month, day, after = match.groups()
    if month is not None and not int(month):
        raise DateError("Check the month. Type a number from 1 to 12, or leave it out.")
    if day is not None and not int(day):
        raise DateError("That month does not have this day. Check the day, or leave it out.")
    return Point(int(year), int(month or 0), int(day or 0), bool(before or after))


@lru_cache(maxsize=4096)  # a day tells nothing of who or what; reading in reads the same ones over and over
def parse(text: str) -> PartialDate:
    """Read a partial date; digits of any script. Raises DateError, whose message says what to type."""
    text = text.strip()
    if len(text) > LONGEST:
        raise DateError("This date is too long. Type it like this: 2026-03-14.")
    if text.casefold() == UNKNOWN:
        return PartialDate()
    first, slash, second = text.partition("/")
    return PartialDate(_point(first), _point(second) if slash else None)


def from_fields(day: str, month: str, year: str, about: bool = False) -> PartialDate:
    """Read three form fields: a day needs its month, a month its year; all empty means unknown. Raises DateError."""
    day, month, year = day.strip(), month.strip(), year.strip()
    if not year:
        if day or month:
            raise DateError("Type the year. If you do not know it, leave the day and the month empty as well.")
        return PartialDate()
    if day and not month:
        raise DateError("Type the month, or leave the day empty.")
    for value in filter(None, (day, month)):
        if not (value.isdecimal() and len(value) <= 2 and int(value)):
            raise DateError("Type the day and the month as numbers, such as 14 and 3.")
    if not (year.isdecimal() and len(year) == 4):
        raise DateError("Check the year. Type it with four digits, such as 2026.")
    return PartialDate(Point(int(year), int(month or 0), int(day or 0), about))


def is_date(text: str) -> bool:
    """Return whether a text is a valid partial date."""
    try:
        parse(text)
    except DateError:
        return False
    return True


def display(text: str, locale: str) -> str:
    """Return a stored partial date in the locale's words; a text that is no date is returned as it is."""
    try:
        return parse(text).shown(locale)
    except DateError:
        return text
