"""Moves, and decisions of two."""

from __future__ import annotations

from flask import flash, request, url_for
from flask_babel import gettext as _

from app.database import transaction
from app.errors import Refusal
from app.incidents.rules.moves import needs_second
from app.incidents.rules.states import Move
from app.triage.forms import desk as forms
from app.triage.service import deciding, moving
from app.triage.views.acting import act
from app.triage.views.blueprint import Answer, blueprint
from app.triage.views.pages import Sheet, sheet
from app.web.access import Permission, requires


@blueprint.route("/<ref>/moves/<name>", methods=["POST"])
@requires(Permission.DESK_WORK)
def move(ref: str, name: str) -> Answer:
    """Make a move, or propose it where a second person decides."""
    page = sheet(ref)
    chosen = moving.move_named(name)
    form = forms.MoveForm(chosen)
    if needs_second(chosen, page.report.incident.level_of_two):
        return act(
            ref,
            form,
            lambda: deciding.propose(page.actor, page.report.record, name, form.sent(), seen=form.length),
            "work",
            _("The proposal is made. A colleague or the partner desk decides."),
        )
    answer = act(
        ref,
        form,
        lambda: moving.move(page.actor, page.report.record, name, form.sent(), seen=form.length),
        "work",
        _("The step is made."),
    )
    if chosen in (Move.MERGE, Move.UNMERGE) and not isinstance(answer, tuple):
        tell_the_other(page, chosen)
    return answer


def tell_the_other(page: Sheet, chosen: Move) -> None:
    """Note in the other report that this one was joined to it, or no longer is; say where that is not possible."""
    record, other = page.report.record, page.report.incident.merged_into
    try:
        with transaction():
            if chosen is Move.MERGE:
                moving.link_merged(page.actor, record)
            else:
                moving.unlink_merged(page.actor, record, other)
    except Refusal:  # the step itself is made: only the other report does not say so
        flash(_("The other report does not show this: it is not there any more, or is not open to you."), "warning")


@blueprint.route("/<ref>/proposals/<int:proposal>", methods=["POST"])
@requires(Permission.DESK_WORK)
def decide(ref: str, proposal: int) -> Answer:
    """Agree to another person's proposal, or refuse it."""
    page = sheet(ref)
    form = forms.DecideForm(prefix=f"p{proposal}")
    record = page.report.record
    if request.form.get("do") == "agree":
        destroyed = any(
            one.stamp.seq == proposal and one.proposed.move == Move.PURGE for one in page.report.incident.waiting
        )
        return act(
            ref,
            form,
            lambda: deciding.agree(page.actor, record, proposal, seen=form.length),
            "work",
            _("You agreed. The report is destroyed.") if destroyed else _("You agreed. The step is made."),
            url_for("triage.queue") if destroyed else None,
        )
    return act(
        ref,
        form,
        lambda: deciding.refuse(page.actor, record, proposal, form.reason.data or "", seen=form.length),
        "work",
        _("You did not agree. The work goes on."),
    )
