"""Names that stand in running text, where no field says that they are names: in a narrative, a note, a message.

Whoever wrote the text may have named people in it. What is found so is less sure than a name that was entered as one.
"""

from collections.abc import Iterator

from app.incidents.matching import loose
from app.incidents.matching.folding import Word, words
from app.incidents.matching.names import PARTICLES
from app.spotlight.leaks.countries import names_a_country
from app.spotlight.leaks.hits import Hit, Level, Secret
from app.spotlight.leaks.names import SHORTEST_ALIAS, check_names
from app.spotlight.leaks.numbers import check_numbers
from app.spotlight.leaks.reading import Reading, is_ordinary
from app.spotlight.leaks.reasons import TOLD


def names_told(text: str, anywhere: bool = False) -> list[str]:
    """Return the names in a text: words with capitals side by side, and single ones that are no everyday words.

    `anywhere` takes any two words side by side that are no everyday words, for a text that is known to hold names.
    """
    found: dict[str, None] = {}
    for piece in loose.pieces(text):
        every = words(piece)
        for run in _runs(every, anywhere):
            telling = [word for word in run if word.ascii not in PARTICLES]
            own = [word for word in telling if not is_ordinary(word)]
            alone = run[0] is not every[0] and _is_written_as_name(run[0]) and len(run[0].ascii) >= SHORTEST_ALIAS
            name = piece[run[0].start : run[-1].end]
            if own and (len(telling) > 1 or alone) and not names_a_country(name):
                found[name] = None
    return list(found)


def _runs(every: list[Word], anywhere: bool) -> Iterator[list[Word]]:
    """Yield words in a row that are written as names; what only joins names stands between them."""
    run: list[Word] = []
    for word in every:
        joins = word.ascii in PARTICLES
        if (joins and run) or _is_written_as_name(word) or (anywhere and not joins and not is_ordinary(word)):
            run.append(word)
        elif run:
            yield from _trimmed(run)
            run = []
    yield from _trimmed(run)


def _trimmed(run: list[Word]) -> Iterator[list[Word]]:
    while run and run[-1].ascii in PARTICLES:
        run = run[:-1]
    if run:
        yield run


def _is_written_as_name(word: Word) -> bool:
    cased = word.norm[:1] != word.norm[:1].upper()
    return cased and word.capital and len(word.ascii) > 1


def check_told(reading: Reading, told: list[Secret]) -> Iterator[Hit]:
    """Yield where the story has a whole name, or a number, of which the record's texts have one like it; amber."""
    for hit in (*check_names(reading, told), *check_numbers(reading, told)):
        if hit.level is Level.RED:
            whole = next(one for one in told if one.record == hit.record)
            yield reading.hit(TOLD, hit.start, hit.end, whole)
