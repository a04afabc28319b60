"""Check 1: characters that nobody sees, and letters that only look like letters."""

import re
import unicodedata
from collections.abc import Iterator

from app.incidents.matching.folding import hidden
from app.spotlight.leaks.hits import Hit
from app.spotlight.leaks.reading import Reading
from app.spotlight.leaks.reasons import DISGUISED, HIDDEN

# Ornamental letters and digits, whose plain form is another character. Ordinals such as nº are left alone.
DISGUISES = ("<font>", "<wide>", "<narrow>", "<circle>", "<square>", "<super>", "<sub>", "<isolated>", "<initial>",
             "<medial>", "<final>")  # fmt: skip
ORDINALS = frozenset("ªº²³™")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")  # where alone any of them can be


def disguised(char: str) -> bool:
    """Tell whether a character is a letter or digit in fancy dress."""
    if char.isascii() or char in ORDINALS or not char.isalnum():
        return False
    return unicodedata.decomposition(char).startswith(DISGUISES)


def check_hidden(reading: Reading) -> Iterator[Hit]:
    """Yield every run of hidden characters, of disguised letters, and every word that mixes scripts."""
    text = reading.part.text
    for stretch in _NOT_ASCII.finditer(text):
        place, last = stretch.span()
        while place < last:
            rule = hidden if hidden(text[place]) else disguised if disguised(text[place]) else None
            end = place + 1
            if rule:
                while end < last and rule(text[end]):
                    end += 1
                yield reading.hit(HIDDEN if rule is hidden else DISGUISED, place, end)
            place = end
    for word in reading.words:
        if word.mixed:
            yield reading.hit(DISGUISED, word.start, word.end)
