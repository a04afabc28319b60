"""The base of every form: the CSRF token, and what all typed text goes through."""

from __future__ import annotations

import secrets
import unicodedata
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from app.errors import Refusal

ALLOWED_CONTROLS = "\t\n\r"


def clean(text: object) -> object:
    """Return typed text in one Unicode form, without white space around it."""
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip() if isinstance(text, str) else text


def no_controls(_form: object, field: Field) -> None:
    """Refuse characters that nobody types and that hide things."""
    values = field.data if isinstance(field.data, list) else [field.data]
    for value in values:
        if isinstance(value, str) and any(unreadable(character) for character in value):
            raise ValidationError(gettext("This contains characters that cannot be read. Type it again."))


def unreadable(character: str) -> bool:
    """Tell whether a character is a control character, a lone surrogate or the mark of broken text."""
    if character in ALLOWED_CONTROLS:
        return False
    return unicodedata.category(character) in ("Cc", "Cs") or character == "\ufffd"


class BaseForm(FlaskForm):
    """A form with its token. Text is normalised and control characters are refused in every field, always."""

    class Meta(FlaskForm.Meta):
        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Give every text field the common filter; no subclass can drop it."""
            if issubclass(unbound_field.field_class, StringField) and not issubclass(
                unbound_field.field_class, PasswordField
            ):
                options["filters"] = [clean, *unbound_field.kwargs.get("filters", ())]
            return super().bind_field(form, unbound_field, options)

    def validate(self, extra_validators: Any = None) -> bool:
        """Validate, with the common check first."""
        extra = dict(extra_validators or {})
        for name, field in self._fields.items():
            if name != "csrf_token" and isinstance(field, StringField):
                extra.setdefault(name, []).insert(0, no_controls)
        return bool(super().validate(extra))


class SubmissionMixin:
    """A form that counts once: a replay or a double click makes nothing twice."""

    submission = HiddenField(default=lambda: secrets.token_urlsafe(18), validators=[Length(max=64)])


def add_refusal(form: FlaskForm, refusal: Refusal) -> None:
    """Show a refusal in the form's error summary, with everything typed kept."""
    form.form_errors.append(said(refusal))


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
