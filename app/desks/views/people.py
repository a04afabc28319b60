"""People: who is here, what they may do, and ending that."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.service import people as accounts
from app.database import transaction
from app.desks.forms import RolesForm, role_value
from app.desks.views.blueprint import Answer, blueprint, desk_names, refused, roles_page
from app.errors import Conflict, Invalid, NotAllowed
from app.web.access import Permission, current_actor, requires


@blueprint.route("/admin")
@requires(Permission.ADMINISTER)
def people() -> Answer:
    """List people, some at a time."""
    removed = request.args.get("removed") == "1"
    page = accounts.page(current_actor(), request.args.get("after", ""), removed=removed)
    return render_template("admin/people.html", page=page, removed=removed, desk_names=desk_names())


@blueprint.route("/admin/people/<account>")
@requires(Permission.ADMINISTER)
def person(account: str) -> Answer:
    """Show one person."""
    found = accounts.get(current_actor(), account)
    return render_template(
        "admin/person.html", person=found, desk_names=desk_names(), me=account == current_actor().account
    )


@blueprint.route("/admin/people/<account>/roles", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def roles(account: str) -> Answer:
    """Change what a person may do."""
    found = accounts.get(current_actor(), account)
    form = RolesForm(roles=[role_value(role, scope) for role, scope in found.roles], version=found.version)
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            with transaction():
                accounts.set_roles(current_actor(), account, form.chosen(), form.version.data)
            flash(_("The roles are changed."), "success")
            return redirect(url_for("admin.person", account=account), 303)
        except (Invalid, Conflict, NotAllowed) as refusal:
            status = refused(form, refusal)
            form.version.data = accounts.get(current_actor(), account).version
    return roles_page("admin/roles.html", form, person=found), status


@blueprint.route("/admin/people/<account>/remove", methods=["POST"])
@requires(Permission.ADMINISTER)
def remove(account: str) -> Response:
    """Disable an account at once."""
    with transaction():
        accounts.remove(current_actor(), account)
    flash(_("The account is removed. Its sessions are closed, and its groups get new keys."), "success")
    return redirect(url_for("admin.people"), 303)
