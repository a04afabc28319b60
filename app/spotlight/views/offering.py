"""A story that an editor proposes to a defender: the link for the editor, and what the defender sees behind it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.database import transaction
from app.errors import Conflict, Invalid
from app.spotlight.forms import AppreciationForm, OfferForm
from app.spotlight.service import offering
from app.spotlight.views.blueprints import appreciation, editor
from app.spotlight.views.thanking import asked_of
from app.vocabulary import lists
from app.web import clock
from app.web.access import Permission, current_actor, requires
from app.web.errors import status_of
from app.web.form import add_refusal
from app.web.language import page_locale

Answer = Response | str | tuple[str, int]


@editor.route("/offer", methods=["GET", "POST"])
@requires(Permission.STORY_WRITE)
def offer() -> Answer:
    """Propose a story about a defender, and get the link to give to them."""
    form = OfferForm(language=page_locale())
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            with transaction():
                token = offering.offer(current_actor(), form.offer(), clock.today())
            link = url_for("appreciation.offered", token=token, _external=True)
            return render_template("spotlight/offered_link.html", link=link, days=offering.VALID_DAYS)
        except Invalid as refusal:
            add_refusal(form, refusal)
            status = status_of(refusal)
    countries = lists.options_html("country", page_locale(), form.country.data or "")
    return render_template("spotlight/offer.html", form=form, countries=countries), status


@appreciation.route("/offered/<token>", methods=["GET", "POST"])
@requires(Permission.INCIDENT_FILE)
def offered(token: str) -> Answer:
    """Show what an editor proposes; the defender changes it as they like, agrees and takes it over."""
    proposed = offering.look_at(token, clock.today())
    known = {name: getattr(proposed, name) for name in proposed.__struct_fields__}
    form = AppreciationForm(data=known if request.method == "GET" else {})
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            with transaction():
                record = offering.take(current_actor(), token, asked_of(form), clock.today())
            flash(gettext("Sent to the editors. Nothing is published before you have agreed to every word."), "success")
            return redirect(url_for("appreciation.show", record=record), 303)
        except (Invalid, Conflict) as refusal:
            add_refusal(form, refusal)
            status = status_of(refusal)
    countries = lists.options_html("country", page_locale(), form.country.data or "")
    return render_template("spotlight/thanks_new.html", form=form, countries=countries, token=token), status


@appreciation.post("/offered/<token>/refuse")
@requires(Permission.INCIDENT_FILE)
def refuse(token: str) -> Response:
    """Destroy what was proposed. The editors are told nothing."""
    with transaction():
        offering.refuse(token)
    flash(gettext("Destroyed. Nobody can read it any more."), "success")
    return redirect(url_for("appreciation.index"), 303)
