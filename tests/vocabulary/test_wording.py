"""The vocabulary in every language: nothing missing, nothing guessed, no two codes of a list with one label."""

import os
import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from app.vocabulary import lists, wording
from app.vocabulary.lists import source_strings
from app.vocabulary.wording import LANGUAGES, language_of, say

TRANSLATED = [language for language in LANGUAGES if language != "en"]
LONGEST = 90  # characters of a label: two lines on a narrow phone, three at most
PLACES = re.compile(r"%\(\w+\)s")
CODES = re.compile(r"\b[A-Z]\d\b")


def catalogue(language):
    path = wording.FOLDER / language / "LC_MESSAGES" / "vocabulary.po"
    with path.open("rb") as file:
        return read_po(file, locale=language, domain="vocabulary", abort_invalid=True)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_string_is_translated_and_none_is_left_over(language):
    found = {(message.context, message.id): message for message in catalogue(language) if message.id}
    wanted = set(source_strings())
    assert wanted - set(found) == set(), "missing"
    assert set(found) - wanted == set(), "left over"
    assert [key for key, message in found.items() if not message.string.strip()] == []
    assert [key for key, message in found.items() if message.fuzzy] == []
    assert not catalogue(language).obsolete


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_keeps_the_places_and_codes_of_its_source(language):
    for message in catalogue(language):
        if message.id:
            assert sorted(PLACES.findall(message.string)) == sorted(PLACES.findall(message.id)), message.id
            if message.context == "act.use_when":
                assert sorted(CODES.findall(message.string)) == sorted(CODES.findall(message.id)), message.id
            assert message.string == message.string.strip()
            assert "  " not in message.string
            assert message.string.endswith(".") == message.id.endswith(".")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_codes_of_a_list_read_alike(language):
    for name in lists.list_names():
        words = Counter(lists.label(name, code, language).casefold() for code in lists.codes(name))
        assert [word for word, times in words.items() if times > 1] == [], name


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_fit_a_phone(language):
    for name in lists.list_names():
        assert [words for _, words in lists.choices(name, language) if len(words) > LONGEST] == [], name


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_is_in_its_language(language):
    """Few labels may equal the English: a catalogue copied by mistake would show here."""
    same = [message.id for message in catalogue(language) if message.id and message.string == message.id]
    assert len(same) <= 40, same
    if language == "ar":
        letters = re.compile(r"[\u0600-\u06ff]")
        assert [m.id for m in catalogue(language) if m.id and not letters.search(m.string)] == []


def test_a_locale_finds_its_language():
    assert [language_of(one) for one in ("fr", "fr_FR", "FR-ca", "ar_EG", "pt", "", "en_GB")] == [
        "fr", "fr", "fr", "ar", "en", "en", "en",
    ]  # fmt: skip


def test_words_without_translation_stay_english():
    assert say("act", "Never said", "fr") == "Never said"
    assert say("act", "", "fr") == ""


def test_one_english_word_may_differ_by_list():
    assert lists.label("accountability", "suspected", "fr") == "suspected"  # not of that list
    assert lists.label("involvement", "suspected", "fr") != lists.label("confidence", "suspected", "fr")


def test_words_are_right_without_a_compiled_catalogue_and_with_an_old_one(tmp_path, monkeypatch):
    folder = tmp_path / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source = folder / "vocabulary.po"
    monkeypatch.setattr(wording, "FOLDER", tmp_path)
    read = wording._catalogue.__wrapped__
    assert read("fr").pgettext("gender", "Woman") == "Woman"  # no catalogue at all
    source.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgctxt "gender"\nmsgid "Woman"\nmsgstr "Femme"\n',
        encoding="utf-8",
    )
    assert read("fr").pgettext("gender", "Woman") == "Femme"
    compiled = Path(folder / "vocabulary.mo")
    compiled.write_bytes(b"older than its source, and not read")
    os.utime(compiled, (1, 1))
    assert read("fr").pgettext("gender", "Woman") == "Femme"
