"""Check 6: dates finer than the year, exact ages, times of day."""

import re
from collections.abc import Iterator
from functools import lru_cache

from app.incidents.matching.folding import Word, fold, normalise
from app.spotlight.leaks.calendars import LEADING, NUMBERS, doubtful, months, weekdays
from app.spotlight.leaks.hits import Hit
from app.spotlight.leaks.names import without_overlaps
from app.spotlight.leaks.reading import Reading
from app.spotlight.leaks.reasons import AGE, CLOCK, DATE, MAYBE_AGE, MAYBE_DATE, WEEKDAY, Reason

_TENS = "|".join(sorted(map(re.escape, NUMBERS), key=len, reverse=True))
_N = rf"(?:\d{{1,3}}|(?:{_TENS})(?:[ -]\w+)?(?:[ -]\w+)?)"
_YEAR = re.compile(r"\d{4}")
# On the folded text: no accents, small letters, Western digits.
PATTERNS: tuple[tuple[Reason, str], ...] = (
    (DATE, r"(?<!\d)(?:1[2-9]|20)\d\d\s?[-/.]\s?(?:0?[1-9]|1[0-2])(?:\s?[-/.]\s?(?:[0-2]?\d|3[01]))?(?![\d/])"),
    (DATE, r"(?<![\d/])(?:[0-2]?\d|3[01])\s?[-/.]\s?(?:[0-2]?\d|3[01])\s?[-/.]\s?(?:(?:1[2-9]|20)\d\d|\d\d)(?!\d)"),
    (DATE, r"(?<![\d/])(?:0?[1-9]|1[0-2])\s?[-/.]\s?(?:1[2-9]|20)\d\d(?!\d)"),
    (DATE, r"\b(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\b"),
    (MAYBE_DATE, r"(?<![\d/])(?:0[1-9]|[12]\d|3[01])/(?:0[1-9]|1[0-2])(?![\d/])"),
    (MAYBE_DATE, r"\b(?:on|since|until|by) the \d{1,2}(?:st|nd|rd|th)\b"),
    (MAYBE_DATE, r"\b(?:first|second|third|fourth|1st|2nd|3rd|4th) quarter of\b|\bq[1-4] (?:of )?\d{4}"),
    (MAYBE_DATE, r"\b(?:tarehe|el dia|le) \d{1,2}(?:er)?\b(?! ?%)"),
    (CLOCK, r"(?<![\d:])(?:[01]?\d|2[0-3])\s?:\s?[0-5]\d(?!\d)(?:\s?[ap]\.?m\b\.?)?"),
    (CLOCK, r"\b\d{1,2}(?:[.:]\d\d)?\s?[ap]\.?\s?m\b\.?"),
    (CLOCK, r"(?<!\d)(?:[01]?\d|2[0-3])\s?h\s?(?:[0-5]\d)?\b"),
    (CLOCK, r"\b(?:at |around |about )?\w+ o clock\b|\b(?:at |around |about )?\w+ o.clock\b"),
    (CLOCK, r"\b(?:a|vers) \w+ heures?\b(?! par)"),
    (CLOCK, r"\ba las? (?:\d{1,2}|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce)\b(?! \w+s\b)"),
    (CLOCK, r"\b(?:saa) (?:\d{1,2}|moja|mbili|tatu|nne|tano|sita|saba|nane|tisa|kumi)(?: na \w+)? "
            r"(?:asubuhi|usiku|jioni|mchana|alfajiri)"),
    (CLOCK, r"(?:الساعه|الساعة) \w+"),
    (AGE, rf"\b(?:aged|age of|at age|agee? de|de edad de|umri wa(?: miaka)?|возрасте) {_N}\b(?: ?(?:years|ans|anos))?"),
    (AGE, rf"\b{_N}[ -]years?[ -]olds?\b|\b{_N} ?(?:yo|y/o)\b"),
    (AGE, rf"\b{_N} anos de edad\b|\btiene {_N} anos\b|\btenia {_N} anos\b"),
    (AGE, rf"\b(?:avait|a) {_N} ans\b(?! (?:de prison|de detention|pour))"),
    (AGE, rf"(?:عمره|عمرها|البالغ|البالغه|البالغة)(?: من العمر)? {_N}"),
    (AGE, rf"\b{_N}[ -]летн\w+"),
    (MAYBE_AGE, rf"[,(] ?(?:de )?{_N} (?:years|ans|anos|лет)(?= ?[,).])"),
    (MAYBE_AGE, rf"\b(?:she|he|they|who) (?:is|was|were) {_N}\b(?! (?:times|percent|%|years (?!old)|days|months|km))"),
    (MAYBE_AGE, rf"\b(?:turned|turning) {_N}\b"),
)  # fmt: skip
COMPILED = tuple((reason, re.compile(pattern)) for reason, pattern in PATTERNS)


