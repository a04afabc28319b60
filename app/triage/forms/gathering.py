"""The form of a candidate for a case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext
from wtforms.validators import Optional

from app.triage.forms.desk import Checks, line
from app.web.form import BaseForm


class CandidateForm(BaseForm):
    """The name, and which of the reports that were offered belong to it. Both are the service's to check."""

    NEEDED = ("name",)
    name = line(
        lazy_gettext("Name of the candidate"),
        hint=lazy_gettext("Only desks that work on these reports read it. Write nobody's name."),
    )
    records = Checks(lazy_gettext("Reports that belong to it"), [Optional()])

    def __init__(self, offered: Sequence[tuple[str, str]], **data: Any) -> None:
        super().__init__(**data)
        self.records.choices = list(offered)
