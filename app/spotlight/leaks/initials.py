"""Initials such as J.M.: no search finds whose they are, so their pattern is flagged."""

from collections.abc import Iterator

from app.spotlight.leaks.groups import KNOWN_TO_ALL, spelt_out
from app.spotlight.leaks.hits import Hit
from app.spotlight.leaks.reading import Reading
from app.spotlight.leaks.reasons import INITIALS

HARMLESS = KNOWN_TO_ALL | {"us", "uk", "am", "pm", "bc", "ad", "dc", "pd"}
MOST = 4


def check_initials(reading: Reading) -> Iterator[Hit]:
    """Yield runs of two to four capitals with points or spaces between them."""
    for first, last, letters in spelt_out(reading):
        start, end = reading.words[first].start, reading.words[last].end
        arabic = reading.words[first].abjad and "." not in reading.part.text[start:end]
        if letters not in HARMLESS and last - first < MOST and not arabic:
            yield reading.hit(INITIALS, start, end)
