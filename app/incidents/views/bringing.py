"""Bringing in a list: what would come in, bringing it in with progress, and the rows that are left."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic

from flask import Response as Answer
from flask import flash, redirect, render_template, request, stream_with_context, url_for
from werkzeug.wrappers import Response

from app.database import transaction
from app.desks.errors import NoDeskOpen
from app.desks.service import Desk
from app.incidents.importing import leaving
from app.incidents.importing.checking import RowProblem
from app.incidents.rules.problems import Problem
from app.incidents.service import filing
from app.incidents.service.drafts import SavedElsewhere
from app.incidents.service.importing import bringing, keeping, preparing
from app.incidents.service.importing.keeping import Import
from app.incidents.service.importing.preparing import Preview
from app.incidents.service.pacing import TooFast
from app.incidents.views.blueprint import blueprint
from app.incidents.views.importing import steps
from app.vault.actor import Actor
from app.web.access import Permission, current_actor, requires
from app.web.coded import answer
from app.web.form import said

LONG, SHORT = 15.0, 2.0  # seconds of work for one press of the button; a script presses it again by itself


@blueprint.route("/import/<name>/check")
@requires(Permission.INCIDENT_FILE)
def import_check(name: str) -> str:
    """Show what would come in and what would not, by row and column."""
    actor = current_actor()
    one = keeping.opened(actor, name)
    found = preparing.preview(actor, one)
    return render_template(
        "incidents/import/check.html",
        one=one,
        steps=steps(name, "import_check"),
        found=found,
        problems=[(problem, worded(problem)) for problem in found.problems],
        read_by=_readers(found, one.saved.to_global),
    )


def worded(problem: RowProblem) -> str:
    """Return what is wrong, in the reader's language."""
    return answer(problem.problem)


def _readers(found: Preview, to_global: bool) -> list[tuple[Desk | None, int]]:
    """Return the desks that would read the rows, each with how many; None is no desk at all."""
    counts: dict[Desk | None, int] = {}
    for country, count in found.by_country.items():
        try:
            desk = filing.desk_for(country, to_global)
        except NoDeskOpen:
            desk = None
        counts[desk] = counts.get(desk, 0) + count
    return sorted(counts.items(), key=lambda pair: -pair[1])


@blueprint.route("/import/<name>/begin", methods=["POST"])
@requires(Permission.INCIDENT_FILE)
def import_begin(name: str) -> Response:
    """Begin to bring the list in; a short one is in at once."""
    try:
        with transaction():
            one = bringing.start(current_actor(), keeping.opened(current_actor(), name))
    except SavedElsewhere:  # pressed twice: the first is at work
        return redirect(url_for("incidents.import_progress", name=name, pause=1), 303)
    return _worked(one, SHORT)


@blueprint.route("/import/<name>/go", methods=["GET"])
@requires(Permission.INCIDENT_FILE)
def import_progress(name: str) -> str:
    """Show how far it has come."""
    one = keeping.opened(current_actor(), name)
    return render_template(
        "incidents/import/progress.html",
        one=one,
        progress=one.saved.progress,
        ended=one.saved.progress.next >= one.saved.shape.rows,
        paused="pause" in request.args,
    )


@blueprint.route("/import/<name>/go", methods=["POST"])
@requires(Permission.INCIDENT_FILE)
def import_go(name: str) -> Response:
    """Bring in rows for a while."""
    seconds = SHORT if request.form.get("pace") == "short" else LONG
    return _worked(keeping.opened(current_actor(), name), seconds)


def _worked(one: Import, seconds: float) -> Response:
    pause = None
    try:
        _work(current_actor(), one, monotonic() + seconds)
    except TooFast as refusal:
        flash(said(refusal), "warning")
        pause = 1
    except SavedElsewhere:
        pause = 1  # another window goes on with it; this one looks on
    return redirect(url_for("incidents.import_progress", name=one.id, pause=pause), 303)


def _work(actor: Actor, one: Import, until: float) -> None:
    """Bring in page after page until the time is over: one transaction for each row, one for how far it came."""
    while monotonic() < until and (rows := bringing.upcoming(actor, one)):
        progress = one.saved.progress
        try:
            for ready in rows:
                with transaction():
                    progress = bringing.bring(actor, one, ready, progress)
                if monotonic() >= until:
                    break
        finally:
            with transaction():
                one = bringing.note(actor, one, progress)


@blueprint.route("/import/<name>/rest")
@requires(Permission.INCIDENT_FILE)
def import_rest(name: str) -> Answer:
    """Give the rows that did not come in, with the reasons, as a list that can be put right and sent again."""
    actor = current_actor()
    one = keeping.opened(actor, name)
    rows = [(row, " ".join(_reasons(why))) for row, why in bringing.left(actor, one)]
    lines: Iterator[str] = leaving.sheet(one.saved.shape, rows)
    headers = {"Content-Disposition": 'attachment; filename="rows.csv"'}
    return Answer(stream_with_context(lines), mimetype="text/csv", headers=headers)


def _reasons(why: list[tuple[tuple[str, ...], str, dict[str, object]]]) -> Iterator[str]:
    for columns, message, params in why:
        text = answer(Problem("", message, params))
        yield f"{', '.join(columns)}: {text}" if columns else text
