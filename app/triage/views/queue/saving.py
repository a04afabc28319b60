"""Saved views: sealed for their owner, opened and deleted by POST so that no address tells what they show."""

from __future__ import annotations

from flask import Response, flash, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Redirect

from app.database import transaction
from app.errors import Invalid
from app.triage.queue import saved
from app.triage.views.blueprint import blueprint
from app.triage.views.queue.choosing import Wanted
from app.triage.views.queue.showing import shown, wanted_of
from app.vault.actor import Actor
from app.web.access import Permission, current_actor, requires
from app.web.form import said


@blueprint.route("/views", methods=["POST"])
@requires(Permission.DESK_READ)
def save_view() -> Response | Redirect:
    """Keep what is shown now under a name."""
    actor = current_actor()
    wanted = wanted_of(actor, request.form)
    try:
        with transaction():
            saved.save(actor, request.form.get("name", ""), wanted.desk, wanted.filters, wanted.sort)
        flash(_("The view is saved. Only you can see it."), "success")
    except Invalid as refusal:
        flash(said(refusal), "warning")
    return _back(actor, wanted)


@blueprint.route("/views/open", methods=["POST"])
@requires(Permission.DESK_READ)
def open_view() -> Response | Redirect:
    """Show the queue as a saved view has it."""
    actor = current_actor()
    view = saved.view_of(actor, request.form.get("view", ""))
    return _back(actor, wanted_of(actor, {**view.shown, "desk": view.desk, "sort": view.sort}))


@blueprint.route("/views/delete", methods=["POST"])
@requires(Permission.DESK_READ)
def delete_view() -> Response | Redirect:
    """Forget a saved view."""
    actor = current_actor()
    with transaction():
        saved.delete(actor, request.form.get("old", ""))
    flash(_("The view is deleted."), "success")
    return _back(actor, wanted_of(actor, request.form))


def _back(actor: Actor, wanted: Wanted) -> Response | Redirect:
    """Go back to what was shown; a text that was looked for stands in no address."""
    return shown(actor, wanted) if wanted.filters.text else redirect(wanted.address, 303)
