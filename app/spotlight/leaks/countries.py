"""Countries named in a story that may name its region only."""

import re
from collections.abc import Iterator
from functools import cache

from babel import Locale

from app.incidents.matching.folding import Word, words
from app.spotlight.leaks.hits import Hit
from app.spotlight.leaks.reading import Reading, rows
from app.spotlight.leaks.reasons import COUNTRY, LANGUAGE
from app.vocabulary.countries import countries, region_name

LANGUAGES = ("en", "fr", "es", "ar", "sw")
# Spelt like an everyday word or part of another name: a country only with a capital.
CAPITAL = frozenset(
    {"turkey", "china", "chile", "chad", "guinea", "jersey", "jordan", "niger", "oman", "polish", "swiss", "dominica",
     "georgia", "mali", "inde", "chine", "india", "cuba", "panama", "togo", "uk", "us", "usa", "uae", "peru", "macao"}
)  # fmt: skip
SHOUTED = frozenset({"us", "uk", "usa", "uae", "uea", "drc", "rdc", "rca", "car", "eau", "eua", "prc", "dprk"})
UNSURE = frozenset({"مالي", "car", "عمان"})  # Mali or financial; an acronym or an automobile; Oman or Amman
# Other everyday names of countries, folded; the sources are the languages' own press.
MORE = {
    "turkey": "TR", "turquie": "TR", "ivory coast": "CI", "cote d ivoire": "CI", "costa de marfil": "CI", "drc": "CD",
    "rdc": "CD", "congo": "CG", "burma": "MM", "myanmar": "MM", "birmanie": "MM", "birmania": "MM", "palestine": "PS",
    "palestina": "PS", "فلسطين": "PS", "swaziland": "SZ", "holland": "NL", "england": "GB", "angleterre": "GB",
    "inglaterra": "GB", "scotland": "GB", "wales": "GB", "great britain": "GB", "britain": "GB", "czech republic": "CZ",
    "cape verde": "CV", "macedonia": "MK", "east timor": "TL", "timor leste": "TL", "central african republic": "CF",
    "republique centrafricaine": "CF", "usa": "US", "america": "", "kongo": "CG", "بورما": "MM", "بريطانيا": "GB",
    "أمريكا": "US", "سوريا": "SY", "سورية": "SY", "إمارات": "AE", "uingereza": "GB", "marekani": "US", "burkina": "BF",
    "saudi": "SA", "bosnia": "BA", "emirates": "AE", "trinidad": "TT", "north korea": "KP", "south korea": "KR",
}  # fmt: skip
SUFFIXES = (
    "an ans ane anes ana anas ano anos anaise ian ians iana iano ianos ianas ien iens ienne iennes en ens enne ennes "
    "ese eses ais aise aises ois oise oises ain aine aines ains ino ina inos inas ine ines in ins eno ena enos enas es "
    "esa esas eses ense enses i is ite ites ish o os a as e er ers ee ees ean eans een eens eenne eennes eo eos ic que "
    "ques co ca cos cas tano tana nais naise"
)
_SUFFIX = re.compile("^(?:" + "|".join(SUFFIXES.split()) + ")?$")
_ALTERNATIVES = re.compile(r"[()]|\s-\s")


@cache
def country_names() -> dict[tuple[str, ...], str]:
    """Return the code of every country by the folded words of its names in the five languages."""
    offered = {one.iso2 for one in countries().values()}
    found: dict[tuple[str, ...], str] = {}
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if code in offered:
                for piece in [name, *_ALTERNATIVES.split(name)]:
                    found[_key(piece)] = code
    for name, code in MORE.items():
        found[_key(name)] = code
    found.pop((), None)
    for name in ("كينشاسا", "برازافيل", "brazzaville", "kinshasa", "america", "islands", "islas", "iles"):
        found.pop(_key(name), None)  # towns, a continent, and what many names are made of
    return found


def _key(name: str) -> tuple[str, ...]:
    return tuple(_bare(word) for word in words(name))


def _bare(word: Word) -> str:
    return word.norm[2:] if word.norm.startswith("ال") and len(word.norm) > 4 else word.norm


