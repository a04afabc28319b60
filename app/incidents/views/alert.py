"""The quick alert."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.database import transaction
from app.desks import service as desks
from app.desks.errors import NoDeskOpen
from app.errors import Conflict, Invalid, TooMany
from app.incidents.errors import NotComplete
from app.incidents.forms.alert import AlertForm
from app.incidents.service import filing
from app.incidents.views.blueprint import blueprint
from app.vocabulary.lists import is_code
from app.web.access import Permission, current_actor, requires
from app.web.errors import status_of
from app.web.form import add_refusal, new_submission
from app.web.fragments import drawn

Page = tuple[str, int]


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.INCIDENT_FILE)
def alert() -> Page | Response:
    """Tell the desk in two minutes what is happening."""
    if request.method != "POST":
        return _blank(), 200
    form = AlertForm()
    desk = _desk(form)
    if request.form.get("do") == "check" or (form.seen.data and desk and form.seen.data != desk.id):
        return _page(form, desk=desk)
    if not form.validate():
        return _page(form, 422, desk)
    try:
        with transaction():
            receipt = filing.file_incident(
                current_actor(), form.filing(), submission=form.submission.data or "", to_global=form.to_global
            )
    except NotComplete as refusal:
        form.show_problems(refusal.problems)
        return _page(form, 422, desk)
    except (Invalid, Conflict, TooMany) as refusal:
        add_refusal(form, refusal)
        return _page(form, status_of(refusal), desk)
    return redirect(url_for("incidents.receipt", record=receipt.record), 303)


def _blank() -> str:
    submission = new_submission()

    def draw() -> str:
        return render_template(
            "incidents/_alert_form.html", form=AlertForm(submission=submission), desks=desks.listed()
        )

    return render_template("incidents/alert.html", blank=drawn("alert", submission, draw))


def _desk(form: AlertForm) -> desks.Desk | None:
    """Return the desk that would read the alert as it is typed now, None while no country is chosen."""
    country = form.country.data or ""
    if not is_code("country", country) and not form.to_global:
        return None
    try:
        return filing.desk_for(country, form.to_global)
    except NoDeskOpen:
        return None


def _page(form: AlertForm, status: int = 200, desk: desks.Desk | None = None) -> Page:
    form.seen.data = desk.id if desk else ""
    checked = desk is not None and request.form.get("do") == "check"
    html = render_template("incidents/alert.html", form=form, desk=desk, desks=desks.listed(), checked=checked)
    return html, status
