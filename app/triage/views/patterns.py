"""Reports that have something in common. What is chosen is sent by POST: it stands in no address."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask_babel import format_number

from app.desks import service as desks
from app.triage.forms.patterns import PatternsForm
from app.triage.likeness.patterns import LEAST, NAMED, By
from app.triage.queue import IndexAway
from app.triage.service.patterns import Found, find_patterns
from app.triage.views import saying
from app.triage.views.blueprint import Answer, blueprint
from app.triage.views.queue.showing import desks_of
from app.vault.errors import NoKey
from app.vault.roles import Role
from app.web import clock
from app.web.access import Permission, current_actor, requires

LISTS = {By.DOER: "actor_category", By.PROJECT: "", By.GROUP: "act_group"}


@blueprint.route("/patterns", methods=["GET", "POST"])
@requires(Permission.DESK_READ)
def patterns() -> Answer:
    """What at least three reports of some days share."""
    actor, form = current_actor(), PatternsForm()
    mine = desks_of(actor)
    wanted = form.desk.data or request.args.get("desk", "")
    desk = wanted if wanted in mine else mine[0]
    found, away, status = None, False, 200
    if form.is_submitted() and not form.validate():
        return _page(form, desk, mine), 422
    try:
        found = find_patterns(actor, desk, form.shared, form.window, form.last, now=clock.now())
    except NoKey:
        pass
    except IndexAway:
        away, status = True, 503
    return _page(form, desk, mine, found, away=away), status


def _page(form: PatternsForm, desk: str, mine: list[str], found: Found | None = None, *, away: bool = False) -> str:
    return render_template(
        "triage/patterns.html",
        form=form,
        found=found,
        away=away,
        desk=desk,
        desk_name=desks.get(desk).name,
        desk_choices=[(one, desks.get(one).name) for one in mine],
        codes=LISTS[form.shared],
        least=LEAST,
        most=NAMED,
        may_keep=current_actor().has(Role.REVIEWER, desk),
        record_url=url_for("triage.record", ref="x").removesuffix("x"),
        done=format_number(found.progress.done) if found else "",
        total=format_number(found.progress.total) if found else "",
        say=saying,
    )
