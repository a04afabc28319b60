"""What stands behind a story: every name, place, number and text of its sources that the reader's keys open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from app.incidents.content.decoding import Malformed, Unknown, decode
from app.incidents.content.draft import Filing
from app.incidents.content.identities import Identities, IdentitiesAmended, Identity, Names, SourceIdentity
from app.incidents.content.inward import Matching
from app.incidents.content.matched import secrets_of
from app.incidents.content.outward import Amended, FactsCorrected, Filed
from app.incidents.content.report import Contact, Report
from app.incidents.matching import Kind, loose
from app.incidents.rules.correcting import written
from app.spotlight.leaks import Secret, names_told
from app.spotlight.leaks import Source as SourceText
from app.spotlight.service.reading import Source
from app.vault.entries import Status

NAMING = (Identities, IdentitiesAmended, SourceIdentity)  # entries of which every text is there to say who somebody is


def secrets_behind(source: Source) -> list[Secret]:
    """Return every name, place and number of a record that was ever written as such, erased ones excepted."""
    names, reports, found, passing = [Names()], [Report()], [], []
    for entry in _entries(source):
        if isinstance(entry, Identities | IdentitiesAmended):
            names.append(entry.names)
        elif isinstance(entry, Filed | Amended):
            reports.append(entry.report)
        elif isinstance(entry, FactsCorrected):
            reports.append(written(entry.facts))
        elif isinstance(entry, SourceIdentity):
            found += _one_person(source.record, entry.source, Identity(name=entry.name, contact=entry.contact))
        if isinstance(entry, NAMING):
            passing += [secret for text in _texts_of(entry) for secret in _told(source.record, text, anywhere=True)]
    for filing in [Filing(names=each) for each in names] + [Filing(report=each) for each in reports]:
        for person, identities in secrets_of(filing).items():
            found += [Secret(source.record, person, one.kind, one.text) for one in identities]
        if filing.names.spokesperson:
            found += _one_person(source.record, "", filing.names.spokesperson)
        for person, who in filing.names.persons.items():
            found += _one_person(source.record, person, who)
    for report in reports:
        found += [Secret(source.record, "", kind, text) for kind, text in _named_in(report) if text.strip()]
    entered = {secret.text for secret in found}
    return found + [secret for secret in passing if secret.text not in entered]


def told_behind(source: Source) -> list[Secret]:
    """Return the names and numbers that stand in running text and in imported cells: less sure than what was entered.

    A report's own imported cells are among them; most are codes, days and counts, and nobody said which are names.
    """
    found: dict[Secret, None] = {}
    for entry in _entries(source):
        if isinstance(entry, NAMING):
            continue
        for text in _texts_of(entry):
            found |= dict.fromkeys(_told(source.record, text))
        if isinstance(entry, Filed | Amended):
            for cell in entry.report.imported:
                names = [Secret(source.record, "", Kind.PERSON, name) for name in loose.names(cell.value)]
                found |= dict.fromkeys([*names, *_told(source.record, cell.value)])
    return list(found)


def texts_behind(source: Source) -> list[SourceText]:
    """Return everything that somebody wrote in a record, in more than one word."""
    found: dict[SourceText, None] = {}
    for entry in _entries(source):
        for text in _texts_of(entry):
            if " " in text:
                found[SourceText(source.record, text)] = None
    return list(found)


def _entries(source: Source) -> Iterator[msgspec.Struct]:
    for one in source.entries:
        entry = decode(one.body) if one.status is Status.OPEN else None
        if entry is not None and not isinstance(entry, Unknown | Malformed | Matching):
            yield entry


def _texts_of(entry: msgspec.Struct) -> Iterable[str]:
    return _written(msgspec.to_builtins(entry))


def _written(value: object) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _written(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _written(inner)


def _told(record: str, text: str, anywhere: bool = False) -> list[Secret]:
    if " " not in text:  # a code, or a name that stands in a field of its own
        return [Secret(record, "", Kind.NUMBER, code) for code in loose.codes(text)]
    names = [Secret(record, "", Kind.PERSON, name) for name in names_told(text, anywhere)]
    return names + [Secret(record, "", Kind.NUMBER, code) for code in loose.codes(text)]


def _one_person(record: str, person: str, who: Identity) -> list[Secret]:
    texts = [(Kind.PERSON, who.name), (Kind.ALIAS, who.alias), (Kind.ORGANISATION, who.organisation)]
    texts += _reached(who.contact)
    return [Secret(record, person, kind, text) for kind, text in texts if text.strip()]


def _reached(contact: Contact | None) -> list[tuple[Kind, str]]:
    return [(Kind.CONTACT, contact.address), (Kind.ALIAS, contact.code_word)] if contact else []


def _named_in(report: Report) -> list[tuple[Kind, str]]:
    found = [(Kind.PLACE, report.where.admin1), (Kind.ORGANISATION, report.project), *_reached(report.contact)]
    found += [(Kind.NUMBER, str(one)) for one in (report.where.latitude, report.where.longitude) if one is not None]
    found += [(Kind.NUMBER, link) for link in report.previous.links]
    if report.event:
        found.append((Kind.ORGANISATION, report.event.title))
    for act in report.acts:
        found.append((Kind.PLACE, act.place))
        if act.detention:
            found += [(Kind.PLACE, act.detention.place), (Kind.ORGANISATION, act.detention.authority)]
        if act.proceedings:
            found.append((Kind.ORGANISATION, act.proceedings.court))
        if act.digital:
            found += [(Kind.HANDLE, act.digital.handle), (Kind.HANDLE, act.digital.url)]
    return found
