"""The way to the rooms a person may enter."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, request, url_for
from flask_babel import gettext

from app.vault import rings
from app.vault.actor import Actor
from app.web.access import Permission, permits
from app.web.language import page_locale


@dataclass(frozen=True)
class Item:
    """One link of the main navigation."""

    label: str
    href: str
    current: bool
    badge: str = ""


@dataclass(frozen=True)
class _Place:
    endpoint: str
    label: str
    href: str


def _open_to(actor: Actor) -> tuple[_Place, ...]:
    """Return where a person may go: the same for all who hold the same roles, so made once for each language."""
    key = (page_locale(), request.root_path, frozenset(role for role, _scope in actor.roles))
    cache: dict[object, tuple[_Place, ...]] = current_app.extensions.setdefault("amparo.navigation", {})
    found = cache.get(key)
    if found is None:
        found = cache[key] = tuple(
            _Place(endpoint, label, url_for(endpoint))
            for endpoint, label, permission in _places()
            if endpoint in current_app.view_functions and permits(actor, permission)
        )
    return found


def _places() -> tuple[tuple[str, str, Permission], ...]:
    return (
        ("incidents.index", gettext("My reports"), Permission.INCIDENT_FILE),
        ("appreciation.index", gettext("My story"), Permission.INCIDENT_FILE),
        ("triage.queue", gettext("Desk"), Permission.DESK_READ),
        ("editor.index", gettext("Stories"), Permission.STORY_READ),
        ("audit.index", gettext("Audit"), Permission.AUDIT_READ),
        ("admin.people", gettext("Administration"), Permission.ADMINISTER),
        ("accounts.account", gettext("My account"), Permission.SIGNED_IN),
    )


def items(actor: Actor) -> list[Item]:
    """Return the links for a person, in a fixed order; the room they are in is marked."""
    room = (request.endpoint or "").split(".")[0]
    return [
        Item(place.label, place.href, place.endpoint.split(".")[0] == room, _badge(place.endpoint, actor))
        for place in _open_to(actor)
    ]


def _badge(endpoint: str, actor: Actor) -> str:
    """Return how many colleagues wait for a key of the actor's: nobody else may be there to admit them."""
    waiting = len(rings.waiting(actor)) if endpoint == "accounts.account" else 0
    return str(waiting) if waiting else ""


def landing(actor: Actor) -> str:
    """Return where a person begins after signing in."""
    places = _open_to(actor)
    return places[0].href if places else "/"
