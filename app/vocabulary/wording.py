"""The words for codes in each language, through gettext's domain `vocabulary` with the list's name as context."""

from __future__ import annotations

import gettext
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

DOMAIN = "vocabulary"
SOURCE_LANGUAGE = "en"
LANGUAGES = (SOURCE_LANGUAGE, "fr", "es", "ar", "sw")
FOLDER = Path(__file__).parents[1] / "translations"


def N_(english: str) -> str:  # noqa: N802 - the name by which gettext's tools and translators know it
    """Return the words as they are; marks words in a table as ones to translate when they are shown."""
    return english


def language_of(locale: str) -> str:
    """Return the language that serves a locale such as `fr`, `fr_CA` or `fr-CA`; English where none does."""
    language = locale.replace("-", "_").split("_")[0].lower()
    return language if language in LANGUAGES else SOURCE_LANGUAGE


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    """Return the compiled catalogue, or the one read from source where the compiled one is missing or older."""
    source = FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    compiled = source.with_suffix(".mo")
    if not source.exists() and not compiled.exists():
        return gettext.NullTranslations()
    if compiled.exists() and (not source.exists() or compiled.stat().st_mtime >= source.stat().st_mtime):
        with compiled.open("rb") as file:
            return gettext.GNUTranslations(file)
    with source.open("rb") as file:
        catalogue = read_po(file, locale=language, domain=DOMAIN)
    memory = BytesIO()
    write_mo(memory, catalogue)
    memory.seek(0)
    return gettext.GNUTranslations(memory)


def say(context: str, english: str, locale: str) -> str:
    """Return English words of one context in the locale's language; the English where there is no translation."""
    if not english:
        return ""
    return _catalogue(language_of(locale)).pgettext(context, english)
