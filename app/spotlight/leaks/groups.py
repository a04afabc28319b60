"""Check 4: organisations, their acronyms, and places below the country."""

import re
from collections.abc import Iterator
from dataclasses import replace

from app.incidents.matching.folding import Word, normalise, words
from app.incidents.matching.identities import Kind
from app.incidents.matching.names import PARTICLES, initials, name_words
from app.incidents.matching.strings import SHORTEST_ACRONYM, digit_core
from app.spotlight.leaks.countries import names_a_country
from app.spotlight.leaks.hits import Hit, Secret
from app.spotlight.leaks.likeness import Likeness
from app.spotlight.leaks.names import NEAR, SHORTEST_JOINED, Found, certain, places_of, without_overlaps
from app.spotlight.leaks.reading import Reading, is_ordinary
from app.spotlight.leaks.reasons import ACRONYM, ORGANISATION, ORGANISATION_PART, PLACE, PLACE_PART, Reason

ENOUGH = 0.6  # part of a group's words that gives it away
KNOWN_TO_ALL = frozenset(
    {"un", "ngo", "ong", "onu", "usa", "eu", "ue", "au", "hiv", "covid", "oas", "icc", "who", "aids"}
)


def check_groups(reading: Reading, secrets: list[Secret]) -> Iterator[Hit]:
    """Yield organisations and places (red), and single words of their names that are not everyday words (amber)."""
    for secret in secrets:
        if secret.kind is Kind.ORGANISATION:
            yield from _group(reading, secret, ORGANISATION, ORGANISATION_PART)
            yield from _acronym(reading, secret)
        elif secret.kind is Kind.PLACE or _is_address(secret):
            for piece in re.split(r"[,،;\n/()]", secret.text):
                if normalise(piece) and not names_a_country(piece):
                    yield from _group(reading, replace(secret, text=piece), PLACE, PLACE_PART)


def _is_address(secret: Secret) -> bool:
    return secret.kind is Kind.CONTACT and "@" not in secret.text and not digit_core(secret.text)


def _group(reading: Reading, secret: Secret, whole: Reason, part: Reason) -> Iterator[Hit]:
    telling = name_words(secret.text)
    if not telling:
        return
    own = {index for index, word in enumerate(telling) if not is_ordinary(word)}
    found, _ = places_of(reading, telling)
    if not own and len(telling) < 2:
        return
    reds = [] if len(telling) == 1 else _stretches(reading, secret, telling, own, found, whole)
    reds += _joined(reading, secret, telling, whole)
    rest = []
    for place, likenesses in sorted(found.items()):
        best = max((likeness for index, likeness in likenesses.items() if index in own), default=Likeness.WEAK)
        word = reading.words[place]
        if best < Likeness.STRONG or reading.ordinary[place] or len(word.ascii) < 3:
            continue
        single = len(telling) == 1 and word.capital and (best is Likeness.EXACT or not word.abjad)
        if single:
            reds.append(_hit(reading, secret, whole, place, place))
        elif word.capital:
            rest.append(_hit(reading, secret, part, place, place))
    yield from without_overlaps(reds)
    yield from (hit for hit in rest if not any(red.start <= hit.start < red.end for red in reds))


def _hit(reading: Reading, secret: Secret, reason: Reason, first: int, last: int) -> Hit:
    start, end = reading.words[first].start, reading.words[last].end
    return reading.hit(reason, start, end, secret)


def _stretches(
    reading: Reading, secret: Secret, telling: list[Word], own: set[int], found: Found, whole: Reason
) -> list[Hit]:
    """Find enough words of the group near each other: two of its own, or most of all in a row."""
    places = sorted(found)
    hits = []
    for index, place in enumerate(places):
        window = [other for other in places[index:] if other - place <= len(telling) + 2]
        seen = {which for other in window for which, like in found[other].items() if _counts(reading, other, like)}
        if len(window) > 1 and len(seen) > 1 and len(seen) >= ENOUGH * len(telling) and (
            seen & own or _in_a_row(reading, telling, place)
        ):  # fmt: skip
            hits.append(_hit(reading, secret, whole, place, window[-1]))
        for other in (o for o in places[index + 1 :] if o - place <= NEAR):
            if set(found[place]) & own and set(found[other]) & own and certain(reading, found, place, other):
                hits.append(_hit(reading, secret, whole, place, other))
    return hits


def _counts(reading: Reading, place: int, likeness: Likeness) -> bool:
    return likeness >= Likeness.STRONG or reading.ordinary[place]


def _in_a_row(reading: Reading, telling: list[Word], place: int) -> bool:
    """Tell whether a name made of everyday words stands here word for word, written as a name."""
    following = [w for w in reading.words[place : place + 2 * len(telling)] if w.ascii not in PARTICLES]
    row = following[: len(telling)]
    return [w.ascii for w in row] == [w.ascii for w in telling] and all(w.capital for w in row) and len(telling) > 2


def _joined(reading: Reading, secret: Secret, telling: list[Word], whole: Reason) -> list[Hit]:
    spelling = "".join(word.ascii for word in telling)
    if len(spelling) < SHORTEST_JOINED or len(telling) < 2:
        return []
    return [_hit(reading, secret, whole, place, place) for place in reading.forms.get(spelling, ())]


def _acronym(reading: Reading, secret: Secret) -> Iterator[Hit]:
    every = words(secret.text)
    acronyms = {initials(name_words(secret.text)), initials(every)} - KNOWN_TO_ALL
    acronyms |= {word.ascii for word in every if word.caps and len(word.ascii) >= SHORTEST_ACRONYM} - KNOWN_TO_ALL
    acronyms = {acronym for acronym in acronyms if len(acronym) >= SHORTEST_ACRONYM}
    for place, word in enumerate(reading.words):
        if word.caps and word.ascii in acronyms:
            yield _hit(reading, secret, ACRONYM, place, place)
    for first, last, letters in spelt_out(reading):
        if letters in acronyms:
            yield _hit(reading, secret, ACRONYM, first, last)


def spelt_out(reading: Reading) -> Iterator[tuple[int, int, str]]:
    """Yield runs of two or more single capitals, as in L.A.C. or J. M.: first place, last place, letters."""
    first = -1
    for place in range(len(reading.words) + 1):
        single = place < len(reading.words) and _is_initial(reading.words[place])
        if single and first >= 0:
            between = reading.part.text[reading.words[place - 1].end : reading.words[place].start]
            if len(between) > 2 or not set(between) <= set(". -\u00a0\u202f"):
                if place - first > 1:
                    yield first, place - 1, initials(reading.words[first:place])
                first = place
        elif single:
            first = place
        elif first >= 0:
            if place - first > 1:
                yield first, place - 1, initials(reading.words[first:place])
            first = -1


def _is_initial(word: Word) -> bool:
    return len(word.norm) == 1 and word.capital
