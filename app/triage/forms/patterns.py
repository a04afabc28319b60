"""What the pattern finder is asked: what reports share, and in which time."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext, lazy_gettext, ngettext
from wtforms import SelectField, StringField
from wtforms.validators import Length, ValidationError

from app.triage.likeness.patterns import ALWAYS, DAYS, By
from app.vocabulary.dates import DateError, parse
from app.web.form import BaseForm

SHARED: dict[By, Any] = {
    By.DOER: lazy_gettext("Who did it, and where"),
    By.PROJECT: lazy_gettext("Project or company"),
    By.GROUP: lazy_gettext("What happened, and where"),
}
USUAL = 90


class PatternsForm(BaseForm):
    """`desk` is drawn by the page: a choice for who has several. What is no choice counts as the usual one."""

    by = SelectField(lazy_gettext("What they share"), default=By.DOER.value, validate_choice=False)
    days = SelectField(lazy_gettext("When"), coerce=str, default=str(USUAL), validate_choice=False)
    until = StringField(
        lazy_gettext("Up to"),
        [Length(max=40)],
        description=lazy_gettext("For example 2021, 2021-06 or 2021-06-30. Empty: up to today."),
    )
    desk = StringField(validators=[Length(max=40)])

    def __init__(self, **data: Any) -> None:
        super().__init__(**data)
        self.by.choices = [(by.value, said) for by, said in SHARED.items()]
        self.days.choices = [(str(days), _days_said(days)) for days in DAYS]

    @property
    def shared(self) -> By:
        """What the reports share."""
        return By(self.by.data) if self.by.data in set(By) else By.DOER

    @property
    def window(self) -> int:
        """How many days."""
        return int(self.days.data) if self.days.data in {str(days) for days in DAYS} else USUAL

    @property
    def last(self) -> date | None:
        """The last of them, None for today. Raises DateError."""
        typed = self.until.data or ""
        return parse(typed).latest() if typed else None

    def validate_until(self, field: StringField) -> None:
        """Say how to type a date."""
        try:
            known = not field.data or self.last is not None
        except DateError:
            known = False  # its own words offer "unknown", which is no end of a time
        if not known:
            raise ValidationError(gettext("Type a day, a month or a year, or leave this empty."))


def _days_said(days: int) -> str:
    return str(gettext("All time") if days == ALWAYS else ngettext("Last %(num)d day", "Last %(num)d days", days))
