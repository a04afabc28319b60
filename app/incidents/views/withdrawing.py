"""Taking back a report or a consent, with the stories that tell it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.database import transaction
from app.errors import Conflict, Invalid
from app.incidents.content.consent import USES
from app.incidents.errors import ReportUnknown
from app.incidents.forms.report import ConsentForm
from app.incidents.rules.consenting import review_due
from app.incidents.rules.limits import REASON
from app.incidents.service import following, saying
from app.incidents.views.blueprint import blueprint
from app.vault.actor import Actor
from app.vault.errors import ChainGrew
from app.web import clock
from app.web.access import Permission, current_actor, requires
from app.web.errors import status_of
from app.web.form import add_refusal, said
from app.withdrawal import service as withdrawal

Page = tuple[str, int]
TRIES = 5


@blueprint.route("/<record>/withdraw", methods=["POST"])
@requires(Permission.INCIDENT_FILE)
def withdraw(record: str) -> Response:
    """Take a report back; stories that tell it go first."""
    actor, why = current_actor(), saying.checked(request.form.get("why", ""), REASON)  # before anything is taken down
    after_taking_down(actor, record, lambda taken: withdrawal.withdraw(actor, record, taken, why))
    flash(_("Your report is withdrawn. The desk has stopped using it."), "success")
    return redirect(url_for("incidents.show", record=record), 303)


@blueprint.route("/<record>/consent/<person>", methods=["GET", "POST"])
@requires(Permission.INCIDENT_FILE)
def consent(record: str, person: str) -> Page | Response:
    """Change what one person agreed to; a story that rested on it goes at once."""
    form = ConsentForm()
    if not form.is_submitted():
        return _page(record, person, form)
    if not form.validate():
        return _page(record, person, form, 422)
    try:
        _change(record, person, form)
    except (saying.NobodyAnswered, saying.NoReason) as refusal:
        field = form.given_by if isinstance(refusal, saying.NobodyAnswered) else form.assent_reason
        field.errors = [said(refusal)]
        return _page(record, person, form, 422)
    except (Invalid, Conflict) as refusal:
        add_refusal(form, refusal)
        return _page(record, person, form, status_of(refusal))
    flash(_("The answers are saved."), "success")
    return redirect(url_for("incidents.consent", record=record, person=person), 303)


def _change(record: str, person: str, form: ConsentForm) -> None:
    actor, uses, told = current_actor(), _answers(), form.told()
    if withdrawal.ends_publication(actor, record, person, uses, told["assent"], told["assent_reason"]):
        after_taking_down(
            actor, record, lambda taken: withdrawal.change_consent(actor, record, person, uses, taken, **told)
        )
        return
    with transaction():
        saying.change_consent(actor, record, person, uses, **told)


def after_taking_down(actor: Actor, record: str, act: Callable[[Sequence[str]], object]) -> None:
    """Take the stories down, then act on the record: two transactions, run again where the record grew between."""
    for attempt in range(TRIES):
        with transaction():
            taken = withdrawal.take_down(actor, record)
        if taken:
            withdrawal.forget_traces()
        try:
            with transaction():
                act(taken)
        except (ChainGrew, withdrawal.ToldMeanwhile):
            if attempt == TRIES - 1:
                raise
        else:
            return


def _answers() -> dict[str, str]:
    return {use: request.form[use] for use in USES if use in request.form}


def _page(record: str, person: str, form: ConsentForm, status: int = 200) -> Page:
    incident = following.own_report(current_actor(), record).incident
    if person not in {one.key for one in incident.persons}:
        raise ReportUnknown
    state = incident.consents.get(person)
    if state and not form.is_submitted():
        form.assent.data, form.assent_reason.data = state.now.assent, state.now.assent_reason
    html = render_template(
        "incidents/consent.html",
        record=record,
        person=person,
        form=form,
        uses=USES,
        answers=_answers() or (state.now.uses if state else {}),
        now=state.now if state else None,
        minor=any(one.minor for one in incident.persons if one.key == person),
        due=state is not None and review_due(state.now, clock.today()),
        history=state.history if state else (),
    )
    return html, status