@cache
def demonyms() -> tuple[dict[str, str], dict[str, str], list[tuple[str, str]]]:
    """Return exact words, words that are languages as well, and stems, each with the country's code."""
    exact: dict[str, str] = {}
    spoken: dict[str, str] = {}
    stems: list[tuple[str, str]] = []
    for row in rows("demonyms.csv"):
        exact.update(dict.fromkeys(row["words"].split(), row["iso2"]))
        spoken.update(dict.fromkeys((row["languages"] or "").split(), row["iso2"]))
        stems += [(stem, row["iso2"]) for stem in row["stems"].split()]
    return exact, spoken, stems


@cache
def _people_of(norm: str) -> tuple[str, bool]:
    """Return the country whose people or things a folded word names, and whether it is a language too."""
    exact, spoken, stems = demonyms()
    if norm in spoken:
        return spoken[norm], True
    if norm in exact:
        return exact[norm], False
    for stem, code in stems:
        if norm.startswith(stem) and _SUFFIX.match(norm[len(stem) :]):
            return code, False
    return _arabic_people(norm)


def _arabic_people(norm: str) -> tuple[str, bool]:
    """Read an Arabic adjective such as misri or al-misriyya back to its country."""
    match = re.match(r"^[وفبلك]?(?:ال|لل)?(\w{2,}?)ا?(?:ي|يه|ية|يون|يين|يات)$", norm)
    for ending in ("", "ا", "يا"):
        code = country_names().get((match[1] + ending,)) if match and len(match[1]) > 2 else None
        if code:
            return code, False
    return "", False


def names_a_country(text: str) -> bool:
    """Tell whether a text is the name of a country and nothing else."""
    return _key(text) in country_names()


def check_countries(reading: Reading, country_allowed: bool, language: str = "en") -> Iterator[Hit]:
    """Yield every name of a country or its people, unless the story may name its country.

    Words that are also languages, or that have an everyday meaning, are amber. Regions are suggested in `language`.
    """
    if country_allowed:
        return
    place = 0
    while place < len(reading.words):
        size, code, unsure = _name_at(reading, place)
        if size:
            last = reading.words[place + size - 1]
            reason = LANGUAGE if unsure else COUNTRY
            yield reading.hit(reason, reading.words[place].start, last.end, suggestion=_region(code, language))
        place += size or 1


def _name_at(reading: Reading, place: int) -> tuple[int, str, bool]:
    names = country_names()
    first = reading.words[place]
    starts = [start for start in _readings(first) if start in _lengths()]
    longest = max((_lengths()[start] for start in starts), default=0)
    rest = [_bare(word) for word in reading.words[place + 1 : place + longest]]
    for size in range(min(longest, len(rest) + 1), 0, -1):
        for start in starts:
            key = (start, *rest[: size - 1])
            code = names.get(key)
            if code and _written_as_name(key, first):
                return size, code, " ".join(key) in UNSURE
    code, spoken = _people_of(first.norm)
    if code and _written_as_name((first.norm,), first):
        return 1, code, spoken
    return 0, "", False


@cache
def _lengths() -> dict[str, int]:
    """Return how many words the longest name of a country has, by its first word."""
    found: dict[str, int] = {}
    for name in country_names():
        found[name[0]] = max(found.get(name[0], 0), len(name))
    return found


def _readings(word: Word) -> Iterator[str]:
    """Yield what a word may be as the first of a name: itself, and itself without what Arabic hangs before it."""
    yield _bare(word)
    first = word.norm
    if word.abjad and len(first) > 3 and first[0] in "وفبلك":
        stripped = first[1:]
        stripped = stripped[2:] if stripped.startswith("ال") else stripped[1:] if first.startswith("لل") else stripped
        if len(stripped) > 2:
            yield stripped


def _written_as_name(key: tuple[str, ...], first: Word) -> bool:
    name = " ".join(key)
    if name in SHOUTED:
        return first.caps
    return first.capital or name not in CAPITAL


def _region(code: str, language: str) -> str:
    regions = {one.iso2: one.region for one in countries().values()}
    return region_name(regions[code], language) if regions.get(code) else ""
