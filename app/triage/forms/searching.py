"""The search box of a desk, and the purpose without which names are not searched."""

from __future__ import annotations

from flask_babel import lazy_gettext
from wtforms import HiddenField, StringField
from wtforms.validators import Length

from app.triage.forms.desk import text
from app.web.form import BaseForm

LONGEST = 200  # characters of what is looked for


class SearchForm(BaseForm):
    """What is looked for. `desk` and `after` say where; what is wrong there counts as the beginning."""

    text = StringField(
        lazy_gettext("Words in reports, messages and notes"),
        [Length(max=LONGEST)],
        render_kw={"dir": "auto", "autocomplete": "off", "maxlength": LONGEST, "spellcheck": "false"},
    )
    desk = StringField(validators=[Length(max=40)])  # drawn by the page: a choice for who has several
    after = HiddenField(validators=[Length(max=60)])


class SeekNamesForm(SearchForm):
    """The same, in the names: the filer of each report that is found reads the purpose."""

    purpose = text(lazy_gettext("Why you need the names"), hint=lazy_gettext("The filer reads this."))
