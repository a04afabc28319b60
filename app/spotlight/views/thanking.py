"""The pages of a defender who wishes to be thanked by name."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.database import transaction
from app.errors import Conflict, Invalid
from app.incidents.service.withdrawing import ToldMeanwhile
from app.spotlight import wording
from app.spotlight.content.entries import AppreciationStarted
from app.spotlight.forms import AppreciationForm, StepForm
from app.spotlight.markdown import render
from app.spotlight.service import appreciations, publications
from app.spotlight.service.forgetting import forget_traces
from app.spotlight.views.blueprints import appreciation
from app.spotlight.views.reading import RIGHT_TO_LEFT, safe_html
from app.vault.errors import ChainGrew
from app.vocabulary import lists
from app.web import clock
from app.web.access import Permission, current_actor, requires
from app.web.errors import status_of
from app.web.form import add_refusal
from app.web.language import page_locale

Answer = Response | tuple[str, int]
TRIES = 5


@appreciation.route("")
@requires(Permission.INCIDENT_FILE)
def index() -> str:
    """List the defender's own stories."""
    return render_template("spotlight/thanks.html", found=appreciations.own(current_actor()), wording=wording)


@appreciation.route("/new", methods=["GET", "POST"])
@requires(Permission.INCIDENT_FILE)
def new() -> Answer:
    """Ask to be thanked by name."""
    form = AppreciationForm(language=page_locale())
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            with transaction():
                record = appreciations.start(current_actor(), asked_of(form))
            flash(gettext("Sent to the editors. Nothing is published before you have agreed to every word."), "success")
            return redirect(url_for("appreciation.show", record=record), 303)
        except (Invalid, Conflict) as refusal:
            add_refusal(form, refusal)
            status = status_of(refusal)
    countries = lists.options_html("country", page_locale(), form.country.data or "")
    return render_template("spotlight/thanks_new.html", form=form, countries=countries), status


@appreciation.route("/<record>")
@requires(Permission.INCIDENT_FILE)
def show(record: str) -> str:
    """Show one's own story, the very text that waits for one's yes, and how to take it back."""
    return _draw(record, StepForm())


@appreciation.post("/<record>/answer")
@requires(Permission.INCIDENT_FILE)
def answer(record: str) -> Answer:
    """Agree to the text, or say what to change."""
    form = StepForm()
    if not form.validate_on_submit():
        return _draw(record, form), 422
    try:
        with transaction():
            appreciations.answer(
                current_actor(), record, form.hash.data or "", bool(form.agreed.data), form.words.data or "",
                form.seen.data or 0,
            )  # fmt: skip
    except (Invalid, Conflict) as refusal:
        add_refusal(form, refusal)
        return _draw(record, form), status_of(refusal)
    flash(gettext("Your answer was sent to the editors."), "success")
    return redirect(url_for("appreciation.show", record=record), 303)


@appreciation.post("/<record>/withdraw")
@requires(Permission.INCIDENT_FILE)
def withdraw(record: str) -> Answer:
    """Take the agreement back: what is public goes first, then, apart, the record says so."""
    _take_back(record, StepForm().words.data or "")
    flash(gettext("Taken back. If it was public, it no longer is."), "success")
    return redirect(url_for("appreciation.show", record=record), 303)


def _take_back(record: str, words: str) -> None:
    """Take down, then write: run again where somebody worked on the story between, so that no defender has to."""
    for left in reversed(range(TRIES)):
        told = appreciations.told(current_actor(), record)
        with transaction():
            publications.retract_for_withdrawal(told, clock.today())
        forget_traces()
        try:
            with transaction():
                appreciations.withdraw(current_actor(), record, words, told)
        except (ChainGrew, ToldMeanwhile):
            if not left:
                raise
        else:
            return


def asked_of(form: AppreciationForm) -> AppreciationStarted:
    """Return what a defender asks for, as of today."""
    return AppreciationStarted(
        name=form.name.data or "", country=form.country.data or "", telling=form.telling.data or "",
        language=form.language.data or "en", u8=bool(form.u8.data), u9=bool(form.u9.data),
        on=clock.today().isoformat(),
    )  # fmt: skip


def _draw(record: str, form: StepForm) -> str:
    own = appreciations.own_one(current_actor(), record)
    text = own.story.text
    return render_template(
        "spotlight/thanks_show.html", own=own, story=own.story, form=form, wording=wording,
        html=safe_html(render(text.body)), direction="rtl" if text.language in RIGHT_TO_LEFT else "ltr",
    )  # fmt: skip
