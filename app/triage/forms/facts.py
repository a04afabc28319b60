"""The coded answers that a desk may complete, one part of a report at a time: the whole, a person, an act, a doer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import msgspec
from flask_babel import lazy_gettext
from wtforms import Field, FormField

from app.incidents.content.report import Act, Perpetrator, Person, Report, Where
from app.incidents.errors import ReportUnknown
from app.incidents.rules.correcting import DESK_MAY_ADD, DESK_MAY_SET, PARTS, free_key
from app.triage.forms.desk import Checks, DeskForm, text
from app.triage.wording import LABELS
from app.vocabulary.wording import N_
from app.web.coded import CountryNameField, FilingForm, offered
from app.web.parts import field_for, shown, typed

WHOLE = "report"
LETTERS = {"P": "persons", "A": "acts", "X": "perpetrators"}
CODE = N_("What was done?")
NAMED = ("authorities_country", "person_country")  # by name: one list of all countries is enough for a page


class FactsForm(DeskForm, FilingForm):
    """One part of a report. Made by `facts_form`, which adds the fields; KEY is "report", or P1, A2, X1."""

    prefix = "facts"
    KEY: ClassVar[str] = WHOLE
    why = text(lazy_gettext("Why"), hint=lazy_gettext("The filer reads this."))

    @classmethod
    def shown(cls, report: Report) -> dict[str, Any]:
        """Return what the fields show."""
        if cls.KEY == WHOLE:
            return {**shown(report, DESK_MAY_SET[Report]), **shown(report.where, DESK_MAY_SET[Where])}
        part = part_of(report, cls.KEY)
        return shown(part, DESK_MAY_SET[type(part)])

    def typed(self, report: Report) -> Report:
        """Return the report with what was typed."""
        if self.KEY == WHOLE:
            countries = {name: self[name].code for name in NAMED}
            whole = msgspec.structs.replace(typed(self, report), where=typed(self, report.where))
            return msgspec.structs.replace(whole, **countries)
        first, now = LETTERS[self.KEY[0]], typed(self, part_of(report, self.KEY))
        parts = {one.key: one for one in getattr(report, first)} | {self.KEY: now}
        return msgspec.structs.replace(report, **{first: tuple(parts.values())})

    def locate(self, address: str) -> Field | None:
        """Return the field of an address such as report.date or report.acts.0.code."""
        name = address.rpartition(".")[2]
        field = self._fields.get(name)
        return field.form["year"] if isinstance(field, FormField) else field


def part_of(report: Report, key: str) -> Person | Act | Perpetrator:
    """Return a person, an act or a perpetrator; an empty one for a key that is new."""
    for one in getattr(report, LETTERS[key[0]]):
        if one.key == key:
            return one  # type: ignore[no-any-return]
    return Act(key=key, code="") if key[0] == "A" else Perpetrator(key=key)


def facts_form(texts: Iterable[Report], part: str) -> type[FactsForm]:
    """Return the form for a part of the last of these texts; "A" and "X" are a new act and a new perpetrator.

    Raises ReportUnknown for what the report does not have.
    """
    known = list(texts)
    if part == WHOLE:
        return _made(known[-1], WHOLE, Report, Where)
    first = LETTERS.get(part[:1], "")
    if first in DESK_MAY_ADD and part == DESK_MAY_ADD[first]:
        return _made(known[-1], free_key(first, known), PARTS[first])
    if not first or part not in {one.key for one in getattr(known[-1], first)}:
        raise ReportUnknown
    return _made(known[-1], part, PARTS[first])


def _made(report: Report, key: str, *structs: type[msgspec.Struct]) -> type[FactsForm]:
    fields = {name: _field(report, struct, name) for struct in structs for name in DESK_MAY_SET[struct]}
    return type("PartFactsForm", (FactsForm,), {**fields, "KEY": key})


def _field(report: Report, struct: type[msgspec.Struct], name: str) -> Any:
    label = lazy_gettext(LABELS.get((struct, name), CODE))
    if name in NAMED:
        return CountryNameField(label)
    if name == "against":
        people = offered(*((person.key, person.key) for person in report.persons))
        return Checks(label, choices=people, validate_choice=False)
    return field_for(struct, name, label)
