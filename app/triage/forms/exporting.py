"""Asking for a file of reports, deciding on it, and taking it."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import Length, Optional

from app.accounts import passphrases
from app.triage.exporting.columns import ALWAYS, COLUMNS, USUAL, Format
from app.triage.forms.desk import Checks, DeskForm, Pairs, line, text
from app.triage.queue import Filters
from app.triage.queue.filters import filters_of
from app.triage.service.exporting import Wish
from app.web.coded import offered
from app.web.language import page_locale

FILTERS = ("state", "level", "country", "group", "assignee", "overdue", "review", "text")
RECIPIENT_LONGEST = 120
LONGEST = 200  # characters of the words that are looked for


class ExportForm(DeskForm):
    """What is asked for. The filters travel along; they were chosen above the form."""

    prefix = "export"
    NEEDED = ("purpose",)
    desk = HiddenField(validators=[Length(max=16)])
    state = HiddenField(validators=[Length(max=40)])
    level = HiddenField(validators=[Length(max=40)])
    country = HiddenField(validators=[Length(max=40)])
    group = HiddenField(validators=[Length(max=40)])
    assignee = HiddenField(validators=[Length(max=40)])
    overdue = HiddenField(validators=[Length(max=40)])
    review = HiddenField(validators=[Length(max=40)])
    purpose = text(lazy_gettext("What the file is for"), hint=lazy_gettext("Who decides reads it."))
    columns = Checks(
        lazy_gettext("Columns"),
        [Optional()],
        description=lazy_gettext("Reference and consent are always there. Names and contacts never are."),
    )
    format = SelectField(
        lazy_gettext("Kind of file"), choices=offered(*((one.value, one.value.upper()) for one in Format))
    )
    recipient = line(
        lazy_gettext("age public key of who will open it"),
        RECIPIENT_LONGEST,
        lazy_gettext("Leave it empty to open the file with a passphrase."),
    )
    decider = SelectField(lazy_gettext("Who decides"))
    text = HiddenField(validators=[Length(max=LONGEST)])  # last: above it, `text` is the maker of a field

    def __init__(self, deciders: Pairs, **data: Any) -> None:
        super().__init__(**data)
        self.columns.choices = [(name, gettext(one.heading)) for name, one in COLUMNS.items() if name not in ALWAYS]
        self.decider.choices = deciders

    def wish(self) -> Wish:
        """Return what was asked for."""
        filters: Filters = filters_of({name: self[name].data or "" for name in FILTERS})
        return Wish(
            desk=self.desk.data or "",
            filters=filters,
            columns=tuple(self.columns.data or ()),
            format=self.format.data,
            recipient=self.recipient.data or "",
            purpose=self.purpose.data or "",
            partner_decides=self.decider.data != self.desk.data,
        )


def usual_columns() -> list[str]:
    """Return the columns that are ticked to begin with: all but free text."""
    return [name for name in USUAL if name not in ALWAYS]


class AgreeForm(DeskForm):
    prefix = "agree"


class DeclineForm(DeskForm):
    prefix = "decline"
    reason = text(lazy_gettext("Why you do not agree"))


class TakeForm(DeskForm):
    """The passphrase that will open the file: six words that were drawn, or others as good."""

    prefix = "take"
    NEEDED = ("passphrase",)
    passphrase = StringField(
        lazy_gettext("Passphrase of the file"),
        [Length(max=passphrases.LONGEST)],
        description=lazy_gettext("Write it down now. It is kept nowhere. Or type one of your own."),
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "translate": "no"},
    )

    @classmethod
    def fresh(cls, seen: int) -> TakeForm:
        """Return a form with six new words."""
        words = passphrases.offered(page_locale())
        return cls(formdata=None, data={"seen": str(seen), "passphrase": words})
