"""From the names of a filing to its matching strings, by the person or perpetrator they belong to."""

from collections import defaultdict

from app.incidents.content.draft import Filing
from app.incidents.content.inward import Matching
from app.incidents.matching import Identity, Kind, MatchingStrings, loose, matching_strings

WHOLE = ""  # what belongs to the report and to no one person


def secrets_of(filing: Filing) -> dict[str, list[Identity]]:
    """Return every name, place and contact of a filing, by P1, X1, or "" for the report as a whole."""
    found: dict[str, list[Identity]] = defaultdict(list)

    def add(key: str, kind: Kind, text: str) -> None:
        if text.strip():
            found[key].append(Identity(kind, text))

    report, names = filing.report, filing.names
    for key, person in names.persons.items():
        add(key, Kind.PERSON, person.name)
        add(key, Kind.ALIAS, person.alias)
        add(key, Kind.ORGANISATION, person.organisation)
        add(key, Kind.CONTACT, person.contact.address if person.contact else "")
    for key, doer in names.perpetrators.items():
        add(key, Kind.PERPETRATOR, doer.name)
        add(key, Kind.ORGANISATION, doer.unit)
    speaker = names.spokesperson
    for name in (names.filer_name, speaker.name if speaker else "", *(one.name for one in names.roster)):
        add(WHOLE, Kind.PERSON, name)
    for cell in names.imported:  # nobody said what they hold, only that it names people
        for name in loose.names(cell.value):
            add(WHOLE, Kind.PERSON, name)
        for code in loose.codes(cell.value):
            add(WHOLE, Kind.NUMBER, code)
    add(WHOLE, Kind.ORGANISATION, report.organisation)
    add(WHOLE, Kind.PLACE, report.where.place)
    add(WHOLE, Kind.CONTACT, report.contact.address if report.contact else "")
    return dict(found)


def matching_of(filing: Filing) -> Matching:
    """Return the matching strings of a filing. No name can be read from them."""
    strings: dict[str, MatchingStrings] = {key: matching_strings(them) for key, them in secrets_of(filing).items()}
    return Matching(strings=strings)
