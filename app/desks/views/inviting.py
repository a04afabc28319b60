"""Invitations: a link that is shown once and works once."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.service import joining
from app.database import transaction
from app.desks.forms import RolesForm
from app.desks.views.blueprint import Answer, blueprint, desk_names, refused, roles_page
from app.errors import Invalid
from app.web import clock
from app.web.access import Permission, current_actor, requires


@blueprint.route("/admin/invite", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def invite() -> Answer:
    """Choose roles, and get the link."""
    form = RolesForm(roles=["member:"])
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            with transaction():
                token = joining.invite(current_actor(), form.chosen(), clock.today())
            return _link_page(form, token)
        except Invalid as refusal:
            status = refused(form, refusal)
    return roles_page("admin/invite.html", form, waiting=joining.count_open(clock.today())), status


def _link_page(form: RolesForm, token: str) -> str:
    names = desk_names()
    return render_template(
        "admin/invited.html",
        link=url_for("accounts.join", token=token, _external=True),
        days=joining.VALID_DAYS,
        roles=[(role.value, names.get(scope, "")) for role, scope in form.chosen()],
    )


@blueprint.route("/admin/invite/cancel", methods=["POST"])
@requires(Permission.ADMINISTER)
def cancel_invitations() -> Response:
    """Make all open invitations void."""
    with transaction():
        joining.cancel_invitations(current_actor())
    flash(_("All open invitations are void. Make new ones for those who still need one."), "success")
    return redirect(url_for("admin.invite"), 303)
