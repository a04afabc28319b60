"""Countries by ISO 3166-1 alpha-3 and regions by UN M49, named in each language by CLDR.

Offered for choice are the 193 members of the United Nations, the two observers (Holy See, Palestine), and three
whose people no member's name would serve: Kosovo, Taiwan, Western Sahara. Listing is no statement on status. Other
territories of ISO 3166-1 are valid when stored or imported. Kosovo's code, XKX, is user-assigned and has no number.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from anyascii import anyascii
from babel import Locale

from app.vocabulary.wording import language_of, say

OFFERED: Final = frozenset({"member", "observer", "other"})
# CLDR's long or descriptive names, where the State's own short name is what its people would look for.
SHORT_NAMES: Final = MappingProxyType({"PSE": "Palestine", "VAT": "Holy See (Vatican)"})
# Sorting folds letters to Latin ones; Arabic is sorted by its own letters, with these written as their plain form.
ARABIC_PLAIN: Final = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي"})


@dataclass(frozen=True, slots=True)
class Country:
    """One country or territory; `region` is an M49 code, "" for Antarctica alone."""

    iso3: str
    iso2: str
    numeric: str
    status: str
    region: str

    @property
    def offered(self) -> bool:
        """Whether the country stands in the choice that forms show."""
        return self.status in OFFERED


@dataclass(frozen=True, slots=True)
class Region:
    """One of the 22 geographic regions of UN M49, with its English name and its continent's."""

    m49: str
    name: str
    continent: str
    continent_name: str


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((files("app.vocabulary") / "data" / name).read_text(encoding="utf-8").splitlines()))


@cache
def countries() -> MappingProxyType[str, Country]:
    """Return every country and territory by its alpha-3 code."""
    return MappingProxyType({row["iso3"]: Country(**row) for row in _rows("countries.csv")})


@cache
def regions() -> MappingProxyType[str, Region]:
    """Return every region by its M49 code."""
    return MappingProxyType({row["m49"]: Region(**row) for row in _rows("regions.csv")})


def country_exists(iso3: str) -> bool:
    """Return whether an alpha-3 code is known, offered for choice or not."""
    return iso3 in countries()


def region_of(country: str) -> str:
    """Return the M49 region of an alpha-3 code, "" for Antarctica. Raises KeyError for an unknown code."""
    return countries()[country].region


@cache
def countries_in(region: str) -> tuple[str, ...]:
    """Return the alpha-3 codes of a region, territories included; empty for an unknown region."""
    return tuple(one.iso3 for one in countries().values() if region and one.region == region)


def country_name(iso3: str, locale: str) -> str:
    """Return a country's name in the locale's language; an unknown code is returned as it is."""
    country = countries().get(iso3)
    if country is None:
        return iso3
    if iso3 in SHORT_NAMES:
        return say("country", SHORT_NAMES[iso3], locale)
    return str(Locale(language_of(locale)).territories.get(country.iso2, iso3))


def region_name(m49: str, locale: str) -> str:
    """Return a region's name in the locale's language; an unknown code is returned as it is."""
    region = regions().get(m49)
    return say("region", region.name, locale) if region else m49


def sorting_key(words: str, locale: str) -> str:
    """Return what names sort by: accents and case folded, Arabic letters in the order of their alphabet."""
    if language_of(locale) == "ar":
        return words.translate(ARABIC_PLAIN).removeprefix("ال")
    return anyascii(words).casefold()
