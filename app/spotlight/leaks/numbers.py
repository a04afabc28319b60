"""Check 5: phones, e-mails, identity numbers, plates, dockets, handles."""

from collections.abc import Iterator

from app.incidents.matching.folding import fold
from app.incidents.matching.identities import NUMBERED
from app.incidents.matching.strings import code_cores, digit_core
from app.spotlight.leaks.hits import Hit, Secret
from app.spotlight.leaks.reading import Reading, ordinary_words
from app.spotlight.leaks.reasons import CODE, DIGITS

WIDEST_GAP = 3  # signs or spaces that may stand between two digits of one number


def digit_runs(text: str) -> Iterator[tuple[str, list[int]]]:
    """Yield runs of digits, in any script and with small gaps between them, with the place of each digit."""
    digits: list[str] = []
    places: list[int] = []
    gap = 0
    for place, char in enumerate(text):
        folded = fold(char)
        if len(folded) == 1 and folded in "0123456789":
            digits.append(folded)
            places.append(place)
            gap = 0
        elif folded:  # hidden characters make no gap
            gap += 1
            if digits and (gap > WIDEST_GAP or folded.isalpha()):
                yield "".join(digits), places
                digits, places = [], []
    if digits:
        yield "".join(digits), places


def check_numbers(reading: Reading, secrets: list[Secret]) -> Iterator[Hit]:
    """Yield every place where the end of a number, or the letters and digits of a code, stands in the text."""
    runs = list(digit_runs(reading.part.text))
    for secret in secrets:
        if secret.kind in NUMBERED:
            yield from _digits(reading, secret, runs)
            yield from _codes(reading, secret)


def _digits(reading: Reading, secret: Secret, runs: list[tuple[str, list[int]]]) -> Iterator[Hit]:
    core = digit_core(secret.text)
    if not core:
        return
    for digits, places in runs:
        at = digits.find(core)
        while at >= 0:
            end = places[at + len(core) - 1] + 1
            yield reading.hit(DIGITS, places[at], end, secret)
            at = digits.find(core, at + len(core))


def _codes(reading: Reading, secret: Secret) -> Iterator[Hit]:
    run, places = reading.run
    for core in _telling_cores(secret):
        at = run.find(core)
        while at >= 0:
            start, end = places[at], places[at + len(core) - 1] + 1
            if any(char.isdigit() for char in core) or is_handle(reading.part.text, start, end):
                yield reading.hit(CODE, start, end, secret)
            at = run.find(core, at + len(core))


def _telling_cores(secret: Secret) -> list[str]:
    if "@" not in secret.text and len(secret.text.split()) > 2 and not digit_core(secret.text):
        return []  # a postal address or a phrase: looked for as places
    return [core for core in code_cores(secret.text) if core not in ordinary_words()]


def is_handle(text: str, start: int, end: int) -> bool:
    """Tell whether letters stand as an address or an account does: whole, and with no space but around an @."""
    if (start and text[start - 1].isalnum()) or (end < len(text) and text[end].isalnum()):
        return False
    return "@" in text[start:end] or not any(map(str.isspace, text[start:end]))
