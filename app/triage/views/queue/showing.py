"""The queue of a desk. Coded filters travel in the address; a text that is looked for never does."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from babel.dates import format_skeleton
from flask import Response, make_response, render_template, request, url_for
from flask_babel import format_number
from flask_babel import gettext as _

from app.accounts.service.people import work_name
from app.database import transaction
from app.desks import service as desks
from app.incidents.rules.wording import MOVES
from app.triage import queue as queues
from app.triage.clocks import NAMES, Target
from app.triage.queue import bulk, saved
from app.triage.risk import LEVELS
from app.triage.service import due, lending
from app.triage.service.reading import DESK_PEOPLE
from app.triage.views import saying
from app.triage.views.blueprint import blueprint
from app.triage.views.queue import choosing
from app.triage.views.queue.choosing import Wanted
from app.vault import anchors
from app.vault.actor import Actor
from app.vault.errors import DeskTampered, NoKey
from app.vault.roles import Role
from app.web import clock
from app.web.access import Permission, current_actor, permits, requires
from app.web.form import said
from app.web.language import page_locale

ROWS = 50
LONGEST = 200
SECONDS = "2"  # after which the page is asked for again while the index still reads


@dataclass(frozen=True)
class Outcome:
    """What became of an act on several reports: how many were done, and those refused, each with its reason."""

    done: int = 0
    refused: tuple[tuple[str, str], ...] = ()


@blueprint.route("", methods=["GET", "POST"])
@requires(Permission.DESK_READ)
def queue() -> Response:
    """What waits, the most urgent first. A search is sent by POST and changes nothing."""
    actor = current_actor()
    return shown(actor, wanted_of(actor, request.values if request.method == "POST" else _without_text()))


def _without_text() -> Mapping[str, str]:
    return {name: value for name, value in request.args.items() if name != "text"}


def wanted_of(actor: Actor, values: Mapping[str, str]) -> Wanted:
    """Return what was asked for; a desk that is not the actor's counts as their first one."""
    values = {name: value[:LONGEST] for name, value in values.items()}
    mine = desks_of(actor)
    desk = values["desk"] if values.get("desk") in mine else mine[0]
    return Wanted(desk, queues.filters_of(values), queues.sort_of(values), values.get("after", ""), mine[0])


def desks_of(actor: Actor) -> list[str]:
    """Return the desks that the actor reads."""
    return sorted({desk for role in DESK_PEOPLE for desk in actor.desks(Role(role))})


def shown(actor: Actor, wanted: Wanted, outcome: Outcome | None = None) -> Response:
    """Draw a page of the queue, as far as the index has read; it is asked for again while it has not read all."""
    desk, now = wanted.desk, clock.now()
    try:
        problem = _looked_after(actor, desk)
        page = queues.page(actor, desk, wanted.filters, wanted.sort, ROWS, wanted.after, now=now)
        with transaction():
            due.keep(actor, desk, page.progress, now)
    except NoKey:
        return make_response(_drawn(actor, wanted, page=None, outcome=outcome))
    except queues.IndexAway as away:
        # The kind of the failure, and no path: the administrator needs to know what is full or may not be written.
        logging.getLogger("amparo").error("the index cannot be used: %s", type(away.__cause__).__name__)
        return make_response(_drawn(actor, wanted, page=None, outcome=outcome, away=True), 503)
    response = make_response(_drawn(actor, wanted, page=page, problem=problem, outcome=outcome))
    if not page.progress.complete and request.method == "GET" and not wanted.after:
        response.headers["Refresh"] = SECONDS
    return response


def _drawn(
    actor: Actor,
    wanted: Wanted,
    page: queues.Page | None,
    problem: str = "",
    outcome: Outcome | None = None,
    away: bool = False,
) -> str:
    names = {one.id: one.name for one in desks.listed()}
    return render_template(
        "triage/queue.html",
        page=page,
        wanted=wanted,
        outcome=outcome or Outcome(),
        away=away,
        problem=problem,
        lent=lending.lent(actor, wanted.desk),
        desk_name=names[wanted.desk],
        desk_choices=[(one, names[one]) for one in desks_of(actor)],
        views=[(view.id, view.name) for view in saved.saved(actor)],
        colleagues=choosing.colleagues(actor, wanted.desk) if permits(actor, Permission.DESK_WORK) else [],
        fields=wanted.fields(),
        **(_said(actor, wanted, page, names) if page is not None else {}),
    )


def _said(actor: Actor, wanted: Wanted, page: queues.Page, desk_names: Mapping[str, str]) -> dict[str, Any]:
    """Return the words of a page: each is looked up once, however many rows show it."""
    year = str(clock.today().year)
    return {
        "choices": choosing.choices(page, wanted.filters, actor.account),
        "tabs": choosing.tabs(page, wanted),
        "lost": [desk_names.get(one, one) for one in page.progress.rolled_back],
        "done": format_number(page.progress.done),
        "total": format_number(page.progress.total),
        "levels": {level.value: saying.level_said(level) for level in LEVELS},
        "moves": {move.value: _(MOVES[move]) for move in bulk.MOVES},
        "targets": {target.value: _(NAMES[target]) for target in Target},
        "names": {one: work_name(one) for one in {row.assignee for row in page.rows} - {""}},
        "due": {row.due: due_said(row.due, year) for row in page.rows if row.due},
        "record_url": url_for("triage.record", ref="x").removesuffix("x"),
    }


def due_said(at: str, year: str) -> str:
    """Return a UTC minute in the reader's language, with the year where it is another than this one."""
    moment = datetime.fromisoformat(at)
    day = format_skeleton("MMMd" if at.startswith(year) else "yMMMd", moment, locale=page_locale())
    return f"{day}, {moment:%H:%M} UTC"


def _looked_after(actor: Actor, desk: str) -> str:
    """Keep today's signed count of the desk outside the database, and return what does not fit the one before.

    Where it is the first look of the day, every record's head is compared with the one that was verified.
    """
    try:
        with transaction():
            kept = anchors.keep(actor, desk, clock.today())
    except DeskTampered as refusal:
        refusal.params["desk"] = desks.get(refusal.desk).name  # people know a desk by its name
        return said(refusal)  # the queue stays open: people wait in it
    except OSError:
        return ""
    if kept:
        queues.compare(actor, desk, now=clock.now())
    return ""
