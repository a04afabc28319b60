"""The same act on several reports: each in a transaction of its own, each refusal listed with its reason."""

from __future__ import annotations

from flask import Response, flash, redirect, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as Redirect

from app.database import transaction
from app.errors import Refusal
from app.triage.queue import bulk
from app.triage.views.blueprint import blueprint
from app.triage.views.queue.showing import Outcome, shown, wanted_of
from app.web.access import Permission, current_actor, requires
from app.web.form import said


@blueprint.route("/several", methods=["POST"])
@requires(Permission.DESK_WORK)
def several() -> Response | Redirect | tuple[Response, int]:
    """Assign or move the reports that were ticked. What is refused stays ticked."""
    actor, chosen = current_actor(), bulk.chosen_of(request.form.getlist("r"))
    wanted = wanted_of(actor, request.form)
    refused: list[tuple[str, str]] = []
    for place, one in enumerate(chosen):
        try:
            with transaction():
                bulk.act(actor, place, one, request.form.get("do", ""), request.form.get("to", ""))
        except Refusal as refusal:
            refused.append((one.record, said(refusal)))
    done = len(chosen) - len(refused)
    if refused or wanted.filters.text:
        return shown(actor, wanted, Outcome(done, tuple(refused))), 409 if refused else 200
    flash(said_done(done) if chosen else _("Tick the reports first."), "success" if chosen else "warning")
    return redirect(wanted.address, 303)


def said_done(number: int) -> str:
    """Return how many reports were changed, in words."""
    return str(ngettext("%(num)d report is changed.", "%(num)d reports are changed.", number))
