"""A desk in numbers: each chart stands beside the numbers that it draws."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from flask import Response, make_response, render_template, request
from flask_babel import format_number
from flask_babel import gettext as _

from app.desks import service as desks
from app.incidents.rules.states import State
from app.triage import queue as queues
from app.triage.clocks import NAMES, Target
from app.triage.overview.counting import BUCKETS, SPANS, Kept, Overview
from app.triage.risk import LEVELS
from app.triage.service import overlooking
from app.triage.service.overlooking import Look
from app.triage.views import saying
from app.triage.views.blueprint import blueprint
from app.triage.views.queue.showing import SECONDS, desks_of
from app.vault.errors import NoKey
from app.vocabulary import lists
from app.web import clock
from app.web.access import Permission, current_actor, requires
from app.web.language import page_locale, written_day

Bars = list[tuple[str, str, float]]  # label, number as written, per cent of the longest bar


@dataclass(frozen=True)
class Promise:
    """One promise: its name, the numbers as written, and where each part of its bar begins and how long it is."""

    name: str
    numbers: tuple[str, ...]
    parts: tuple[tuple[float, float], ...]


@blueprint.route("/overview")
@requires(Permission.DESK_READ)
def overview() -> Response:
    """The desk in numbers, as far as the index has read; asked for again while it has not read all."""
    actor = current_actor()
    mine = desks_of(actor)
    desk = request.args.get("desk", "")
    desk = desk if desk in mine else mine[0]
    try:
        look = overlooking.overview(actor, desk, now=clock.now())
    except NoKey:
        return make_response(_drawn(desk, mine, None))
    except queues.IndexAway:
        return make_response(_drawn(desk, mine, None, away=True), 503)
    response = make_response(_drawn(desk, mine, look))
    if not look.progress.complete:
        response.headers["Refresh"] = SECONDS
    return response


def _drawn(desk: str, mine: list[str], look: Look | None, away: bool = False) -> str:
    found = look.numbers if look is not None else None
    return render_template(
        "triage/overview.html",
        desk=desks.get(desk),
        desk_choices=[(one, desks.get(one).name) for one in mine],
        away=away,
        look=look,
        found=found,
        done=format_number(look.progress.done) if look else "",
        all=format_number(look.progress.total) if look else "",
        charts=_charts(found) if found else [],
        promises=[_promise(target, found) for target in Target] if found else [],
        shares=[(_(NAMES[target]), [_share(one) for one in kept]) for target, kept in found.shares.items()]
        if found
        else [],
        spans=[_("Last %(num)d days", num=days) for days in SPANS],
        weeks=_weeks(found) if found else [],
    )


def _charts(found: Overview) -> list[tuple[str, str, Bars]]:
    """Return the bar charts: heading, what the bars are, bars."""
    locale = page_locale()
    states = [(lists.label("work_state", one.value, locale), found.states.get(one.value, 0)) for one in State]
    levels = [(saying.level_said(one), found.levels.get(one.value, 0)) for one in LEVELS]
    ends = [*(_("Up to %(num)d days", num=most) for most in BUCKETS[1:]), _("Longer")]
    delays = [
        *zip([_("The same or the next day"), *ends], found.delays, strict=True),
        (_("Not known"), found.delay_unknown),
    ]
    return [
        (_("State"), _("State"), bars([pair for pair in states if pair[1]])),
        (_("Open work by level"), _("Level"), bars(levels)),
        (_("From what happened to the report, in the last year"), _("Time"), bars(delays)),
    ]


def bars(pairs: list[tuple[str, int]]) -> Bars:
    """Return bars with their lengths as per cent of the longest."""
    most = max((number for _label, number in pairs), default=0)
    return [(label, format_number(number), round(100 * number / most, 1) if most else 0) for label, number in pairs]


def _promise(target: Target, found: Overview) -> Promise:
    one = found.standing[target]
    numbers = (one.within, one.near, one.late, one.waiting)
    parts, begin, most = [], 0.0, sum(numbers) or 1
    for number in numbers:
        parts.append((round(begin, 1), round(100 * number / most, 1)))
        begin += 100 * number / most
    return Promise(_(NAMES[target]), tuple(map(format_number, numbers)), tuple(parts))


def _share(one: Kept) -> tuple[str, float]:
    """Return a share in words and as per cent; "" where nothing was due yet."""
    if not one.of:
        return "", 0
    part = 100 * one.kept // one.of
    return str(_("%(part)d%% (%(kept)d of %(of)d)", part=part, kept=one.kept, of=one.of)), part


def _weeks(found: Overview) -> list[tuple[str, int, float]]:
    """Return the Monday of each week, its number, and its height as per cent of the highest."""
    first, most = date.fromisoformat(found.first_week), max(found.weeks) or 1
    return [
        (written_day(first + timedelta(weeks=week), "medium"), number, round(100 * number / most, 1))
        for week, number in enumerate(found.weeks)
    ]
