"""Check 8: words copied from what the story was written from."""

from collections.abc import Iterator

from app.incidents.matching.folding import Word, words
from app.spotlight.leaks.hits import Hit, Source
from app.spotlight.leaks.reading import Reading
from app.spotlight.leaks.reasons import COPIED, SHARED

SHINGLE = 4
RED_WORDS = 7
AMBER_SHARE = 0.02


def shingles(found: list[Word]) -> list[tuple[str, ...]]:
    """Return every four words in a row, folded."""
    norms = [word.norm for word in found]
    return [tuple(norms[at : at + SHINGLE]) for at in range(len(norms) - SHINGLE + 1)]


def check_overlap(reading: Reading, sources: list[Source]) -> Iterator[Hit]:
    """Yield stretches of seven or more copied words (red), and one hit where shorter ones add up (amber)."""
    ours = words(reading.part.text)
    mine = shingles(ours)
    for source in sources:
        theirs = set(shingles(words(source.text)))
        shared = [at for at, shingle in enumerate(mine) if shingle in theirs]
        long = False
        for first, last in _runs(shared):
            size = last - first + SHINGLE
            if size >= RED_WORDS:
                long = True
                start, end = ours[first].start, ours[last + SHINGLE - 1].end
                yield reading.hit(COPIED, start, end, source, words=str(size))
        if shared and not long and len(shared) >= AMBER_SHARE * len(mine):
            start, end = ours[shared[0]].start, ours[shared[0] + SHINGLE - 1].end
            percent = max(1, round(100 * len(shared) / len(mine)))
            yield reading.hit(SHARED, start, end, source, percent=str(percent))


def _runs(places: list[int]) -> Iterator[tuple[int, int]]:
    """Yield first and last of every run of neighbouring numbers."""
    first = last = None
    for place in places:
        if last is not None and place == last + 1:
            last = place
            continue
        if first is not None and last is not None:
            yield first, last
        first = last = place
    if first is not None and last is not None:
        yield first, last
