"""Text made comparable: one spelling for every script, with the way back to the place in the original.

Positions are indexes into the original text. Nothing here knows what a secret is.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii

TATWEEL = "\u0640"
FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | {TATWEEL}
APOSTROPHES = frozenset("'’‘`´ʼʻʿʾ＇")
# anyascii drops what Arabic readers hear as a long a; an initial vowel must not vanish from a name.
ARABIC = {"ا": "a", "ٱ": "a", "ى": "a", "ة": "a", "ع": "a", "ء": ""}
LOOKALIKES = {
    **dict(zip("авекмнорстухіѕјԁԛԝё", "abekmhopctyxisjdqwe", strict=True)),
    **dict(zip("αβεζηικμνορτυχ", "abeznikmvoptux", strict=True)),
}
ELISIONS = frozenset({"d", "l", "qu", "j", "c", "s", "t"})
LOWER_ELISIONS = frozenset({"n", "m"})
SPACELESS = frozenset(
    {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "BOPOMOFO", "THAI", "LAO", "KHMER", "MYANMAR",
     "TIBETAN", "JAVANESE", "BALINESE", "YI", "HALFWIDTH", "IDEOGRAPHIC", "TAI", "NEW"}
)  # fmt: skip
_VARIATION = re.compile("[\ufe00-\ufe0f\U000e0000-\U000e01ef]")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: folded in its own script, folded to a-z, and where it stands in the original."""

    norm: str
    ascii: str
    start: int
    end: int
    capital: bool  # begins with a capital, or its script has none
    caps: bool  # all capitals, at least two
    abjad: bool  # its script leaves short vowels out
    mixed: bool  # Latin beside Cyrillic or Greek letters


@lru_cache(maxsize=8192)
def hidden(char: str) -> bool:
    """Tell whether a character is invisible or only stretches a word."""
    return unicodedata.category(char) == "Cf" or char in FILLERS or bool(_VARIATION.match(char))


@lru_cache(maxsize=16384)
def fold(char: str) -> str:
    """Return a character without case, accent, width or ornament; "" for hidden and combining ones."""
    if hidden(char) or unicodedata.combining(char):
        return ""
    hangul = "\uac00" <= char <= "\ud7a3"
    apart = unicodedata.normalize("NFKC", char) if hangul else unicodedata.normalize("NFKD", char)
    kept = "".join(c for c in apart if not unicodedata.combining(c) and not hidden(c))
    return "".join(_digit(c) for c in kept.casefold())


def _digit(char: str) -> str:
    return str(unicodedata.digit(char)) if char.isdigit() else char


@lru_cache(maxsize=16384)
def to_ascii(char: str) -> str:
    """Return a folded character in a-z and 0-9; "" where it makes no sound."""
    spelled = ARABIC.get(char)
    if spelled is None:
        spelled = anyascii(char).lower()
    return "".join(c for c in spelled if c.isascii() and c.isalnum())


def normalise(text: str) -> str:
    """Return a text folded: no case, accents, hidden characters; digits as 0-9; one space between words."""
    runs = _RUNS.findall(text)  # most of a text is ASCII, of which case alone is folded: much faster by the run
    return " ".join("".join([run.lower() if run.isascii() else run.translate(_FOLDED) for run in runs]).split())


_RUNS = re.compile(r"[\x00-\x7f]+|[^\x00-\x7f]+")


class _Folded(dict[int, str]):
    """The fold of every character met so far: a long text is folded at the speed of `str.translate`."""

    def __missing__(self, code: int) -> str:
        self[code] = fold(chr(code))
        return self[code]


_FOLDED = _Folded()


@lru_cache(maxsize=8192)
def script(char: str) -> str:
    """Return the script of a letter as the first word of its Unicode name, such as LATIN."""
    return unicodedata.name(char, "").split(" ")[0]


def is_spaceless(text: str) -> bool:
    """Tell whether some of a text is in a script that puts no space between words, or whose vowels are marks."""
    return not text.isascii() and any(map(_is_spaceless, set(text)))


@lru_cache(maxsize=8192)
def _is_spaceless(char: str) -> bool:
    return script(char) in SPACELESS or unicodedata.category(char).startswith("M")


@lru_cache(maxsize=16384)
def _spelled(char: str) -> str:
    return "".join(map(to_ascii, fold(char)))


def alphanumerics(text: str) -> tuple[str, list[int]]:
    """Return every letter and digit of a text run together in a-z and 0-9, and the position of each."""
    pieces: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        piece = _spelled(char)
        if piece:
            pieces.append(piece)
            places.extend([place] * len(piece))
    return "".join(pieces), places


def words(text: str) -> list[Word]:
    """Return the words of a text in order; digits and signs separate words, hidden characters do not."""
    found: list[Word] = []
    begin, last = -1, -1
    for place, char in enumerate(text):
        folded = fold(char)
        if folded and folded[0].isalpha():
            if char in APOSTROPHES:
                continue
            begin = place if begin < 0 else begin
            last = place
            continue
        if not folded or (char in APOSTROPHES and begin >= 0):
            if char in APOSTROPHES and _elision(text[begin : last + 1]):
                found.append(_word(text, begin, last + 1))
                begin = -1
            continue
        if begin >= 0:
            found.append(_word(text, begin, last + 1))
            begin = -1
    if begin >= 0:
        found.append(_word(text, begin, last + 1))
    return found


def _elision(prefix: str) -> bool:
    """Tell whether what stands before an apostrophe is an article run into the next word, as in l'avocate."""
    return normalise(prefix) in ELISIONS or prefix in LOWER_ELISIONS


def _word(text: str, start: int, end: int) -> Word:
    return (_latin_word if text[start:end].isascii() else _any_word)(text, start, end)


def _latin_word(text: str, start: int, end: int) -> Word:
    """Return what `_any_word` does for a word of plain letters and apostrophes, as most are: in a fifth of the time."""
    raw = text[start:end].replace("'", "").replace("`", "")
    if len(raw) > 2 and raw[-1] in "sS" and text[end - 2] in APOSTROPHES:
        raw = raw[:-1]
    norm, caps = raw.lower(), len(raw) > 1 and raw.isupper()
    return Word(norm, norm, start, end, capital=raw[0].isupper(), caps=caps, abjad=False, mixed=False)


def _any_word(text: str, start: int, end: int) -> Word:
    raw = [c for c in text[start:end] if fold(c) and c not in APOSTROPHES]
    if len(raw) > 2 and raw[-1] in "sS" and text[end - 2] in APOSTROPHES:
        raw.pop()  # the English genitive is no part of a name
    norm = "".join(map(fold, raw))
    scripts = {script(c) for c in raw}
    mixed = "LATIN" in scripts and bool(scripts & {"CYRILLIC", "GREEK"})
    spelled = "".join(LOOKALIKES.get(c, "") or to_ascii(c) for c in norm) if mixed else "".join(map(to_ascii, norm))
    cased = raw[0].lower() != raw[0].upper()
    return Word(
        norm=norm,
        ascii=spelled,
        start=start,
        end=end,
        capital=not cased or raw[0] != raw[0].lower(),
        caps=len(raw) > 1 and all(c.isupper() for c in raw),
        abjad=bool(scripts & {"ARABIC", "HEBREW", "SYRIAC"}),
        mixed=mixed,
    )
