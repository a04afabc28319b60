"""Naming a deputy, and handing open work over."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext
from wtforms import DateField, HiddenField, SelectField
from wtforms.validators import InputRequired, Length

from app.triage.forms.desk import DeskForm, Pairs, text


class DeputyForm(DeskForm):
    prefix = "deputy"
    desk = HiddenField(validators=[Length(max=16)])
    to = SelectField(lazy_gettext("Who stands in"))
    first = DateField(lazy_gettext("First day"), [InputRequired(lazy_gettext("Give the day."))])
    last = DateField(lazy_gettext("Last day"), [InputRequired(lazy_gettext("Give the day."))])

    def __init__(self, people: Pairs, **data: Any) -> None:
        super().__init__(**data)
        self.to.choices = people


class PassOnForm(DeskForm):
    prefix = "pass"
    desk = HiddenField(validators=[Length(max=16)])
    whose = SelectField(lazy_gettext("Whose reports"))
    to = SelectField(lazy_gettext("To whom"))
    left = text(lazy_gettext("What is left to do"), hint=lazy_gettext("Only the desk reads this."))

    def __init__(self, whose: Pairs, people: Pairs, **data: Any) -> None:
        super().__init__(**data)
        self.whose.choices, self.to.choices = whose, people
