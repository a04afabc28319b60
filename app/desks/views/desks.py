"""Desks: who serves which countries."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from app.database import transaction
from app.desks import service
from app.desks.forms import DeskForm
from app.desks.service import Desk
from app.desks.views.blueprint import Answer, blueprint, refused
from app.errors import Conflict, Invalid
from app.vocabulary import lists
from app.web.access import Permission, current_actor, requires
from app.web.language import page_locale


@blueprint.route("/admin/desks")
@requires(Permission.ADMINISTER)
def desks() -> Answer:
    """List the desks."""
    return render_template("admin/desks.html", desks=service.listed(), few=service.FEW_COUNTRIES)


@blueprint.route("/admin/desks/new", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def new_desk() -> Answer:
    """Make a desk."""
    return _edit(DeskForm(), None)


@blueprint.route("/admin/desks/<desk>", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def desk(desk: str) -> Answer:
    """Change a desk."""
    found = service.get(desk)
    form = DeskForm(
        name=found.name,
        is_global=found.is_global,
        partner=found.partner,
        countries=list(found.countries),
        version=found.version,
    )
    return _edit(form, found)


def _edit(form: DeskForm, found: Desk | None) -> Answer:
    others = [one for one in service.listed() if found is None or one.id != found.id]
    form.partner.choices = [SelectChoice("", _("None")), *(SelectChoice(one.id, one.name) for one in others)]
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            _save(form, found)
            flash(_("The desk is saved."), "success")
            return redirect(url_for("admin.desks"), 303)
        except (Invalid, Conflict) as refusal:
            status = refused(form, refusal)
            form.version.data = service.get(found.id).version if found is not None else ""
    taken = {country: one.name for one in others for country in one.countries}
    chosen = set(form.countries.data or [])
    page = render_template(
        "admin/desk.html", form=form, desk=found, few=service.FEW_COUNTRIES, regions=_regions(chosen, taken)
    )
    return page, status


def _save(form: DeskForm, found: Desk | None) -> None:
    with transaction():
        service.save(
            current_actor(),
            found.id if found is not None else None,
            form.name.data,
            form.countries.data or [],
            form.is_global.data,
            form.partner.data or "",
            form.version.data or None,
        )


def _regions(chosen: set[str], taken: dict[str, str]) -> list[tuple[str, int, list[tuple[str, str, bool, str]]]]:
    """Return each region's name, how many are chosen, and its countries: code, name, chosen, whose they are."""
    by_region: dict[str, list[tuple[str, str, bool, str]]] = {}
    for code, name in lists.choices("country", page_locale()):
        line = (code, name, code in chosen, taken.get(code, ""))
        by_region.setdefault(lists.region_of(code), []).append(line)
    named = [
        (name, by_region[region]) for region, name in lists.choices("region", page_locale()) if region in by_region
    ]
    return [(name, sum(line[2] for line in found), found) for name, found in named]
