"""The pages of editors: the list, a new story, its text beside the reports."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from app.database import transaction
from app.errors import Conflict, Invalid
from app.spotlight import wording
from app.spotlight.content.entries import APPRECIATION
from app.spotlight.content.story import Story
from app.spotlight.forms import SourcesForm, TextForm
from app.spotlight.markdown import render
from app.spotlight.service import publishing, reading, writing
from app.spotlight.views.blueprints import editor, page
from app.spotlight.views.drawing import draw
from app.spotlight.views.reading import RIGHT_TO_LEFT, safe_html
from app.vault.roles import Role
from app.vocabulary import lists
from app.web import clock
from app.web.access import Permission, current_actor, requires
from app.web.errors import status_of
from app.web.form import add_refusal
from app.web.language import page_locale


@editor.route("")
@requires(Permission.STORY_READ)
def index() -> str:
    """List the stories that somebody may open."""
    lines = reading.stories(current_actor(), clock.today())
    may_write = current_actor().has(Role.EDITOR)
    return render_template("spotlight/index.html", lines=lines, wording=wording, may_write=may_write)


@editor.route("/new", methods=["GET", "POST"])
@requires(Permission.STORY_WRITE)
def new() -> Response | str | tuple[str, int]:
    """Choose the reports that a story is written from."""
    offered, following = reading.handed_over(current_actor(), clock.now(), request.values.get("after", ""))
    form = SourcesForm()
    form.sources.choices = [SelectChoice(source.record, source.record) for source in offered]
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            with transaction():
                record = writing.start(current_actor(), form.sources.data or [])
            return redirect(url_for("editor.edit", record=record), 303)
        except (Invalid, Conflict) as refusal:
            add_refusal(form, refusal)
            status = status_of(refusal)
    return render_template("spotlight/new.html", form=form, offered=offered, following=following), status


@editor.route("/<record>")
@requires(Permission.STORY_READ)
def story(record: str) -> str:
    """Show a story with what was found in it and what can be done next."""
    return draw(record)


@editor.route("/<record>/edit", methods=["GET", "POST"])
@requires(Permission.STORY_WRITE)
def edit(record: str) -> Response | str | tuple[str, int]:
    """Write the text. Saving runs the leak check and shows it."""
    loaded, kind = reading.load(current_actor(), record)
    form = TextForm(kind, data=_typed(loaded))
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            with transaction():
                writing.save(current_actor(), record, form.text(), form.seen.data or 0)
            flash(gettext("Saved. Look at what the leak check found."), "success")
            return redirect(url_for("editor.story", record=record), 303)
        except (Invalid, Conflict) as refusal:
            add_refusal(form, refusal)
            status = status_of(refusal)
    sources = reading.sources(current_actor(), loaded.sources)
    countries = lists.options_html("country", page_locale(), form.country.data or "") if kind == APPRECIATION else ""
    return render_template(
        "spotlight/edit.html", form=form, story=loaded, kind=kind, sources=sources, countries=countries
    ), status


@editor.route("/<record>/preview")
@requires(Permission.STORY_READ)
def preview(record: str) -> str:
    """Show the text as the public would see it."""
    loaded, _kind = reading.load(current_actor(), record)
    release = publishing.release_of(loaded, "")
    return as_public(release.language, story=release, html=render(loaded.text.body), record=record)


def as_public(language: str, *, html: str, **values: Any) -> str:
    """Draw a text in the public's page, marked as a preview."""
    direction = "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr"
    return page("spotlight/preview.html", html=safe_html(html), direction=direction, preview=True, **values)


def _typed(loaded: Story) -> dict[str, Any]:
    """Return what the form begins with; a new text takes the reader's language."""
    if request.method == "POST":
        return {}
    text = {name: getattr(loaded.text, name) for name in loaded.text.__struct_fields__}
    asked = loaded.appreciation
    if asked is not None and not loaded.hash:
        region = lists.region_of(asked.country)
        text |= {"title": asked.name, "country": asked.country, "region": region, "language": asked.language}
    return text | {"seen": loaded.length}
