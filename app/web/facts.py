"""From an answer of a report to words in the reader's language, for filers and desks alike."""

from __future__ import annotations

from typing import Any

import msgspec
from flask_babel import gettext as _

from app.incidents.content.incident import Corrected
from app.incidents.rules.coded import ANSWERS, CODED, DATES, SPOKEN
from app.incidents.rules.correcting import PARTS, place_of
from app.triage.wording import ANSWERS as ANSWER_WORDS
from app.triage.wording import LABELS
from app.vocabulary import dates, lists
from app.web.language import page_locale, spoken

NOTHING = "\N{EN DASH}"


def date_said(text: str) -> str:
    """Return a partial date in words; what cannot be read is shown as it is."""
    try:
        return dates.parse(text).shown(page_locale()) if text else ""
    except dates.DateError:
        return text


def value_said(place: tuple[type[msgspec.Struct], str], value: Any) -> str:
    """Return the value of a field in words."""
    if isinstance(value, tuple | list):
        return ", ".join(value_said(place, one) for one in value)
    if place in CODED:
        return lists.label(CODED[place], value, page_locale()) if value else ""
    if place in DATES:
        return date_said(value)
    if place in SPOKEN:
        return spoken(value)
    if place in ANSWERS or value in ANSWER_WORDS:
        return _(ANSWER_WORDS[value]) if value in ANSWER_WORDS else str(value)
    return "" if value is None else str(value)


def fact_said(one: Corrected) -> str:
    """Return an answer that the desk gave, with what it was before: "A1 Means: firearm (before: none)"."""
    place, first = place_of(one.at), one.at.partition(".")[0]
    label = _(LABELS[place]) if place in LABELS else _("What was done?").rstrip("?\u061f ")
    key = f"{one.at.split('.')[1]} " if first in PARTS else ""
    answer = f"{key}{label}: {value_said(place, one.after) or NOTHING}"
    before = value_said(place, one.before)
    return str(_("%(answer)s (before: %(before)s)", answer=answer, before=before)) if before else answer
