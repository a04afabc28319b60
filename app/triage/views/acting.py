"""One act on one report: read the form, call one verb in one transaction, say so, go back; lose nothing on the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, url_for

from app.database import transaction
from app.errors import Conflict, Invalid, NotAllowed
from app.incidents.errors import InConflict, NotYours, ReportUnknown
from app.triage.forms.desk import DeskForm
from app.triage.views.blueprint import Answer
from app.triage.views.pages import sheet
from app.triage.views.reading import PAGES
from app.vault.errors import ChainGrew
from app.web.errors import status_of
from app.web.form import add_refusal


def act(ref: str, form: DeskForm, verb: Callable[[], Any], tab: str, said: str, to: str | None = None) -> Answer:
    """Run one verb. On success say `said` and go to the tab, or to the address `to`.

    A refusal shows the tab again with everything typed; one because the record grew shows what was written since.
    """
    if not form.validate_on_submit():
        return again(ref, form, tab), 422
    try:
        with transaction():
            verb()
    except (NotYours, InConflict):
        raise
    except (Invalid, Conflict, NotAllowed, ReportUnknown) as refusal:  # unknown: another report that was named
        add_refusal(form, refusal)
        return again(ref, form, tab, form.length if isinstance(refusal, ChainGrew) else None), status_of(refusal)
    flash(said, "success")
    return redirect(to or url_for(f"triage.{tab}", ref=ref), 303)


def again(ref: str, form: DeskForm, tab: str, since: int | None = None) -> str:
    """Show a tab with a form as it was sent."""
    key = str(form._prefix).removesuffix("-")
    return PAGES[tab](sheet(ref, {key: form}, since))
