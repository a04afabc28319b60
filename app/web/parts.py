"""Forms made from the structs of a filing: which field a value needs is read from the rules that check it."""

from __future__ import annotations

from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import msgspec
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, FormField, HiddenField, SelectField, StringField, TextAreaField

from app.errors import Refusal
from app.incidents.rules.coded import ANSWERS, CODED, DATES, SPOKEN
from app.incidents.rules.filing import NOT_A_CHOICE, RANGES
from app.incidents.rules.limits import LINE, TEXTS, text_problem
from app.vocabulary.dates import UNKNOWN, DateError, PartialDate, from_fields, parse
from app.web.coded import AnswerField, CodedField, CodesField, DegreesField, codes, number, offered
from app.web.form import BaseForm
from app.web.language import ANOTHER, NAMES, page_locale

Part = TypeVar("Part", bound=msgspec.Struct)
LONG = 1_000  # characters from which on a text gets several lines


class PartForm(BaseForm):
    """A form inside a form: it has no token of its own."""

    class Meta(BaseForm.Meta):
        csrf = False


class DateForm(PartForm):
    """A partial date. `stored` keeps what three fields cannot show, such as an interval, until they change."""

    day = StringField(_l("Day"))
    month = StringField(_l("Month"))
    year = StringField(_l("Year"))
    about = BooleanField(_l("About that time"))
    stored = HiddenField()

    def text(self) -> str:
        """Return the date as EDTF, "" where nothing is typed. Raises DateError."""
        typed = (self.day.data or "", self.month.data or "", self.year.data or "")
        if typed[2] and not any(typed[:2]) and stored_date(typed[2]) == UNKNOWN:
            return UNKNOWN
        stored = self.stored.data or ""
        if stored and shown_date(stored) == {**dict(zip(("day", "month", "year"), typed, strict=True)), **self._rest()}:
            return stored
        return str(from_fields(*typed, about=bool(self.about.data))) if any(typed) else ""

    def _rest(self) -> dict[str, Any]:
        return {"about": bool(self.about.data), "stored": self.stored.data or ""}

    def validate(self, extra_validators: Any = None) -> bool:
        """Say at the year what is wrong with the date."""
        fine = super().validate(extra_validators)
        try:
            self.text()
        except DateError as refusal:
            self.year.errors = [*self.year.errors, _said(refusal)]
            return False
        return fine


def stored_date(text: str) -> str:
    """Return a typed date as it is stored: the reader's word for "unknown" becomes the one of EDTF, all else stays."""
    words = (UNKNOWN, gettext("Unknown"), PartialDate().shown(page_locale()))
    return UNKNOWN if text.strip().casefold() in {word.casefold() for word in words} else text


def _said(refusal: Refusal) -> str:
    return str(gettext(refusal.message))


def shown_date(text: str) -> dict[str, Any]:
    """Return what the fields of a date show for an EDTF text."""
    try:
        date = parse(text) if text else None
    except DateError:
        date = None
    if date is None:
        return {"day": "", "month": "", "year": "", "about": False, "stored": ""}
    day, month, year = date.fields()
    about = bool(date.start and date.start.about)
    return {"day": day, "month": month, "year": year, "about": about, "stored": text}


class LanguageForm(PartForm):
    """A language that somebody wrote or spoke: one of the pages', or another by its name."""

    code = SelectField(
        _l("Language"),
        choices=lambda: offered(("", gettext("Choose")), *NAMES, (ANOTHER, gettext("Another language"))),
        validate_choice=False,
    )
    other = StringField(_l("Which language, if it is another one?"))

    def text(self) -> str:
        """Return the code of the language, or the name that was typed."""
        return (self.other.data or "") or (self.code.data or "")

    def validate(self, extra_validators: Any = None) -> bool:
        """Say what is wrong with the choice or with the name."""
        fine = super().validate(extra_validators)
        code, other = self.code.data or "", self.other.data or ""
        if code not in ("", ANOTHER, *dict(NAMES)):
            self.code.errors = [*self.code.errors, gettext(NOT_A_CHOICE)]
            return False
        if other and code in dict(NAMES):
            self.other.errors = [*self.other.errors, gettext("Choose “Another language” above, or leave this empty.")]
            return False
        if wrong := text_problem(other, LINE, lines=False):
            self.other.errors = [*self.other.errors, gettext(wrong) % {"limit": LINE}]
            return False
        return fine


def shown_language(text: str) -> dict[str, Any]:
    """Return what the fields of a language show for a stored one."""
    known = text in ("", ANOTHER, *dict(NAMES))
    return {"code": text if known else ANOTHER, "other": "" if known else text}


def form_for(struct: type[msgspec.Struct], labels: dict[str, Any], **more: Any) -> type[PartForm]:
    """Return a form with one field for each label; the kind of field follows from the rules for that value."""
    fields = {name: field_for(struct, name, label) for name, label in labels.items()}
    return type(f"{struct.__name__}Form", (PartForm,), {**more, **fields})


def field_for(struct: type[msgspec.Struct], name: str, label: Any) -> Any:
    """Return an unbound field for one value of a struct."""
    place = (struct, name)
    if place in CODED:
        several = get_origin(get_type_hints(struct)[name]) is tuple
        return CodesField(label, CODED[place]) if several else CodedField(label, CODED[place])
    if place in ANSWERS:
        return AnswerField(label)
    if place in DATES:
        return FormField(DateForm, label)
    if place in SPOKEN:
        return FormField(LanguageForm, label)
    if name in RANGES:
        return DegreesField(label)
    return TextAreaField(label) if TEXTS.get(place, 0) >= LONG else StringField(label)


def shown(part: msgspec.Struct, names: Any) -> dict[str, Any]:
    """Return what the fields of a form show for a struct."""
    return {name: _shown(part, name) for name in names if hasattr(part, name)}


def _shown(part: msgspec.Struct, name: str) -> Any:
    value = getattr(part, name)
    if (type(part), name) in DATES:
        return shown_date(value)
    if (type(part), name) in SPOKEN:
        return shown_language(value)
    if isinstance(value, tuple):
        return list(value)
    if name in RANGES:
        return value
    return "" if value is None else str(value)


def typed(form: Any, part: Part) -> Part:
    """Return a struct with the values that the form has fields for; the rest stays as it is."""
    hints = get_type_hints(type(part))
    values = {
        name: _typed(form[name], getattr(part, name), hints[name])
        for name in part.__struct_fields__
        if name in form and name != "key"
    }
    return msgspec.structs.replace(part, **values)


def _typed(field: Field, before: Any, kind: Any) -> Any:
    if isinstance(field, FormField):
        return field.form.text()
    if isinstance(field, DegreesField):
        return field.degrees
    if isinstance(before, tuple):
        return codes(field.data)
    text = field.data or ""
    if int in get_args(kind):
        return number(text)
    return text
