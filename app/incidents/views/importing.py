"""Bringing in a list, up to the point where it can come in: the file, its columns, its values, who agreed."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from app.database import transaction
from app.desks import service as desks
from app.errors import Conflict, Invalid
from app.incidents.errors import NotComplete
from app.incidents.forms import importing as forms
from app.incidents.forms import placing
from app.incidents.importing.asking import Asked
from app.incidents.importing.tables import MOST_BYTES, Column
from app.incidents.service.importing import keeping, preparing, remembering
from app.incidents.service.importing.keeping import Import
from app.incidents.views.blueprint import blueprint
from app.incidents.views.ways import Way
from app.web.access import Permission, current_actor, requires
from app.web.errors import status_of
from app.web.form import BaseForm, add_refusal
from app.web.limits import takes_file

Page = tuple[str, int]
COLUMNS = 8  # on one page
SAMPLES = 3  # rows shown of each column, and values beside its heading
STEPS = {
    "import_table": _l("The file"),
    "import_columns": _l("Columns"),
    "import_values": _l("Values"),
    "import_terms": _l("Consent"),
    "import_check": _l("Check"),
}


def steps(name: str, here: str) -> list[Way]:
    """Return the row of steps."""
    order = list(STEPS)
    return [
        Way(str(label), url_for(f"incidents.{one}", name=name), order.index(one) < order.index(here), one == here)
        for one, label in STEPS.items()
    ]


@blueprint.route("/import", methods=["GET", "POST"])
@requires(Permission.INCIDENT_FILE)
@takes_file(MOST_BYTES)
def import_start() -> Page | Response:
    """Take a file, or go on with one."""
    form = BaseForm()
    if not form.is_submitted():
        return _start(form), 200
    sent = request.files.get("file")
    try:
        with transaction():
            data, name = (sent.read(), sent.filename or "") if sent else (b"", "")
            made = preparing.begin(current_actor(), name, data)
    except Invalid as refusal:
        add_refusal(form, refusal)
        return _start(form), status_of(refusal)
    return redirect(url_for("incidents.import_table", name=made), 303)


def _start(form: BaseForm) -> str:
    actor = current_actor()
    return render_template(
        "incidents/import/start.html",
        form=form,
        imports=keeping.own_imports(actor),
        kept=remembering.remembered(actor),
        most=MOST_BYTES // 1024 // 1024,
    )


@blueprint.route("/import/<name>", methods=["GET", "POST"])
@requires(Permission.INCIDENT_FILE)
def import_table(name: str) -> Page | Response:
    """Show how the file was read, and read it in another way."""
    one = keeping.opened(current_actor(), name)
    form = forms.ReadingForm()
    if not form.is_submitted():
        return _table(one, forms.ReadingForm.showing(one.saved.shape)), 200
    form.offer(one.saved.shape)
    try:
        with transaction():
            preparing.read_again(current_actor(), one, form.choices(one.saved.shape))
    except (Invalid, Conflict) as refusal:
        add_refusal(form, refusal)
        return _table(one, form), status_of(refusal)
    return redirect(url_for("incidents.import_table", name=name), 303)


def _table(one: Import, form: forms.ReadingForm) -> str:
    return render_template(
        "incidents/import/table.html",
        form=form,
        one=one,
        steps=steps(one.id, "import_table"),
        rows=keeping.page_of(current_actor(), one, 0)[:SAMPLES],
        named=forms.named,
    )


@blueprint.route("/import/<name>/columns", methods=["GET", "POST"])
@requires(Permission.INCIDENT_FILE)
def import_columns(name: str) -> Page | Response:
    """Say where the columns go, some at a time."""
    one, page = keeping.opened(current_actor(), name), max(request.args.get("page", 1, int), 1)
    numbered = list(enumerate(one.saved.shape.columns))
    every = [at for at in request.args.getlist("every", int) if 0 <= at < len(numbered)]
    shown = [numbered[every[0]]] if every else numbered[(page - 1) * COLUMNS : page * COLUMNS]
    form = BaseForm()
    if not form.is_submitted():
        return _columns(one, form, shown, page, bool(every)), 200
    try:
        with transaction():
            preparing.place_columns(current_actor(), one, forms.places_typed(request.form, shown))
    except NotComplete as refusal:
        add_refusal(form, refusal)
        return _columns(one, form, shown, page, bool(every)), status_of(refusal)
    more = page * COLUMNS < len(numbered)
    return redirect(_after_columns(name, page, more, every[1:] or forms.undecided(request.form, shown)), 303)


def _columns(one: Import, form: BaseForm, shown: list[tuple[int, Column]], page: int, every: bool) -> str:
    return render_template(
        "incidents/import/columns.html",
        form=form,
        one=one,
        steps=steps(one.id, "import_columns"),
        columns=shown,
        samples=preparing.samples(current_actor(), one, SAMPLES),
        options=placing.places_html,
        every=every,
        page=page,
    )


def _after_columns(name: str, page: int, more: bool, undecided: list[int]) -> str:
    """Return where to go on: every place there is weighs much, so it is offered for one column at a time."""
    if undecided:
        return url_for("incidents.import_columns", name=name, page=page, every=undecided)
    if more:
        return url_for("incidents.import_columns", name=name, page=page + 1)
    return url_for("incidents.import_values", name=name)


@blueprint.route("/import/<name>/values", methods=["GET", "POST"])
@requires(Permission.INCIDENT_FILE)
def import_values(name: str) -> Page | Response:
    """Say what values mean; what is left open is asked again, unless the member goes on without it."""
    actor, form = current_actor(), BaseForm()
    one = keeping.opened(actor, name)
    asked = preparing.questions(actor, one)
    if not form.is_submitted():
        return _values(one, form, asked), 200
    said, orders = forms.values_typed(request.form, asked), forms.orders_typed(request.form, asked)
    with transaction():
        one = preparing.say_values(actor, one, said, orders)
    if "leaf" in request.form:
        return redirect(url_for("incidents.import_values", name=name, part=request.form.get("leaf", 1, int)), 303)
    done = request.form.get("do") == "continue" or not preparing.is_open(preparing.questions(actor, one))
    if not done:
        flash(_("Some values are still without an answer. Give one, or go on without them."), "warning")
    return redirect(url_for("incidents.import_terms" if done else "incidents.import_values", name=name), 303)


def _values(one: Import, form: BaseForm, asked: list[Asked]) -> str:
    pages = forms.on_pages(asked)
    number = min(max(request.args.get("part", 1, int), 1), len(pages))
    return render_template(
        "incidents/import/values.html",
        form=form,
        one=one,
        steps=steps(one.id, "import_values"),
        asked=pages[number - 1],
        number=number,
        count=len(pages),
        words=placing.words_of,
        answer_is_typed=forms.is_typed,
    )


@blueprint.route("/import/<name>/consent", methods=["GET", "POST"])
@requires(Permission.INCIDENT_FILE)
def import_terms(name: str) -> Page | Response:
    """Say what holds for every row, and on what ground the people agreed."""
    actor, form = current_actor(), forms.TermsForm()
    one = keeping.opened(actor, name)
    if not form.is_submitted():
        saved = one.saved
        form = forms.TermsForm.showing(saved.mapping.always, saved.statement, saved.to_global)
        return _terms(one, form), 200
    try:
        if not form.validate():
            return _terms(one, form), 422
        with transaction():
            preparing.state(actor, one, form.always(), form.statement(), form.desk.data == "global")
    except NotComplete as refusal:
        form.show_problems(refusal.problems)
        return _terms(one, form), 422
    return redirect(url_for("incidents.import_check", name=name), 303)


def _terms(one: Import, form: forms.TermsForm) -> str:
    taken = {target.partition(".")[2].replace("code", "act") for target in one.saved.mapping.columns.values()}
    return render_template(
        "incidents/import/terms.html",
        form=form,
        one=one,
        taken=taken,
        steps=steps(one.id, "import_terms"),
        desks=desks.listed(),
    )


@blueprint.route("/import/<name>/discard", methods=["POST"])
@requires(Permission.INCIDENT_FILE)
def import_discard(name: str) -> Response:
    """Destroy the file and its rows; what came in stays."""
    with transaction():
        keeping.discard(current_actor(), name)
    flash(_("The file is destroyed. Reports that came in stay."), "success")
    return redirect(url_for("incidents.import_start"), 303)


@blueprint.route("/import/forget/<name>", methods=["POST"])
@requires(Permission.INCIDENT_FILE)
def import_forget(name: str) -> Response:
    """Forget how a list was read."""
    with transaction():
        remembering.forget(current_actor(), name)
    flash(_("It is forgotten how this list is read."), "success")
    return redirect(url_for("incidents.import_start"), 303)
