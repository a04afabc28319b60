"""Collect the words to translate, merge them into the catalogues, compile these, and say what is missing.

Two domains: `messages` is collected from code and templates, `vocabulary` from the coded lists. Catalogues carry no
line numbers and no guessed ("fuzzy") entries, so that a change in them is a change in words.
"""

from __future__ import annotations

import ast
import os
import tempfile
from io import BytesIO
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from app.vocabulary.lists import source_strings
from app.vocabulary.wording import FOLDER, LANGUAGES, SOURCE_LANGUAGE

APP = Path(__file__).parents[1]
MAPPING = APP.parent / "babel.cfg"
DOMAINS = ("messages", "vocabulary")
TRANSLATED = tuple(language for language in LANGUAGES if language != SOURCE_LANGUAGE)
# A refusal's message is shown to people: it stands where one is raised, or in its class's super().__init__("...").
MARKS = {
    **dict.fromkeys(("_", "_l", "N_", "lazy_gettext", "__init__")),
    "lazy_ngettext": (1, 2),
    "lazy_pgettext": ((1, "c"), 2),
}


def catalogue_path(language: str, domain: str, folder: Path = FOLDER) -> Path:
    """Return where a language's catalogue of a domain lies."""
    return folder / language / "LC_MESSAGES" / f"{domain}.po"


def refusal_names() -> set[str]:
    """Return the name of every refusal in app/: what it is raised with is shown to people."""
    found = {"Refusal"}
    classes = [
        node
        for path in APP.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    ]
    while True:
        more = {
            one.name for one in classes if any(isinstance(base, ast.Name) and base.id in found for base in one.bases)
        }
        if more <= found:
            return found
        found |= more


def collected(domain: str) -> Catalog:
    """Return the words of a domain that its source holds now, untranslated."""
    catalogue = Catalog(domain=domain, project="Amparo", charset="utf-8")
    if domain == "vocabulary":
        for context, english in source_strings():
            catalogue.add(english, context=context)
        return catalogue
    with MAPPING.open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file, str(MAPPING))  # type: ignore[no-untyped-call]
    keywords = {**DEFAULT_KEYWORDS, **MARKS, **dict.fromkeys(refusal_names())}
    found = extract_from_dir(APP, methods, options, keywords, comment_tags=("Translators:",), strip_comment_tags=True)
    for name, _line, words, comments, its_context in found:
        catalogue.add(words, None, [(f"app/{name}", 1)], auto_comments=comments, context=its_context)
    return catalogue


def merged(language: str, domain: str, folder: Path = FOLDER, template: Catalog | None = None) -> Catalog:
    """Return a language's catalogue brought up to its source: new words empty, gone words dropped.

    `template` is what `collected(domain)` returned: reading all of the source takes longer than everything else.
    """
    path = catalogue_path(language, domain, folder)
    catalogue = Catalog(locale=language, domain=domain)
    if path.exists():
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language, domain=domain)
    template = collected(domain) if template is None else template
    template.creation_date = catalogue.creation_date  # a run that finds nothing new changes nothing
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    _head(catalogue)
    return catalogue


def _head(catalogue: Catalog) -> None:
    """Name nobody in the head of a catalogue: who translates for this network is nobody's business."""
    catalogue.header_comment = f"# Amparo: {catalogue.domain}"
    catalogue.project, catalogue.version, catalogue.fuzzy = "Amparo", "", False
    catalogue.msgid_bugs_address = catalogue.last_translator = ""
    catalogue.language_team = str(catalogue.locale or "")
    catalogue.revision_date = catalogue.creation_date


def missing_in(catalogue: Catalog) -> list[Message]:
    """Return the entries of a catalogue that are empty, half filled or only guessed."""
    return [
        message
        for message in catalogue
        if message.id and (message.fuzzy or not message.string or "" in _forms(message.string))
    ]


def _forms(string: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string)


def _replace(path: Path, content: bytes) -> None:
    """Put a whole file in place at once: another process may be reading it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    os.chmod(name, 0o644)
    os.replace(name, path)


def _written(catalogue: Catalog) -> bytes:
    memory = BytesIO()
    write_po(memory, catalogue, width=120, sort_output=catalogue.domain == "messages", include_lineno=False)
    return memory.getvalue()


def update(folder: Path = FOLDER, domains: tuple[str, ...] = DOMAINS) -> None:
    """Merge the words of the domains into every language's catalogue; a file that would not change is left alone."""
    for domain in domains:
        template = collected(domain)
        for language in TRANSLATED:
            content = _written(merged(language, domain, folder, template))
            path = catalogue_path(language, domain, folder)
            if not path.exists() or path.read_bytes() != content:
                _replace(path, content)


def compile_stale(folder: Path = FOLDER) -> list[Path]:
    """Compile every catalogue whose compiled form is missing or older, and return the files written."""
    done = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parts[-3], domain=source.stem)
        memory = BytesIO()
        write_mo(memory, catalogue)
        _replace(compiled, memory.getvalue())
        done.append(compiled)
    return done


@click.group("translations")
def translations() -> None:
    """Words in every language."""


@translations.command("extract")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def extract_command(folder: Path) -> None:
    """Write a template of each domain (.pot) into FOLDER, for translators who work elsewhere."""
    for domain in DOMAINS:
        _replace(folder / f"{domain}.pot", _written(collected(domain)))


@translations.command("update")
@click.option("--domain", type=click.Choice(DOMAINS), multiple=True, default=DOMAINS)
def update_command(domain: tuple[str, ...]) -> None:
    """Merge new words into the catalogues and drop those that are gone."""
    update(domains=domain)


@translations.command("compile")
def compile_command() -> None:
    """Compile the catalogues that are missing or older than their source."""
    for path in compile_stale():
        click.echo(str(path.relative_to(APP.parent)))


@translations.command("missing")
@click.option("--domain", type=click.Choice(DOMAINS), multiple=True, default=DOMAINS)
@click.option("--language", type=click.Choice(TRANSLATED), multiple=True, default=TRANSLATED)
def missing_command(domain: tuple[str, ...], language: tuple[str, ...]) -> None:
    """Name every word without a translation; fails where there is one."""
    found = 0
    for one in domain:
        template = collected(one)
        for tongue in language:
            for message in missing_in(merged(tongue, one, template=template)):
                found += 1
                context = f" ({message.context})" if message.context else ""
                click.echo(f"{tongue} {one}{context}: {message.id}")
    if found:
        raise click.ClickException(f"{found} translations are missing.")


if __name__ == "__main__":
    translations()
