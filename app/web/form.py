"""The base of every form: the CSRF token, and what all typed text goes through."""

from __future__ import annotations

import re
import secrets
import unicodedata
from functools import cache
from typing import Any

from flask import request
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.form import _Auto, _is_submitted
from wtforms import Field, HiddenField, IntegerField, PasswordField, StringField
from wtforms.i18n import get_translations
from wtforms.validators import InputRequired, Length, ValidationError

from app.errors import Invalid, Refusal
from app.web.language import page_locale

# Control characters but tab and line ends, lone surrogates, and the mark of broken text.
UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffd]")

LARGEST = 2**31 - 1


def clean(text: object) -> object:
    """Return typed text in one Unicode form, without white space around it."""
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip() if isinstance(text, str) else text


def bounded(number: object) -> object:
    """Return a typed number, or the largest that any database holds: no check may fail for want of room."""
    return max(-LARGEST, min(number, LARGEST)) if isinstance(number, int) else number


def no_controls(_form: object, field: Field) -> None:
    """Refuse characters that nobody types and that hide things."""
    values = field.data if isinstance(field.data, list) else [field.data]
    for value in values:
        if isinstance(value, str) and unreadable(value):
            raise ValidationError(gettext("This contains characters that cannot be read. Type it again."))


def unreadable(text: str) -> bool:
    """Tell whether a text holds a character that nobody types and that hides things."""
    return UNREADABLE.search(text) is not None


@cache
def _wtforms_words(language: str) -> Any:
    return get_translations([language, "en"])  # WTForms does not speak every language of ours


class BaseForm(FlaskForm):
    """A form with its token. Text is normalised and control characters are refused in every field, always."""

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: Any) -> Any:
            """Return WTForms' own words in the page's language; Flask-WTF would read their file every time."""
            return _wtforms_words(page_locale())

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Give every text and number field the common filter; no subclass can drop it."""
            if issubclass(unbound_field.field_class, StringField) and not issubclass(
                unbound_field.field_class, PasswordField
            ):
                options["filters"] = [clean, *unbound_field.kwargs.get("filters", ())]
            elif issubclass(unbound_field.field_class, IntegerField):
                options["filters"] = [bounded, *unbound_field.kwargs.get("filters", ())]
            return super().bind_field(form, unbound_field, options)

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Read what a form sends as text alone: no field takes a file, and JSON has types that no check expects."""
            if formdata is _Auto:
                return request.form if _is_submitted() else None
            return formdata

    def validate(self, extra_validators: Any = None) -> bool:
        """Validate, with the common check first."""
        extra = dict(extra_validators or {})
        for name, field in self._fields.items():
            if name != "csrf_token" and isinstance(field, StringField):
                extra.setdefault(name, []).insert(0, no_controls)
        return bool(super().validate(extra))


def new_submission() -> str:
    """Return a fresh token for a form that counts once."""
    return secrets.token_urlsafe(18)


class SubmissionMixin:
    """A form that counts once: a replay or a double click makes nothing twice."""

    submission = HiddenField(default=new_submission, validators=[Length(max=64)])


def add_refusal(form: FlaskForm, refusal: Refusal) -> None:
    """Show a refusal at the question it is about where that is known, or above the form; all that was typed is kept."""
    field = _asked(form) if isinstance(refusal, Invalid) else None
    if field is None:
        form.form_errors.append(said(refusal))
    else:
        field.errors = [*field.errors, said(refusal)]


def _asked(form: FlaskForm) -> Field | None:
    """Return the first empty question of NEEDED, or the only question of the form."""
    needed: tuple[str, ...] = getattr(form, "NEEDED", ())
    shown = [field for field in form if field.type not in ("CSRFTokenField", "HiddenField")]
    empty = [form[name] for name in needed if not form[name].data] if needed else shown if len(shown) == 1 else []
    return next(iter(empty), None)


def said(refusal: Refusal) -> str:
    """Return a refusal's message in the reader's language."""
    text = str(gettext(refusal.message))
    return text % refusal.params if refusal.params else text


class SignInForm(BaseForm):
    """Name and passphrase. Their names differ from any other form's, so that a waiting form can travel along."""

    sign_in_name = StringField(
        lazy_gettext("Sign-in name"),
        [InputRequired(lazy_gettext("Type your sign-in name.")), Length(max=200)],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    sign_in_passphrase = PasswordField(
        lazy_gettext("Passphrase"),
        [InputRequired(lazy_gettext("Type your passphrase.")), Length(max=1000)],
        render_kw={"autocomplete": "current-password"},
    )
