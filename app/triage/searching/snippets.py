"""The words around a hit: the best window of a text, cut into pieces that are hits and pieces that are not.

A text is folded character by character, so that each place of the folded text has its place in the original. The
pieces are plain text: the page escapes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice

from app.incidents.matching.folding import fold, is_spaceless
from app.triage.searching.parsing import Kind, Term

WIDTH = 180  # characters of the original that are shown
BEFORE = 60  # of them in front of the first hit
READ = 40_000  # characters of a text that are looked at
MOST = 40  # hits of one term that are weighed
Piece = tuple[str, bool]


@dataclass(frozen=True, slots=True)
class Pattern:
    """What finds a term in a folded text; one that is a whole word has no letter in front of it."""

    what: re.Pattern[str]
    whole: bool


def patterns(terms: Iterable[Term], inside: bool) -> list[Pattern]:
    """Return what finds each wanted term in a folded text; `inside` words too, where no word is a whole one."""
    return [_pattern(term, inside) for term in terms if not term.negated]


def _pattern(term: Term, inside: bool) -> Pattern:
    if is_spaceless(term.text):
        return Pattern(re.compile(r"\s+".join(map(re.escape, term.text.split()))), False)
    told = r"[\W_]+".join(map(re.escape, term.tokens))  # begins with plain letters, which is found fast
    end = "" if inside or term.kind is Kind.PREFIX else r"(?![^\W_])"
    return Pattern(re.compile(told + end), not inside)


def snippet(body: str, wanted: Sequence[Pattern], width: int = WIDTH) -> tuple[Piece, ...]:
    """Return the window of a text that has most of what is wanted, as pieces of text and whether each is a hit."""
    if not wanted:
        return tuple(_pieces(body, *_edges(body, 0, width), []))
    text = body[:READ]
    folded = list(map(fold, text))
    starts = [0, *accumulate(map(len, folded))]
    found = _found("".join(folded), wanted)
    spans = [(_origin(starts, begin), _origin(starts, end - 1) + 1, which) for begin, end, which in found]
    begin = _best(spans, width)
    first, last = _edges(text, max(0, begin - BEFORE), width)
    return tuple(_pieces(text, first, last, [(start, end) for start, end, _which in spans]))


def _found(folded: str, wanted: Sequence[Pattern]) -> list[tuple[int, int, int]]:
    hits: list[tuple[int, int, int]] = []
    for which, pattern in enumerate(wanted):
        told = (hit.span() for hit in pattern.what.finditer(folded))
        standing = (span for span in told if not pattern.whole or not span[0] or not folded[span[0] - 1].isalnum())
        hits += [(begin, end, which) for begin, end in islice(standing, MOST)]
    return sorted(hits)


def _origin(starts: Sequence[int], place: int) -> int:
    """Return the character of the original that made a place of the folded text."""
    low, high = 0, len(starts) - 2
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if starts[middle] <= place else (low, middle - 1)
    return low


def _best(spans: Sequence[tuple[int, int, int]], width: int) -> int:
    """Return where the window begins that has the most different terms, then the most hits."""
    best, begin = (0, 0), 0
    for at, (start, _end, _which) in enumerate(spans):
        inside = [which for first, last, which in spans[at : at + width] if last - start <= width - BEFORE]
        score = (len(set(inside)), len(inside))
        if score > best:
            best, begin = score, start
    return begin


def _edges(text: str, first: int, width: int) -> tuple[int, int]:
    """Return where to cut, at spaces where there are any near by."""
    last = min(len(text), first + width)
    first = max(0, min(first, last - width))
    if first:
        space = text.find(" ", first, first + BEFORE // 2)
        first = space + 1 if space >= 0 else first
    if last < len(text):
        space = text.rfind(" ", last - BEFORE // 2, last)
        last = space if space > first else last
    return first, last


def _pieces(text: str, first: int, last: int, hits: Sequence[tuple[int, int]]) -> Iterable[Piece]:
    if first:
        yield "… ", False
    place = first
    for start, end in hits:
        start, end = max(start, place), min(end, last)
        if start >= end:
            continue
        if start > place:
            yield text[place:start], False
        yield text[start:end], True
        place = end
    if place < last:
        yield text[place:last], False
    if last < len(text):
        yield " …", False
