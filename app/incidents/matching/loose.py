"""Names and numbers out of a cell or a text of which nobody said what it holds. Better one too many than one missed."""

import re

from app.incidents.matching.folding import words
from app.incidents.matching.strings import SHORTEST_DIGITS

LONGEST = 6  # words of a name; a longer piece is running text
_ENDS = re.compile(r"[,،;؛:|/\\()\[\]{}\"«»“”\n\r\t…!?؟。、]|(?<=\w\w)\.(?=\s|$)|\s[-–—]\s")
_DIGITS = re.compile(r"\d(?:[ .\-/]{0,2}\d){%d,}" % (SHORTEST_DIGITS - 1))  # noqa: UP031 - braces
_MIXED = re.compile(r"(?<!\w)(?=\S*\d)(?=\S*[^\W\d_])\w(?:[\w.\-/]{3,38})\w(?!\w)")
_PLATE = re.compile(r"(?<!\w)(?:[A-Z]{1,4}[ -]{1,2}\d{2,5}(?:[ -]{1,2}[A-Z]{1,3})?|\d{2,5}[ -]{1,2}[A-Z]{1,4})(?!\w)")


def pieces(text: str) -> list[str]:
    """Return the parts of a text between its signs that hold words, each once."""
    found = (piece.strip() for piece in _ENDS.split(text))
    return list(dict.fromkeys(piece for piece in found if any(map(str.isalpha, piece))))


def names(text: str) -> list[str]:
    """Return the parts of a text that are as short as a name."""
    return [piece for piece in pieces(text) if len(words(piece)) <= LONGEST]


def codes(text: str) -> list[str]:
    """Return what looks like a number that belongs to somebody or something: a phone, a plate, a docket, a card."""
    found = [*_DIGITS.findall(text), *_MIXED.findall(text), *_PLATE.findall(text)]
    return list(dict.fromkeys("".join(code.split()) for code in found))
