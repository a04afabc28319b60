"""The query language: words, "phrases", beginnings*, -not, field:value. Pure; any text gives a query.

    query   = { [ "-" ] ( phrase | word [ "*" ] | field ":" values ) }
    phrase  = a text in any pair of quotation marks
    values  = value { "," value }, each a code, a label in any language of the pages, or a date; one must hold
    dates   = day | day ".." day | ".." day | day ".." | ">" day | ">=" day | "<" day | "<=" day | "unknown"

All parts must hold. What cannot be understood is searched as words, and `Query.doubtful` says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.incidents.matching import normalise
from app.triage.searching.days import Span
from app.triage.searching.fields import FIELD_NAMES, understood
from app.triage.searching.reading import Reader

LONGEST = 500  # characters that are read
MOST = 40  # parts that are read
QUOTES = {'"': '"', "“": "”", "”": "”", "„": "“”", "«": "»", "»": "«", "「": "」", "『": "』", "＂": "＂", "‹": "›"}
MINUS = "-−–－"
STARS = "*＊٭"
COLONS = ":："
COMMAS = ",،，、"
_UNREAD = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffd]")
_TOKEN = re.compile(r"[^\W_]+")
_FIELD = re.compile(rf"([^\W\d_][^\W\d_]*)[{COLONS}](?!//)")


class Kind(StrEnum):
    """How a text must stand in a report."""

    WORD = "word"
    PHRASE = "phrase"
    PREFIX = "prefix"


@dataclass(frozen=True, slots=True)
class Term:
    """Words to be found. `text` is normalised, `tokens` are its words as the index cuts them; there is at least one."""

    kind: Kind
    text: str
    tokens: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """A field that must have one of some values: codes, accounts, normalised words, or spans of days."""

    field: str
    values: tuple[str | Span, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What was asked. `doubtful` are the parts that looked like a filter and were taken as words; `cut` if too long."""

    text: str = ""
    terms: tuple[Term, ...] = ()
    filters: tuple[Filter, ...] = ()
    doubtful: tuple[str, ...] = ()
    cut: bool = False

    @property
    def empty(self) -> bool:
        """Tell whether nothing is asked."""
        return not self.terms and not self.filters


@dataclass(frozen=True, slots=True)
class _Part:
    """One part as typed: `name` is what stands before a colon, "" for none; `values` what stands between commas."""

    raw: str
    name: str
    values: tuple[str, ...]
    quoted: bool
    negated: bool

    @property
    def said(self) -> str:
        """The words of the values."""
        return " ".join(self.values)


def parse(text: str, reader: Reader) -> Query:
    """Read what somebody typed. Never raises: what is no filter is words."""
    whole = _UNREAD.sub(" ", text)
    terms: list[Term] = []
    filters: list[Filter] = []
    doubtful: list[str] = []
    parts = list(_parts(whole[:LONGEST]))
    for part in parts[:MOST]:
        field = FIELD_NAMES.get(normalise(part.name)) if part.name else None
        values = understood(field, part.values, reader) if field else ()
        if field and values:
            filters.append(Filter(field.name, values, part.negated))
            continue
        if part.name and part.said.strip():
            doubtful.append(part.raw)
        terms += _terms(part)
    cut = len(whole) > LONGEST or len(parts) > MOST
    return Query(text, tuple(dict.fromkeys(terms)), tuple(dict.fromkeys(filters)), tuple(dict.fromkeys(doubtful)), cut)


def _parts(text: str) -> Iterator[_Part]:
    place = 0
    while place < len(text):
        if text[place].isspace():
            place += 1
            continue
        start = place
        negated = text[place] in MINUS and place + 1 < len(text) and not text[place + 1].isspace()
        place += negated
        named = _FIELD.match(text, place)
        name = named.group(1) if named else ""
        place = named.end() if named else place
        if normalise(name) in FIELD_NAMES:
            place = _after_space(text, place)  # many people type a space behind a colon
        values, quoted, place = _values(text, place, bool(name))
        yield _Part(text[start:place].strip(), name, values, quoted, negated)


def _after_space(text: str, place: int) -> int:
    while place < len(text) and text[place].isspace():
        place += 1
    return place


def _values(text: str, place: int, several: bool) -> tuple[tuple[str, ...], bool, int]:
    """Return what stands up to the next space, cut at commas where there may be several, and where it ends."""
    found: list[str] = []
    quoted = False
    while place < len(text):
        closing = QUOTES.get(text[place], "")
        ends = [at for mark in closing if (at := text.find(mark, place + 1)) > 0]
        if ends:
            found.append(text[place + 1 : min(ends)])
            place, quoted = min(ends) + 1, True
        else:
            place += bool(closing)  # a mark that is never closed: the words count one by one
            end = _end(text, place, several)
            found.append(text[place:end])
            place = end
        if not (several and text[place : place + 1] in COMMAS and text[place : place + 1]):
            break
        place += 1
    return tuple(found), quoted, place


def _end(text: str, place: int, several: bool) -> int:
    while place < len(text) and not text[place].isspace() and text[place] not in QUOTES:
        if several and text[place] in COMMAS:
            break
        place += 1
    return place


def _terms(part: _Part) -> Iterator[Term]:
    """Yield the words of a part: one term, or two where a field was not understood."""
    if part.name:
        yield from _term(part.name, Kind.WORD, part.negated)
    if part.quoted:
        yield from _term(part.said, Kind.PHRASE, part.negated)
        return
    for said in part.values:
        stripped = said.rstrip(STARS)
        yield from _term(stripped, Kind.PREFIX if stripped != said else Kind.WORD, part.negated)


def _term(text: str, kind: Kind, negated: bool) -> Iterator[Term]:
    normal = normalise(text)
    tokens = tuple(_TOKEN.findall(normal))
    if tokens:
        yield Term(kind, normal.strip(), tokens, negated)
