"""The tool for catalogues: it finds what is missing, guesses nothing, and compiles what is stale."""

import gettext
import os

import pytest
from babel.messages.pofile import read_po
from click.testing import CliRunner

from app.cli.translations import (
    catalogue_path,
    collected,
    compile_stale,
    merged,
    missing_in,
    refusal_names,
    translations,
    update,
)

PO = (
    'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    'msgctxt "gender"\nmsgid "Woman"\nmsgstr "Femme"\n\nmsgid "Gone"\nmsgstr "Parti"\n'
)


@pytest.fixture
def folder(tmp_path):
    path = catalogue_path("fr", "vocabulary", tmp_path)
    path.parent.mkdir(parents=True)
    path.write_text(PO, encoding="utf-8")
    return tmp_path


def test_words_of_lists_code_templates_and_refusals_are_collected():
    vocabulary = collected("vocabulary")
    assert vocabulary.get("Woman", context="gender") is not None
    messages = collected("messages")
    assert messages.get("Type the month, or leave the day empty.") is not None
    assert any(place.startswith("app/templates/") for one in messages for place, _ in one.locations)
    assert {"Refusal", "Invalid", "DateError"} <= refusal_names()


def test_merging_keeps_what_is_translated_and_drops_what_is_gone(folder):
    catalogue = merged("fr", "vocabulary", folder)
    assert catalogue.get("Woman", context="gender").string == "Femme"
    assert catalogue.get("Gone") is None
    empty = {(one.context, one.id) for one in missing_in(catalogue)}
    assert ("gender", "Man") in empty
    assert ("gender", "Woman") not in empty
    assert not [one for one in catalogue if one.id and one.fuzzy]


def test_a_guessed_or_half_filled_translation_counts_as_missing(folder):
    catalogue = merged("fr", "vocabulary", folder)
    catalogue.get("Woman", context="gender").flags.add("fuzzy")
    catalogue.add(("%(num)s day", "%(num)s days"), string=("%(num)s jour", ""))
    missing = [one.id for one in missing_in(catalogue)]
    assert "Woman" in missing
    assert ("%(num)s day", "%(num)s days") in missing


def test_a_second_update_changes_nothing(folder):
    update(folder)
    before = {path: path.read_bytes() for path in folder.rglob("*.po")}
    assert len(before) == 8
    update(folder)
    assert {path: path.read_bytes() for path in folder.rglob("*.po")} == before
    with catalogue_path("fr", "vocabulary", folder).open("rb") as file:
        assert read_po(file, locale="fr").get("Woman", context="gender").string == "Femme"


def test_only_stale_catalogues_are_compiled(folder):
    source = catalogue_path("fr", "vocabulary", folder)
    compiled = source.with_suffix(".mo")
    assert compile_stale(folder) == [compiled]
    assert compile_stale(folder) == []
    with compiled.open("rb") as file:
        assert gettext.GNUTranslations(file).pgettext("gender", "Woman") == "Femme"
    os.utime(compiled, (1, 1))
    assert compile_stale(folder) == [compiled]
    assert [path.name for path in source.parent.iterdir() if path.suffix not in {".po", ".mo"}] == []


def test_the_command_names_what_is_missing_and_fails(folder, monkeypatch):
    monkeypatch.setattr(
        "app.cli.translations.merged",
        lambda language, domain, template: merged(language, domain, folder, template),
    )
    result = CliRunner().invoke(translations, ["missing", "--domain", "vocabulary", "--language", "fr"])
    assert result.exit_code == 1
    assert "fr vocabulary (gender): Man" in result.output
    assert "Woman\n" not in result.output


def test_the_vocabulary_misses_nothing():
    result = CliRunner().invoke(translations, ["missing", "--domain", "vocabulary"])
    assert (result.exit_code, result.output) == (0, "")


def test_templates_are_written_for_translators(tmp_path):
    result = CliRunner().invoke(translations, ["extract", str(tmp_path)])
    assert result.exit_code == 0
    assert 'msgctxt "gender"' in (tmp_path / "vocabulary.pot").read_text(encoding="utf-8")
    assert (tmp_path / "messages.pot").exists()
