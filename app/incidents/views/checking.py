"""Check your answers: the last page before a report is filed or changed."""

from __future__ import annotations

import msgspec
from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.database import transaction
from app.desks import service as desks
from app.desks.errors import NoDeskOpen
from app.errors import Conflict, Invalid, TooMany
from app.incidents.content.naming import names_told
from app.incidents.errors import NotComplete, ReportUnknown
from app.incidents.forms.check import CheckForm
from app.incidents.rules.filing import check
from app.incidents.service import amending, drafts, filing
from app.incidents.service.amending import ChangedMeanwhile
from app.incidents.service.drafts import Draft
from app.incidents.views.blueprint import blueprint
from app.incidents.views.ways import CHECK, lacks, ways
from app.incidents.views.withdrawing import after_taking_down
from app.web.access import Permission, current_actor, requires
from app.web.coded import number
from app.web.errors import status_of
from app.web.form import add_refusal
from app.withdrawal import service as withdrawal

Answer = tuple[str, int] | Response


@blueprint.route("/draft/<draft>/check")
@requires(Permission.INCIDENT_FILE)
def check_answers(draft: str) -> Answer:
    """Show all answers, what is missing, and who will read them."""
    opened = drafts.open_draft(current_actor(), draft)
    form = CheckForm(formdata=None, desk="global" if opened.saved.to_global else "country")
    return _page(form, opened)


@blueprint.route("/draft/<draft>/file", methods=["POST"])
@requires(Permission.INCIDENT_FILE)
def file(draft: str) -> Answer:
    """File a draft, or write it into the report that it changes."""
    form = CheckForm()
    if not form.validate():
        return _page(form, drafts.open_draft(current_actor(), draft), 422)
    try:
        return _sent(form, draft)
    except ChangedMeanwhile as refusal:
        form.over.data = str(refusal.base)
        return _refused(form, draft, refusal)
    except NotComplete:
        return _page(form, drafts.open_draft(current_actor(), draft), 422)
    except (Invalid, Conflict, TooMany) as refusal:
        return _refused(form, draft, refusal)


def _sent(form: CheckForm, draft: str) -> Response:
    actor = current_actor()
    try:
        saved = drafts.open_draft(actor, draft).saved
    except ReportUnknown:  # sent twice: the draft is gone because the report is there
        if form.amends.data:
            return redirect(url_for("incidents.show", record=form.amends.data[:16]), 303)
        with transaction():
            receipt = drafts.file_draft(actor, draft)
        return redirect(url_for("incidents.receipt", record=receipt.record), 303)
    if saved.amends:
        record = _amended(form, draft)
        flash(_("Your changes are in the report. The earlier version is kept until you erase it."), "success")
        return redirect(url_for("incidents.show", record=record), 303)
    with transaction():
        if saved.to_global != (form.desk.data == "global"):
            drafts.save_draft(actor, draft, msgspec.structs.replace(saved, to_global=not saved.to_global))
        receipt = drafts.file_draft(actor, draft)
    return redirect(url_for("incidents.receipt", record=receipt.record), 303)


def _amended(form: CheckForm, draft: str) -> str:
    actor, why, over = current_actor(), form.why.data or "", number(form.over.data) or 0
    if not withdrawal.amendment_ends_publication(actor, draft):
        with transaction():
            return amending.amend(actor, draft, why, over)
    saved = drafts.open_draft(actor, draft).saved
    amending.ready(actor, saved, why)  # before anything is taken down
    after_taking_down(actor, saved.amends, lambda taken: withdrawal.amend(actor, draft, taken, why, over))
    return saved.amends


def _refused(form: CheckForm, draft: str, refusal: Invalid | Conflict | TooMany) -> Answer:
    add_refusal(form, refusal)
    return _page(form, drafts.open_draft(current_actor(), draft), status_of(refusal))


def _page(form: CheckForm, draft: Draft, status: int = 200) -> Answer:
    content = draft.saved.filing
    form.amends.data = draft.saved.amends
    html = render_template(
        "incidents/steps/check.html",
        form=form,
        draft=draft,
        filing=content,
        lacks=lacks(draft.id, check(content)),
        steps=ways(draft.id, CHECK, draft.saved.step),
        told=names_told(content),
        desk=_desk(content.report.country, False),
        elsewhere=_desk(content.report.country, True),
    )
    return html, status


def _desk(country: str, to_global: bool) -> desks.Desk | None:
    try:
        return filing.desk_for(country, to_global) if country or to_global else None
    except NoDeskOpen:
        return None
