"""The forms of two reports side by side. `seen` is the length of the first, `seen_other` that of the second."""

from __future__ import annotations

from flask_babel import lazy_gettext
from wtforms import HiddenField
from wtforms.validators import Length

from app.triage.forms.desk import LONGEST_NUMBER, DeskForm, number, text


class JoinForm(DeskForm):
    prefix = "join"
    NEEDED = ("reason",)
    reason = text(lazy_gettext("Reason"), hint=lazy_gettext("Only the desk reads this."))
    seen_other = HiddenField(validators=[Length(max=LONGEST_NUMBER)])

    @property
    def length_other(self) -> int:
        """The length of the other report that was seen."""
        return number(self.seen_other.data)


class ApartForm(DeskForm):
    prefix = "apart"
