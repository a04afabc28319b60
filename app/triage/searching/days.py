"""Spans of days in a search: what `2026-03`, `2025..2026-03` or `>2025-06` can mean."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from app.vocabulary.dates import UNKNOWN, DateError, PartialDate, parse

FIRST, LAST = "0000-01-01", "9999-12-31"
_COMPARED = re.compile(r"(>=|<=|≥|≤|>|<)(.+)")
_BETWEEN = re.compile(r"(.*?)(?:\.\.+|…)(.*)")
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """From one day to another, both included, as ISO text; both "" for a date that nobody knows."""

    begins: str = FIRST
    ends: str = LAST

    @property
    def unknown(self) -> bool:
        """Tell whether records without a known date are meant."""
        return not self.begins


def span(text: str) -> Span | None:
    """Return the days that a text means, None for what is no date. Two dates in the wrong order are turned round."""
    text = text.strip()
    if text.casefold() == UNKNOWN:
        return Span("", "")
    try:
        return _span(text)
    except (DateError, OverflowError):
        return None


def _span(text: str) -> Span | None:
    compared = _COMPARED.fullmatch(text)
    if compared:
        return _compared(compared.group(1), _known(compared.group(2)))
    between = _BETWEEN.fullmatch(text)
    if between is None:
        first, last = _known(text)
        return Span(first.isoformat(), last.isoformat())
    one, other = (part.strip() for part in between.groups())
    if not one and not other:
        return None
    if not one or not other:
        first, last = _known(one or other)
        return Span(begins=first.isoformat()) if one else Span(ends=last.isoformat())
    pair = sorted((_known(one), _known(other)))
    return Span(pair[0][0].isoformat(), max(pair[0][1], pair[1][1]).isoformat())


def _compared(sign: str, known: tuple[date, date]) -> Span:
    first, last = known
    if sign == ">":
        return Span(begins=(last + DAY).isoformat())
    if sign == "<":
        return Span(ends=(first - DAY).isoformat())
    return Span(begins=first.isoformat()) if sign in (">=", "≥") else Span(ends=last.isoformat())


def _known(text: str) -> tuple[date, date]:
    """Return the first and last day of a partial date. Raises DateError."""
    known: PartialDate = parse(text)
    first, last = known.earliest(), known.latest()
    if first is None or last is None:
        raise DateError(UNKNOWN)
    return first, last
