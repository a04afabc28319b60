"""The full report in steps. Each step is saved to a sealed draft before the next is shown."""

from __future__ import annotations

import msgspec
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.database import transaction
from app.errors import Conflict, Invalid
from app.incidents.content.draft import DraftSaved, Filing
from app.incidents.content.naming import names_told
from app.incidents.errors import ReportUnknown
from app.incidents.forms.acts import ActsForm, act_form
from app.incidents.forms.steps import StepForm
from app.incidents.forms.where import WhereForm
from app.incidents.rules.filing import amendment_problems
from app.incidents.service import drafts
from app.incidents.service.drafts import Draft
from app.incidents.views.blueprint import blueprint
from app.incidents.views.ways import STEPS, after, place, ways
from app.web.access import Permission, current_actor, requires
from app.web.coded import number
from app.web.errors import status_of
from app.web.form import add_refusal

Answer = tuple[str, int] | Response
NEW = Draft("", DraftSaved(filing=Filing()))


@blueprint.route("/full", methods=["GET", "POST"])
@requires(Permission.INCIDENT_FILE)
def new() -> Answer:
    """Begin a full report. Nothing is stored before the first step is sent."""
    return _work(NEW, "where", WhereForm)


@blueprint.route("/draft/<draft>/<step>", methods=["GET", "POST"])
@requires(Permission.INCIDENT_FILE)
def step(draft: str, step: str) -> Answer:
    """Fill in one step."""
    if step not in STEPS:
        raise ReportUnknown
    return _work(drafts.open_draft(current_actor(), draft), step, STEPS[step])


@blueprint.route("/draft/<draft>/act/<key>", methods=["GET", "POST"])
@requires(Permission.INCIDENT_FILE)
def act(draft: str, key: str) -> Answer:
    """Say more about one act."""
    opened = drafts.open_draft(current_actor(), draft)
    keys = [one.key for one in opened.saved.filing.report.acts]
    if key not in keys:
        raise ReportUnknown
    return _work(opened, "acts", act_form(opened.saved.filing, keys.index(key)), key)


@blueprint.route("/draft/<draft>/discard", methods=["POST"])
@requires(Permission.INCIDENT_FILE)
def discard(draft: str) -> Response:
    """Destroy a draft."""
    with transaction():
        drafts.discard_draft(current_actor(), draft)
    flash(_("The draft is destroyed."), "success")
    return redirect(url_for("incidents.index"), 303)


def _work(draft: Draft, step: str, form_class: type[StepForm], key: str = "") -> Answer:
    """Show a step, let its lists grow, or save it and go on."""
    if request.method == "GET":
        form = form_class(formdata=None, data=form_class.shown(draft.saved.filing))
        form.revision.data = str(draft.saved.revision)
        return _page(form, draft, step, key)
    form = form_class()
    if "add" in request.form or "remove" in request.form:
        form.grow(request.form.get("add", ""))
        form.shrink(request.form.get("remove", ""))
        return _page(form, draft, step, key)
    if isinstance(form, ActsForm):
        form.offer(draft.saved.filing)
    if not form.validate():
        return _page(form, draft, step, key, 422)
    filing = form.typed(draft.saved.filing)
    problems = [one for one in amendment_problems(filing) if form.locate(one.field) is not None]
    if problems:
        form.show_problems(problems)
        return _page(form, draft, step, key, 422)
    try:
        name = _save(form, draft, step, filing)
    except (Invalid, Conflict) as refusal:
        add_refusal(form, refusal)
        form.revision.data = str(draft.saved.revision)  # sent again, it is saved
        return _page(form, draft, step, key, status_of(refusal))
    return _onward(name, step, key, filing)


def _save(form: StepForm, draft: Draft, step: str, filing: Filing) -> str:
    far = max(step, draft.saved.step, key=place)
    saved = msgspec.structs.replace(draft.saved, filing=filing, step=after(far) if far == step else far)
    with transaction():
        if not draft.id:
            return drafts.start_draft(current_actor(), saved, form.submission.data or "")
        saved = msgspec.structs.replace(saved, revision=number(form.revision.data) or 0)
        drafts.save_draft(current_actor(), draft.id, saved)
    return draft.id


def _onward(draft: str, step: str, key: str, filing: Filing) -> Response:
    more = request.form.get("more", "")
    if more in {one.key for one in filing.report.acts}:
        return redirect(url_for("incidents.act", draft=draft, key=more), 303)
    if request.form.get("do") == "stop":
        flash(_("Saved. Nobody but you can read it. Go on within 14 days."), "success")
        return redirect(url_for("incidents.index"), 303)
    if step == "story" and names_told(filing):
        return redirect(url_for("incidents.step", draft=draft, step=step, look=1), 303)
    return redirect(url_for("incidents.step", draft=draft, step=step if key else after(step)), 303)


def _page(form: StepForm, draft: Draft, step: str, key: str = "", status: int = 200) -> tuple[str, int]:
    if isinstance(form, ActsForm):
        form.offer(draft.saved.filing)
    told = names_told(draft.saved.filing) if step == "story" and "look" in request.args else []
    html = render_template(
        f"incidents/steps/{'act' if key else step}.html",
        form=form,
        draft=draft,
        filing=draft.saved.filing,
        key=key,
        steps=ways(draft.id, step, draft.saved.step),
        next_step=after(step),
        told=told,
    )
    return html, status
