"""Check 6: ways to reach somebody, whether or not a record has them: a public story needs none."""

import re
from collections.abc import Iterator
from itertools import pairwise

from app.spotlight.leaks.hits import Hit
from app.spotlight.leaks.numbers import digit_runs
from app.spotlight.leaks.reading import Reading
from app.spotlight.leaks.reasons import ADDRESS, PHONE, WEB

SHORTEST_PHONE = 8  # digits; seven where the number is written as one: +, or with a zero in front
LONGEST_PHONE = 15  # E.164
_MAIL = re.compile(r"[^\s@<>(),;:]+\s?(?:@|\[at\]|\(at\))\s?[^\s@<>(),;:]+\.[^\s@<>(),;:]{2,}", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w@.])@[\w.]{3,}")
_WEB = re.compile(r"(?:https?://|www\.)[^\s<>()]+|\b(?:t\.me|wa\.me|fb\.com|x\.com)/[^\s<>()]+", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_AMOUNT = re.compile(r"\d{1,3}(?:[.,\u00a0\u202f'٬٫]\d{3})+")  # 1,250,000 is how many, not a number to call


def check_contacts(reading: Reading) -> Iterator[Hit]:
    """Yield every e-mail address, account name, web address, and run of digits that can be dialled."""
    text = reading.part.text
    for reason, pattern in ((ADDRESS, _MAIL), (ADDRESS, _HANDLE), (WEB, _WEB)):
        for found in pattern.finditer(text):
            yield reading.hit(reason, found.start(), found.end())
    for digits, places in digit_runs(text):
        start, end = places[0], places[-1] + 1
        if _can_be_dialled(digits, text[max(0, start - 1) : end], text[start:end]):
            yield reading.hit(PHONE, start, end)


def _can_be_dialled(digits: str, before: str, written: str) -> bool:
    shortest = SHORTEST_PHONE - 1 if before.startswith("+") or digits.startswith("0") else SHORTEST_PHONE
    if not shortest <= len(digits) <= LONGEST_PHONE or _AMOUNT.fullmatch(written):
        return False
    groups = [one for one in re.split(r"\D+", written) if one]
    return not (len(groups) > 1 and all(_YEAR.fullmatch(one) for one in groups) and _in_order(groups))


def _in_order(years: list[str]) -> bool:
    return all(one <= other for one, other in pairwise(years))
