"""Words of names: particles set aside, servants of God joined, prefixes of Arabic and cases of Russian read."""

import itertools
import re
from dataclasses import replace

from app.incidents.matching.folding import Word, to_ascii, words

# Never tell one person from another; a name is matched on what remains.
PARTICLES = frozenset(
    re.findall(
        r"\w+",
        """al el ul bin ben ibn bint binti abu abou bu umm um de da do dos das del della di du la le las los van von der
        den y e i of the and et mr mrs ms dr sr sra mme mlle me maitre bwana bi mzee sheikh shaykh cheikh ould uld ag
        ait ap for pour para por kwa jr ii iii san santa st wa ya za na""",
    )
)
SERVANTS = frozenset({"abd", "abdul", "abdel", "abdal", "abdur", "abder", "abdol", "abdou", "abdus", "abdes", "abdu"})
ARTICLES = frozenset({"al", "el", "ul", "ur", "ar", "er", "as", "es", "us", "an", "en", "ad", "ed", "il"})
PROCLITICS = "وفبلك"


def joined(found: list[Word], text: str) -> list[Word]:
    """Return the words with Abd and what it serves made one, as in Abd al-Rahman; positions still hold."""
    out: list[Word] = []
    waiting = list(found)
    while waiting:
        word = waiting.pop(0)
        size = _served(word, waiting)
        if size:
            tail = waiting[size - 1]
            del waiting[:size]
            stem = _without_article(tail)
            word = replace(
                word, norm=text[word.start : tail.end].casefold(), ascii="abd" + stem, end=tail.end,
                capital=word.capital or tail.capital,
            )  # fmt: skip
        out.append(word)
    return out


def _served(word: Word, following: list[Word]) -> int:
    """Return how many of the following words complete a name that begins with Abd; 0 for none."""
    if word.ascii not in SERVANTS or not following:
        return 0
    size = 2 if following[0].ascii in ARTICLES and len(following) > 1 else 1
    return size if len(following[size - 1].ascii) > 2 and following[size - 1].start - word.end < 12 else 0


def _without_article(word: Word) -> str:
    if word.norm.startswith("ال") and len(word.norm) > 4:
        return "".join(map(to_ascii, word.norm[2:]))
    return word.ascii


def name_words(name: str) -> list[Word]:
    """Return the words of a name that tell who it is: particles, titles and single letters left out."""
    found = joined(words(name), name)
    telling = [word for word in found if word.ascii not in PARTICLES and len(word.ascii) > 1]
    return telling or [word for word in found if word.ascii]


def forms(word: Word) -> tuple[str, ...]:
    """Return the a-z spellings a word may stand for: as written, and without Arabic prefixes or a Latin article."""
    found = [word.ascii]
    if word.abjad:
        found += map(_spell, without_prefixes(word.norm))
    if "г" in word.norm:  # Russian writes the h of other languages so
        found.append(_spell(word.norm.replace("г", "һ")))
    if not word.abjad and len(word.ascii) > 6 and word.ascii[:2] in {"al", "el"}:
        found.append(word.ascii[2:])
    return tuple(dict.fromkeys(form for form in found if form))


def without_prefixes(norm: str) -> list[str]:
    """Return what is left of an Arabic word without and, so, with, for, like, and then without its article."""
    left = []
    if len(norm) > 3 and norm[0] in PROCLITICS:
        left.append(norm[1:])
        if norm.startswith("لل"):
            left.append(norm[2:])
    left += [bare[2:] for bare in (norm, *left) if bare.startswith("ال") and len(bare) > 4]
    return left


def _spell(norm: str) -> str:
    return "".join(map(to_ascii, norm))


def initials(found: list[Word]) -> str:
    """Return the first letters of the words."""
    return "".join(itertools.chain.from_iterable(word.ascii[:1] for word in found))
