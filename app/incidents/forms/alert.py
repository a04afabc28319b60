"""The quick alert: one page, two minutes, on a phone."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import Length

from app.incidents.content.consent import VITAL_INTEREST, Consent
from app.incidents.content.draft import Filing
from app.incidents.content.report import Contact, Narrative, Person, Report
from app.incidents.rules.filing import NOT_A_CHOICE
from app.incidents.rules.problems import Problem
from app.web.coded import ANSWERS, CodedField, FilingForm, number, offered
from app.web.form import SubmissionMixin

ME, OTHER, GROUP = "me", "other", "group"
AGREED, CANNOT = "yes", "cannot"
GIVEN_BY = {ME: "self", OTHER: "self", GROUP: "representative"}


class AlertForm(FilingForm, SubmissionMixin):
    """What the desk needs to act at once. Names have no field here: they can be added to the report later."""

    country = CodedField(_l("In which country did it happen?"), "country")
    act_group = CodedField(_l("What is happening?"), "act_group")
    danger = RadioField(_l("Is anyone in danger now?"), choices=offered(*ANSWERS), validate_choice=False)
    text = TextAreaField(_l("What happened?"), [Length(max=20_000)])
    who = RadioField(
        _l("Who is this about?"),
        choices=offered((ME, _l("Me")), (OTHER, _l("Somebody else")), (GROUP, _l("A group"))),
        validate_choice=False,
    )
    number = StringField(_l("How many people are in the group?"))
    contact = StringField(_l("A safe way to reach you"))
    agree = RadioField(
        _l("May the desk keep this report?"),
        choices=offered(
            (AGREED, _l("Yes. I agree, or the people concerned agreed when I asked them.")),
            (CANNOT, _l("They cannot be asked now: taken, dead or out of reach.")),
        ),
        validate_choice=False,
    )
    reason = TextAreaField(_l("If they cannot be asked: why, and why must we act?"))
    desk = RadioField(
        _l("Who should read it?"),
        choices=offered(
            ("country", _l("The desk that serves this country")),
            ("global", _l("The global desk instead")),
        ),
        default="country",
        validate_choice=False,
    )
    seen = HiddenField()

    PLACES = {
        "report.country": "country",
        "report.act_group": "act_group",
        "report.danger": "danger",
        "report.narrative.text": "text",
        "report.persons": "who",
        "report.persons.0.number_min": "number",
        "report.persons.0.number_max": "number",
        "report.contact.address": "contact",
        "consents.P1.U1": "agree",
        "consents.P1.reason": "reason",
    }

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Put each problem at its field; a choice that was not made is asked for at once, whatever else is missing."""
        super().show_problems(problems)
        if self.agree.data == CANNOT and self.agree.errors:
            self.reason.errors, self.agree.errors = self.agree.errors, []
        for field, answers in ((self.who, (*GIVEN_BY,)), (self.agree, (AGREED, CANNOT))):
            if field.data not in answers:
                field.errors = [gettext(NOT_A_CHOICE)]

    @property
    def to_global(self) -> bool:
        """Tell whether the report goes to the global desk instead."""
        return bool(self.desk.data == "global")

    def filing(self) -> Filing:
        """Return what was typed as a filing."""
        contact = self.contact.data or ""
        report = Report(
            form="alert",
            country=self.country.data or "",
            act_group=self.act_group.data or "",
            danger=self.danger.data or "",
            narrative=Narrative(text=self.text.data or ""),
            contact=Contact(address=contact) if contact else None,
            persons=self._persons(),
        )
        return Filing(report=report, consents=self._consents())

    def _persons(self) -> tuple[Person, ...]:
        if self.who.data not in GIVEN_BY:
            return ()
        if self.who.data != GROUP:
            return (Person(key="P1", role="targeted_defender", number_min=1, number_max=1),)
        count = number(self.number.data)
        return (
            Person(
                key="P1", role="targeted_defender", counting_unit="social_group", number_min=count, number_max=count
            ),
        )

    def _consents(self) -> tuple[Consent, ...]:
        if self.who.data not in GIVEN_BY:
            return ()
        if self.agree.data == CANNOT:
            reason = self.reason.data or ""
            return (Consent(person="P1", given_by=VITAL_INTEREST, reason=reason, uses={"U1": "ask"}),)
        uses = {"U1": "yes"} if self.agree.data == AGREED else {}
        if uses and self.who.data == ME and self.contact.data:
            uses["U11"] = "yes"
        return (Consent(person="P1", given_by=GIVEN_BY[self.who.data], uses=uses),)
