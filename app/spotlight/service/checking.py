"""The two gates of a story: whether everybody affected agrees, and what the text gives away."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from urllib.parse import unquote

import msgspec
import nh3

from app.incidents.content.decoding import decode
from app.incidents.content.draft import Filing
from app.incidents.content.identities import Identities, IdentitiesAmended, Identity, Names, SourceIdentity
from app.incidents.content.matched import secrets_of
from app.incidents.content.outward import Amended, FactsCorrected, Filed, Message
from app.incidents.content.report import Report
from app.incidents.matching import Kind
from app.incidents.rules.correcting import written
from app.spotlight.content.entries import Found, Text
from app.spotlight.content.story import Story
from app.spotlight.errors import ConsentMissing
from app.spotlight.leaks import Hit, Known, Level, Part, Secret, advise, review
from app.spotlight.leaks import Source as SourceText
from app.spotlight.markdown import render
from app.spotlight.service import reading
from app.spotlight.service.reading import Source
from app.vault.actor import Actor
from app.vault.entries import Status

CERTAIN = frozenset({"hidden", "contacts", "dates", "countries", "copied"})  # checks that are as sure without the names
_LINK = re.compile(r'<a\b[^>]*?href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


def require_consent(actor: Actor, story: Story) -> list[Source]:
    """Return the sources, read with the actor's keys now. Raises ConsentMissing unless everybody affected agrees."""
    found = reading.every_source(actor, story.sources)
    missing = [source.record for source in found if not source.agreed]
    if missing or not found:
        raise ConsentMissing(missing)
    return found


def plain(markdown: str) -> str:
    """Return a story's text as a reader meets it, with the addresses of its links: names hide in markup, too."""
    shown = _LINK.sub(lambda link: f"{link[2]} ({unquote(html.unescape(link[1]))})", render(markdown))
    return html.unescape(nh3.clean(shown.replace("<br>", "\n"), tags=set())).strip()


def parts_of(text: Text) -> tuple[Part, ...]:
    """Return the texts that are checked."""
    return Part("title", text.title), Part("alt", text.alt), Part("body", plain(text.body))


def advice(sources: Iterable[Source], text: Text) -> list[Hit]:
    """Return what the editor's leak check finds: matching strings and the sources' words, without any name."""
    sources = list(sources)
    known = [
        Known(source.record, person, strings)
        for source in sources
        for matching in source.incident.matching
        for person, strings in matching.strings.items()
    ]
    return advise(parts_of(text), known, _texts(sources), country_allowed=False, language=text.language)


def findings(sources: Iterable[Source], text: Text) -> list[Hit]:
    """Return what the safety review finds on the names themselves."""
    sources = list(sources)
    secrets = list(dict.fromkeys(secret for source in sources for secret in secrets_behind(source)))
    return review(parts_of(text), secrets, _texts(sources), country_allowed=False, language=text.language)


def blocking(hits: Iterable[Hit], story: Story) -> list[Hit]:
    """Return the red findings of which no name is needed to be sure, and which nobody has set aside."""
    return [hit for hit in hits if hit.level is Level.RED and hit.check in CERTAIN and hit.id not in story.dismissers]


def found_of(hits: Iterable[Hit]) -> tuple[Found, ...]:
    """Return findings as everybody who works on a story may see them."""
    return tuple(
        Found(id=h.id, check=h.check, level=h.level.value, part=h.part, start=h.start, end=h.end) for h in hits
    )


def secrets_behind(source: Source) -> list[Secret]:
    """Return every name, place and number of a record that was ever written, erased ones excepted."""
    names, reports, found = [Names()], [Report()], []
    for one in source.entries:
        entry = decode(one.body) if one.status is Status.OPEN else None
        if isinstance(entry, Identities | IdentitiesAmended):
            names.append(entry.names)
        elif isinstance(entry, Filed | Amended):
            reports.append(entry.report)
        elif isinstance(entry, FactsCorrected):
            reports.append(written(entry.facts))
        elif isinstance(entry, SourceIdentity):
            found += _one_person(source.record, entry.source, Identity(name=entry.name, contact=entry.contact))
    for filing in [Filing(names=each) for each in names] + [Filing(report=each) for each in reports]:
        for person, identities in secrets_of(filing).items():
            found += [Secret(source.record, person, one.kind, one.text) for one in identities]
        if filing.names.spokesperson:
            found += _one_person(source.record, "", filing.names.spokesperson)
    for report in reports:
        found += [Secret(source.record, "", kind, text) for kind, text in _named_in(report) if text.strip()]
    return found


def _one_person(record: str, person: str, who: Identity) -> list[Secret]:
    texts = [(Kind.PERSON, who.name), (Kind.ALIAS, who.alias), (Kind.ORGANISATION, who.organisation)]
    if who.contact:
        texts.append((Kind.CONTACT, who.contact.address))
    return [Secret(record, person, kind, text) for kind, text in texts if text.strip()]


def _named_in(report: Report) -> list[tuple[Kind, str]]:
    found = [(Kind.PLACE, report.where.admin1), (Kind.ORGANISATION, report.project)]
    for act in report.acts:
        found.append((Kind.PLACE, act.place))
        if act.detention:
            found.append((Kind.PLACE, act.detention.place))
        if act.proceedings:
            found.append((Kind.ORGANISATION, act.proceedings.court))
        if act.digital:
            found += [(Kind.HANDLE, act.digital.handle), (Kind.HANDLE, act.digital.url)]
    return found


def _texts(sources: Sequence[Source]) -> list[SourceText]:
    """Return everything that somebody wrote in the sources' reports and messages."""
    found: dict[SourceText, None] = {}
    for source in sources:
        for one in source.entries:
            entry = decode(one.body) if one.status is Status.OPEN else None
            if isinstance(entry, Filed | Amended):
                for text in _written(msgspec.to_builtins(entry.report)):
                    found[SourceText(source.record, text)] = None
            elif isinstance(entry, FactsCorrected):
                for text in _written(entry.facts):
                    found[SourceText(source.record, text)] = None
            elif isinstance(entry, Message):
                found[SourceText(source.record, entry.text)] = None
    return list(found)


def _written(value: object) -> Iterable[str]:
    if isinstance(value, str):
        if " " in value:
            yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _written(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _written(inner)
