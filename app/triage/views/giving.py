"""Who works on a report: assigning, handing over, stepping back, asking the partner desk."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _

from app.triage.forms import desk as forms
from app.triage.service import assigning
from app.triage.views.acting import act
from app.triage.views.blueprint import Answer, blueprint
from app.triage.views.pages import sheet
from app.triage.views.reading import people_choices
from app.web.access import Permission, requires


@blueprint.route("/<ref>/assignee", methods=["POST"])
@requires(Permission.DESK_WORK)
def assign(ref: str) -> Answer:
    """Give the report to oneself, a colleague or nobody."""
    page = sheet(ref)
    form = forms.AssignForm(people_choices(page, ("", _("Nobody"))))
    return act(
        ref,
        form,
        lambda: assigning.assign(page.actor, page.report.record, form.to.data or "", seen=form.length),
        "work",
        _("It is noted who works on this report."),
    )


@blueprint.route("/<ref>/hand-over", methods=["POST"])
@requires(Permission.DESK_WORK)
def hand_over(ref: str) -> Answer:
    """Pass open work to a colleague."""
    page = sheet(ref)
    form = forms.HandOverForm(people_choices(page, None, me=False))
    left = form.left.data or ""
    return act(
        ref,
        form,
        lambda: assigning.hand_over(page.actor, page.report.record, form.to.data or "", left, seen=form.length),
        "work",
        _("The work is handed over."),
    )


@blueprint.route("/<ref>/conflict", methods=["POST"])
@requires(Permission.DESK_READ)
def conflict(ref: str) -> Answer:
    """Declare a conflict of interest: the report closes for this person."""
    page = sheet(ref)
    form = forms.ConflictForm(people_choices(page, ("", _("Nobody")), me=False))
    why = form.why.data or ""
    return act(
        ref,
        form,
        lambda: assigning.declare_conflict(page.actor, page.report.record, why, form.to.data or ""),
        "work",
        _("You stepped back. This report is closed to you now."),
        url_for("triage.queue"),
    )


@blueprint.route("/<ref>/partner", methods=["POST"])
@requires(Permission.DESK_WORK)
def ask_partner(ref: str) -> Answer:
    """Let the partner desk read the report and decide."""
    page = sheet(ref)
    form = forms.ReasonForm(prefix="partner")
    why = form.reason.data or ""
    return act(
        ref,
        form,
        lambda: assigning.ask_partner(page.actor, page.report.record, why, seen=form.length),
        "work",
        _("The partner desk can read this report now."),
    )
