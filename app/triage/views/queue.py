"""The queue of a desk. Coded filters travel in the address; a text that is looked for never does."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from app.accounts.service.people import work_name
from app.database import transaction
from app.desks import service as desks
from app.incidents.rules.states import State
from app.triage import queue as queues
from app.triage.clocks import NAMES, Target
from app.triage.risk import LEVELS
from app.triage.service.reading import DESK_PEOPLE
from app.triage.views import saying
from app.triage.views.blueprint import Answer, blueprint
from app.vault import anchors
from app.vault.actor import Actor
from app.vault.errors import DeskTampered, NoKey
from app.vault.roles import Role
from app.vocabulary import lists
from app.web import clock
from app.web.access import Permission, current_actor, requires
from app.web.form import said
from app.web.language import page_locale

ROWS = 50
LONGEST = 200


@blueprint.route("", methods=["GET", "POST"])
@requires(Permission.DESK_READ)
def queue() -> Answer:
    """What waits, the most urgent first. A search is sent by POST and changes nothing."""
    actor = current_actor()
    values = {name: value[:LONGEST] for name, value in request.values.items()}
    if request.method == "GET":
        values.pop("text", None)
    mine = sorted({desk for role in DESK_PEOPLE for desk in actor.desks(Role(role))})
    desk = values["desk"] if values.get("desk") in mine else mine[0]
    problem = _anchored(actor, desk)
    filters = queues.filters_of(values)
    sort = values.get("sort", queues.DUE_FIRST)
    page = queues.page(actor, desk, filters, sort, ROWS, values.get("after", ""), now=clock.now())
    return render_template(
        "triage/queue.html",
        page=page,
        filters=filters,
        sort=sort,
        desk=desk,
        problem=problem,
        desk_name=desks.get(desk).name,
        desk_choices=[(one, desks.get(one).name) for one in mine],
        choices=choices(page),
        next_fields=fields(desk, filters, sort) | {"after": page.next},
        next_url=url_for("triage.queue", **fields(desk, filters, sort), after=page.next) if page.next else None,
        say=saying,
        work_name=work_name,
        targets={target.value: _(NAMES[target]) for target in Target},
        levels=[(level.value, saying.level_said(level)) for level in LEVELS],
    )


def _anchored(actor: Actor, desk: str) -> str:
    """Keep today's signed count of the desk outside the database, and return what does not fit the one before."""
    try:
        with transaction():
            anchors.keep(actor, desk, clock.today())
    except DeskTampered as refusal:
        return said(refusal)  # the queue stays open: people wait in it
    except (NoKey, OSError):
        return ""
    return ""


def fields(desk: str, filters: queues.Filters, sort: str) -> dict[str, Any]:
    """Return what the address of a page of the queue holds, without what was not chosen, and never the text."""
    chosen = {name: getattr(filters, name) for name in ("state", "level", "country", "group", "assignee")}
    chosen |= {"desk": desk, "sort": "" if sort == queues.DUE_FIRST else sort}
    return {name: value for name, value in chosen.items() if value and (name, value) != ("state", queues.OPEN)}


def choices(page: queues.Page) -> dict[str, list[tuple[str, str]]]:
    """Return what each filter offers."""
    locale = page_locale()
    states = [(state.value, lists.label("work_state", state.value, locale)) for state in State]
    return {
        "state": [(queues.OPEN, _("Open work")), (queues.ALL, _("Everything")), *states[:-1]],
        "level": [("", _("Any level")), *((level.value, saying.level_said(level)) for level in LEVELS)],
        "country": [("", _("Any country")), *((one, lists.label("country", one, locale)) for one in page.countries)],
        "group": [("", _("Any act")), *lists.choices("act_group", locale)],
        "assignee": [("", _("Anybody")), (queues.ME, _("Me")), (queues.NOBODY, _("Nobody yet")), *page.assignees],
        "sort": [(queues.DUE_FIRST, _("Most urgent first")), (queues.NEWEST, _("Newest first"))],
    }
