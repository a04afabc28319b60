"""Step: what each person agreed to. Per person and per use, never one tick."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import FieldList, FormField, HiddenField, SelectField, StringField

from app.incidents.content.consent import ASKED_AT_FILING, TOO_YOUNG, VITAL_INTEREST, Consent
from app.incidents.content.draft import Filing
from app.incidents.forms.steps import StepForm, replaced
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


class ConsentForm(StepForm):
    """One entry for each person of the report; none can be added or removed here."""

    consents = FieldList(FormField(ConsentEntry), _l("Consent"))
    PLACES = {"consents": "consents"}

    @classmethod
    def shown(cls, filing: Filing) -> dict[str, Any]:
        """Return what the fields show."""
        given = {consent.person: consent for consent in filing.consents}
        entries = []
        for person in filing.report.persons:
            consent = given.get(person.key, Consent(person=person.key))
            answers = {use: consent.uses.get(use, "") for use in ASKED_AT_FILING}
            entries.append({"key": person.key, "date": consent.date, **shown(consent, (*HOW_GIVEN, *CHILD)), **answers})
        return {"consents": entries}

    def typed(self, filing: Filing) -> Filing:
        """Return the filing with this step's answers; uses that were not asked keep what they were."""
        before = {consent.person: consent for consent in filing.consents}
        consents = []
        for entry in self.consents.entries:
            form, key = entry.form, entry.form["key"].data or ""
            old = before.get(key, Consent(person=key))
            now = replaced(typed(form, old), uses=_uses(form, old))
            if now != Consent(person=key):
                consents.append(now)
        return replaced(filing, consents=tuple(consents))  # type: ignore[no-any-return]


def _uses(form: Any, before: Consent) -> dict[str, str]:
    uses = {use: answer for use, answer in before.uses.items() if use not in ASKED_AT_FILING}
    uses |= {use: form[use].data for use in ASKED_AT_FILING if form[use].data}
    if form["given_by"].data == VITAL_INTEREST and uses.get("U1", "") == "":
        uses["U1"] = "ask"
    return uses
