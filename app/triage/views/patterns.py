"""Reports that have something in common. What is chosen are codes, which may stand in the address."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask_babel import format_number, ngettext
from flask_babel import gettext as _

from app.desks import service as desks
from app.triage.likeness.patterns import DAYS, LEAST, By
from app.triage.queue import IndexAway
from app.triage.service.patterns import find_patterns
from app.triage.views import saying
from app.triage.views.blueprint import Answer, blueprint
from app.triage.views.queue.showing import desks_of
from app.vault.errors import NoKey
from app.web import clock
from app.web.access import Permission, current_actor, requires

LISTS = {By.DOER: "actor_category", By.PROJECT: "", By.GROUP: "act_group"}


@blueprint.route("/patterns")
@requires(Permission.DESK_READ)
def patterns() -> Answer:
    """What at least three reports of the last days share."""
    actor = current_actor()
    mine = desks_of(actor)
    desk = request.args["desk"] if request.args.get("desk") in mine else mine[0]
    by = By(request.args["by"]) if request.args.get("by") in set(By) else By.DOER
    days = request.args.get("days", DAYS[1], int)
    days = days if days in DAYS else DAYS[1]
    found, away, status = None, False, 200
    try:
        found = find_patterns(actor, desk, by, days, now=clock.now())
    except NoKey:
        pass
    except IndexAway:
        away, status = True, 503
    html = render_template(
        "triage/patterns.html",
        found=found,
        away=away,
        desk=desk,
        desk_name=desks.get(desk).name,
        desk_choices=[(one, desks.get(one).name) for one in mine],
        by=by.value,
        by_choices=_choices(),
        days=days,
        days_choices=[(one, ngettext("Last %(num)d day", "Last %(num)d days", one)) for one in DAYS],
        codes=LISTS[by],
        least=LEAST,
        record_url=url_for("triage.record", ref="x").removesuffix("x"),
        done=format_number(found.progress.done) if found else "",
        total=format_number(found.progress.total) if found else "",
        say=saying,
    )
    return html, status


def _choices() -> list[tuple[str, str]]:
    return [
        (By.DOER.value, _("Who did it, and where")),
        (By.PROJECT.value, _("Project or company")),
        (By.GROUP.value, _("What happened, and where")),
    ]
