"""Every page speaks five languages: no string is missing, half translated, guessed, or at odds with its source."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS
from flask import Flask

from app.cli import translations
from app.cli.translations import collected, merged, missing_in

PLACES = re.compile(r"%\(\w+\)[sd]|<[^>]+>")


@cache
def source() -> Catalog:
    """Return every string that the code has today; reading all the code takes seconds."""
    return collected("messages")


@cache
def catalogue(language: str) -> Catalog:
    """Return a language's catalogue with every string that the code has today."""
    return merged(language, "messages", template=source())


def pairs(message: Message) -> list[tuple[str, str]]:
    """Return source and translation of each form of a message."""
    sources = message.id if isinstance(message.id, list | tuple) else (message.id,)
    strings = message.string if isinstance(message.string, list | tuple) else (message.string,)
    return [(sources[min(number, len(sources) - 1)], string) for number, string in enumerate(strings)]


@pytest.mark.parametrize("language", ["fr", "es", "ar", "sw"])
def test_no_string_is_missing(language: str) -> None:
    missing = [message.id for message in missing_in(catalogue(language))]
    assert not missing, f"{len(missing)} are missing: run `flask translations missing`: {missing[:10]}"


def test_no_words_are_looked_up_inside_an_f_string() -> None:
    """There Python 3.11 collects none, so they would be English for ever."""
    inside = [
        (path.name, call.lineno)
        for path in translations.APP.rglob("*.py")
        for text in ast.walk(ast.parse(path.read_text()))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in {*translations.MARKS, *DEFAULT_KEYWORDS}
        if any(isinstance(words, ast.Constant) for words in call.args)
    ]
    assert not inside


@pytest.mark.parametrize("language", ["fr", "es", "ar", "sw"])
def test_translations_keep_places_and_tags(language: str) -> None:
    """A plural form may leave out its number ("one report"), nothing may add a place its source does not have."""
    wrong = []
    for message in catalogue(language):
        for source, string in pairs(message) if message.id else ():
            asked, given = sorted(PLACES.findall(source)), sorted(PLACES.findall(string))
            plural = isinstance(message.id, list | tuple)
            if given != asked and not (plural and set(given) <= set(PLACES.findall("".join(message.id)))):
                wrong.append((source, string))
    assert not wrong, wrong[:10]


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_the_browser_language_is_used_and_the_choice_wins(app: Flask, language: str) -> None:
    client = app.test_client()
    page = client.get("/sign-in", headers={"Accept-Language": language})
    assert (page.status_code, f'<html lang="{language}"' in page.text) == (200, True)
    client.set_cookie("language", "sw", domain="localhost")  # a language that WTForms does not speak
    page = client.get("/sign-in", headers={"Accept-Language": language})
    assert (page.status_code, '<html lang="sw"' in page.text) == (200, True)
