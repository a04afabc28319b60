"""Step: what each person agreed to. Per person and per use, never one tick."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import FieldList, FormField, HiddenField, SelectField, StringField

from app.incidents.content.consent import ASKED_AT_FILING, TOO_YOUNG, VITAL_INTEREST, Consent
from app.incidents.content.draft import Filing
from app.incidents.forms.listed import LISTED, ListForm
from app.incidents.forms.steps import replaced
from app.vocabulary.lists import label
from app.web.coded import offered
from app.web.language import page_locale
from app.web.parts import form_for, shown, typed

HOW_GIVEN = {
    "given_by": _l("Who answered?"),
    "how": _l("How did you ask?"),
    "language": _l("In which language did you ask?"),
    "limits": _l("Is there anything they do not want?"),
    "reason": _l("If they cannot be asked: why, and why must we act?"),
}
CHILD = {
    "assent": _l("If this is a child: does the child agree as well?"),
    "assent_reason": _l("If the child is too young to be asked: why?"),
}
ANSWERS = ("yes", "no", "ask")


def _answers() -> Any:
    words = ((code, label("consent_answer", code, page_locale())) for code in ANSWERS)
    return offered(("", gettext("Choose")), *words)


def assents() -> Any:
    """Return what a child's own answer may be, nothing said first."""
    words = {"yes": gettext("Yes"), "no": gettext("No"), "unknown": gettext("I do not know")}
    words[TOO_YOUNG] = gettext("Too young to be asked")
    return offered(("", gettext("Choose")), *words.items())


ConsentEntry = form_for(
    Consent,
    {**HOW_GIVEN, "assent_reason": CHILD["assent_reason"]},
    key=HiddenField(),
    date=StringField(_l("When? If not today")),
    assent=SelectField(CHILD["assent"], choices=assents, validate_choice=False),
    **{use: SelectField(use, choices=_answers, validate_choice=False) for use in ASKED_AT_FILING},
)


class ConsentForm(ListForm):
    """One entry for each person of the report; none can be added or removed here."""

    LIST = "consents"
    consents = FieldList(FormField(ConsentEntry), _l("Consent"))
    PLACES = {"consents": "consents"}

    @classmethod
    def shown(cls, filing: Filing) -> dict[str, Any]:
        """Return what the fields show: there are none beside the list."""
        return {}

    @classmethod
    def entries(cls, filing: Filing) -> dict[str, dict[str, Any]]:
        """Return what the fields of each person's consent show."""
        given = {consent.person: consent for consent in filing.consents}
        found = {}
        for person in filing.report.persons:
            consent = given.get(person.key, Consent(person=person.key))
            answers = {use: consent.uses.get(use, "") for use in ASKED_AT_FILING}
            said = shown(consent, (*HOW_GIVEN, *CHILD))
            found[person.key] = {"key": person.key, "date": consent.date, **said, **answers}
        return found

    @classmethod
    def opens(cls, filing: Filing, wanted: str) -> str:
        """Return whose answers to open: what is wanted, else the first who has not answered, else nobody's."""
        persons = [person.key for person in filing.report.persons]
        if wanted in persons or wanted == LISTED:
            return wanted
        return next(iter(persons if len(persons) == 1 else unanswered(filing)), LISTED)

    def typed(self, filing: Filing) -> Filing:
        """Return the filing with this step's answers; uses that were not asked keep what they were."""
        given = {consent.person: consent for consent in filing.consents}
        for entry in self.consents.entries:
            form, key = entry.form, entry.form["key"].data or ""
            old = given.get(key, Consent(person=key))
            given[key] = replaced(typed(form, old), uses=_uses(form, old))
        consents = tuple(consent for key, consent in given.items() if consent != Consent(person=key))
        return replaced(filing, consents=consents)  # type: ignore[no-any-return]

    def following(self, filing: Filing) -> str:
        """Return the next person who has not answered, after the one whose answers were open."""
        persons = [person.key for person in filing.report.persons]
        sent = [persons.index(one.form["key"].data) for one in self.consents.entries if one.form["key"].data in persons]
        left = unanswered(filing)
        return next((key for key in persons[max(sent) + 1 :] if key in left), "") if sent else ""


def unanswered(filing: Filing) -> list[str]:
    """Return the persons of whom it is not said yet whether the desk may keep the record."""
    kept = {consent.person for consent in filing.consents if consent.keeps}
    return [person.key for person in filing.report.persons if person.key not in kept]


def _uses(form: Any, before: Consent) -> dict[str, str]:
    uses = {use: answer for use, answer in before.uses.items() if use not in ASKED_AT_FILING}
    uses |= {use: form[use].data for use in ASKED_AT_FILING if form[use].data}
    if form["given_by"].data == VITAL_INTEREST and uses.get("U1", "") == "":
        uses["U1"] = "ask"
    return uses
