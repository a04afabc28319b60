"""The steps of a story, each a form that is sent: set aside, send in, review, approve, publish, take down."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.database import transaction
from app.errors import Conflict, Invalid
from app.spotlight.errors import NeedsReason, StepNotOpen
from app.spotlight.forms import StepForm
from app.spotlight.rules import State
from app.spotlight.service import approving, publications, publishing, reading, reviewing, writing
from app.spotlight.service.forgetting import forget_traces
from app.spotlight.views.blueprints import editor
from app.spotlight.views.drawing import draw
from app.vault.actor import Actor
from app.web import clock
from app.web.access import Permission, current_actor, requires
from app.web.errors import status_of
from app.web.form import add_refusal

Answer = Response | tuple[str, int]
Run = Callable[[Actor, StepForm], object]


def _step(record: str, run: Run, done: str) -> Answer:
    """Run one step; what is refused is shown on the story's page, with everything typed kept."""
    form = StepForm()
    if not form.validate_on_submit():
        return draw(record, form), 422
    try:
        run(current_actor(), form)
    except (Invalid, Conflict) as refusal:
        add_refusal(form, refusal)
        return draw(record, form), status_of(refusal)
    flash(done, "success")
    return redirect(url_for("editor.story", record=record), 303)


@editor.post("/<record>/dismiss")
@requires(Permission.STORY_READ)
def dismiss(record: str) -> Answer:
    """Set a finding aside, as the person whose turn it is."""

    def run(actor: Actor, form: StepForm) -> None:
        state = reading.load(actor, record)[0].state
        who = {State.SAFETY_REVIEW: reviewing.dismiss, State.REVIEWED: approving.second}.get(state, writing.dismiss)
        with transaction():
            who(actor, record, form.hit.data or "", form.words.data or "", form.seen.data or 0)

    return _step(record, run, gettext("Set aside. The approver will read your reason."))


@editor.post("/<record>/submit")
@requires(Permission.STORY_WRITE)
def submit(record: str) -> Answer:
    """Send the text in."""

    def run(actor: Actor, form: StepForm) -> None:
        with transaction():
            writing.submit(actor, record, form.seen.data or 0)

    return _step(record, run, gettext("Sent in. Any change of the text takes it back."))


@editor.post("/<record>/names")
@requires(Permission.STORY_REVIEW)
def names(record: str) -> Answer:
    """Open the names behind a story, stating why once for all its reports."""

    def run(actor: Actor, form: StepForm) -> None:
        for name in reviewing.to_open(actor, record):
            with transaction():
                reviewing.open_names(actor, record, name, form.words.data or "")

    return _step(record, run, gettext("The names are open to you. Those who filed the reports can see that, and why."))


@editor.post("/<record>/pass")
@requires(Permission.STORY_REVIEW)
def pass_on(record: str) -> Answer:
    """Let the text pass to approval."""

    def run(actor: Actor, form: StepForm) -> None:
        with transaction():
            reviewing.pass_on(actor, record, form.seen.data or 0)

    return _step(record, run, gettext("Passed. Another person now approves it or sends it back."))


@editor.post("/<record>/return")
@requires(Permission.STORY_READ)
def send_back(record: str) -> Answer:
    """Send the text back to its editor, as the person whose turn it is."""

    def run(actor: Actor, form: StepForm) -> None:
        state = reading.load(actor, record)[0].state
        who = reviewing.send_back if state is State.SAFETY_REVIEW else approving.send_back
        with transaction():
            who(actor, record, form.words.data or "", form.seen.data or 0)

    return _step(record, run, gettext("Sent back to the editor."))


def _tell(actor: Actor, record: str) -> None:
    """Let every source know, each in a transaction of its own."""
    for name in approving.untold(actor, record):
        with transaction():
            approving.tell(actor, record, name)


@editor.post("/<record>/approve")
@requires(Permission.STORY_APPROVE)
def approve(record: str) -> Answer:
    """Approve a text that another wrote."""

    def run(actor: Actor, form: StepForm) -> None:
        with transaction():
            approving.approve(actor, record, form.seen.data or 0)
        _tell(actor, record)

    return _step(record, run, gettext("Approved. Those who filed the reports see that a story will tell of them."))


@editor.post("/<record>/publish")
@requires(Permission.STORY_APPROVE)
def publish(record: str) -> Answer:
    """Publish or schedule: first the records, then, apart, the publication."""

    def run(actor: Actor, form: StepForm) -> None:
        _tell(actor, record)
        with transaction():
            release = publishing.publish(actor, record, form.on.data or "", clock.today(), form.seen.data or 0)
        with transaction():
            publications.put(release, clock.today())
        forget_traces()
        forget_traces()

    return _step(record, run, gettext("Done. The public sees it from the day you chose."))


@editor.post("/<record>/again")
@requires(Permission.STORY_APPROVE)
def again(record: str) -> Answer:
    """Show what should be public and is not."""

    def run(actor: Actor, form: StepForm) -> None:
        release = publishing.again(actor, record, form.seen.data or 0)
        with transaction():
            publications.put(release, clock.today())
        forget_traces()
        forget_traces()

    return _step(record, run, gettext("Done. The public sees it from the day you chose."))


@editor.post("/<record>/hold")
@requires(Permission.STORY_APPROVE)
def hold(record: str) -> Answer:
    """Hold a scheduled story back before its day."""

    def run(actor: Actor, form: StepForm) -> None:
        if not (form.words.data or "").strip():
            raise NeedsReason
        publication = publishing.held_back(actor, record, clock.today(), form.seen.data or 0)
        with transaction():
            publications.unschedule(publication, clock.today())
        forget_traces()
        with transaction():
            publishing.note_held_back(actor, record, form.words.data or "", clock.today(), form.seen.data or 0)

    return _step(record, run, gettext("Held back. It is with the editor again."))


@editor.post("/<record>/ask")
@requires(Permission.STORY_APPROVE)
def ask(record: str) -> Answer:
    """Make sure that everybody still agrees."""

    def run(actor: Actor, form: StepForm) -> None:
        with transaction():
            publishing.ask_again(actor, record, form.seen.data or 0)

    return _step(record, run, gettext("Everybody still agrees. This was noted."))


@editor.post("/<record>/retract")
@requires(Permission.STORY_APPROVE)
def retract(record: str) -> Answer:
    """Take a story down: first the publication, then, apart, the records. Where that was cut off, go on with it."""

    def run(actor: Actor, form: StepForm) -> None:
        if not publishing.left_to_tell(actor, record):
            _take_down(actor, record, form)
        for name in publishing.left_to_tell(actor, record):
            with transaction():
                publishing.tell_of_retraction(actor, record, name)

    return _step(record, run, gettext("Taken down. Its address says so; its text is gone."))


def _take_down(actor: Actor, record: str, form: StepForm) -> None:
    reason = form.reason.data or ""
    publication = publishing.retraction(actor, record, reason, form.seen.data or 0)
    if not publication:
        raise StepNotOpen
    with transaction():
        publications.retract([publication], reason, clock.today())
    forget_traces()
    with transaction():
        publishing.note_retraction(actor, record, reason, form.words.data or "")
