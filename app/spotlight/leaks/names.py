"""Checks 2 and 3: names of people behind the story, whole or in part."""

import itertools
from collections.abc import Iterator

from app.incidents.matching.folding import Word
from app.incidents.matching.identities import PEOPLE
from app.incidents.matching.names import PARTICLES, name_words
from app.incidents.matching.sounds import sound_keys
from app.spotlight.leaks.hits import Hit, Secret
from app.spotlight.leaks.likeness import CERTAIN_PAIR, CLOSE_PAIR, Likeness, alike, called
from app.spotlight.leaks.reading import Reading
from app.spotlight.leaks.reasons import INITIAL, JOINED, NAME, NICKNAME, TOKEN

NEAR = 5  # words between which two parts of a name still make a name
SHORTEST_JOINED = 7
SHORTEST_ALIAS = 4
Found = dict[int, dict[int, Likeness]]  # place in the story -> which word of the secret -> how alike


def check_names(reading: Reading, secrets: list[Secret]) -> Iterator[Hit]:
    """Yield whole names (red) and single parts of them (amber)."""
    for secret in secrets:
        if secret.kind in PEOPLE:
            yield from _one_name(reading, secret)


def _one_name(reading: Reading, secret: Secret) -> Iterator[Hit]:
    telling = name_words(secret.text)
    found, nicknamed = places_of(reading, telling)
    spans = list(_pairs(reading, found, nicknamed))
    reds = [reading.hit(NICKNAME if nick else NAME, *_span(reading, a, b), secret) for a, b, nick in spans]
    reds += _initials(reading, secret, telling, found)
    reds += _joined(reading, secret, telling)
    reds += _alone(reading, secret, telling, found)
    yield from without_overlaps(reds)
    covered = [(hit.start, hit.end) for hit in reds]
    for place in sorted(found):
        word = reading.words[place]
        if any(start <= word.start < end for start, end in covered):
            continue
        if _tells(reading, place, max(found[place].values()), place in nicknamed):
            yield reading.hit(TOKEN, word.start, word.end, secret)


def places_of(reading: Reading, telling: list[Word]) -> tuple[Found, set[int]]:
    """Return where the words of a name stand in the story, and which places are nicknames only."""
    found: Found = {}
    nicknamed: set[int] = set()
    for which, word in enumerate(telling):
        plain = alike(word, reading)
        for place, likeness in plain.items():
            found.setdefault(place, {})[which] = likeness
        for place, likeness in called(word, reading).items():
            if place not in plain:
                found.setdefault(place, {})[which] = likeness
                nicknamed.add(place)
    return found, nicknamed


def _span(reading: Reading, first: int, last: int) -> tuple[int, int]:
    return reading.words[first].start, reading.words[last].end


def _pairs(reading: Reading, found: Found, nicknamed: set[int]) -> Iterator[tuple[int, int, bool]]:
    """Yield first and last place of every stretch in which two different words of the name are near each other."""
    places = sorted(found)
    stretch: tuple[int, int, bool] | None = None
    for index, place in enumerate(places):
        for other in itertools.takewhile(lambda o: o - place <= NEAR, places[index + 1 :]):  # noqa: B023 same turn
            if not certain(reading, found, place, other):
                continue
            nick = place in nicknamed or other in nicknamed
            if stretch and place <= stretch[1]:
                stretch = (stretch[0], max(other, stretch[1]), stretch[2] and nick)
            else:
                if stretch:
                    yield stretch
                stretch = (place, other, nick)
    if stretch:
        yield stretch


def certain(reading: Reading, found: Found, place: int, other: int) -> bool:
    """Tell whether two places of the story are two different words of one name."""
    close = other - place <= 2 and reading.words[place].capital and reading.words[other].capital
    needed = CLOSE_PAIR if close else CERTAIN_PAIR
    return any(
        a != b and likeness_a + likeness_b >= needed
        for (a, likeness_a), (b, likeness_b) in itertools.product(found[place].items(), found[other].items())
    )


def _initials(reading: Reading, secret: Secret, telling: list[Word], found: Found) -> list[Hit]:
    """Find an initial beside a surname, before it or after it."""
    hits = []
    for place, likenesses in found.items():
        for near in (place - 2, place - 1, place + 1, place + 2):
            if not 0 <= near < len(reading.words) or len(reading.words[near].norm) != 1:
                continue
            if not reading.words[near].capital or not _only_initials_between(reading, place, near):
                continue
            for which, likeness in likenesses.items():
                others = [word for index, word in enumerate(telling) if index != which]
                if likeness >= Likeness.STRONG and any(_begins(word, reading.words[near]) for word in others):
                    hits.append(reading.hit(INITIAL, *_span(reading, *sorted((place, near))), secret))
    return hits


def _only_initials_between(reading: Reading, place: int, near: int) -> bool:
    between = reading.words[(place + near) // 2]
    return abs(place - near) == 1 or len(between.norm) == 1 or between.ascii in PARTICLES


def _begins(word: Word, initial: Word) -> bool:
    if word.ascii[:1] == initial.ascii[:1] or (word.ascii[:1] == "j" and initial.norm == "д"):
        return True
    return bool({key[0] for key in sound_keys(word.ascii)} & {key[0] for key in sound_keys(initial.ascii)})


def _joined(reading: Reading, secret: Secret, telling: list[Word]) -> list[Hit]:
    """Find a name run together, in any order of its words, or with an initial for one of them, as in a handle."""
    run, places = reading.run
    spellings = set()
    for one, other in itertools.permutations(telling[:4], 2):
        spellings |= {one.ascii + other.ascii, one.ascii[:1] + other.ascii}
    spellings.add("".join(word.ascii for word in telling))
    hits = []
    for spelling in sorted(spellings):
        at = run.find(spelling) if len(spelling) >= SHORTEST_JOINED else -1
        while at >= 0:
            start, end = places[at], places[at + len(spelling) - 1] + 1
            if _own_edge(reading.part.text, start, end, len(spelling)):
                hits.append(reading.hit(JOINED, start, end, secret))
            at = run.find(spelling, at + 1)
    return hits


def _own_edge(text: str, start: int, end: int, length: int) -> bool:
    """Tell whether letters found in the run are words of their own; a long run may be inside a longer word."""
    free_before = start == 0 or not text[start - 1].isalnum()
    free_after = end >= len(text) or not text[end].isalnum()
    return (free_before and free_after) or (length >= 10 and (free_before or free_after))


def _alone(reading: Reading, secret: Secret, telling: list[Word], found: Found) -> list[Hit]:
    """Find a name that is a single word, such as an alias."""
    if len(telling) != 1 or len(telling[0].ascii) < SHORTEST_ALIAS:
        return []
    return [
        reading.hit(NAME, reading.words[place].start, reading.words[place].end, secret)
        for place, likenesses in found.items()
        if Likeness.EXACT in likenesses.values() and reading.words[place].capital and not reading.ordinary[place]
    ]


def _tells(reading: Reading, place: int, likeness: Likeness, nickname: bool) -> bool:
    word = reading.words[place]
    if reading.ordinary[place] or likeness < Likeness.STRONG or len(word.ascii) < 3:
        return False
    if nickname:
        return len(word.ascii) > 3
    return word.capital or (likeness is Likeness.EXACT and len(word.ascii) > 3)


def without_overlaps(hits: list[Hit]) -> list[Hit]:
    """Return the hits without those that lie inside a longer one, or in an equal one that stands before."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.start - h.end, h.start)):
        if not any(other.start <= hit.start and hit.end <= other.end for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda h: h.start)
