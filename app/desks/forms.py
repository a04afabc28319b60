"""The shape of what administrators send. The page draws roles and countries; this file and the service check them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import ClassVar

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, Field, HiddenField, IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from app.vault.roles import DESK_ROLES, Role
from app.vocabulary import lists
from app.web.form import BaseForm

DESK_ROLE_ORDER = tuple(role for role in Role if role in DESK_ROLES)
INSTANCE_ROLE_ORDER = tuple(role for role in Role if role not in DESK_ROLES)


def role_value(role: Role, scope: str) -> str:
    """Return what a tick box for a role sends."""
    return f"{role.value}:{scope}"


class RolesForm(BaseForm):
    """The roles of a person, each ticked or not."""

    roles = SelectMultipleField(lazy_gettext("Roles"), validate_choice=False)
    version = HiddenField(validators=[Length(max=2000)])

    def validate_roles(self, field: Field) -> None:
        """Refuse values that no box of the page sends; whether a desk exists is the service's question."""
        if not field.data:
            raise ValidationError(gettext("Choose at least one role."))
        try:
            self.chosen()
        except ValueError:
            raise ValidationError(gettext("One of these roles does not exist. Choose again.")) from None

    def chosen(self) -> list[tuple[Role, str]]:
        """Return the ticked roles. Raises ValueError for what is no role."""
        pairs = (value.partition(":") for value in dict.fromkeys(self.roles.data or []))
        return [(Role(role), scope) for role, _colon, scope in pairs]


class DeskForm(BaseForm):
    """A desk as it shall be."""

    NEEDED = ("name",)

    name = StringField(
        lazy_gettext("Name of the desk"),
        [InputRequired(lazy_gettext("Give the desk a name.")), Length(max=80)],
        description=lazy_gettext("Everybody who files sees it. A region is a good name; a country is not."),
    )
    is_global = BooleanField(
        lazy_gettext("This is the global desk"),
        description=lazy_gettext("It reads reports from every country that no other desk serves."),
    )
    partner = SelectField(
        lazy_gettext("Partner desk"),
        [Optional()],
        description=lazy_gettext("Decides together with this one when a second person is needed and none is here."),
    )
    countries = SelectMultipleField(lazy_gettext("Countries served"), validate_choice=False)
    version = HiddenField(validators=[Length(max=64)])

    def validate_countries(self, field: Field) -> None:
        """Refuse what is no country."""
        if any(not lists.is_code("country", code) for code in field.data or []):
            raise ValidationError(gettext("One of these countries is not in the list. Choose again."))


class TargetsForm(BaseForm):
    """What a desk promises, in hours. Made by `targets_form`: a number for each level and promise."""

    retention = IntegerField(
        lazy_gettext("Days after which a withdrawn report is destroyed"),
        [Optional()],
        description=lazy_gettext(
            "Whoever withdraws a report is told. The desk's queue lists it once they have passed."
        ),
    )
    version = HiddenField(validators=[Length(max=64)])
    CELLS: ClassVar[tuple[tuple[str, ...], ...]] = ()

    def hours(self) -> tuple[tuple[int, ...], ...]:
        """Return the table; 0, which nobody can promise, for what is no number."""
        return tuple(tuple(self[cell].data or 0 for cell in row) for row in self.CELLS)

    def days(self) -> int:
        """Return the days; 0 for the usual ones where none are given, -1, which nobody can promise, for no days."""
        return 0 if self.retention.data is None else self.retention.data or -1


def targets_form(rows: Sequence[str], columns: Sequence[str]) -> type[TargetsForm]:
    """Return the form for a table with these lines and columns; a field is named by both."""
    cells = tuple(tuple(f"{row}-{column}" for column in columns) for row in rows)
    fields = {cell: IntegerField(validators=[Optional()]) for row in cells for cell in row}
    return type("AllTargetsForm", (TargetsForm,), {**fields, "CELLS": cells})


class ShareForm(BaseForm):
    """What ties a trustee's share to the browser in which it was first shown."""

    browser = HiddenField(default=lambda: secrets.token_urlsafe(24), validators=[Length(min=20, max=64)])
