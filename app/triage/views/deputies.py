"""Deputies of a desk: who is away, who stands in, and handing open work over."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.accounts.service.people import work_name
from app.database import transaction
from app.desks import service as desks
from app.errors import Conflict, Invalid, NotAllowed
from app.triage.errors import NotForYou
from app.triage.forms.deputies import DeputyForm, PassOnForm
from app.triage.service import deputising
from app.triage.service.assigning import WORKERS, colleagues
from app.triage.views.blueprint import Answer, blueprint
from app.vault.actor import Actor
from app.web import clock
from app.web.access import Permission, current_actor, requires
from app.web.errors import status_of
from app.web.form import add_refusal


def desk_of(actor: Actor, wanted: str) -> str:
    """Return the desk that a page is about: the one wanted, else the first where this person works."""
    mine = sorted({desk for role in WORKERS for desk in actor.desks(role)})
    if not mine:
        raise NotForYou
    return wanted if wanted in mine else mine[0]


@blueprint.route("/deputies")
@requires(Permission.DESK_WORK)
def deputies() -> Answer:
    """Show who is away, and whose work one does."""
    actor = current_actor()
    desk = desk_of(actor, request.args.get("desk", ""))
    return _page(actor, desk, _deputy_form(actor, desk, fresh=True), _pass_form(actor, desk, fresh=True))


@blueprint.route("/deputies", methods=["POST"])
@requires(Permission.DESK_WORK)
def name_deputy() -> Answer:
    """Name a deputy."""
    actor = current_actor()
    desk = desk_of(actor, request.form.get("deputy-desk", ""))
    form = _deputy_form(actor, desk)
    if not form.validate_on_submit():
        return _page(actor, desk, form, _pass_form(actor, desk, fresh=True)), 422
    try:
        with transaction():
            deputising.name_deputy(actor, desk, form.to.data, form.first.data, form.last.data, clock.today())
    except (Invalid, Conflict, NotAllowed) as refusal:
        add_refusal(form, refusal)
        return _page(actor, desk, form, _pass_form(actor, desk, fresh=True)), status_of(refusal)
    flash(_("The deputy is named."), "success")
    return _back(desk)


@blueprint.route("/deputies/end", methods=["POST"])
@requires(Permission.DESK_WORK)
def end_absence() -> Answer:
    """Say that one is back."""
    actor = current_actor()
    desk = desk_of(actor, request.form.get("desk", ""))
    with transaction():
        deputising.end_absence(actor, desk, request.form.get("record", "")[:16])
    flash(_("The answers are saved."), "success")
    return _back(desk)


@blueprint.route("/deputies/hand-over", methods=["POST"])
@requires(Permission.DESK_WORK)
def hand_over_work() -> Answer:
    """Hand all open work of a person over."""
    actor = current_actor()
    desk = desk_of(actor, request.form.get("pass-desk", ""))
    form = _pass_form(actor, desk)
    if not form.validate_on_submit():
        return _page(actor, desk, _deputy_form(actor, desk, fresh=True), form), 422
    try:
        with transaction():
            went, stayed = deputising.hand_over_work(
                actor, desk, form.whose.data, form.to.data, form.left.data or "", now=clock.now()
            )
    except (Invalid, Conflict, NotAllowed) as refusal:
        add_refusal(form, refusal)
        return _page(actor, desk, _deputy_form(actor, desk, fresh=True), form), status_of(refusal)
    flash(ngettext("%(num)d report was handed over.", "%(num)d reports were handed over.", went), "success")
    if stayed:
        flash(
            ngettext(
                "%(num)d report stayed: a conflict of interest.",
                "%(num)d reports stayed: conflicts of interest.",
                stayed,
            ),
            "warning",
        )
    return _back(desk)


def _back(desk: str) -> Response:
    return redirect(url_for("triage.deputies", desk=desk), 303)


def _others(actor: Actor, desk: str) -> list[tuple[str, str]]:
    return [(one.account, one.name) for one in colleagues({desk}) if one.account != actor.account]


def _deputy_form(actor: Actor, desk: str, *, fresh: bool = False) -> DeputyForm:
    people = _others(actor, desk)
    return DeputyForm(people, formdata=None, data={"desk": desk}) if fresh else DeputyForm(people)


def _pass_form(actor: Actor, desk: str, *, fresh: bool = False) -> PassOnForm:
    theirs = deputising.may_hand_over(actor, desk, clock.today()) - {actor.account}
    whose = [(actor.account, _("Me")), *sorted(((one, work_name(one)) for one in theirs), key=lambda pair: pair[1])]
    people = [(one.account, one.name) for one in colleagues({desk})]
    return PassOnForm(whose, people, formdata=None, data={"desk": desk}) if fresh else PassOnForm(whose, people)


def _page(actor: Actor, desk: str, deputy: DeputyForm, passing: PassOnForm) -> str:
    today, now = clock.today(), clock.now()
    away = [one for one in deputising.absences(actor, desk) if one.last >= today]
    covered = sorted(one.account for one in away if one.deputy == actor.account and one.holds(today))
    return render_template(
        "triage/deputies.html",
        desk=desks.get(desk),
        away=away,
        me=actor.account,
        work_name=work_name,
        work=[(account, deputising.work_of(actor, desk, account, now)) for account in dict.fromkeys(covered)],
        deputy=deputy,
        passing=passing,
        failed=deputy if deputy.errors else passing,
    )
