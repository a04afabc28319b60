"""Step: the story in the filer's own words, and its background."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField, TextAreaField

from app.incidents.content.draft import Filing
from app.incidents.content.report import Contact, Narrative, Previous, Report
from app.incidents.forms import wording
from app.incidents.forms.steps import StepForm, replaced
from app.web.coded import CodesField, CountryNameField, codes, offered
from app.web.parts import field_for, shown, typed

MANY = ("context", "needs", "flags")


class StoryForm(StepForm):
    """Words, background, earlier incidents, what would help, and how to reach the filer."""

    text = field_for(Narrative, "text", wording.NARRATIVE["text"])
    who = field_for(Narrative, "who", wording.NARRATIVE["who"])
    what = field_for(Narrative, "what", wording.NARRATIVE["what"])
    when = field_for(Narrative, "when", wording.NARRATIVE["when"])
    where_exactly = field_for(Narrative, "where", wording.NARRATIVE["where"])
    how = field_for(Narrative, "how", wording.NARRATIVE["how"])
    then = field_for(Narrative, "then", wording.NARRATIVE["then"])
    language = field_for(Narrative, "language", _l("In which language do you write this?"))
    person_country = CountryNameField(_l("In which country is the person now, if in another one?"))
    context = CodesField(_l("What is the background?"), "context")
    project = field_for(Report, "project", wording.STORY["project"])
    sector = field_for(Report, "sector", wording.STORY["sector"])
    work_link = field_for(Report, "work_link", wording.STORY["work_link"])
    because_of = field_for(Report, "because_of", wording.STORY["because_of"])
    work_link_basis = field_for(Report, "work_link_basis", wording.STORY["work_link_basis"])
    previous = RadioField(
        _l("Did something like this happen to them before?"),
        choices=offered(("yes", _l("Yes")), ("none", _l("No")), ("unknown", _l("I do not know"))),
        validate_choice=False,
    )
    previous_note = TextAreaField(_l("What happened before?"))
    previous_links = StringField(_l("References of earlier reports"))
    needs = CodesField(_l("What would help?"), "protection_need")
    flags = CodesField(_l("Is it especially sensitive?"), "sensitivity_flag")
    contact = StringField(_l("A safe way to reach you"))
    channel = field_for(Contact, "channel", wording.REACH["channel"])
    hours = field_for(Contact, "hours", wording.REACH["hours"])
    code_word = field_for(Contact, "code_word", wording.REACH["code_word"])
    not_to_say = field_for(Contact, "not_to_say", wording.REACH["not_to_say"])

    PLACES = {
        **{f"report.narrative.{name}": name for name in wording.NARRATIVE if name != "where"},
        "report.narrative.where": "where_exactly",
        **{f"report.{name}": name for name in (*wording.STORY, *MANY, "person_country")},
        "report.previous.answer": "previous",
        "report.previous.note": "previous_note",
        "report.previous.links": "previous_links",
        "report.narrative.language": "language",
        **{f"report.contact.{name}": name for name in wording.REACH},
        "report.contact": "contact",
    }

    @classmethod
    def shown(cls, filing: Filing) -> dict[str, Any]:
        """Return what the fields show."""
        report = filing.report
        return {
            **shown(report.narrative, (*wording.NARRATIVE, "language")),
            "where_exactly": report.narrative.where,
            **shown(report, (*wording.STORY, "person_country")),
            **{name: list(getattr(report, name)) for name in MANY},
            "previous": report.previous.answer,
            "previous_note": report.previous.note,
            "previous_links": " ".join(report.previous.links),
            **shown(report.contact or Contact(), wording.REACH),
            "contact": report.contact.address if report.contact else "",
        }

    def typed(self, filing: Filing) -> Filing:
        """Return the filing with this step's answers."""
        report = filing.report
        narrative = replaced(typed(self, report.narrative), where=self.where_exactly.data or "")
        contact = replaced(typed(self, report.contact or Contact()), address=self.contact.data or "")
        now = replaced(
            report,
            narrative=narrative,
            contact=contact if contact != Contact() else None,
            previous=Previous(
                answer=self.previous.data or "",
                note=self.previous_note.data or "",
                links=tuple(dict.fromkeys(re.findall(r"[\w-]+", (self.previous_links.data or "").upper()))),
            ),
            **{name: codes(self[name].data) for name in MANY},
            person_country=self.person_country.code,
            **{name: self[name].data or "" for name in wording.STORY},
        )
        return replaced(filing, report=now)  # type: ignore[no-any-return]
