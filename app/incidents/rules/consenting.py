"""When a consent must be looked at again. Pure dates; today is an argument."""

from calendar import monthrange
from datetime import date, timedelta

from app.incidents.content.consent import VITAL_INTEREST, Consent

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


def review_due(consent: Consent, today: date) -> bool:
    """Tell whether a consent must be looked at again; one without a readable date must."""
    try:
        return date.fromisoformat(consent.review) <= today
    except ValueError:
        return True
