"""Giving reports out: asking for a file, deciding on it, taking it. Each step is its own page or press."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Response as Answered
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.accounts.service.people import work_name
from app.database import transaction
from app.desks import service as desks
from app.errors import Conflict, Invalid, NotAllowed
from app.triage import queue as queues
from app.triage.exporting.columns import COLUMNS
from app.triage.exporting.content import MOST_TAKEN, Request
from app.triage.exporting.errors import IndexGone
from app.triage.forms.desk import DeskForm, Pairs
from app.triage.forms.exporting import FILTERS, LONGEST, AgreeForm, DeclineForm, ExportForm, TakeForm, usual_columns
from app.triage.queue.filters import filters_of
from app.triage.service import exporting, taking
from app.triage.views import saying
from app.triage.views.blueprint import Answer, blueprint
from app.triage.views.deputies import desk_of
from app.triage.views.queue import choosing
from app.vault.actor import Actor
from app.vocabulary import lists
from app.web import addresses, clock
from app.web.access import Permission, current_actor, requires
from app.web.errors import status_of
from app.web.form import add_refusal
from app.web.language import page_locale

PURPOSE = "an export"


@blueprint.route("/exports")
@requires(Permission.DESK_WORK)
def exports() -> Answer:
    """What was asked for at a desk, and what waits for this person."""
    actor, now = current_actor(), clock.now()
    desk = desk_of(actor, request.args.get("desk", ""))
    return render_template(
        "triage/exports.html",
        desk=desks.get(desk),
        found=[(one, _stands(actor, one)) for one in exporting.requests(actor, desk)],
        work_name=work_name,
        now=now,
    )


def _stands(actor: Actor, one: Request) -> tuple[str, str]:
    """Return how a request stands: a kind of badge, and words."""
    now = clock.now()
    if exporting.may_decide(actor, one, now):
        return "warning", _("You can decide")
    if taking.may_take(actor, one, now):
        return "success", _("Ready for you")
    if one.refuser:
        return "danger", _("Refused")
    if one.waits(now):
        return "info", _("Waits for a second person")
    if one.ready(now):
        return "success", _("Approved")
    return "", _("Ended")


@blueprint.route("/exports/new", methods=["GET", "POST"])
@requires(Permission.DESK_WORK)
def new_export() -> Answer:
    """Choose what a file is made of: all open work, or what the queue shows. It is sent by POST and changes nothing.

    The address that follows carries coded filters sealed. Words that are looked for stand in none, as in the queue.
    """
    actor = current_actor()
    desk = desk_of(actor, request.values.get("desk", ""))
    if request.method == "POST":
        sent = {name: value[:LONGEST] for name, value in request.form.items()}
        wanted = filters_of(sent)
        if wanted.text:
            return _asking(actor, desk, _fresh(desk, sent))
        chosen = {name: getattr(wanted, name) for name in FILTERS if getattr(wanted, name)}
        return redirect(url_for("triage.new_export", desk=desk, shown=addresses.sealed(PURPOSE, chosen)), 303)
    found = addresses.unsealed(PURPOSE, request.args[addresses.NAME]) if request.args.get(addresses.NAME) else {}
    return _asking(actor, desk, _fresh(desk, found or {}), strange=found is None)


@blueprint.route("/exports", methods=["POST"])
@requires(Permission.DESK_WORK)
def ask_export() -> Answer:
    """Ask for a file."""
    actor = current_actor()
    desk = desk_of(actor, request.form.get("export-desk", ""))
    form = ExportForm(_deciders(desk))
    if not form.validate_on_submit():
        return _asking(actor, desk, form), 422
    try:
        with transaction():
            record = exporting.ask(actor, form.wish(), now=clock.now())
    except (Invalid, Conflict, NotAllowed) as refusal:
        add_refusal(form, refusal)
        return _asking(actor, desk, form), status_of(refusal)
    flash(_("You asked for the file. A second person decides."), "success")
    return redirect(url_for("triage.export", ref=record), 303)


@blueprint.route("/exports/<ref>")
@requires(Permission.DESK_WORK)
def export(ref: str) -> Answer:
    """One request: what is asked for, and what this person can do."""
    actor = current_actor()
    return _page(actor, exporting.opened(actor, ref))


@blueprint.route("/exports/<ref>/agree", methods=["POST"])
@requires(Permission.DESK_WORK)
def agree_export(ref: str) -> Answer:
    """Agree to somebody else's request."""
    form, actor = AgreeForm(), current_actor()
    return _decide(ref, form, lambda: exporting.approve(actor, ref, seen=form.length, now=clock.now()))


