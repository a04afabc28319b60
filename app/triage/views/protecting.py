"""Names opened with a purpose, consent withdrawn, mistakes erased, and an officer's word on a sensitive story."""

from __future__ import annotations

from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.database import transaction
from app.triage.forms import desk as forms
from app.triage.service import correcting, moving, naming
from app.triage.views import showing
from app.triage.views.acting import act
from app.triage.views.blueprint import Answer, blueprint
from app.triage.views.pages import sheet
from app.web.access import Permission, requires
from app.withdrawal import service as withdrawal


@blueprint.route("/<ref>/names", methods=["POST"])
@requires(Permission.IDENTITY_OPEN)
def open_names(ref: str) -> Answer:
    """Open the names for a stated purpose. The filer sees it."""
    page, form = sheet(ref), forms.NamesForm()
    purpose = form.purpose.data or ""
    answer = act(
        ref,
        form,
        lambda: naming.open_names(page.actor, page.report.record, purpose),
        "names",
        _("The names are open to you in this session. The filer sees your purpose."),
    )
    if isinstance(answer, Response):
        showing.show(page.report.record)
    return answer


@blueprint.route("/<ref>/withdrawals", methods=["POST"])
@requires(Permission.DESK_READ)
def withdraw(ref: str) -> Answer:
    """Record a withdrawal on behalf of somebody without an account."""
    page = sheet(ref)
    form = forms.WithdrawForm([one.key for one in page.report.incident.persons])
    uses = tuple(form.uses.data or ())
    how = form.how.data or ""
    person, record = form.person.data or "", page.report.record
    taken: tuple[str, ...] = ()
    if form.validate_on_submit() and uses and how and form.length == page.report.length:
        with transaction():  # stories first, apart from the record
            taken = withdrawal.take_down_on_behalf(page.actor, record, person, uses, seen=form.length)
        if taken:
            withdrawal.forget_traces()
    return act(
        ref,
        form,
        lambda: withdrawal.withdraw_on_behalf(page.actor, record, person, uses, how, taken, seen=form.length),
        "consent",
        _("The withdrawal is recorded."),
    )


@blueprint.route("/<ref>/erasures", methods=["POST"])
@requires(Permission.DESK_READ)
def erase(ref: str) -> Answer:
    """Erase something written by mistake."""
    page = sheet(ref)
    choices = [(str(seq), str(seq)) for seq in correcting.may_erase(page.actor, page.report)]
    form = forms.EraseForm(choices)
    entry, reason = forms.number(form.entry.data), form.reason.data or ""
    return act(
        ref,
        form,
        lambda: correcting.erase(page.actor, page.report.record, entry, reason, seen=form.length),
        "history",
        _("It is erased."),
    )


@blueprint.route("/<ref>/safeguarding", methods=["POST"])
@requires(Permission.IDENTITY_OPEN)
def sign(ref: str) -> Answer:
    """Agree that a story may be told from an especially sensitive report."""
    page, form = sheet(ref), forms.ReasonForm(prefix="sign")
    reason = form.reason.data or ""
    return act(
        ref,
        form,
        lambda: moving.sign_safeguarding(page.actor, page.report.record, reason),
        "consent",
        _("Your agreement is kept."),
    )
