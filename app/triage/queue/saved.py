"""Views of the queue that a person saved: kept in a record of their own that nobody else can open."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from app.crypto.identifiers import new_id
from app.errors import Invalid, NotFound
from app.incidents.rules.limits import text_problem
from app.triage.errors import Incomplete
from app.triage.queue.filters import Filters
from app.vault import opening, records, sealing
from app.vault.actor import Actor
from app.vault.entries import FILER
from app.vault.errors import RecordTampered
from app.vocabulary.wording import N_

KIND = "views"
MOST = 20
LONGEST = 60  # characters of a name


class View(msgspec.Struct, frozen=True, omit_defaults=True):
    """One saved view: what its owner calls it, what it shows of which desk, in which order."""

    id: str
    name: str
    desk: str
    sort: str
    shown: dict[str, str]  # the filters by name; what a later version does not know is left out there


class Views(msgspec.Struct, frozen=True, tag="views.v1"):
    """All of one person's views, in the order in which they are listed."""

    views: tuple[View, ...] = ()


class TooManyViews(Invalid):
    """There is no room for another view."""

    def __init__(self) -> None:
        super().__init__(N_("You have %(limit)d saved views. Delete one first."), limit=MOST)


class NoSuchView(NotFound):
    """The person has no such view, or deleted it in another window."""

    def __init__(self) -> None:
        super().__init__(N_("This saved view is gone. It was deleted in another window."))


def saved(actor: Actor) -> list[View]:
    """Return the actor's views by name; two devices at once may have left two records."""
    found: dict[str, View] = {}
    for entries in opening.read_many(actor, records.own(actor, KIND)).values():
        if not isinstance(entries, RecordTampered):
            found |= {view.id: view for view in msgspec.json.decode(entries[-1].body, type=Views).views}
    return sorted(found.values(), key=lambda view: (view.name.casefold(), view.id))


def save(actor: Actor, name: str, desk: str, filters: Filters, sort: str) -> View:
    """Keep what is shown under a name; a view of that name is replaced. Raises Incomplete or TooManyViews."""
    name = name.strip()
    if not name:
        raise Incomplete(N_("Write a name for this view."))
    if problem := text_problem(name, LONGEST, lines=False):
        raise Incomplete(problem, limit=LONGEST)
    shown = {field: getattr(filters, field) for field in Filters.__dataclass_fields__}
    view = View(new_id(), name, desk, sort, shown)
    others = [one for one in saved(actor) if one.name != name]
    if len(others) >= MOST:
        raise TooManyViews
    _keep(actor, [*others, view])
    return view


def view_of(actor: Actor, id: str) -> View:
    """Return one of the actor's views. Raises NoSuchView."""
    found = next((view for view in saved(actor) if view.id == id), None)
    if found is None:
        raise NoSuchView
    return found


def delete(actor: Actor, id: str) -> None:
    """Forget a view. One that is gone already is no error."""
    views = saved(actor)
    left = [view for view in views if view.id != id]
    if len(left) < len(views):
        _keep(actor, left)


def _keep(actor: Actor, views: Sequence[View]) -> None:
    """Seal the views anew and destroy what was kept before: a filter that was deleted is nowhere."""
    for old in records.own(actor, KIND):
        records.destroy(actor, old)
    if views:
        kept = Views(tuple(views))
        sealing.create(actor, kind=KIND, desk="", readers={KIND: [FILER]}, entries=[(KIND, kept)])
