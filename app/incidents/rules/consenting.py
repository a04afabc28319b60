"""When a consent must be looked at again. Pure dates; today is an argument.

A day that has passed brings a reminder, to the filer and to the desk, and nothing else: nobody's yes ends by itself,
and no answer changes before the person gives another.
"""

from calendar import monthrange
from datetime import date, timedelta

import msgspec

from app.incidents.content.consent import VITAL_INTEREST, Consent
from app.incidents.content.incident import Incident

REVIEW_MONTHS = 6
VITAL_REVIEW_DAYS = 14  # for those who could not be asked
FRESH_DAYS = 30  # a name or an image is published only on a consent this fresh


def review_on(given: date, given_by: str) -> date:
    """Return the day on which a consent given that day must be looked at again."""
    if given_by == VITAL_INTEREST:
        return given + timedelta(days=VITAL_REVIEW_DAYS)
    month = given.month - 1 + REVIEW_MONTHS
    year, month = given.year + month // 12, month % 12 + 1
    return date(year, month, min(given.day, monthrange(year, month)[1]))


def dated(consent: Consent) -> Consent:
    """Return a consent with the day of review that follows from its day and its giver, whatever it had before."""
    try:
        review = review_on(date.fromisoformat(consent.date), consent.given_by).isoformat()
    except ValueError:
        return consent  # without a day, or with one that is none: the rules say so
    return msgspec.structs.replace(consent, review=review)


def asked_again(before: Consent, now: Consent, today: date) -> Consent:
    """Return a consent that was changed. A new yes, or another giver, is of today, unless another day was typed."""
    agreed = any(now.allows(use) and not before.allows(use) for use in now.uses)
    if now.date == before.date and (agreed or now.given_by != before.given_by):
        now = msgspec.structs.replace(now, date=today.isoformat())
    return dated(now)


def stands(consent: Consent) -> bool:
    """Tell whether anything rests on a consent: a yes to any use, or vital interest."""
    return consent.keeps or "yes" in consent.uses.values()


def review_day(consent: Consent) -> date | None:
    """Return the day of a consent's review; the first of all days where it has none, None where nothing rests on it."""
    if not stands(consent):
        return None
    try:
        return date.fromisoformat(consent.review)
    except ValueError:
        return date.min


def review_due(consent: Consent, today: date) -> bool:
    """Tell whether a consent must be looked at again; one without a readable date must."""
    day = review_day(consent)
    return day is not None and day <= today


def first_review(incident: Incident) -> date | None:
    """Return the earliest day on which a person of a report is to be asked again, None where nobody is."""
    given = (incident.consents[one.key].now for one in incident.persons if one.key in incident.consents)
    return min((day for consent in given if (day := review_day(consent)) is not None), default=None)


def due_persons(incident: Incident, today: date) -> tuple[str, ...]:
    """Return the persons of a report who are to be asked again now."""
    states = ((one.key, incident.consents.get(one.key)) for one in incident.persons)
    return tuple(key for key, state in states if state is not None and review_due(state.now, today))
