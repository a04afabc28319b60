"""The pages of editors: the list, a new story, its text beside the reports."""

from __future__ import annotations

import logging
from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import format_number, gettext
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from app.database import transaction
from app.desks import service as desks
from app.errors import Conflict, Invalid
from app.index.absorbing import Progress
from app.spotlight import wording
from app.spotlight.content.entries import APPRECIATION
from app.spotlight.content.story import Story
from app.spotlight.forms import SourcesForm, TextForm
from app.spotlight.markdown import render
from app.spotlight.service import listing, publishing, reading, writing
from app.spotlight.service.listing import Listed
from app.spotlight.service.reading import Offered
from app.spotlight.views.blueprints import editor, page
from app.spotlight.views.drawing import draw
from app.spotlight.views.reading import RIGHT_TO_LEFT, safe_html
from app.triage.queue import IndexAway
from app.vault.roles import Role
from app.vocabulary import lists
from app.web import clock
from app.web.access import Permission, current_actor, requires
from app.web.errors import status_of
from app.web.form import add_refusal
from app.web.language import page_locale

LONGEST = 40  # characters of a reference in an address
SECONDS = "2"  # after which a list is asked for again while the index still reads


@editor.route("")
@requires(Permission.STORY_READ)
def index() -> Response:
    """List the stories that somebody may open, a page at a time, the newest first."""
    state = request.args.get("state", "")
    state = state if state in wording.LISTED else ""
    after = request.args.get("after", "")[:LONGEST]
    values: dict[str, Any] = {"state": state, "after": after, "wording": wording}
    values |= {"may_write": current_actor().has(Role.EDITOR), "again": url_for("editor.index", state=state or None)}
    try:
        listed = listing.stories(current_actor(), clock.now(), state, after)
    except IndexAway as away:
        return make_response(_without_index(away, "spotlight/index.html", listed=None, **values), 503)
    following = url_for("editor.index", state=state or None, after=listed.next) if listed.next else None
    drawn = render_template("spotlight/index.html", listed=listed, following=following, **values, **_read(listed))
    return _again(make_response(drawn), listed.progress, bool(after))


@editor.route("/new", methods=["GET", "POST"])
@requires(Permission.STORY_WRITE)
def new() -> Response:
    """Choose the reports that a story is written from."""
    form, after = SourcesForm(), request.values.get("after", "")[:LONGEST]
    try:
        offered = reading.handed_over(current_actor(), clock.now(), after)
    except IndexAway as away:
        return make_response(_without_index(away, "spotlight/new.html", form=form, offered=None), 503)
    form.sources.choices = [SelectChoice(source.record, source.record) for source in offered.sources]
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            with transaction():
                record = writing.start(current_actor(), form.sources.data or [])
            return redirect(url_for("editor.edit", record=record), 303)
        except (Invalid, Conflict) as refusal:
            add_refusal(form, refusal)
            status = status_of(refusal)
    drawn = render_template("spotlight/new.html", form=form, offered=offered, after=after, **_read(offered))
    return _again(make_response(drawn, status), offered.progress, bool(after))


def _read(found: Listed | Offered) -> dict[str, Any]:
    """Return how far the index has read, in words, and the desks of which an earlier database was put back."""
    names, progress = {one.id: one.name for one in desks.listed()}, found.progress
    return {
        "done": format_number(progress.done),
        "total": format_number(progress.total),
        "lost": [names.get(one, one) for one in progress.rolled_back],
    }


def _again(response: Response, progress: Progress, later: bool) -> Response:
    """Let the first page of a list be asked for again while the index has not read all."""
    if not progress.complete and request.method == "GET" and not later:
        response.headers["Refresh"] = SECONDS
    return response


def _without_index(away: IndexAway, template: str, **values: Any) -> str:
    """Draw a list of which nothing can be shown now. The log names the kind of the failure, and no path."""
    logging.getLogger("amparo").error("the index cannot be used: %s", type(away.__cause__).__name__)
    return render_template(template, away=True, **values)


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
