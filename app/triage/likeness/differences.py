"""Where two texts differ, word by word. Case, accents and scripts that sound alike make no difference."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from app.incidents.matching import normalise

LONGEST = 800  # words of each text that are compared; what follows is shown as it is
Piece = tuple[str, bool]  # a stretch of a text, and whether the other text lacks it
_WORD = re.compile(r"\S+\s*")


def differences(one: str, other: str) -> tuple[list[Piece], list[Piece]]:
    """Return both texts in pieces that together are the whole text."""
    ours, theirs = _WORD.findall(one), _WORD.findall(other)
    first, second = ([_key(word) for word in words[:LONGEST]] for words in (ours, theirs))
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        left += _piece(ours[a:b], tag != "equal")
        right += _piece(theirs[c:d], tag != "equal")
    return left + _piece(ours[LONGEST:], False), right + _piece(theirs[LONGEST:], False)


def _key(word: str) -> str:
    return "".join(char for char in normalise(word) if char.isalnum()) or word.strip()


def _piece(words: Iterable[str], differs: bool) -> list[Piece]:
    text = "".join(words)
    return [(text, differs)] if text else []
