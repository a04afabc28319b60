"""The editor's side: the same search on matching strings, and check 7 on everybody in the desk's records.

Nothing here sees a name. A sound key says less than a name, so a hit here is advice.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from app.incidents.matching import MatchingStrings
from app.incidents.matching.folding import fold
from app.incidents.matching.names import PARTICLES
from app.incidents.matching.strings import DIGITS, SHORTEST_CORE, SHORTEST_DIGITS, digest, keys_of, pair
from app.spotlight.leaks.hits import Hit, Known, Part
from app.spotlight.leaks.names import NEAR, without_overlaps
from app.spotlight.leaks.numbers import digit_runs, is_handle
from app.spotlight.leaks.reading import Reading
from app.spotlight.leaks.reasons import (
    ACRONYM,
    CODE,
    ORGANISATION,
    OTHERS,
    PLACE,
    STRING_NAME,
    STRING_ORGANISATION,
    STRING_PLACE,
    STRING_TOKEN,
    Reason,
)
from app.spotlight.leaks.reasons import DIGITS as SAME_DIGITS

Spans = dict[str, list[tuple[int, int]]]
TELLING_KEY = 3  # sounds a single word must have to be worth a word
LONGEST_CODE = 40
MOST_PIECES = 8  # pieces of letters or digits that one code may be written in


@dataclass(frozen=True)
class Echo:
    """The matching strings that a part of a story would have, and where each comes from."""

    reading: Reading

    @cached_property
    def every_key(self) -> list[tuple[str, ...]]:
        """The sound keys of each word, everyday ones too: an organisation's name is half made of them."""
        return [keys_of(word) if word.capital and word.ascii not in PARTICLES else () for word in self.reading.words]

    @cached_property
    def keys(self) -> list[tuple[str, ...]]:
        """The sound keys of each word; none for everyday words."""
        return [
            () if ordinary else keys_of(word, 2 if word.capital else TELLING_KEY)
            for word, ordinary in zip(self.reading.words, self.reading.ordinary, strict=True)
        ]

    def _span(self, first: int, last: int) -> tuple[int, int]:
        return self.reading.words[first].start, self.reading.words[last].end

    def pairs_within(self, distance: int) -> Spans:
        """Return the word pairs of names at most so many words apart; at least one has three sounds."""
        found: Spans = defaultdict(list)
        for first, ours in enumerate(self.keys):
            for last in range(first + 1, min(first + distance + 1, len(self.keys))):
                both = self.reading.words[first].capital and self.reading.words[last].capital
                shortest = 4 if both and last - first <= 2 else 5
                for one in ours:
                    for other in self.keys[last]:
                        if len(one) + len(other) >= shortest:
                            found[pair(one, other)].append(self._span(first, last))
        return found

    @cached_property
    def pairs(self) -> Spans:
        """Word pairs within the distance at which they still make a name."""
        return self.pairs_within(NEAR)

    @cached_property
    def groups(self) -> Spans:
        """Pairs of neighbours written as names, of which one at least is no everyday word."""
        found: Spans = defaultdict(list)
        for first in range(len(self.keys) - 1):
            if self.keys[first] or self.keys[first + 1]:
                for one in self.every_key[first]:
                    for other in self.every_key[first + 1]:
                        if len(one) + len(other) > TELLING_KEY + 1:
                            found[pair(one, other, "group")].append(self._span(first, first + 1))
        return found

    def singles(self, kind: str) -> Spans:
        """Return the digests of single words that are written as names."""
        found: Spans = defaultdict(list)
        for place, keys in enumerate(self.keys):
            if self.reading.words[place].capital:
                for key in keys:
                    if len(key) >= TELLING_KEY:
                        found[digest(kind, key)].append(self._span(place, place))
        return found

    @cached_property
    def acronyms(self) -> Spans:
        """Words in capitals."""
        found: Spans = defaultdict(list)
        for place, word in enumerate(self.reading.words):
            if word.caps:
                found[digest("acronym", word.ascii)].append(self._span(place, place))
        return found

    @cached_property
    def digits(self) -> Spans:
        """Every seven digits in a row, and the short numbers."""
        found: Spans = defaultdict(list)
        for run, places in digit_runs(self.reading.part.text):
            sizes = {DIGITS} if len(run) >= DIGITS else set()
            for size in sizes | set(range(SHORTEST_DIGITS, min(DIGITS, len(run) + 1))):
                for at in range(len(run) - size + 1):
                    found[digest("digits", run[at : at + size])].append((places[at], places[at + size - 1] + 1))
        return found

    @cached_property
    def codes(self) -> Spans:
        """Letters and digits run together, from one word edge to another."""
        text = self.reading.part.text
        run, places = self.reading.run
        starts = [i for i, place in enumerate(places) if _edge(text, places, i)]
        ends = [*starts[1:], len(run)]
        digits = [0, *accumulate(map(str.isdigit, run))]  # among the characters before each
        found: Spans = defaultdict(list)
        for index, start in enumerate(starts):
            for end in ends[index : index + MOST_PIECES]:
                first, last = places[start], places[end - 1] + 1
                if not SHORTEST_CORE <= end - start <= LONGEST_CODE:
                    continue
                if digits[start] < digits[end] or is_handle(text, first, last):
                    found[digest("code", run[start:end])].append((first, last))
        return found


