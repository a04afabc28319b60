"""One's own reports: the list and the receipt."""

from __future__ import annotations

from flask import render_template, request

from app.desks import service as desks
from app.incidents.rules.consenting import due_persons
from app.incidents.service import drafts, following
from app.incidents.service.receipts import proves
from app.incidents.views.blueprint import blueprint
from app.incidents.views.wording import kind_said
from app.web import clock
from app.web.access import Permission, current_actor, requires

MOST_PAGES = 10_000
LONGEST_RECEIPT = 200  # sixty-four digits, with whatever stands between them


@blueprint.route("")
@requires(Permission.INCIDENT_FILE)
def index() -> str:
    """List one's own reports and drafts."""
    actor = current_actor()
    page = min(max(request.args.get("page", 1, int), 1), MOST_PAGES)
    lines, more = following.own_reports(actor, page)
    return render_template(
        "incidents/index.html",
        lines=lines,
        more=more,
        page=page,
        drafts=drafts.own_drafts(actor) if page == 1 else [],
        ask_again={line.record for line in lines if line.incident and due_persons(line.incident, clock.today())},
        kind=kind_said,
    )


@blueprint.route("/<record>/receipt", methods=["GET", "POST"])
@requires(Permission.INCIDENT_FILE)
def receipt(record: str) -> str:
    """Show the receipt of a report: printable, and the same whenever it is opened. Sent one, say whether it is this."""
    actor = current_actor()
    own = following.own_report(actor, record)
    sent = request.form.get("receipt", "")[:LONGEST_RECEIPT]
    typed = "".join(char for char in sent if char.isalnum() or char in " -")
    return render_template(
        "incidents/receipt.html",
        receipt=own.receipt,
        filed=own.incident.filed,
        repeats=own.incident.repeats,
        desk=desks.get(own.desk),
        alone=own.names_alone,
        typed=typed,
        proven=proves(following.own_entries(actor, record), typed) if request.method == "POST" else None,
    )
