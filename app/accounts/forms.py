"""The shape of what people type about themselves."""

from __future__ import annotations

import re

from flask_babel import gettext, lazy_gettext
from wtforms import Field, HiddenField, PasswordField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError
from wtforms.widgets import TextInput

from app.accounts import passphrases
from app.accounts.profiles import Profile
from app.web.form import BaseForm
from app.web.language import page_locale

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
PLAIN = {"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}


def offered_words() -> str:
    """Return six new words in the language of the page."""
    return passphrases.offered(page_locale())


def email_form(_form: object, field: Field) -> None:
    """Refuse what cannot be an address."""
    if field.data and not EMAIL.fullmatch(field.data):
        raise ValidationError(gettext("This is not an e-mail address. Correct it, or leave it empty."))


class PassphraseMixin:
    """A new passphrase: six words offered, or one's own, both shown so that they can be copied down."""

    passphrase_choice = RadioField(
        lazy_gettext("Which passphrase will you use?"),
        choices=[SelectChoice("offered", lazy_gettext("The six words")), SelectChoice("own", lazy_gettext("My own"))],
        default="offered",
    )
    passphrase_offered = HiddenField(default=offered_words, validators=[Length(max=200)])
    passphrase_own = PasswordField(
        lazy_gettext("Your own passphrase"),
        [Length(max=200)],
        widget=TextInput(),
        description=lazy_gettext("Only if you chose it above. Four or more words that nobody would put together."),
        render_kw={**PLAIN, "autocomplete": "new-password"},
    )

    def validate_passphrase_own(self, field: Field) -> None:
        """Ask for it only when it was chosen."""
        if self.passphrase_choice.data == "own" and not field.data:
            raise ValidationError(gettext("Type your own passphrase, or choose the six words."))

    def passphrase(self) -> str:
        """Return the passphrase that was chosen."""
        own = self.passphrase_choice.data == "own"
        return str((self.passphrase_own if own else self.passphrase_offered).data or "")

    def offer_other_words(self) -> None:
        """Draw six other words; everything else typed stays."""
        self.passphrase_offered.data = offered_words()


class ProfileMixin:
    """Who somebody is. Sealed to them and to the administrators."""

    full_name = StringField(
        lazy_gettext("Your name"), [Optional(), Length(max=120)], render_kw={"autocomplete": "name"}
    )
    organisation = StringField(
        lazy_gettext("Your organisation"), [Optional(), Length(max=120)], render_kw={"autocomplete": "organization"}
    )
    contact = StringField(
        lazy_gettext("How the administrators can reach you"),
        [Optional(), Length(max=200)],
        description=lazy_gettext("A number or an address. Only for questions about your account."),
    )

    def profile(self) -> Profile:
        """Return what was typed."""
        return Profile(self.full_name.data or "", self.organisation.data or "", self.contact.data or "")


class EmailMixin:
    """An address for notices."""

    email = StringField(
        lazy_gettext("E-mail for notices"),
        [Optional(), Length(max=200), email_form],
        description=lazy_gettext(
            "Leave it empty if others can read your mail. A notice says nothing about reports. "
            "The server can read this address."
        ),
        render_kw={"autocomplete": "email", "inputmode": "email", "autocapitalize": "none"},
    )


class JoinForm(ProfileMixin, EmailMixin, PassphraseMixin, BaseForm):
    """Everything asked of a new person."""

    name = StringField(
        lazy_gettext("Sign-in name"),
        [InputRequired(lazy_gettext("Choose a sign-in name.")), Length(max=40)],
        description=lazy_gettext("3 to 40 letters, digits, dots or dashes. It need not be your real name."),
        render_kw={**PLAIN, "autocomplete": "username"},
    )
    work_name = StringField(lazy_gettext("Work name"), [Optional(), Length(max=40)], render_kw={"autocomplete": "off"})


class RecoverForm(PassphraseMixin, BaseForm):
    """The way back with a code from paper."""

    name = StringField(
        lazy_gettext("Sign-in name"),
        [InputRequired(lazy_gettext("Type your sign-in name.")), Length(max=200)],
        render_kw={**PLAIN, "autocomplete": "username"},
    )
    recovery_code = StringField(
        lazy_gettext("Recovery code"),
        [InputRequired(lazy_gettext("Type one of your recovery codes.")), Length(max=60)],
        description=lazy_gettext("25 letters and digits. Spaces, dashes and capital letters make no difference."),
        render_kw=PLAIN,
    )


class CurrentMixin:
    """The passphrase in use, to prove that it is really the person who asks."""

    passphrase_current = PasswordField(
        lazy_gettext("Your passphrase now"),
        [InputRequired(lazy_gettext("Type the passphrase that you use now.")), Length(max=1000)],
        render_kw={"autocomplete": "current-password"},
    )


class PassphraseForm(CurrentMixin, PassphraseMixin, BaseForm):
    """A change of passphrase."""


class CodesForm(CurrentMixin, BaseForm):
    """New recovery codes."""


class ProfileForm(ProfileMixin, EmailMixin, BaseForm):
    """One's own profile and address."""
