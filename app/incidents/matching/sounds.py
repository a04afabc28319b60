"""Sound keys: what is left of a word when spelling, vowels and script are taken away.

Consonants that scribes confuse between Latin, Arabic and Cyrillic share one letter. A spelling that can be
read in two ways has several keys; two words sound alike when they share one.
"""

import itertools
import re
from functools import lru_cache

from app.incidents.matching.folding import to_ascii, words

MOST_KEYS = 8
# Longest spelling first. Each is read as one of the given classes; "" is silent.
INNER: dict[str, tuple[str, ...]] = {
    "shch": ("x",), "tsh": ("x",), "cz": ("x",),
    "tsch": ("x",), "sch": ("x",), "tch": ("x",), "dzh": ("g",), "dz": ("g", "s"),
    "ch": ("x", "k"), "sh": ("x",), "zh": ("g", "s"), "kh": ("k", ""), "gh": ("g",), "dj": ("g",),
    "dh": ("t", "s"), "th": ("t", "s"), "ph": ("f",), "ck": ("k",), "ts": ("s",), "tz": ("s",),
    "ce": ("s",), "ci": ("s",), "qu": ("k",), "b": ("b",), "p": ("b",), "c": ("k",), "k": ("k",), "q": ("k", "g"),
    "d": ("t",), "t": ("t",), "f": ("f",), "v": ("f", ""), "g": ("g",), "j": ("g", ""), "l": ("l",), "m": ("m",),
    "n": ("n",), "r": ("r",), "s": ("s",), "z": ("s",), "x": ("ks", "x"),
}  # fmt: skip
FIRST: dict[str, tuple[str, ...]] = {
    "kh": ("k", "h"), "gh": ("g", "k"), "g": ("g", "k"),
    "ou": ("a", "w"), "j": ("g", "h", "y"), "v": ("f", "w"), "w": ("w", "f"), "h": ("h", "a"),
    "y": ("y", "a"), "a": ("a",), "e": ("a",), "i": ("a",), "o": ("a",), "u": ("a", "w"), "x": ("s", "x", "h"),
}  # fmt: skip
_DOUBLED = re.compile(r"(.)\1+")
_SERVANT = re.compile(r"^[ae]?bd(?:[aeiou]?l|[aeiou][rsndtz](?=[rsndtz]))?[aeiou]?(?=\w{3,}$)")
SERVANT = "abd"  # the first half of names such as Abdulrahman, written in a dozen ways


def sound_key(token: str) -> str:
    """Return the first sound key of a word in any script; "" when it has no sound."""
    keys = sound_keys("".join(word.ascii for word in words(token)) or "".join(map(to_ascii, token)))
    return keys[0] if keys else ""


@lru_cache(maxsize=32768)
def sound_keys(spelled: str) -> tuple[str, ...]:
    """Return every sound key of a word already folded to a-z, the likeliest first."""
    spelled = _SERVANT.sub(SERVANT, spelled)
    spelled = _DOUBLED.sub(r"\1", spelled)
    readings: list[tuple[str, ...]] = []
    place = 0
    while place < len(spelled):
        size, classes = _reading(spelled, place)
        place += size
        if classes != ("",):
            readings.append(classes)
    made = itertools.islice(itertools.product(*readings), MOST_KEYS)
    return tuple(dict.fromkeys("".join(parts) for parts in made if any(parts)))


def _reading(spelled: str, place: int) -> tuple[int, tuple[str, ...]]:
    for size in (4, 3, 2, 1):
        piece = spelled[place : place + size]
        if len(piece) < size:
            continue
        if not place and piece in FIRST:
            return size, FIRST[piece]
        if piece in INNER:
            return size, INNER[piece]
    return 1, ("",)
