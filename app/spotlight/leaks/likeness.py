"""How alike a secret word and a word of the story are, across spellings and scripts."""

from enum import IntEnum

from rapidfuzz import process
from rapidfuzz.distance import OSA, Levenshtein

from app.incidents.matching.folding import Word, script
from app.incidents.matching.names import forms
from app.incidents.matching.sounds import sound_keys
from app.spotlight.leaks.reading import Reading, nicknames

SOUNDS_ALIKE = 0.5  # least likeness of two spellings that share a sound key
SOUNDS_ALIKE_ACROSS = 0.4  # the same where one script leaves the vowels out
SPELT_ALIKE = 0.74  # from here on a short sound key is trusted as much as a long one
LONG_KEY = 4  # sounds from which on one may be wrong
LONGEST_ENDING = 3  # letters that Russian and Arabic grammar may hang on a name
_VOWELS = str.maketrans({"w": "u", "y": "i", "e": "i", "o": "u"})


class Likeness(IntEnum):
    """How sure one word is the other; two words together need CERTAIN_PAIR."""

    WEAK = 1
    STRONG = 2
    EXACT = 3


CERTAIN_PAIR = 4
CLOSE_PAIR = 3  # enough for neighbours that are both written as names


def alike(secret: Word, reading: Reading) -> dict[int, Likeness]:
    """Return the places of the story's words that resemble a secret word, and how much."""
    found: dict[int, Likeness] = {}
    for form in forms(secret):
        for place in reading.forms.get(form, ()):
            found[place] = Likeness.EXACT
    for form in forms(secret):
        _by_sound(secret, form, reading, found)
        _by_spelling(secret, form, reading, found)
    _by_near_sound(secret, reading, found)
    return {place: _sober(reading, place, likeness) for place, likeness in found.items()}


def called(secret: Word, reading: Reading) -> dict[int, Likeness]:
    """Return the places of words that are nicknames of a secret word."""
    found: dict[int, Likeness] = {}
    both = {nickname for key in sound_keys(secret.ascii) if len(key) > 1 for nickname in nicknames().get(key, ())}
    for nickname in both:
        places = set(reading.forms.get(nickname, ()))
        places |= {place for key in sound_keys(nickname) for place in reading.keys.get(key, ())}
        for place in places:
            word = reading.words[place]
            spelt = max(_spelling(nickname, form) for form in forms(word))
            if word.capital and not reading.ordinary[place] and spelt >= SPELT_ALIKE:
                found[place] = Likeness.STRONG
    return found


def _raise(found: dict[int, Likeness], place: int, likeness: Likeness) -> None:
    found[place] = max(likeness, found.get(place, likeness))


def _by_sound(secret: Word, form: str, reading: Reading, found: dict[int, Likeness]) -> None:
    for key in sound_keys(form):
        if len(key) < 2:
            continue
        for place in reading.keys.get(key, ()):
            if found.get(place) == Likeness.EXACT or reading.ordinary[place]:
                continue
            word = reading.words[place]
            likeness = max(_spelling(form, other) for other in forms(word))
            least = SOUNDS_ALIKE_ACROSS if secret.abjad != word.abjad else SOUNDS_ALIKE
            if likeness >= SPELT_ALIKE or (len(key) > 2 and likeness >= least):
                _raise(found, place, Likeness.STRONG if word.capital else Likeness.WEAK)
            elif likeness >= SOUNDS_ALIKE or (len(key) > 2 and least < SOUNDS_ALIKE):
                _raise(found, place, Likeness.WEAK)


def _spelling(one: str, other: str) -> float:
    return Levenshtein.normalized_similarity(one.translate(_VOWELS), other.translate(_VOWELS))


def _by_near_sound(secret: Word, reading: Reading, found: dict[int, Likeness]) -> None:
    """Compare sound keys letter by letter where another script leaves nothing else to compare: one slip of the pen."""
    for key in sound_keys(secret.ascii)[:2]:
        if len(key) < LONG_KEY:
            continue
        for other, _, _ in process.extract(
            key, reading.long_keys, scorer=OSA.distance, score_cutoff=1, limit=None, processor=None
        ):
            for place in reading.keys[other]:
                word = reading.words[place]
                if (
                    place not in found
                    and not reading.ordinary[place]
                    and script(secret.norm[0]) != script(word.norm[0])
                ):
                    found[place] = Likeness.STRONG if len(key) > LONG_KEY and word.capital else Likeness.WEAK


def _allowed(length: int) -> int:
    if length < 5:
        return 0
    return 1 if length < 8 else 2


def _by_spelling(secret: Word, form: str, reading: Reading, found: dict[int, Likeness]) -> None:
    allowed = _allowed(len(form))
    if allowed:
        near = process.extract(
            form, reading.long_forms, scorer=OSA.distance, score_cutoff=allowed, limit=None, processor=None
        )
        for other, distance, _ in near:
            if distance:
                _mark(reading, other, found, len(form) > 6)
    if len(form) > 3 and not secret.abjad:
        stem = form[:-1] if form[-1] in "aeiouy" and len(form) > 4 else form
        for other in reading.long_forms:
            if other.startswith(stem) and 0 < len(other) - len(stem) <= LONGEST_ENDING:
                _mark_inflected(reading, other, found)


def _mark(reading: Reading, form: str, found: dict[int, Likeness], long: bool) -> None:
    for place in reading.forms[form]:
        if not reading.ordinary[place]:
            trusted = reading.words[place].capital or long
            _raise(found, place, Likeness.STRONG if trusted else Likeness.WEAK)


def _mark_inflected(reading: Reading, form: str, found: dict[int, Likeness]) -> None:
    for place in reading.forms[form]:
        word = reading.words[place]
        if word.capital and not reading.ordinary[place] and not word.norm.isascii() and not word.abjad:
            _raise(found, place, Likeness.STRONG)


def _sober(reading: Reading, place: int, likeness: Likeness) -> Likeness:
    """Trust an everyday word less, even where it is spelt like the secret."""
    if not reading.ordinary[place]:
        return likeness
    return Likeness.STRONG if reading.words[place].capital and not reading.words[place].abjad else Likeness.WEAK
