"""What must fit together in a filing: keys that are unique, and references that lead somewhere."""

import re
from collections.abc import Iterable, Iterator

from app.incidents.content.consent import TOO_YOUNG, USES, Consent
from app.incidents.content.draft import Filing
from app.incidents.rules.problems import Problem
from app.vocabulary.lists import is_code
from app.vocabulary.wording import N_

KEY = re.compile(r"[APX][1-9]\d{0,2}", re.ASCII)

BAD_KEY = N_("Number the persons P1, P2, the acts A1, A2 and those who did it X1, X2, each number once.")
NO_SUCH_PERSON = N_("Choose persons that you have added to this report.")
MIN_MAX = N_("The smaller number comes first. Check the two numbers.")
ONE_CONSENT = N_("Answer once for each person.")
BAD_USE = N_("Choose yes, no, or: ask me each time.")
YOUNG_REASON = N_("Write why this child is too young to be asked.")
VITAL_REASON = N_("Write why this person cannot be asked.")
SPOKESPERSON = N_("Give the name of the person who speaks for the group.")
POSITION = N_("Give both numbers of the position, or neither.")
ROSTER = N_("Write the name of each person on the list, or remove the empty line.")


def joined(filing: Filing) -> Iterator[Problem]:
    """Yield what does not fit together."""
    report = filing.report
    persons = {person.key for person in report.persons}
    yield from keys("report.persons", "P", [person.key for person in report.persons])
    yield from keys("report.acts", "A", [act.key for act in report.acts])
    yield from keys("report.perpetrators", "X", [one.key for one in report.perpetrators])
    if (report.where.latitude is None) != (report.where.longitude is None):
        yield Problem(f"report.where.{'latitude' if report.where.latitude is None else 'longitude'}", POSITION)
    for place, person in enumerate(report.persons):
        yield from min_max(f"report.persons.{place}.number_max", person.number_min, person.number_max)
    for place, act in enumerate(report.acts):
        if not set(act.against) <= persons:
            yield Problem(f"report.acts.{place}.against", NO_SUCH_PERSON)
    if report.event is not None:
        yield from min_max("report.event.count_max", report.event.count_min, report.event.count_max)
        if report.event.group not in persons:
            yield Problem("report.event.group", NO_SUCH_PERSON)
    yield from named(filing, persons)
    yield from consented(filing, persons)


def keys(address: str, letter: str, found: list[str]) -> Iterator[Problem]:
    """Yield keys that are no keys, or not unique."""
    if len(set(found)) < len(found) or not all(KEY.fullmatch(key) and key[0] == letter for key in found):
        yield Problem(address, BAD_KEY)


def min_max(address: str, low: int | None, high: int | None) -> Iterator[Problem]:
    """Yield a range whose ends are the wrong way round."""
    if low is not None and high is not None and low > high:
        yield Problem(address, MIN_MAX)


def named(filing: Filing, persons: Iterable[str]) -> Iterator[Problem]:
    """Yield names of nobody in the report, and roster lines without a name."""
    if not filing.names.persons.keys() <= set(persons):
        yield Problem("names.persons", NO_SUCH_PERSON)
    if not filing.names.perpetrators.keys() <= {one.key for one in filing.report.perpetrators}:
        yield Problem("names.perpetrators", NO_SUCH_PERSON)
    for place, one in enumerate(filing.names.roster):
        if not one.name.strip():
            yield Problem(f"names.roster.{place}.name", ROSTER)


def consented(filing: Filing, persons: Iterable[str]) -> Iterator[Problem]:
    """Yield consents of nobody, given twice, or without what they rest on."""
    given = [consent.person for consent in filing.consents]
    if len(set(given)) < len(given):
        yield Problem("consents", ONE_CONSENT)
    if not set(given) <= set(persons):
        yield Problem("consents", NO_SUCH_PERSON)
    for consent in filing.consents:
        yield from one_consent(filing, consent)


def one_consent(filing: Filing, consent: Consent) -> Iterator[Problem]:
    """Yield what is wrong with one person's consent."""
    at = f"consents.{consent.person}"
    for use, answer in consent.uses.items():
        if use not in USES or not is_code("consent_answer", answer):
            yield Problem(f"{at}.{use}", BAD_USE)
    if consent.given_by == "not_obtainable" and not consent.reason.strip():
        yield Problem(f"{at}.reason", VITAL_REASON)
    if consent.assent == TOO_YOUNG and not consent.assent_reason.strip():
        yield Problem(f"{at}.assent_reason", YOUNG_REASON)
    speaker = filing.names.spokesperson
    if consent.given_by == "group_spokesperson" and not (speaker and speaker.name.strip()):
        yield Problem("names.spokesperson.name", SPOKESPERSON)
