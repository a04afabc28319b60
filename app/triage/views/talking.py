"""Messages, notes, risk, plan: what is written on a report."""

from __future__ import annotations

from flask_babel import gettext as _

from app.triage.forms import desk as forms
from app.triage.service import assessing, talking
from app.triage.views.acting import act
from app.triage.views.blueprint import Answer, blueprint
from app.triage.views.pages import reference_of
from app.web.access import Permission, current_actor, requires


@blueprint.route("/<ref>/messages", methods=["POST"])
@requires(Permission.DESK_READ)
def send(ref: str) -> Answer:
    """Write to the filer."""
    form, actor, record = forms.MessageForm(), current_actor(), reference_of(ref)
    return act(
        ref, form, lambda: talking.send_message(actor, record, form.text.data or ""), "talk", _("The message is sent.")
    )


@blueprint.route("/<ref>/notes", methods=["POST"])
@requires(Permission.DESK_READ)
def note(ref: str) -> Answer:
    """Write an internal note."""
    form, actor, record = forms.NoteForm(), current_actor(), reference_of(ref)
    return act(ref, form, lambda: talking.add_note(actor, record, form.text.data or ""), "talk", _("The note is kept."))


@blueprint.route("/<ref>/risk", methods=["POST"])
@requires(Permission.DESK_WORK)
def assess(ref: str) -> Answer:
    """Assess the risk."""
    form, actor, record = forms.RiskForm(), current_actor(), reference_of(ref)
    return act(
        ref,
        form,
        lambda: assessing.assess_risk(
            actor,
            record,
            form.scores(),
            flags=tuple(form.flags.data or ()),
            override=form.override.data or "",
            reason=form.reason.data or "",
            note=form.note.data or "",
            seen=form.length,
        ),
        "risk",
        _("The assessment is kept."),
    )


@blueprint.route("/<ref>/plan", methods=["POST"])
@requires(Permission.DESK_WORK)
def plan(ref: str) -> Answer:
    """Write the plan."""
    form, actor, record = forms.PlanForm(), current_actor(), reference_of(ref)
    return act(
        ref,
        form,
        lambda: assessing.write_plan(actor, record, form.text.data or "", seen=form.length),
        "risk",
        _("The plan is kept."),
    )
