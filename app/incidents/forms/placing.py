"""Where the columns of a list can go, in words."""

from __future__ import annotations

from functools import cache
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from markupsafe import Markup, escape

from app.incidents.importing.targets import DETAIL, KEEP, KEEP_NAMES, LEAVE, ROW_ID, TARGETS
from app.vocabulary import lists
from app.web.language import page_locale

WAYS = {
    KEEP: _l("Keep as written: the desk reads it"),
    KEEP_NAMES: _l("Keep as written: with the names"),
    ROW_ID: _l("The list’s own number of the row"),
    LEAVE: _l("Leave out"),
}
MORE = "more"  # chosen to be offered every place
USUAL = (
    "report.country", "report.date", "report.act_group", "act.code", "report.danger", "report.urgency",
    "narrative.text", "where.admin1", "where.place", "person.gender", "person.age_band", "person.number",
    "person.defender_type", "person.status_now", "identity.name", "identity.organisation", "contact.address",
    "doer.category", "doer_name.name", "consent.U1",
)  # fmt: skip
GROUPS = {
    "report": _l("Where and when"),
    "where": _l("Where and when"),
    "narrative": _l("The story"),
    "previous": _l("The story"),
    "person": _l("Who it happened to"),
    "identity": _l("Who it happened to"),
    "contact": _l("Who it happened to"),
    "act": _l("What was done"),
    "detention": _l("What was done"),
    "doer": _l("Who did it"),
    "doer_name": _l("Who did it"),
    "consent": _l("Consent"),
}
WORDS: dict[str, Any] = {
    "report.country": _l("Country where it happened"),
    "report.date": _l("Date"),
    "report.act_group": _l("What it is about"),
    "report.danger": _l("Anyone in danger now"),
    "report.ongoing": _l("Still going on"),
    "report.urgency": _l("How urgent"),
    "report.context": _l("Background"),
    "report.project": _l("Project or company"),
    "report.sector": _l("Sector"),
    "report.flags": _l("Especially sensitive"),
    "report.needs": _l("What would help"),
    "report.work_link": _l("Linked to their work"),
    "report.because_of": _l("Why they were chosen"),
    "report.work_link_basis": _l("How you know"),
    "report.authorities_country": _l("Country whose authorities acted"),
    "report.person_country": _l("Where the person is now"),
    "narrative.text": _l("What happened?"),
    "narrative.who": _l("Who was there?"),
    "narrative.what": _l("What did they do?"),
    "narrative.when": _l("When, hour by hour?"),
    "narrative.where": _l("Where exactly?"),
    "narrative.how": _l("How did they do it?"),
    "narrative.then": _l("What happened then?"),
    "narrative.language": _l("Language of the story"),
    "where.admin1": _l("Region or province"),
    "where.place": _l("Town, village or street"),
    "where.location_type": _l("What kind of place?"),
    "where.latitude": _l("Latitude"),
    "where.longitude": _l("Longitude"),
    "where.geo_precision": _l("How exact the place is"),
    "previous.answer": _l("Earlier incidents"),
    "previous.note": _l("About them"),
    "act.code": _l("What was done?"),
    "act.date": _l("When was this, if on another day?"),
    "act.place": _l("Where was this, if somewhere else?"),
    "act.channel": _l("How it reached them"),
    "act.means": _l("Means"),
    "act.words": _l("Exact words"),
    "act.reason": _l("Reason or law they gave"),
    "act.consequences": _l("What followed"),
    "person.role": _l("Part in this"),
    "person.counting_unit": _l("One person, or a group?"),
    "person.number": _l("How many"),
    "person.defender_type": _l("Kind of defender"),
    "person.rights_sector": _l("Works mainly on"),
    "person.engagement": _l("Paid or volunteer"),
    "person.gender": _l("Gender"),
    "person.age_band": _l("Age"),
    "person.grounds": _l("Group that is treated badly"),
    "person.status_now": _l("How are they now?"),
    "person.legal_representation": _l("Has a lawyer"),
    "identity.name": _l("Name"),
    "identity.alias": _l("Other name"),
    "identity.organisation": _l("Their organisation"),
    "contact.channel": _l("Reach by"),
    "contact.address": _l("A safe way to reach them"),
    "contact.hours": _l("When it is safe"),
    "contact.code_word": _l("Code word"),
    "contact.not_to_say": _l("Must not be said there"),
    "doer.actor_class": _l("State or not"),
    "doer.category": _l("Who they are"),
    "doer.involvement": _l("What they did"),
    "doer.confidence": _l("How sure you are"),
    "doer.accountability": _l("Held to account"),
    "doer_name.name": _l("Name"),
    "doer_name.unit": _l("Unit"),
    "doer_name.rank": _l("Rank"),
    "doer_name.description": _l("Description"),
    "detention.authority": _l("Held by"),
    "detention.place": _l("Held at"),
    "detention.since": _l("Since when?"),
    "detention.until": _l("Until when, if it is over?"),
    "detention.acknowledged": _l("Admitted by the authority"),
    "detention.counsel": _l("Saw a lawyer"),
    "detention.family": _l("Saw the family"),
    "detention.doctor": _l("Saw a doctor"),
    "detention.charge": _l("What are they accused of?"),
    "detention.next_hearing": _l("Next hearing"),
    "detention.bail": _l("Bail"),
    "consent.given_by": _l("Who answered?"),
    "consent.how": _l("How did you ask?"),
    "consent.language": _l("In which language did you ask?"),
    "consent.date": _l("Day"),
    "consent.limits": _l("Not wanted"),
    "consent.reason": _l("Why they could not be asked"),
    "consent.assent": _l("The child’s own answer"),
}


def words_of(target: str) -> str:
    """Return what a place is called, in the reader's language."""
    if target in WAYS:
        return str(WAYS[target])
    part, _dot, field = target.partition(".")
    if part == "consent" and field[:1] == "U":
        return lists.label("consent_use", field, page_locale())
    words = WORDS.get(target, target)
    if part in ("doer", "doer_name"):  # "Name" alone would be anybody's
        return str(gettext("%(step)s: %(problem)s", step=GROUPS[part], problem=words))
    return str(words)


def places_html(chosen: str, below: bool, every: bool) -> Markup:
    """Return the options for one column: the usual ones, what is chosen, and on demand every place there is.

    A second sheet's columns tell of persons, acts and perpetrators alone.
    """
    html = _options(page_locale(), below, every)
    marked = html.replace(f'<option value="{chosen}">', f'<option value="{chosen}" selected>', 1)
    if marked == html:
        marked = _option(chosen).replace(">", " selected>", 1) + html
    return Markup(marked)  # noqa: S704 - every part is escaped below


@cache
def _options(_locale: str, below: bool, every: bool) -> str:
    html = "".join(_option(way) for way in WAYS if not (below and way == ROW_ID))
    if not every:
        elsewhere = str(_l("Another place …"))
        html += f'<option value="{MORE}">{escape(elsewhere)}'
    for group in dict.fromkeys(str(words) for words in GROUPS.values()):
        names = [name for name, one in TARGETS.items() if str(GROUPS[one.part]) == group and (every or name in USUAL)]
        offers = "".join(_option(name) for name in names if not below or TARGETS[name].part in DETAIL)
        html += f'<optgroup label="{escape(group)}">{offers}</optgroup>' if offers else ""
    return html


def _option(name: str) -> str:
    return f'<option value="{name}">{escape(words_of(name))}'  # HTML lets it end where the next one begins
