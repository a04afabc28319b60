"""The full report in steps. Each step is saved to a sealed draft before the next is shown."""

from __future__ import annotations

import msgspec
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.crypto import primitives
from app.crypto.framing import frame
from app.database import transaction
from app.errors import Conflict, Invalid
from app.incidents.content.draft import DraftSaved, Filing
from app.incidents.content.naming import names_told
from app.incidents.errors import ReportUnknown
from app.incidents.forms.acts import ActsForm, act_form
from app.incidents.forms.listed import NEW, ListForm
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
BLANK = Draft("", DraftSaved(filing=Filing()))
WITHIN = ("add", "open", "remove", "more")  # buttons that save and stay in the step


@blueprint.route("/full", methods=["GET", "POST"])
@requires(Permission.INCIDENT_FILE)
def new() -> Answer:
    """Begin a full report. Nothing is stored before the first step is sent."""
    return _work(BLANK, "where", WhereForm)


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
    saved = draft.saved.filing
    if request.method == "GET":
        form = form_class.showing(saved, request.args.get("open", ""))
        form.revision.data = str(draft.saved.revision)
        return _page(form, draft, step, key)
    form = form_class()
    if isinstance(form, ListForm):
        form.drop(request.form.get("remove", ""))
    if draft.id and draft.saved.sent == _form_sent():  # a button pressed twice
        return _onward(form, draft.id, step, key, saved)
    if isinstance(form, ActsForm):
        form.offer(saved)
    if not form.validate():
        return _page(form, draft, step, key, 422)
    filing = form.typed(saved)
    if not _fits(form, filing):
        return _page(form, draft, step, key, 422)
    try:
        name = _save(form, draft, step, filing)
    except (Invalid, Conflict) as refusal:
        add_refusal(form, refusal)
        form.revision.data = str(draft.saved.revision)  # sent again, it is saved
        return _page(form, draft, step, key, status_of(refusal))
    return _onward(form, name, step, key, filing)


def _fits(form: StepForm, filing: Filing) -> bool:
    """Tell whether nothing is wrong with what this step holds; what is, is put at its questions."""
    problems = [one for one in amendment_problems(filing) if form.locate(one.field) is not None]
    if isinstance(form, ListForm):
        form.bring(filing, problems)
    form.show_problems(problems)
    return not problems


def _save(form: StepForm, draft: Draft, step: str, filing: Filing) -> str:
    far = max(step, draft.saved.step, key=place)
    onward = far == step and not any(name in request.form for name in WITHIN)
    far = after(far) if onward else far
    saved = msgspec.structs.replace(draft.saved, filing=filing, step=far, sent=_form_sent())
    with transaction():
        if not draft.id:
            return drafts.start_draft(current_actor(), saved, form.submission.data or "")
        saved = msgspec.structs.replace(saved, revision=number(form.revision.data) or 0)
        drafts.save_draft(current_actor(), draft.id, saved)
    return draft.id


def _form_sent() -> str:
    """Return a hash of the form as it was sent. Its page's own token is in it: the same words typed again differ."""
    words = [part for name, value in request.form.items(multi=True) if name != "csrf_token" for part in (name, value)]
    return primitives.sha256(frame("amparo step v1", *words)).hex()


def _onward(form: StepForm, draft: str, step: str, key: str, filing: Filing) -> Response:
    if any(name in request.form for name in WITHIN):
        return _within(draft, step, filing)
    if request.form.get("do") == "stop":
        flash(_("Saved. Nobody but you can read it. Go on within 14 days."), "success")
        return redirect(url_for("incidents.index"), 303)
    if isinstance(form, ListForm) and (person := form.following(filing)):
        return redirect(url_for("incidents.step", draft=draft, step=step, open=person), 303)
    if step == "story" and names_told(filing):
        return redirect(url_for("incidents.step", draft=draft, step=step, look=1), 303)
    return redirect(url_for("incidents.step", draft=draft, step=step if key else after(step)), 303)


def _within(draft: str, step: str, filing: Filing) -> Response:
    """Go to another entry of the same list, or to more about an act."""
    more = request.form.get("more", "")
    if more in {one.key for one in filing.report.acts}:
        return redirect(url_for("incidents.act", draft=draft, key=more), 303)
    opened = NEW if "add" in request.form else request.form.get("open", "")[:8] or None
    return redirect(url_for("incidents.step", draft=draft, step=step, open=opened, _anchor="entry"), 303)


def _page(form: StepForm, draft: Draft, step: str, key: str = "", status: int = 200) -> tuple[str, int]:
    if isinstance(form, ActsForm):
        form.offer(draft.saved.filing)
    if isinstance(form, ListForm):
        form.arrange(draft.saved.filing)
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
