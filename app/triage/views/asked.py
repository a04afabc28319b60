"""What a search was understood to ask, in the reader's words: a filter that was guessed wrongly is seen at once."""

from __future__ import annotations

from flask_babel import gettext as _

from app.accounts.service.people import work_name
from app.triage.searching import Query
from app.triage.searching.days import FIRST, LAST, Span
from app.triage.searching.parsing import Filter
from app.triage.views import saying
from app.vocabulary import lists
from app.vocabulary.wording import N_
from app.web.language import page_locale

MOST = 4  # values that are named; of more, the number
NAMES = {
    "country": N_("Country"),
    "region": N_("Country"),
    "state": N_("State"),
    "level": N_("Level"),
    "act": N_("What happened"),
    "who": N_("Who works on it"),
    "place": N_("Place"),
    "project": N_("Project or company"),
    "gender": N_("Gender"),
    "age": N_("Age"),
    "role": N_("Role"),
    "defender": N_("Kind of defender"),
    "status": N_("Now"),
    "verified": N_("Verification"),
    "perpetrator": N_("Who they are"),
    "channel": N_("Channel"),
    "means": N_("Means"),
    "danger": N_("Danger"),
    "language": N_("Language"),
    "date": N_("Date"),
    "filed": N_("Filed"),
    "ref": N_("Report"),
    "consent": N_("Consent"),
}
LISTS = {
    "country": ("country",),
    "region": ("country",),
    "state": ("work_state",),
    "act": ("act", "act_group"),
    "gender": ("gender",),
    "age": ("age_band",),
    "role": ("person_role",),
    "defender": ("defender_type",),
    "status": ("status_now",),
    "verified": ("act_verification",),
    "perpetrator": ("actor_class", "actor_category"),
    "channel": ("act_channel",),
    "means": ("act_means",),
    "danger": ("consent_answer", "engagement"),
}


def filters_said(query: Query) -> list[str]:
    """Return a short line for each filter of a query."""
    return [_line(one) for one in query.filters]


def _line(one: Filter) -> str:
    name = _(NAMES[one.field]) if one.field in NAMES else one.field
    said = list(dict.fromkeys(_value(one.field, value) for value in one.values))
    shown = ", ".join(said[:MOST]) + (f" + {len(said) - MOST}" if len(said) > MOST else "")
    return f"{name} {'≠' if one.negated else '='} {shown}"


def _value(field: str, value: str | Span) -> str:
    if isinstance(value, Span):
        return _days(value)
    if field == "who":
        return work_name(value) if value else _("nobody")
    if field == "level":
        return saying.level_said(value)
    if field == "consent":
        use, _sign, answer = value.partition("=")
        return f"{use}: {lists.label('consent_answer', answer, page_locale())}"
    known = next((name for name in LISTS.get(field, ()) if lists.is_code(name, value)), "")
    return lists.label(known, value, page_locale()).split(":")[0] if known else value


def _days(span: Span) -> str:
    if span.unknown:
        return saying.date_said("unknown")
    first = "" if span.begins == FIRST else span.begins
    last = "" if span.ends == LAST else span.ends
    return first if first == last else f"{first} … {last}".strip()
