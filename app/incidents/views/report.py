"""One report of one's own: reading it, and what its filer adds."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.database import transaction
from app.desks import service as desks
from app.errors import Conflict, Invalid
from app.incidents.forms.report import MessageForm
from app.incidents.rules.consenting import due_persons
from app.incidents.service import amending, filing, following, marks, saying
from app.incidents.views.blueprint import blueprint
from app.incidents.views.wording import conversation, timeline, who
from app.web import clock
from app.web.access import Permission, current_actor, requires
from app.web.errors import status_of
from app.web.form import add_refusal

Page = tuple[str, int]


@blueprint.route("/<record>")
@requires(Permission.INCIDENT_FILE)
def show(record: str) -> Page:
    """Show a report with its messages, consents and history. Changes nothing."""
    return _page(record, MessageForm())


def _page(record: str, form: MessageForm, status: int = 200) -> Page:
    own = following.own_report(current_actor(), record)
    version = request.args.get("version", 0, int)
    html = render_template(
        "incidents/show.html",
        own=own,
        incident=own.incident,
        form=form,
        said=conversation(own.incident, own.unread),
        events=timeline(own.incident),
        who=who,
        days=desks.get(own.desk).retention,
        asked_again=due_persons(own.incident, clock.today()),
        earlier=next((one for one in own.incident.versions[:-1] if one[0].seq == version), None),
        asked="part" in request.args or "version" in request.args,
    )
    return html, status


def _back(record: str, anchor: str = "") -> Response:
    return redirect(url_for("incidents.show", record=record, _anchor=anchor or None), 303)


@blueprint.route("/<record>/message", methods=["POST"])
@requires(Permission.INCIDENT_FILE)
def message(record: str) -> Page | Response:
    """Send a message to the desk."""
    form = MessageForm()
    if not form.validate():
        return _page(record, form, 422)
    try:
        with transaction():
            saying.say(current_actor(), record, form.text.data or "")
    except (Invalid, Conflict) as refusal:
        add_refusal(form, refusal)
        return _page(record, form, status_of(refusal))
    flash(_("Your message is sent."), "success")
    return _back(record, "messages")


@blueprint.route("/<record>/seen", methods=["POST"])
@requires(Permission.INCIDENT_FILE)
def seen(record: str) -> Response:
    """Remember how far one has read."""
    own = following.own_report(current_actor(), record)
    upto = request.form.get("seq", 0, int)
    with transaction():
        marks.mark_read(current_actor(), record, min(max(upto, 0), own.incident.last_seq))
    return _back(record, "messages")


@blueprint.route("/<record>/erase", methods=["POST"])
@requires(Permission.INCIDENT_FILE)
def erase(record: str) -> Response:
    """Erase something written by mistake."""
    with transaction():
        saying.erase(current_actor(), record, request.form.get("seq", 0, int))
    flash(_("It is erased."), "success")
    return _back(record)


@blueprint.route("/<record>/names", methods=["POST"])
@requires(Permission.INCIDENT_FILE)
def names(record: str) -> Response:
    """Let the protection officers read the names of a report filed before there were any."""
    with transaction():
        filing.share_names(current_actor(), record)
    flash(_("The protection officers of the desk can read the names now."), "success")
    return _back(record)


@blueprint.route("/<record>/change", methods=["POST"])
@requires(Permission.INCIDENT_FILE)
def change(record: str) -> Response:
    """Begin to add to a report or change it, in the steps of the full report."""
    with transaction():
        draft = amending.start_amending(current_actor(), record, request.form.get("submission", "")[:64] or record)
    return redirect(url_for("incidents.check_answers", draft=draft), 303)