def _edge(text: str, places: list[int], index: int) -> bool:
    """Tell whether a letter or digit begins a word: nothing, or a sign that can be seen, stands before it."""
    if not index:
        return True
    between = text[places[index - 1] + 1 : places[index]]
    return any(fold(char) for char in between)


def check_known(reading: Reading, known: list[Known]) -> Iterator[Hit]:
    """Yield what sounds like the people of the story's own records: pairs and numbers red, single words amber."""
    echo = Echo(reading)
    for one in known:
        strings = one.strings
        reds = [
            *_shared(echo, STRING_NAME, one, strings.pairs, echo.pairs),
            *_shared(echo, SAME_DIGITS, one, strings.digits, echo.digits),
            *_shared(echo, CODE, one, strings.codes, echo.codes),
            *_shared(echo, ORGANISATION, one, strings.organisations, echo.groups),
            *_shared(echo, PLACE, one, strings.places, echo.groups),
            *_shared(echo, ACRONYM, one, strings.acronyms, echo.acronyms),
        ]
        ambers = [
            *_shared(echo, STRING_TOKEN, one, strings.sounds, echo.singles("sounds")),
            *_shared(echo, STRING_PLACE, one, strings.places, echo.singles("places")),
            *_shared(echo, STRING_ORGANISATION, one, strings.organisations, echo.singles("organisations")),
        ]
        reds = without_overlaps(reds)
        yield from reds
        for hit in without_overlaps(ambers):
            if not any(red.start <= hit.start < red.end for red in reds):
                yield hit


def _shared(echo: Echo, reason: Reason, one: Known, theirs: tuple[str, ...], ours: Spans) -> Iterator[Hit]:
    for string in theirs:
        for start, end in ours.get(string, ()):
            yield echo.reading.hit(reason, start, end, one)


def neighbours(parts: Iterable[Part]) -> set[str]:
    """Return the word pairs of a story by which `check_others` finds somebody: no other need be asked for."""
    return {pair for part in parts for pair in Echo(Reading(part)).pairs_within(1)}


def check_others(reading: Reading, others: Iterable[MatchingStrings]) -> Iterator[Hit]:
    """Yield neighbouring words that sound like the name of anybody in the desk's records; amber, once a place."""
    ours = Echo(reading).pairs_within(1)
    met = {span for strings in others for string in strings.pairs for span in ours.get(string, ())}
    yield from without_overlaps([reading.hit(OTHERS, start, end) for start, end in sorted(met)])
