"""What a filer adds to a report that is filed."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField

from app.web.form import BaseForm, SubmissionMixin


class MessageForm(BaseForm, SubmissionMixin):
    """A message to the desk."""

    text = TextAreaField(_l("Write to the desk"))


class ConsentForm(BaseForm):
    """How an answer was given. The answers themselves are one select each, by the use's code."""

    how = StringField(_l("How did the person tell you?"))
    why = TextAreaField(_l("Is there anything the desk should know about this?"))
