"""The leak check: two tables of checks, one for the editor and one for the safety review.

The editor's table works on matching strings and on the source texts that an editor may read. The safety review's
table works on the names themselves. A red hit blocks; an amber one needs a reason, for this version of the text.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from app.incidents.matching import MatchingStrings
from app.spotlight.leaks.contacts import check_contacts
from app.spotlight.leaks.countries import check_countries
from app.spotlight.leaks.dates import check_dates
from app.spotlight.leaks.groups import check_groups
from app.spotlight.leaks.hidden import check_hidden
from app.spotlight.leaks.hits import Hit, Known, Level, Part, Secret, Source
from app.spotlight.leaks.initials import check_initials
from app.spotlight.leaks.known import check_known, check_others
from app.spotlight.leaks.names import check_names
from app.spotlight.leaks.numbers import check_numbers
from app.spotlight.leaks.overlap import check_overlap
from app.spotlight.leaks.reading import Reading
from app.spotlight.leaks.reasons import TOLD
from app.spotlight.leaks.told import check_told


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """A story and all that is known behind it. What a mode does not see stays empty."""

    parts: tuple[Part, ...]
    known: tuple[Known, ...] = ()
    secrets: tuple[Secret, ...] = ()
    sources: tuple[Source, ...] = ()
    others: tuple[MatchingStrings, ...] = ()
    told: tuple[Secret, ...] = ()  # from running text: less sure than `secrets`, and seen by whoever reads the report
    country_allowed: bool = False
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Check:
    """One row of a table: its name, the gravest level it gives, and the function."""

    name: str
    level: Level
    find: Callable[[Reading, Examined], Iterator[Hit]]


EVERY_STORY = (
    Check("hidden characters", Level.RED, lambda reading, case: check_hidden(reading)),
    Check("dates, ages, times", Level.RED, lambda reading, case: check_dates(reading)),
    Check("countries", Level.RED, lambda reading, case: check_countries(reading, case.country_allowed, case.language)),
    Check("copied words", Level.RED, lambda reading, case: check_overlap(reading, list(case.sources))),
    Check("contacts and links", Level.RED, lambda reading, case: check_contacts(reading)),
    Check("initials", Level.AMBER, lambda reading, case: check_initials(reading)),
    Check("others in the desk's records", Level.AMBER, lambda reading, case: check_others(reading, case.others)),
    Check("names and numbers in running text", Level.AMBER, lambda reading, case: check_told(reading, list(case.told))),
)
ADVISORY = (
    *EVERY_STORY,
    Check("matching strings", Level.RED, lambda reading, case: check_known(reading, list(case.known))),
)
SAFETY_REVIEW = (
    *EVERY_STORY,
    Check("names", Level.RED, lambda reading, case: check_names(reading, list(case.secrets))),
    Check("organisations and places", Level.RED, lambda reading, case: check_groups(reading, list(case.secrets))),
    Check("numbers", Level.RED, lambda reading, case: check_numbers(reading, list(case.secrets))),
)


def advise(
    parts: Iterable[Part], known: Iterable[Known], sources: Iterable[Source] = (),
    others: Iterable[MatchingStrings] = (), *, told: Iterable[Secret] = (), country_allowed: bool = False,
    language: str = "en",
) -> list[Hit]:  # fmt: skip
    """Return what the editor's leak check finds, in the order of the story. No name is needed or shown."""
    case = Examined(
        parts=tuple(parts), known=tuple(known), sources=tuple(sources), others=tuple(others),
        told=tuple(told), country_allowed=country_allowed, language=language,
    )  # fmt: skip
    return run(ADVISORY, case)


def review(
    parts: Iterable[Part], secrets: Iterable[Secret], sources: Iterable[Source] = (),
    others: Iterable[MatchingStrings] = (), *, told: Iterable[Secret] = (), country_allowed: bool = False,
    language: str = "en",
) -> list[Hit]:  # fmt: skip
    """Return what a protection officer's safety review finds on the names themselves, in the order of the story."""
    case = Examined(
        parts=tuple(parts), secrets=tuple(secrets), sources=tuple(sources), others=tuple(others),
        told=tuple(told), country_allowed=country_allowed, language=language,
    )  # fmt: skip
    return run(SAFETY_REVIEW, case)


def run(checks: Iterable[Check], case: Examined) -> list[Hit]:
    """Return every hit of some checks once, by part, place and level; the order of the secrets does not matter."""
    checks = tuple(checks)
    found: dict[str, Hit] = {}
    order = {part.name: number for number, part in enumerate(case.parts)}
    for part in case.parts:
        reading = Reading(part)
        for check in checks:
            for hit in check.find(reading, case):
                found[f"{hit.id} {hit.end}"] = hit
    reds = [hit for hit in found.values() if hit.level is Level.RED]
    return sorted(
        (hit for hit in found.values() if hit.check != TOLD.check or not any(map(hit.overlaps, reds))),
        key=lambda h: (order[h.part], h.start, h.level is not Level.RED, h.end, h.record, h.person, h.id),
    )
