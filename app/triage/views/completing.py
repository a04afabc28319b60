"""Coded answers that the desk completes or corrects, one part of a report on a page."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from app.database import transaction
from app.errors import Conflict, Invalid, NotAllowed
from app.incidents.content.fold import fold
from app.incidents.content.report import Report
from app.incidents.errors import InConflict, NotComplete, NotYours, ReportUnknown
from app.incidents.rules.correcting import NotCorrectable, corrected, difference
from app.triage.errors import NotForYou
from app.triage.forms.facts import WHOLE, FactsForm, facts_form
from app.triage.service.reading import without_names
from app.triage.views.blueprint import Answer, blueprint
from app.triage.views.pages import Sheet, sheet
from app.vault.errors import ChainGrew
from app.vault.roles import Role
from app.web.access import Permission, requires
from app.web.errors import status_of
from app.web.form import add_refusal
from app.withdrawal import service as withdrawal


@blueprint.route("/<ref>/facts", methods=["GET", "POST"], defaults={"part": WHOLE})
@blueprint.route("/<ref>/facts/<part>", methods=["GET", "POST"])
@requires(Permission.DESK_WORK)
def facts(ref: str, part: str) -> Answer:
    """Complete or correct the answers of one part."""
    page = sheet(ref)
    if not page.has(Role.REVIEWER):
        raise NotForYou
    texts = [text for _stamp, text, _why in page.report.incident.versions]
    if not texts:
        raise ReportUnknown
    kind = facts_form(texts, part)
    if request.method == "GET":
        return _drawn(page, page.form(kind, data=kind.shown(texts[-1])))
    form = kind()
    if not form.validate_on_submit():
        return _drawn(page, form), 422
    try:
        _save(page, form, texts[-1])
    except (NotYours, InConflict):
        raise
    except ChainGrew as refusal:
        return _grown(ref, page, form, part, refusal)
    except NotComplete as refusal:
        form.show_problems(refusal.problems)
        return _drawn(page, form), status_of(refusal)
    except (Invalid, Conflict, NotAllowed) as refusal:
        add_refusal(form, refusal)
        return _drawn(page, form), status_of(refusal)
    flash(_("The answers are saved."), "success")
    return redirect(url_for("triage.record", ref=ref, _anchor="acts" if part[0] == "A" else None), 303)


def _save(page: Sheet, form: FactsForm, newest: Report) -> None:
    report, why, record = form.typed(newest), form.why.data or "", page.report.record
    with transaction():  # stories first, apart from the record
        taken = withdrawal.take_down_for_facts(page.actor, record, report, why, seen=form.length)
    if taken:
        withdrawal.forget_traces()
    with transaction():
        withdrawal.correct_facts(page.actor, record, report, taken, why, seen=form.length)


def _drawn(page: Sheet, form: FactsForm, since: int | None = None) -> str:
    given = {"facts": form} if form.errors else {}
    return Sheet(page.actor, page.report, given, since, {"facts"}).render("facts", form=form, part=form.KEY)


def _grown(ref: str, page: Sheet, form: FactsForm, part: str, refusal: ChainGrew) -> Answer:
    """Show what was written meanwhile, with one's own answers and everybody else's newest."""
    now = sheet(ref)
    texts = [text for _stamp, text, _why in now.report.incident.versions]
    if not texts:
        raise ReportUnknown
    kind = facts_form(texts, part)
    again = kind(formdata=None, data={**kind.shown(_mine(page, now, form, texts[-1], kind.KEY)), "why": form.why.data})
    again.seen.data = str(now.report.length)
    add_refusal(again, refusal)
    return _drawn(now, again, form.length), status_of(refusal)


def _mine(page: Sheet, now: Sheet, form: FactsForm, newest: Report, key: str) -> Report:
    """Return the newest text with what this person changed in the text they saw, and nothing of what they only saw."""
    saw = fold(without_names([one for one in now.report.entries if one.seq <= form.length])).report
    if saw is None:
        return newest
    try:
        facts = difference(saw, form.typed(saw))
        return corrected(newest, {at.replace(f".{form.KEY}.", f".{key}."): value for at, value in facts.items()})
    except NotCorrectable:
        return newest
