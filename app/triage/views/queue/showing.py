"""The queue of a desk. What is chosen is sent by POST; the address that follows carries it sealed, and never a text."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from babel.dates import format_skeleton
from flask import Response, make_response, redirect, render_template, request, url_for
from flask_babel import format_number
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Redirect

from app.accounts.service.people import work_name
from app.database import transaction
from app.desks import service as desks
from app.incidents.rules.wording import MOVES
from app.triage import queue as queues
from app.triage.clocks import NAMES, Target
from app.triage.queue import Filters, bulk, saved
from app.triage.risk import LEVELS
from app.triage.service import due, lending
from app.triage.service.reading import DESK_PEOPLE
from app.triage.views import saying
from app.triage.views.blueprint import blueprint
from app.triage.views.queue import choosing
from app.triage.views.queue.choosing import PLAIN, PURPOSE, Wanted
from app.vault import anchors
from app.vault.actor import Actor
from app.vault.errors import DeskTampered, NoKey
from app.vault.roles import Role
from app.vocabulary.dates import writing_of
from app.web import addresses, clock
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
def queue() -> Response | Redirect:
    """What waits, the most urgent first. A choice and a search are sent by POST and change nothing."""
    actor = current_actor()
    if request.method == "POST":
        wanted = wanted_of(actor, request.form)
        return shown(actor, wanted) if wanted.filters.text else redirect(wanted.address, 303)
    values, strange = addressed()
    return shown(actor, wanted_of(actor, values), strange=strange)


def addressed() -> tuple[dict[str, str], bool]:
    """Return what the address asks for, and whether something in it could not be read.

    A filter in clear is none: nobody but this page makes addresses, and it makes none with a country in it.
    """
    sent = request.args
    tab = sent.get("tab", "")
    values = asdict(queues.TABS[tab] if tab in PLAIN else Filters())
    found = addresses.unsealed(PURPOSE, sent[addresses.NAME]) if sent.get(addresses.NAME) else {}
    strange = found is None or any(name in sent for name in (*values, "sort", "after"))
    return {**values, **(found or {}), "desk": sent.get("desk", "")}, strange


def wanted_of(actor: Actor, values: Mapping[str, str]) -> Wanted:
    """Return what was asked for; a desk that is not the actor's counts as their first one."""
    values = {name: value[:LONGEST] for name, value in values.items()}
    mine = desks_of(actor)
    desk = values["desk"] if values.get("desk") in mine else mine[0]
    return Wanted(desk, queues.filters_of(values), queues.sort_of(values), values.get("after", ""), mine[0])


def desks_of(actor: Actor) -> list[str]:
    """Return the desks that the actor reads."""
    return sorted({desk for role in DESK_PEOPLE for desk in actor.desks(Role(role))})


def shown(actor: Actor, wanted: Wanted, outcome: Outcome | None = None, strange: bool = False) -> Response:
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
    response = make_response(_drawn(actor, wanted, page=page, problem=problem, outcome=outcome, strange=strange))
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
    strange: bool = False,
) -> str:
    names = {one.id: one.name for one in desks.listed()}
    return render_template(
        "triage/queue.html",
        page=page,
        wanted=wanted,
        outcome=outcome or Outcome(),
        away=away,
        strange=strange,
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
    year, options = str(clock.today().year), choosing.choices(page, wanted.filters, actor.account)
    return {
        "choices": options,
        "chosen": choosing.said(options, wanted),
        "tabs": choosing.tabs(page, wanted),
        "lost": [desk_names.get(one, one) for one in page.progress.rolled_back],
        "done": format_number(page.progress.done),
        "total": format_number(page.progress.total),
        "levels": {level.value: saying.level_said(level) for level in LEVELS},
        "moves": {move.value: _(MOVES[move]) for move in bulk.MOVES},
        "names": {one: work_name(one) for one in {row.assignee for row in page.rows} - {""}},
        "due": _due(page, year),
        "record_url": url_for("triage.record", ref="x").removesuffix("x"),
    }


def _due(page: queues.Page, year: str) -> dict[tuple[str, str], str]:
    """Return which promise is due when, in words, by target and minute."""
    names = {target.value: _(NAMES[target]) for target in Target}
    return {
        (row.target, row.due): str(_("%(name)s: %(value)s", name=names[row.target], value=due_said(row.due, year)))
        for row in page.rows
        if row.due
    }


def due_said(at: str, year: str) -> str:
    """Return a UTC minute in the reader's language, with the year where it is another than this one."""
    moment = datetime.fromisoformat(at)
    day = format_skeleton("MMMd" if at.startswith(year) else "yMMMd", moment, locale=writing_of(page_locale()))
    return str(_("%(day)s, %(time)s UTC", day=day, time=f"{moment:%H:%M}"))


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