def check_dates(reading: Reading) -> Iterator[Hit]:
    """Yield what is more exact than a year: red where it is plain, amber where it may be something else."""
    folded, places = _folded(reading.part.text)
    hits = list(_months(reading))
    for reason, pattern in COMPILED:
        for match in pattern.finditer(folded):
            start, end = places[match.start()], places[match.end() - 1] + 1
            hits.append(reading.hit(reason, start, end, suggestion=_coarser(reason, match[0])))
    reds = without_overlaps([hit for hit in hits if hit.reason_msgid not in _MAYBE])
    yield from reds
    for hit in without_overlaps([hit for hit in hits if hit.reason_msgid in _MAYBE]):
        if not any(red.start < hit.end and hit.start < red.end for red in reds):
            yield hit


_MAYBE = frozenset(reason.msgid for reason in (MAYBE_DATE, MAYBE_AGE, WEEKDAY))


def _folded(text: str) -> tuple[str, list[int]]:
    """Return the text folded, other signs kept, and the place of each character in the original."""
    pieces = list(map(_piece, text))
    return "".join(pieces), [place for place, piece in enumerate(pieces) for _ in piece]


@lru_cache(maxsize=16384)
def _piece(char: str) -> str:
    return " " if char.isspace() else "-" if char in "‐‑–—" else fold(char)


def _coarser(reason: Reason, found: str) -> str:
    year = _YEAR.search(found)
    return year[0] if year and reason in (DATE, MAYBE_DATE) else reason.suggestion


def _months(reading: Reading) -> Iterator[Hit]:
    """Yield names of months with the day and year around them, and days of the week."""
    for place, word in enumerate(reading.words):
        for size in (3, 2, 1):
            following = reading.words[place : place + size]
            if len(following) == size and _is_month(reading, following, place):
                start, end = _with_numbers(reading.part.text, word.start, following[-1].end)
                yield reading.hit(DATE, start, end, suggestion=_coarser(DATE, normalise(reading.part.text[start:end])))
                break
        if {word.norm, *_bare(word)} & weekdays():
            yield reading.hit(WEEKDAY, word.start, word.end)


def _bare(word: Word) -> set[str]:
    return {word.norm[1:]} if word.abjad and len(word.norm) > 4 and word.norm[0] in "وفبلك" else set()


def _is_month(reading: Reading, following: list[Word], place: int) -> bool:
    first = following[0]
    rest = [word.norm for word in following[1:]]
    names = {" ".join([norm, *rest]) for norm in {first.norm, *_bare(first)}}
    if names & doubtful():
        start, end = _with_numbers(reading.part.text, first.start, following[-1].end)
        numbered = (start, end) != (first.start, following[-1].end)
        led = place > 0 and reading.words[place - 1].norm in LEADING
        return numbered or (led and first.capital and len(first.norm) > 2)
    return bool(names & months())


_BEFORE = re.compile(r"(?:\d{1,4}\.?(?:st|nd|rd|th|er|o|º)?[\s,]*(?:de |of |wa |le |من )?)$", re.IGNORECASE)
_AFTER = re.compile(
    r"^[\s,.]*(?:de |del |of |wa |mwaka |عام |سنة )?\d{1,4}(?:st|nd|rd|th)?(?:,? \d{4})?", re.IGNORECASE
)


def _with_numbers(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a month by the day before it, or the day and year after it."""
    before = _BEFORE.search(text[max(0, start - 14) : start])
    after = _AFTER.match(text[end : end + 20])
    return start - len(before[0]) if before else start, end + len(after[0]) if after else end
