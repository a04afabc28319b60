"""What a desk promises its filers: how fast, by level of risk."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.database import transaction
from app.desks import service
from app.desks.forms import TargetsForm, targets_form
from app.desks.service import Desk
from app.desks.views.blueprint import Answer, blueprint, refused
from app.errors import Conflict, Invalid
from app.triage.clocks import NAMES, TARGETS, Target, hours_of
from app.triage.wording import LEVELS
from app.web.access import Permission, current_actor, requires

FORM = targets_form([level.value for level in TARGETS], [target.value for target in Target])


@blueprint.route("/admin/desks/<desk>/targets", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def targets(desk: str) -> Answer:
    """Set within how many hours a desk promises each step."""
    found = service.get(desk)
    if request.method == "GET":
        return _page(_filled(found), found)
    form = FORM()
    if not form.validate_on_submit():
        return _page(form, found), 422
    usual = request.form.get("do") == "usual"
    hours, days = ((), 0) if usual else (form.hours(), form.days())
    try:
        with transaction():
            service.set_targets(current_actor(), desk, hours, form.version.data or None, days)
    except (Invalid, Conflict) as refusal:
        status = refused(form, refusal)
        form.version.data = service.get(desk).version
        return _page(form, found), status
    flash(_("The desk is saved."), "success")
    return redirect(url_for("admin.targets", desk=desk), 303)


def _filled(desk: Desk) -> TargetsForm:
    hours = desk.targets or hours_of(TARGETS)
    known = {
        cell: number
        for row, line in zip(FORM.CELLS, hours, strict=True)
        for cell, number in zip(row, line, strict=True)
    }
    return FORM(formdata=None, data={**known, "retention": desk.retention, "version": desk.version})


def _page(form: TargetsForm, desk: Desk) -> str:
    return render_template(
        "admin/targets.html",
        form=form,
        desk=desk,
        columns=[_(NAMES[target]) for target in Target],
        rows=[
            (_(LEVELS[level]), [form[cell] for cell in cells]) for level, cells in zip(TARGETS, form.CELLS, strict=True)
        ],
    )
