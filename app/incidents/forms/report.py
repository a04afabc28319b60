"""What a filer adds to a report that is filed."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField, TextAreaField

from app.incidents.content.consent import VITAL_INTEREST
from app.incidents.forms.consent import CHILD, assents
from app.vocabulary.lists import choices
from app.web.coded import offered
from app.web.form import BaseForm, SubmissionMixin
from app.web.language import page_locale


class MessageForm(BaseForm, SubmissionMixin):
    """A message to the desk."""

    text = TextAreaField(_l("Write to the desk"))


def _givers() -> Any:
    others = [pair for pair in choices("consent_given_by", page_locale()) if pair[0] != VITAL_INTEREST]
    return offered(("", gettext("The same as before")), *others)


class ConsentForm(BaseForm):
    """How an answer was given. The answers themselves are one select each, by the use's code."""

    given_by = SelectField(_l("Who answered?"), choices=_givers, validate_choice=False)
    assent = SelectField(_l("Does the child agree as well?"), choices=assents, validate_choice=False)
    assent_reason = TextAreaField(CHILD["assent_reason"])
    how = StringField(_l("How did the person tell you?"))
    why = TextAreaField(_l("Is there anything the desk should know about this?"))
    again = BooleanField(_l("I asked again today, or asking is still not possible. What is chosen above holds."))

    def told(self) -> dict[str, Any]:
        """Return what is told of the answers, as `change_consent` takes it."""
        words = {name: self[name].data or "" for name in ("given_by", "how", "why", "assent", "assent_reason")}
        return {**words, "again": bool(self.again.data)}
