"""Who and what a report names, as plain values; the only input of the matching strings."""

from dataclasses import dataclass
from enum import StrEnum

import phonenumbers


class Kind(StrEnum):
    """What a secret text is; decides how it is looked for."""

    PERSON = "person"  # a name of somebody affected, a relative, a lawyer, a colleague
    ALIAS = "alias"  # another name, a pseudonym, a nickname
    PERPETRATOR = "perpetrator"
    ORGANISATION = "organisation"
    PLACE = "place"  # below the country: a town, a street, a court, a river
    CONTACT = "contact"  # a phone number, an e-mail or postal address
    NUMBER = "number"  # an identity card, a plate, a docket
    HANDLE = "handle"  # a name on a platform


PEOPLE = frozenset({Kind.PERSON, Kind.ALIAS, Kind.PERPETRATOR})
NUMBERED = frozenset({Kind.CONTACT, Kind.NUMBER, Kind.HANDLE})


@dataclass(frozen=True, slots=True)
class Identity:
    """One name, place or number out of the identity compartment."""

    kind: Kind
    text: str


def entered_phone(text: str, country: str) -> str:
    """Return a phone number as typed in a country (ISO 3166-1 alpha-2) in its international form.

    What is no possible number comes back unchanged. For use at entry; detection in running text works on digits alone.
    """
    try:
        number = phonenumbers.parse(text, country.upper() or None)
    except phonenumbers.NumberParseException:
        return text
    if not phonenumbers.is_possible_number(number):
        return text
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