@blueprint.route("/exports/<ref>/decline", methods=["POST"])
@requires(Permission.DESK_WORK)
def decline_export(ref: str) -> Answer:
    """Refuse somebody else's request."""
    form, actor = DeclineForm(), current_actor()
    reason = form.reason.data or ""
    return _decide(ref, form, lambda: exporting.refuse(actor, ref, reason, seen=form.length, now=clock.now()))


def _decide(ref: str, form: DeskForm, verb: Callable[[], None]) -> Answer:
    actor = current_actor()
    if not form.validate_on_submit():
        return _page(actor, exporting.opened(actor, ref), form), 422
    try:
        with transaction():
            verb()
    except (Invalid, Conflict, NotAllowed) as refusal:
        add_refusal(form, refusal)
        return _page(actor, exporting.opened(actor, ref), form), status_of(refusal)
    flash(_("The decision is saved."), "success")
    return redirect(url_for("triage.export", ref=ref), 303)


@blueprint.route("/exports/<ref>/take", methods=["POST"])
@requires(Permission.DESK_WORK)
def take_export(ref: str) -> Answer:
    """Give the encrypted file to who asked for it."""
    actor, form = current_actor(), TakeForm()
    if not form.validate_on_submit():
        return _page(actor, exporting.opened(actor, ref), form), 422
    try:
        with transaction():
            file = taking.take(actor, ref, form.passphrase.data or "", _, seen=form.length, now=clock.now())
    except (Invalid, Conflict, NotAllowed) as refusal:
        add_refusal(form, refusal)
        return _page(actor, exporting.opened(actor, ref), form), status_of(refusal)
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return Answered(file.data, mimetype="application/octet-stream", headers=headers)


def _deciders(desk: str) -> Pairs:
    partner = desks.partner_of(desk)
    own = [(desk, _("A colleague of this desk"))]
    return [*own, (partner.id, _("Partner desk"))] if partner is not None and partner.people else own


def _fresh(desk: str, values: Mapping[str, str]) -> ExportForm:
    wanted = filters_of(values)
    chosen = {name: getattr(wanted, name) for name in FILTERS}
    return ExportForm(_deciders(desk), formdata=None, data={"desk": desk, "columns": usual_columns(), **chosen})


def _asking(actor: Actor, desk: str, form: ExportForm, strange: bool = False) -> str:
    filters = form.wish().filters
    try:
        page = queues.page(actor, desk, filters, limit=1, now=clock.now())
    except queues.IndexAway:
        raise IndexGone from None
    return render_template(
        "triage/new_export.html",
        desk=desks.get(desk),
        form=form,
        filters=filters,
        choices=choosing.choices(page, filters, actor.account),
        total=page.total,
        complete=page.progress.complete,
        strange=strange,
    )


def _page(actor: Actor, one: Request, given: DeskForm | None = None) -> str:
    now = clock.now()
    take = given if isinstance(given, TakeForm) else TakeForm.fresh(one.length)
    seen = {"seen": str(one.length)}
    if given is not None:
        given.seen.data = str(one.length)
    return render_template(
        "triage/export.html",
        one=one,
        desk=desks.get(one.asked.desk),
        decider=desks.get(one.asked.decider),
        who=saying.who,
        shown=_filters_said(one),
        columns=[_(COLUMNS[name].heading) for name in one.asked.columns if name in COLUMNS],
        stands=_stands(actor, one),
        decides=exporting.may_decide(actor, one, now),
        takes=taking.may_take(actor, one, now),
        left=MOST_TAKEN - one.taken,
        take=take,
        agree=given if isinstance(given, AgreeForm) else AgreeForm(formdata=None, data=seen),
        decline=given if isinstance(given, DeclineForm) else DeclineForm(formdata=None, data=seen),
        failed=given,
    )


def _filters_said(one: Request) -> Pairs:
    """Return the filters in words."""
    chosen, locale = one.asked.filters, page_locale()
    state = chosen.get("state", "")
    states = {queues.OPEN: _("Open work"), queues.ALL: _("Everything")}
    assignee = chosen.get("assignee", "")
    people = {queues.ME: work_name(one.asker), queues.NOBODY: _("Nobody yet")}
    return [
        (_("State"), states.get(state) or lists.label("work_state", state, locale)),
        (_("Level"), saying.level_said(chosen.get("level", ""))),
        (_("Country"), lists.label("country", country, locale) if (country := chosen.get("country", "")) else ""),
        (_("What happened"), lists.label("act_group", group, locale) if (group := chosen.get("group", "")) else ""),
        (_("Who works on it"), (people.get(assignee) or work_name(assignee)) if assignee else ""),
        (_("Only what is late"), _("Yes") if chosen.get("overdue") else ""),
        (_("Only where consent is to be reviewed"), _("Yes") if chosen.get("review") else ""),
        (_("Words in reports, messages and notes"), chosen.get("text", "")),
    ]
