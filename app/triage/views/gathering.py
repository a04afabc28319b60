"""A candidate for a case: some reports and a name, sent by POST and kept in the reports themselves."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.crypto.identifiers import normal_id
from app.database import transaction
from app.errors import Invalid, NotFound, Refusal
from app.triage.forms.gathering import CandidateForm
from app.triage.service import gathering
from app.triage.views.blueprint import Answer, blueprint
from app.vault.actor import Actor
from app.web import grouped
from app.web.access import Permission, current_actor, requires
from app.web.form import add_refusal, said


@blueprint.route("/candidates", methods=["POST"])
@requires(Permission.DESK_WORK)
def candidate() -> Answer:
    """Ask for the name of a candidate, or keep it."""
    found = dict.fromkeys(normal_id(one) for one in request.form.get("r", "").split()[: gathering.MOST])
    offered = [one for one in found if one]
    choices = [(one, grouped(one)) for one in offered]
    if request.form.get("do") != "keep":
        return _page(CandidateForm(choices, formdata=None, data={"records": offered}), offered)
    form = CandidateForm(choices)
    if not form.validate_on_submit():
        return _page(form, offered), 422
    try:
        return _kept(current_actor(), form)
    except (Invalid, NotFound) as refusal:
        add_refusal(form, refusal)
        return _page(form, offered), 422


def _kept(actor: Actor, form: CandidateForm) -> Answer:
    """Keep it in each report, the first of which lists all others. Raises Invalid."""
    name = gathering.named(form.name.data or "")
    fit, refused = gathering.workable(actor, form.records.data or ())
    note = _("Candidate for a case: %(name)s", name=name)
    first, *others = fit
    count = 0
    for record in fit:
        try:
            with transaction():
                gathering.keep(actor, record, others if record == first else [first], name, note)
            count += 1
        except Refusal as refusal:
            refused.append((record, refusal))
    for record, why in refused:
        flash(_("Left out: %(reference)s. %(why)s", reference=grouped(record), why=said(why)), "warning")
    flash(
        ngettext(
            "The candidate is kept in %(num)d report. Search for its name to find it again.",
            "The candidate is kept in %(num)d reports. Search for its name to find it again.",
            count,
        ),
        "success",
    )
    return redirect(url_for("triage.record", ref=first, _anchor="links"), 303)


def _page(form: CandidateForm, offered: list[str]) -> str:
    return render_template("triage/candidate.html", form=form, offered=" ".join(offered))
