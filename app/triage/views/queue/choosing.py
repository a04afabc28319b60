"""What a page of the queue offers to choose from, each with the number of reports it would leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any, cast

from flask import url_for
from flask_babel import gettext as _

from app.accounts.service.people import work_name
from app.incidents.rules.states import OPEN_STATES, State
from app.triage import queue as queues
from app.triage.queue import Filters
from app.triage.risk import LEVELS
from app.triage.service import assigning
from app.triage.views import saying
from app.vault.actor import Actor
from app.vocabulary import lists
from app.web import addresses
from app.web.language import page_locale

Choices = list[tuple[str, str]]
PURPOSE = "the queue"
PLAIN = (queues.OPEN, "mine", "overdue", "unassigned")  # tabs that an address may name: none tells of a report


@dataclass(frozen=True)
class Wanted:
    """What a page of the queue was asked for. `home` is the desk that is meant where none is named."""

    desk: str
    filters: Filters
    sort: str = queues.URGENT
    after: str = ""
    home: str = ""

    def fields(self) -> dict[str, str]:
        """Return what a form of the page sends again, without what was not chosen, and never the text."""
        chosen = {one.name: getattr(self.filters, one.name) for one in fields(Filters) if one.name != "text"}
        chosen |= {"desk": self.desk, "sort": self.sort}
        usual = {("state", queues.OPEN), ("sort", queues.URGENT), ("desk", self.home)}
        return {name: value for name, value in chosen.items() if value and (name, value) not in usual}

    @property
    def address(self) -> str:
        """The address of the page's beginning."""
        return self.address_after("")

    def address_after(self, after: str) -> str:
        """Return the address of what follows a place. It names a desk or a tab; all else in it is sealed."""
        chosen = {name: value for name, value in self.fields().items() if name != "desk"}
        params = {"desk": self.desk} if self.desk != self.home else {}
        tab = queues.tab_of(replace(self.filters, text=""))
        if tab in PLAIN and self.sort == queues.URGENT and not after:
            params |= {"tab": tab} if tab != queues.OPEN else {}
        else:
            params[addresses.NAME] = addresses.sealed(PURPOSE, chosen | ({"after": after} if after else {}))
        return url_for("triage.queue", **cast("dict[str, Any]", params))

    @property
    def all_open(self) -> str:
        """The address of all open work of the desk."""
        return replace(self, filters=Filters(), sort=queues.URGENT).address

    @property
    def count(self) -> int:
        """How many wishes stand in the form of filters."""
        return len(self.fields().keys() - {"desk"})

    @property
    def narrowed(self) -> bool:
        """Whether something was chosen that no tab shows."""
        return not queues.tab_of(self.filters)


def choices(page: queues.Page, filters: Filters, me: str) -> dict[str, Choices]:
    """Return what each filter offers, with numbers."""
    locale, by = page_locale(), page.facets.by
    states = by["state"]
    countries = [(code, lists.label("country", code, locale)) for code in _found(by["country"], filters.country)]
    having = {one for one in _found(by["assignee"], filters.assignee) if one not in (me, queues.ME, queues.NOBODY)}
    people = sorted(((one, work_name(one)) for one in having), key=_label)
    assignees = Counter(by["assignee"])
    assignees.update({queues.ME: assignees[me], queues.NOBODY: assignees[""]})
    opened = sum(states[state] for state in OPEN_STATES)
    totals = Counter({**states, queues.OPEN: opened, queues.ALL: sum(states.values())})
    named = [(one.value, lists.label("work_state", one.value, locale)) for one in State if one is not State.PURGED]
    all_states = [(queues.OPEN, _("Open work")), (queues.ALL, _("Everything")), *named]
    levels = [(one.value, saying.level_said(one)) for one in LEVELS]
    everybody = [(queues.ME, _("Me")), (queues.NOBODY, _("Nobody yet")), *people]
    return {
        "state": counted(all_states, totals, filters.state),
        "level": [("", _("Any level")), *counted(levels, by["level"], filters.level)],
        "country": [("", _("Any country")), *counted(sorted(countries, key=_label), by["country"], filters.country)],
        "group": [("", _("Any act")), *counted(lists.choices("act_group", locale), by["group"], filters.group)],
        "assignee": [("", _("Anybody")), *counted(everybody, assignees, filters.assignee)],
        "sort": [
            (queues.URGENT, _("Most urgent first")),
            (queues.DUE, _("Due first")),
            (queues.NEWEST, _("Newest first")),
            (queues.RISK, _("Highest assessed risk first")),
        ],
    }


def said(options: dict[str, Choices], wanted: Wanted) -> list[str]:
    """Return what was chosen, in words."""
    chosen = wanted.fields()
    lines = [words for name, pairs in options.items() for code, words in pairs if code and chosen.get(name) == code]
    boxes = (("overdue", _("Only what is late")), ("review", _("Only where consent is to be reviewed")))
    return [*lines, *(words for name, words in boxes if name in chosen)]


def counted(pairs: Iterable[tuple[str, str]], numbers: Counter[str], chosen: str) -> Choices:
    """Return choices with their numbers; those that would leave nothing are not offered, unless one is chosen."""
    usual = (queues.OPEN, queues.ALL)
    return [
        (code, f"{label} ({numbers[code]})")
        for code, label in pairs
        if numbers[code] or code == chosen or code in usual
    ]


def _label(pair: tuple[str, str]) -> str:
    return pair[1]


def _found(numbers: Counter[str], chosen: str) -> set[str]:
    return {code for code, number in numbers.items() if code and number > 0} | ({chosen} - {""})


def tabs(page: queues.Page, wanted: Wanted) -> list[dict[str, Any]]:
    """Return the ways to what is looked at most often, each by one click."""
    current = queues.tab_of(wanted.filters)
    names = [
        (queues.OPEN, _("Open work"), 0),
        ("mine", _("My work"), page.waiting.mine),
        ("overdue", _("Late"), page.waiting.overdue),
        ("unassigned", _("Unassigned"), page.waiting.unassigned),
        ("review", _("Consent to be reviewed"), page.waiting.review),
    ]
    return [
        {
            "href": replace(wanted, filters=queues.TABS[name]).address,
            "label": label,
            "badge": number,
            "current": name == current,
        }
        for name, label, number in names
    ]


def colleagues(actor: Actor, desk: str) -> Choices:
    """Return who may be given reports of a desk, oneself first and nobody last."""
    others = [(one.account, one.name) for one in assigning.colleagues([desk]) if one.account != actor.account]
    return [(actor.account, _("Me")), *others, ("", _("Nobody"))]
