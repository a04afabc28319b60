"""What the pages of this room share."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from app.accounts.errors import BadName, BadWorkName, NameTaken, WeakPassphrase, WorkNameTaken, WrongSignIn
from app.errors import Refusal, TooMany
from app.web.errors import status_of
from app.web.form import BaseForm, add_refusal, said

Answer = Response | str | tuple[str, int] | tuple[str, int, dict[str, str]]

blueprint = Blueprint("accounts", __name__)

# Which field a refusal is about: its link in the error summary leads there.
FIELDS: dict[type[Refusal], str] = {
    BadName: "name",
    NameTaken: "name",
    BadWorkName: "work_name",
    WorkNameTaken: "work_name",
    WeakPassphrase: "passphrase_own",
    WrongSignIn: "passphrase_current",
}


def show_refusal(form: BaseForm, refusal: Refusal) -> None:
    """Show a refusal at the field it is about, or above the form; everything typed stays."""
    field = form._fields.get(FIELDS.get(type(refusal), ""))
    if field is None:
        add_refusal(form, refusal)
    else:
        field.errors = [*field.errors, said(refusal)]


def refused(page: str, refusal: Refusal) -> tuple[str, int, dict[str, str]]:
    """Answer with a form's page and the status of the refusal."""
    headers = {"Retry-After": str(refusal.wait)} if isinstance(refusal, TooMany) else {}
    return page, status_of(refusal), headers
