"""What every page of one report shares: who may see it, its head, its tabs, and forms that failed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from flask import render_template, url_for
from flask_babel import format_number
from flask_babel import gettext as _
from wtforms import HiddenField, StringField

from app.accounts.service.people import work_name
from app.crypto.identifiers import normal_id
from app.desks import service as desks
from app.incidents.content.incident import Incident
from app.incidents.errors import ReportUnknown
from app.incidents.rules.reading import unanswered_by_desk
from app.index.absorbing import Progress
from app.triage.clocks import NAMES, targets_of
from app.triage.forms.desk import DeskForm
from app.triage.rules import Urgency, urgency
from app.triage.service import alike, naming
from app.triage.service.reading import OpenReport, blocked, open_report
from app.triage.views import saying
from app.vault.actor import Actor
from app.vault.roles import Role
from app.web import clock
from app.web.access import current_actor

Form = TypeVar("Form", bound=DeskForm)
AT_ONCE = 40  # lines of a list on one page


@dataclass
class Sheet:
    """One page of one report in the making. `given` are forms as sent, which failed; `since` the length they saw."""

    actor: Actor
    report: OpenReport
    given: Mapping[str, DeskForm] = field(default_factory=dict)
    since: int | None = None
    drawn: set[str] = field(default_factory=set)

    def form(self, kind: Callable[..., Form], *args: Any, key: str = "", **data: Any) -> Form:
        """Return the form as it was sent, or a fresh one that remembers the length now seen. `key` is its prefix."""
        name = key or kind.prefix  # type: ignore[attr-defined]
        given = self.given.get(name)
        self.drawn.add(name)
        form: Any = given if given is not None else kind(*args, formdata=None, **data)
        if given is None or self.since is not None:
            form.seen.data = str(self.report.length)
        return form  # type: ignore[no-any-return]

    def has(self, *roles: Role) -> bool:
        """Tell whether the reader holds one of these roles at a desk of the report."""
        return bool(self.report.roles & {role.value for role in roles})

    def render(self, tab: str, **values: Any) -> str:
        """Draw the page."""
        incident = self.report.incident
        promised = targets_of(desks.get(self.report.desk).targets)
        urgent = urgency(incident, clock.now(), self.days_before, promised)
        changed = saying.timeline(incident, self.since, texts=True) if self.since is not None else None
        return render_template(
            f"triage/{tab}.html",
            report=self.report,
            incident=incident,
            urgent=urgent,
            head=head(incident, urgent),
            tabs=self.tabs(tab),
            read=self.read,
            number=format_number,
            failed=next(iter(self.given.values()), None),
            changed=changed,
            typed=self.typed(),
            aside=saying.aside(incident),
            say=saying,
            me=self.actor.account,
            **values,
        )

    @cached_property
    def read(self) -> Progress | None:
        """How far the desk's index has read; None where it cannot."""
        return alike.read(self.actor, self.report, now=clock.now())

    @cached_property
    def days_before(self) -> tuple[date, ...]:
        """The days of earlier reports against the same persons, as far as what arrived is read."""
        return alike.days_before(self.actor, self.report) if self.read is not None else ()

    def typed(self) -> list[str]:
        """Return the words of a form as sent that has no place on the page any more, so that they can be copied."""
        gone = (form for name, form in self.given.items() if name not in self.drawn)
        fields = (one for form in gone for one in form if isinstance(one, StringField))
        return [one.data for one in fields if one.data and not isinstance(one, HiddenField)]

    def tabs(self, current: str) -> list[dict[str, Any]]:
        """Return the ways to the other pages of this report."""
        waiting = len(unanswered_by_desk(self.report.incident))
        names = [
            ("record", _("Report"), 0),
            ("talk", _("Messages"), waiting),
            ("risk", _("Risk"), 0),
            ("verification", _("Verification"), 0),
            ("work", _("Work"), len(self.report.incident.waiting)),
            ("consent", _("Consent"), 0),
            ("history", _("History"), 0),
        ]
        if naming.opens_names(self.actor, self.report):
            names.insert(1, ("names", _("Names"), 0))
        return [
            {
                "href": url_for(f"triage.{name}", ref=self.report.record),
                "label": label,
                "badge": badge,
                "current": name == current,
            }
            for name, label, badge in names
        ]


def head(incident: Incident, urgent: Urgency) -> dict[str, Any]:
    """Return what stands above every page of a report."""
    late = {one.target for one in urgent.late}
    return {
        "assignee": work_name(incident.assignee) if incident.assignee else "",
        "flags": saying.flags(incident, urgent.flags),
        "clocks": [
            {
                "name": _(NAMES[one.target]),
                "due": one.due.strftime("%Y-%m-%dT%H:%MZ"),
                "met": one.met is not None,
                "late": one.target in late,
                "stopped": one.stopped,
            }
            for one in urgent.running
        ],
    }


def reference_of(ref: str) -> str:
    """Return the record that an address names, however it is typed. Raises ReportUnknown."""
    record = normal_id(ref)
    if not record:
        raise ReportUnknown
    return record


def sheet(ref: str, given: Mapping[str, DeskForm] | None = None, since: int | None = None) -> Sheet:
    """Open a report for the person who asks. Raises ReportUnknown, NotYours or InConflict."""
    actor = current_actor()
    report = open_report(actor, reference_of(ref))
    refusal = blocked(report, actor.account)
    if refusal is not None:
        raise refusal
    return Sheet(actor, report, given or {}, since)


def part(items: Sequence[dict[str, Any]], before: int) -> tuple[Sequence[dict[str, Any]], int]:
    """Return the latest items, or those before a place, and the place before which there are more (0: none)."""
    end = before if 0 < before <= len(items) else len(items)
    start = max(0, end - AT_ONCE)
    return items[start:end], start
