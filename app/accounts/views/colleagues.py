"""Admitting colleagues: a member of a group hands its key to somebody who is newly entitled to it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.service import people
from app.accounts.views.blueprint import Answer, blueprint
from app.database import transaction
from app.desks import service as desks
from app.vault import rings
from app.web.access import Permission, current_actor, requires


@blueprint.route("/colleagues")
@requires(Permission.SIGNED_IN)
def colleagues() -> Answer:
    """List the people who wait for a key that the actor holds."""
    waiting = [(ring, account, people.work_name(account)) for ring, account in rings.waiting(current_actor())]
    names = {desk.id: desk.name for desk in desks.listed()}
    return render_template("accounts/colleagues.html", waiting=waiting, desk_names=names)


@blueprint.route("/colleagues", methods=["POST"])
@requires(Permission.SIGNED_IN)
def admit() -> Response:
    """Admit one of them."""
    actor, chosen = current_actor(), (request.form.get("ring", ""), request.form.get("account", ""))
    with transaction():
        people.admit(actor, *chosen)
    flash(_("Admitted. Your colleague can work now."), "success")
    return redirect(url_for("accounts.colleagues"), 303)
