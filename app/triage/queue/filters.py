"""What of a queue is wanted, in which order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from app.incidents.rules.states import State
from app.triage.risk import LEVELS

OPEN, ALL = "open", "all"
ME, NOBODY = "me", "nobody"
URGENT, DUE, NEWEST, RISK = "urgency", "due", "newest", "risk"
STATES = frozenset({OPEN, ALL, *(state.value for state in State)})
YES = "yes"


@dataclass(frozen=True, slots=True)
class Filters:
    """What is wanted; "" is no wish. `state` is a state, OPEN or ALL; `assignee` an account, ME or NOBODY."""

    state: str = OPEN
    level: str = ""
    country: str = ""
    group: str = ""
    assignee: str = ""
    overdue: str = ""  # YES: something is late
    review: str = ""  # YES: somebody's consent is to be looked at again
    text: str = ""


TABS: dict[str, Filters] = {
    OPEN: Filters(),
    "mine": Filters(assignee=ME),
    "overdue": Filters(overdue=YES),
    "unassigned": Filters(assignee=NOBODY),
    "review": Filters(state=ALL, review=YES),  # ended work as well: what was agreed to is used on
}


def filters_of(values: Mapping[str, str]) -> Filters:
    """Return the filters that were sent; a value that is none of the list's counts as no wish."""
    sent = {one.name: values.get(one.name, "") for one in fields(Filters)}
    sent["state"] = sent["state"] if sent["state"] in STATES else OPEN
    sent["level"] = sent["level"] if sent["level"] in {one.value for one in LEVELS} else ""
    sent |= {name: YES if sent[name] else "" for name in ("overdue", "review")}
    return Filters(**sent)


def sort_of(values: Mapping[str, str]) -> str:
    """Return the order that was sent, the most urgent first for none that exists."""
    return values["sort"] if values.get("sort") in (DUE, NEWEST, RISK) else URGENT


def tab_of(filters: Filters) -> str:
    """Return the tab that shows just these, "" for none."""
    return next((name for name, shown in TABS.items() if shown == filters), "")
