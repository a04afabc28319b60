"""Sources, and steps of verification."""

from __future__ import annotations

from flask_babel import gettext as _

from app.incidents.content.identities import SourceIdentity
from app.incidents.content.inward import ActVerified
from app.incidents.content.report import Contact
from app.incidents.errors import ReportUnknown
from app.incidents.rules.verification import STEPS
from app.triage.forms import desk as forms
from app.triage.service import verifying
from app.triage.views.acting import act
from app.triage.views.blueprint import Answer, blueprint
from app.triage.views.pages import sheet
from app.triage.views.reading import act_choices, source_choices
from app.web.access import Permission, requires


@blueprint.route("/<ref>/sources", methods=["POST"])
@requires(Permission.DESK_WORK)
def add_source(ref: str) -> Answer:
    """Add a source, in codes."""
    page = sheet(ref)
    form = forms.SourceForm(act_choices(page))
    return act(
        ref,
        form,
        lambda: verifying.add_source(page.actor, page.report.record, form.source()),
        "verification",
        _("The source is kept."),
    )


@blueprint.route("/<ref>/sources/names", methods=["POST"])
@requires(Permission.IDENTITY_OPEN)
def name_source(ref: str) -> Answer:
    """Say who a source is."""
    page = sheet(ref)
    form = forms.NameSourceForm(page.report.incident.sources)

    def verb() -> int:
        contact = Contact(channel=form.channel.data or "", address=form.address.data or "")
        named = SourceIdentity(
            source=form.source.data, name=form.name.data or "", contact=contact, note=form.note.data or ""
        )
        return verifying.name_source(page.actor, page.report.record, named)

    return act(ref, form, verb, "names", _("The name of the source is kept."))


@blueprint.route("/<ref>/acts/<key>", methods=["POST"])
@requires(Permission.DESK_WORK)
def verify(ref: str, key: str) -> Answer:
    """Take one step of verification of one act."""
    page = sheet(ref)
    state = next((one for one in page.report.incident.acts if one.act.key == key), None)
    if state is None:
        raise ReportUnknown
    form = forms.VerifyForm([step.value for step in STEPS[state.verification]], source_choices(page), prefix=key)

    def verb() -> int:
        step = ActVerified(
            act=key,
            status=form.status.data or "",
            reasoning=form.reasoning.data or "",
            sources=tuple(form.sources.data or ()),
            sdg_class=form.sdg_class.data or "",
        )
        return verifying.verify_act(page.actor, page.report.record, step, seen=form.length)

    return act(ref, form, verb, "verification", _("The result is kept."))
