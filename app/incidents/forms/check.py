"""The last page: check your answers."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, TextAreaField

from app.web.coded import offered
from app.web.form import BaseForm


class CheckForm(BaseForm):
    """Where the report goes; for one that is filed already, why it is changed."""

    desk = RadioField(
        _l("Who should read it?"),
        choices=offered(
            ("country", _l("The desk that serves this country")), ("global", _l("The global desk instead"))
        ),
        validate_choice=False,
    )
    why = TextAreaField(_l("Why do you change it?"))
    over = HiddenField()
    amends = HiddenField()
