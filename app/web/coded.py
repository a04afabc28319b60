"""Fields for coded lists, partial dates and numbers, and the way of a problem back to its field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms import Field, FieldList, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, html_params

from app.incidents.rules.problems import Problem
from app.vocabulary import lists
from app.vocabulary.wording import LANGUAGES
from app.web.form import BaseForm
from app.web.language import page_locale

DECIMALS = 6  # of a degree: a tenth of a metre
DEGREES = re.compile(r"-?\d{1,3}(\.\d{1,20})?")
AS_TYPED = str.maketrans(
    {"\u2212": "-", "\u2013": "-", ",": ".", "\u066b": ".", "\u00b0": None, " ": None, "\u200e": None, "\u200f": None}
)


def offered(*pairs: tuple[str, Any]) -> list[SelectChoice]:
    """Return answers to choose from: each the value that is sent and its words."""
    return [SelectChoice(value, words) for value, words in pairs]


ANSWERS = (("yes", _l("Yes")), ("no", _l("No")), ("unknown", _l("I do not know")))


class CodedSelect:
    """A select whose options were rendered once per language."""

    def __call__(self, field: CodedField, **attributes: Any) -> Markup:
        attributes = {name: value for name, value in attributes.items() if name not in ("dir", "rows", "maxlength")}
        attributes.setdefault("id", field.id)
        parts = html_params(name=field.name, **attributes)
        return Markup(f"<select {parts}>{self.options(field)}</select>")  # noqa: S704 - both are escaped by their makers

    def options(self, field: Any) -> Markup:
        """Return the options, the chosen one marked."""
        return lists.options_html(field.list_name, page_locale(), [field.data or ""], field.blank)


class CodedField(StringField):
    """One code of a list. That it is one is checked by the rules, so that every answer is listed together."""

    widget = CodedSelect()

    def __init__(self, label: Any = None, list_name: str = "", **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.list_name = list_name

    @property
    def blank(self) -> str:
        """Return the words of the empty option."""
        return str(gettext("Choose"))


class AnswerSelect(CodedSelect):
    """A select of yes, no and not known."""

    def options(self, field: Any) -> Markup:
        words = (
            ("", field.blank),
            ("yes", gettext("Yes")),
            ("no", gettext("No")),
            ("unknown", gettext("I do not know")),
        )
        return Markup("").join(
            Markup("<option value='{}'{}>{}</option>").format(code, " selected" * (code == (field.data or "")), label)
            for code, label in words
        )


class AnswerField(CodedField):
    """Yes, no, or not known."""

    widget = AnswerSelect()


class CountryNameField(StringField):
    """A country by its name in any language of the pages, where a second list of all countries would be too heavy."""

    def process_data(self, value: Any) -> None:
        """Show the name of a stored code."""
        self.data = lists.label("country", value, page_locale()) if value else ""

    @property
    def code(self) -> str:
        """Return the code of the country that was named, or what was typed where that names none."""
        typed = str(self.data or "").casefold()
        for locale in (page_locale(), *LANGUAGES):
            for code, name in lists.choices("country", locale):
                if typed in (name.casefold(), code.casefold()):
                    return code
        return str(self.data or "")

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        """Say what to type instead of a name that is no country's."""
        if self.data and not lists.is_code("country", self.code):
            raise ValidationError(gettext("Type the name of a country as on a map, or leave this empty."))


class DegreesField(StringField):
    """A coordinate in decimal degrees, with a point or a comma, in any script's digits."""

    def process_data(self, value: Any) -> None:
        """Show a stored number without an exponent or noughts at its end."""
        self.data = f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".") if isinstance(value, float | int) else value or ""

    @property
    def degrees(self) -> float | None:
        """Return the number, None when nothing is typed. Raises ValueError for what is no number."""
        text = str(self.data or "").translate(AS_TYPED)
        if not text:
            return None
        if not DEGREES.fullmatch(text):
            raise ValueError
        return round(float(text), DECIMALS)

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        """Say how to type it."""
        try:
            self.degrees  # noqa: B018 - reading it checks it
        except ValueError:
            raise ValidationError(gettext("Type one number of degrees, such as -12.0464, without letters.")) from None


class CodesField(SelectMultipleField):
    """Several codes of a list, as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any = None, list_name: str = "", **kwargs: Any) -> None:
        super().__init__(label, choices=lambda: offered(*lists.choices(list_name, page_locale())), **kwargs)

    def pre_validate(self, form: Any) -> None:
        """Leave unknown codes to the rules."""


def codes(data: Iterable[str] | None) -> tuple[str, ...]:
    """Return chosen codes, each once."""
    return tuple(dict.fromkeys(data or ()))


def number(text: str | None) -> int | None:
    """Return a whole number typed in any script, None when empty; for anything else 0, which no rule accepts."""
    text = (text or "").strip()
    if not text:
        return None
    return int(text) if text.isdecimal() and len(text) <= 9 else 0


def answer(problem: Problem) -> str:
    """Return a problem in the reader's language."""
    text = str(gettext(problem.message))
    return text % problem.params if problem.params else text


class FilingForm(BaseForm):
    """A form that gives a part of a filing; `PLACES` tells which field holds which address of it."""

    PLACES: dict[str, str] = {}

    def locate(self, address: str) -> Field | None:
        """Return the field of an address such as report.persons.0.role, None where this form does not hold it."""
        name = self.PLACES.get(address)
        return self._fields.get(name) if name else None

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Put each problem at its field; what belongs to no field of this form is said at the top."""
        for problem in problems:
            field, words = self.locate(problem.field), answer(problem)
            if field is None:
                if words not in self.form_errors:
                    self.form_errors.append(words)
            elif words not in field.errors:
                field.errors = [*field.errors, words]
        for field in self:
            if isinstance(field, FieldList) and any(entry.errors for entry in field.entries):
                field.errors = [entry.errors for entry in field.entries]  # a list keeps those of its last validation
