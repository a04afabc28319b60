"""Two reports side by side, with the differences marked; joined, or told apart."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from app.database import transaction
from app.errors import Conflict, Invalid, NotAllowed
from app.incidents.errors import InConflict, NotYours, ReportUnknown
from app.incidents.rules.guards import was_sensitive
from app.incidents.rules.offers import offered
from app.incidents.rules.states import Move
from app.triage.errors import NotForYou
from app.triage.forms.comparing import ApartForm, JoinForm
from app.triage.forms.desk import DeskForm
from app.triage.service import merging
from app.triage.service.reading import OpenReport
from app.triage.views import saying
from app.triage.views.blueprint import Answer, blueprint
from app.triage.views.pages import Sheet, reference_of, sheet
from app.triage.views.sides import sides
from app.triage.views.working import tell_the_other
from app.vault.errors import ChainGrew
from app.vault.roles import Role
from app.web.access import Permission, requires
from app.web.errors import status_of
from app.web.form import add_refusal


@blueprint.route("/<ref>/compare/<other>")
@requires(Permission.DESK_READ)
def compare(ref: str, other: str) -> Answer:
    """Both reports, part by part. Writes nothing."""
    first, second = _both(ref, other)
    return _page(first, second)


@blueprint.route("/<ref>/compare/<other>/join", methods=["POST"])
@requires(Permission.DESK_WORK)
def join(ref: str, other: str) -> Answer:
    """Join the first to the second, where the work goes on."""
    first, second = _both(ref, other)
    form, record, to = JoinForm(), first.report.record, second.record
    reason = form.reason.data or ""
    verb = partial(merging.join, first.actor, record, to, reason, seen=form.length, seen_other=form.length_other)
    answer = _act(first, second, form, verb, _("The reports are joined. They can be separated again."), to)
    if not isinstance(answer, tuple):
        tell_the_other(first, Move.MERGE)
    return answer


@blueprint.route("/<ref>/compare/<other>/apart", methods=["POST"])
@requires(Permission.DESK_WORK)
def apart(ref: str, other: str) -> Answer:
    """Note that they are two incidents."""
    first, second = _both(ref, other)
    form, record = ApartForm(), first.report.record
    verb = partial(merging.tell_apart, first.actor, record, second.record, seen=form.length)
    return _act(first, second, form, verb, _("It is noted that these are two incidents."), record)


def _both(ref: str, other: str) -> tuple[Sheet, OpenReport]:
    """Open both. The second is unknown to whoever must not see it: its reference may have been guessed."""
    first = sheet(ref)
    second = merging.open_other(first.actor, reference_of(other))
    if second.record == first.report.record:
        raise ReportUnknown
    return first, second


def _act(first: Sheet, second: OpenReport, form: DeskForm, verb: Callable[[], Any], said: str, to: str) -> Answer:
    if not form.validate_on_submit():
        return _page(first, second, form), 422
    try:
        with transaction():
            verb()
    except (NotYours, InConflict, NotForYou):
        raise
    except (Invalid, Conflict, NotAllowed) as refusal:
        add_refusal(form, refusal)
        again, beside = _both(first.report.record, second.record)
        return _page(again, beside, form, grew=isinstance(refusal, ChainGrew)), status_of(refusal)
    flash(said, "success")
    return redirect(url_for("triage.record", ref=to), 303)


def _page(first: Sheet, second: OpenReport, given: DeskForm | None = None, grew: bool = False) -> str:
    report = first.report
    can = first.has(Role.REVIEWER)
    moves = {offer.move for offer in offered(report.incident, report.roles, first.actor.account, report.own)}
    join = given if isinstance(given, JoinForm) else JoinForm(formdata=None)
    apart = given if isinstance(given, ApartForm) else ApartForm(formdata=None)
    if given is None or grew:
        join.seen.data = apart.seen.data = str(report.length)
        join.seen_other.data = str(second.length)
    return render_template(
        "triage/compare.html",
        first=report,
        second=second,
        parts=sides(report.incident, second.incident),
        join=join if can and Move.MERGE in moves else None,
        apart=apart if can else None,
        known=second.record in report.incident.apart or report.record in second.incident.apart,
        failed=given,
        sensitive=was_sensitive(report.incident) or was_sensitive(second.incident),
        say=saying,
    )
