"""Every coded list by its name: the acts, countries and regions, and each table of lists.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from markupsafe import Markup, escape

from app.vocabulary.acts import SDG_CLASSES, SDG_ORDER, Act, act, act_group, acts, gravest
from app.vocabulary.countries import (
    SHORT_NAMES,
    countries,
    countries_in,
    country_exists,
    country_name,
    region_name,
    region_of,
    regions,
    sorting_key,
)
from app.vocabulary.dates import WORDS
from app.vocabulary.wording import LANGUAGES, language_of, say

__all__ = [
    "LANGUAGES", "SDG_CLASSES", "SDG_ORDER", "Act", "act", "act_group", "acts", "acts_by_group", "choices", "codes",
    "condition", "countries_in", "country_exists", "gravest", "is_code", "label", "list_names", "options_html",
    "region_of", "source_strings", "use_when",
]  # fmt: skip

CODE_IN_A_NOTE = re.compile(r"\b[A-Z][0-9]\b")
Choices = tuple[tuple[str, str], ...]


@cache
def _tables() -> MappingProxyType[str, MappingProxyType[str, str]]:
    """Return code and English label of each list whose labels are ours: lists.toml, the acts and the regions."""
    text = (files("app.vocabulary") / "data" / "lists.toml").read_text(encoding="utf-8")
    tables = {name: MappingProxyType(dict(table)) for name, table in tomllib.loads(text).items()}
    tables["act"] = MappingProxyType({one.code: one.label for one in acts()})
    tables["region"] = MappingProxyType({one.m49: one.name for one in regions().values()})
    return MappingProxyType(tables)


def list_names() -> tuple[str, ...]:
    """Return the names of all lists."""
    return (*_tables(), "country")


@cache
def codes(list_name: str) -> tuple[str, ...]:
    """Return every code that may be stored, retired ones included. Raises KeyError for an unknown list."""
    return tuple(countries()) if list_name == "country" else tuple(_tables()[list_name])


def is_code(list_name: str, code: str) -> bool:
    """Return whether a code may be stored in a list. Raises KeyError for an unknown list."""
    return code in (countries() if list_name == "country" else _tables()[list_name])


def label(list_name: str, code: str, locale: str) -> str:
    """Return what a code is called in the locale's language; an unknown code is returned as it is."""
    if list_name == "country":
        return country_name(code, locale)
    english = _tables()[list_name].get(code)
    return code if english is None else say(list_name, english, locale)


def use_when(code: str, locale: str) -> str:
    """Return which of two near acts to choose, naming the other by its label; "" where an act needs no such note."""
    note = say("act.use_when", act(code).use_when, locale)
    return CODE_IN_A_NOTE.sub(lambda other: label("act", other[0], locale), note)


def condition(code: str, locale: str) -> str:
    """Return when an act counts in SDG 16.10.1, "" where it always or never does."""
    return say("act.condition", act(code).condition, locale)


@cache
def _offered(list_name: str, language: str) -> Choices:
    if list_name == "country":
        named = ((one.iso3, country_name(one.iso3, language)) for one in countries().values() if one.offered)
        return tuple(sorted(named, key=lambda pair: sorting_key(pair[1], language)))
    if list_name == "region":
        named = ((code, region_name(code, language)) for code in regions())
        return tuple(sorted(named, key=lambda pair: sorting_key(pair[1], language)))
    kept = (code for code in codes(list_name) if list_name != "act" or not act(code).retired)
    return tuple((code, label(list_name, code, language)) for code in kept)


def choices(list_name: str, locale: str) -> list[tuple[str, str]]:
    """Return code and label of what may be chosen now, made once per language. Raises KeyError for an unknown list."""
    return list(_offered(list_name, language_of(locale)))


@cache
def _grouped(language: str) -> tuple[tuple[str, Choices], ...]:
    offered = _offered("act", language)
    groups = ((label("act_group", group, language), group) for group in codes("act_group"))
    return tuple((name, tuple(pair for pair in offered if act_group(pair[0]) == group)) for name, group in groups)


def acts_by_group(locale: str) -> tuple[tuple[str, Choices], ...]:
    """Return the acts that may be chosen under their group's label, in the order of the lists."""
    return _grouped(language_of(locale))


def _option(code: str, words: str) -> str:
    return f'<option value="{escape(code)}">{escape(words)}'  # HTML lets it end where the next one begins


@cache
def _options(list_name: str, language: str) -> str:
    if list_name != "act":
        return "".join(_option(*pair) for pair in _offered(list_name, language))
    return "".join(
        f'<optgroup label="{escape(name)}">{"".join(_option(*pair) for pair in offered)}</optgroup>'
        for name, offered in _grouped(language)
    )


def options_html(list_name: str, locale: str, selected: Iterable[str] = (), blank: str | None = None) -> Markup:
    """Return the options of a select, ready for a page: made once per language, the selected ones marked.

    Acts come in groups. `blank` is the label of a first, empty option. A selected code that is valid but no longer
    offered is added, so that editing an old record keeps it; one that is no code of the list is left out.
    """
    language = language_of(locale)
    html = _options(list_name, language)
    for code in dict.fromkeys([selected] if isinstance(selected, str) else selected):
        if not is_code(list_name, code):
            continue
        start = f'<option value="{escape(code)}"'
        if f"{start}>" not in html:
            html += _option(code, label(list_name, code, language))
        html = html.replace(f"{start}>", f"{start} selected>", 1)
    return Markup(html if blank is None else _option("", blank) + html)  # noqa: S704 - every part is escaped above


def source_strings() -> list[tuple[str, str]]:
    """Return (context, English) of every string of the vocabulary that a translator gives."""
    found = [(name, english) for name, table in _tables().items() for english in table.values()]
    found += [("act.use_when", one.use_when) for one in acts() if one.use_when]
    found += [("act.condition", one.condition) for one in acts() if one.condition]
    found += [("country", english) for english in SHORT_NAMES.values()]
    found += [("date", english) for english in WORDS]
    return list(dict.fromkeys(found))
