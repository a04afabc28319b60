"""Search at a desk. What is looked for is sent by POST: it stands in no address, no log and no history."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask_babel import gettext as _

from app.database import transaction
from app.desks import service as desks
from app.errors import Conflict, Invalid, NotAllowed, NotFound, Tampered
from app.incidents.matching import normalise
from app.triage.forms.searching import SearchForm, SeekNamesForm
from app.triage.queue import IndexAway
from app.triage.risk import LEVELS
from app.triage.searching.asking import COUNTED
from app.triage.searching.fields import FIELDS, example
from app.triage.service import naming, searching
from app.triage.service.reading import DESK_PEOPLE
from app.triage.views import asked, saying, showing
from app.triage.views.blueprint import Answer, blueprint
from app.vault.actor import Actor
from app.vault.roles import Role
from app.web import clock
from app.web.access import Permission, current_actor, requires
from app.web.form import add_refusal
from app.web.language import page_locale


@blueprint.route("/search", methods=["GET", "POST"])
@requires(Permission.DESK_READ)
def search() -> Answer:
    """The empty box with what can be typed, or what was found."""
    actor, form = current_actor(), SearchForm()
    desk = _desk(actor, form.desk.data or request.args.get("desk", ""))
    if not form.validate_on_submit():
        return _page(actor, desk, form), 422 if form.errors else 200
    try:
        done = searching.search(actor, desk, form.text.data or "", form.after.data or "", _levels(), now=clock.now())
    except IndexAway:
        return _page(actor, desk, form, away=True), 503
    form.after.data = ""
    return _page(actor, desk, form, done=done), 200


@blueprint.route("/search/names", methods=["POST"])
@requires(Permission.IDENTITY_OPEN)
def seek_names() -> Answer:
    """Reports in which somebody has this name. Each tells its filer why before it is shown."""
    actor, form = current_actor(), SeekNamesForm(prefix="seek")
    desk = _desk(actor, form.desk.data or "", Role.PROTECTION_OFFICER)
    if not form.validate_on_submit():
        return _page(actor, desk, form, seeking=form), 422
    purpose = form.purpose.data or ""
    try:
        sought = searching.seek_names(actor, desk, form.text.data or "", purpose, now=clock.now())
    except Invalid as refusal:
        add_refusal(form, refusal)
        return _page(actor, desk, form, seeking=form), 422
    except IndexAway:
        return _page(actor, desk, form, away=True), 503
    persons = {record: sorted(keys - {""}) for record, keys in sought.persons.items() if _open(actor, record, purpose)}
    return _page(actor, desk, form, sought=sought, persons=persons), 200


def _open(actor: Actor, record: str, purpose: str) -> bool:
    """Write the purpose into a report, unless this session has; tell whether the report may be shown."""
    try:
        if showing.shown(record):
            naming.for_officer(actor, record)
        else:
            with transaction():
                naming.open_names(actor, record, purpose)
            showing.show(record)
    except (NotFound, NotAllowed, Conflict, Tampered):
        return False
    return True


def _desk(actor: Actor, wanted: str, *roles: Role) -> str:
    mine = sorted({desk for role in roles or map(Role, DESK_PEOPLE) for desk in actor.desks(role)})
    return wanted if wanted in mine else mine[0]


def _levels() -> dict[str, str]:
    return {normalise(saying.level_said(level)): level.value for level in LEVELS}


def _page(actor: Actor, desk: str, form: SearchForm, **found: Any) -> str:
    mine = sorted({one for role in DESK_PEOPLE for one in actor.desks(Role(role))})
    done = found.get("done")
    officer = actor.has(Role.PROTECTION_OFFICER, desk)
    seeking = found.pop("seeking", None) or SeekNamesForm(formdata=None, prefix="seek", text=form.text.data)
    return render_template(
        "triage/search.html",
        form=SearchForm(formdata=None, text=form.text.data) if isinstance(form, SeekNamesForm) else form,
        desk=desk,
        desk_choices=[(one, desks.get(one).name) for one in mine],
        officer=officer,
        seeking=seeking if officer and form.text.data else None,
        asked=asked.filters_said(done.query) if done else [],
        more=_("More than %(num)d reports", num=COUNTED) if done and done.found.many else "",
        fields=[f"{field.called(page_locale())}:" for field in FIELDS],
        example=example(page_locale()),
        most=searching.MOST_NAMED,
        say=saying,
        **found,
    )
