"""A desk's queue, one page at a time.

The interface is `page`: whose desk, which filters, which order, how many rows after which one. In this version it
opens the desk's records one by one; what calls it must not know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from app.accounts.service import people
from app.crypto.identifiers import normal_id
from app.desks.errors import NoSuchDesk
from app.incidents.content.fold import fold
from app.incidents.content.incident import Incident
from app.incidents.matching import normalise
from app.incidents.rules.offers import decisions
from app.incidents.rules.reading import unanswered_by_desk
from app.incidents.rules.states import State
from app.triage.clocks import next_due
from app.triage.risk import LEVELS
from app.triage.rules import Urgency, groups, place_in_queue, urgency
from app.triage.service.reading import KIND, roles_at, without_names
from app.vault import opening, records
from app.vault.actor import Actor
from app.vault.entries import Opened
from app.vault.errors import RecordTampered

MOST = 1000  # records of a desk that this version opens
OPEN, ALL = "open", "all"
ME, NOBODY = "me", "nobody"
DUE_FIRST, NEWEST = "due", "newest"


@dataclass(frozen=True, slots=True)
class Filters:
    """What is wanted; "" is no wish. `state` is a state, OPEN or ALL; `assignee` an account, ME or NOBODY."""

    state: str = OPEN
    level: str = ""
    country: str = ""
    group: str = ""
    assignee: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the queue. One that is the actor's own, or does not verify, holds its reference and nothing else."""

    record: str
    verifies: bool = True
    own: bool = False
    state: str = ""
    level: str = ""
    assessed: bool = False
    country: str = ""
    groups: tuple[str, ...] = ()
    due: str = ""  # UTC minute
    target: str = ""
    late: bool = False
    assignee: str = ""  # an account id
    unanswered: int = 0  # messages of the filer
    to_decide: int = 0  # proposals that wait for this person


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows. `next` is what to pass as `after` for those that follow, "" when there are none."""

    rows: tuple[Row, ...]
    next: str
    total: int  # rows that fit the filters
    countries: tuple[str, ...]  # of all reports the desk has
    assignees: tuple[tuple[str, str], ...]  # account and work name of those who have a report


@dataclass(frozen=True, slots=True)
class _Seen:
    """A report as the queue looks at it."""

    incident: Incident
    urgent: Urgency
    row: Row


def page(
    actor: Actor,
    desk: str,
    filters: Filters,
    sort: str = DUE_FIRST,
    limit: int = 50,
    after: str = "",
    *,
    now: datetime,
) -> Page:
    """Return a page of a desk's queue: the most urgent first, then what is due first, or the newest first.

    `now` is UTC and aware. Raises NoSuchDesk for a desk that is not the actor's.
    """
    if not roles_at(actor, {desk}):
        raise NoSuchDesk
    seen, apart = _look(actor, desk, now)
    wanted = [one for one in seen if _fits(one, filters, actor.account)]
    rows = [*(apart if filters == Filters() else ()), *(one.row for one in sorted(wanted, key=_order(sort)))]
    start = next((place + 1 for place, row in enumerate(rows) if row.record == after), 0)
    shown = tuple(rows[start : start + limit])
    more = len(rows) > start + limit
    countries = tuple(sorted({one.row.country for one in seen} - {""}))
    having = {one.row.assignee for one in seen} - {""}
    names = sorted(((account, people.work_name(account)) for account in having), key=lambda pair: pair[1].casefold())
    return Page(shown, shown[-1].record if more else "", len(rows), countries, tuple(names))


def _look(actor: Actor, desk: str, now: datetime) -> tuple[list[_Seen], list[Row]]:
    """Open the desk's reports. Returns those to be worked on, and rows of those that are only named."""
    found = dict.fromkeys(records.of_desk(desk, KIND, MOST))
    found |= dict.fromkeys(records.held_by(f"desk:{desk}", KIND, MOST))  # those a partner shared
    own = set(records.own(actor, KIND))
    seen: list[_Seen] = []
    apart: list[Row] = []
    for record, entries in opening.read_many(actor, list(found), as_filer=False).items():
        if isinstance(entries, RecordTampered):
            apart.append(Row(record, verifies=False))
        elif record in own:
            apart.append(Row(record, own=True))
        else:
            seen += _seen(actor, desk, record, entries, now)
    return seen, sorted(apart, key=lambda row: (row.verifies, row.record))


def _seen(actor: Actor, desk: str, record: str, entries: list[Opened], now: datetime) -> Iterable[_Seen]:
    """Yield a report, unless it is not for this person: destroyed, closed to them, or with a conflict of interest."""
    incident = fold(without_names(entries))
    if incident.state is None or actor.account in incident.conflicts:
        return
    urgent = urgency(incident, now)
    clock = next_due(urgent.running)
    report = incident.report
    yield _Seen(
        incident,
        urgent,
        Row(
            record,
            state=incident.state.value,
            level=urgent.level.value,
            assessed=urgent.assessed,
            country=report.country if report else "",
            groups=tuple(sorted(groups(report))) if report else (),
            due=clock.due.strftime("%Y-%m-%dT%H:%MZ") if clock else "",
            target=clock.target.value if clock else "",
            late=bool(urgent.late) and any(late.met is None for late in urgent.late),
            assignee=incident.assignee,
            unanswered=len(unanswered_by_desk(incident)),
            to_decide=len(decisions(incident, roles_at(actor, {desk}), actor.account)),
        ),
    )


def _order(sort: str) -> Callable[[_Seen], tuple[object, ...]]:
    if sort == NEWEST:
        return lambda one: (_reversed(one.incident.filed.at if one.incident.filed else ""), one.row.record)
    return lambda one: place_in_queue(one.incident, one.urgent)


def _reversed(at: str) -> tuple[int, ...]:
    """Return a key by which later minutes come first."""
    return tuple(-ord(character) for character in at)


def _fits(one: _Seen, filters: Filters, me: str) -> bool:
    row = one.row
    state = {OPEN: one.incident.is_open, ALL: True}.get(filters.state, row.state == filters.state)
    assignee = {"": row.assignee, ME: me, NOBODY: ""}.get(filters.assignee, filters.assignee)
    return (
        state
        and filters.level in ("", row.level)
        and filters.country in ("", row.country)
        and (not filters.group or filters.group in row.groups)
        and row.assignee == assignee
        and _mentions(one.incident, filters.text)
    )


def _mentions(incident: Incident, text: str) -> bool:
    """Tell whether every word is in the report, its messages or notes: without case and accents, in any script."""
    words = normalise(text).split()
    if not words or normal_id(text) == incident.record:
        return True
    report = incident.report
    told = report.narrative if report else None
    parts = [told.text, told.who, told.what, told.when, told.where, told.how, told.then] if told else []
    if report:
        parts += [report.project, report.sector, report.where.admin1, report.where.place, report.organisation]
        parts += [report.event.title if report.event else "", *(act.words for act in report.acts)]
    parts += [said.text for said in (*incident.messages, *incident.notes)]
    whole = normalise(" ".join(parts))
    return all(word in whole for word in words)


def filters_of(values: dict[str, str]) -> Filters:
    """Return the filters that were sent; a value that is none of the list's counts as no wish."""
    states = {OPEN, ALL, *(state.value for state in State)}
    level = values.get("level", "")
    return Filters(
        state=values.get("state", OPEN) if values.get("state") in states else OPEN,
        level=level if level in {one.value for one in LEVELS} else "",
        country=values.get("country", ""),
        group=values.get("group", ""),
        assignee=values.get("assignee", ""),
        text=values.get("text", ""),
    )
