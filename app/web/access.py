"""Who may open which page. Missing means denied; tests walk every route."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar, cast

from flask import Flask, Response, abort, current_app, redirect, request, url_for
from flask_login import current_user

from app.vault.actor import Actor
from app.vault.roles import Role
from app.web import resuming

View = TypeVar("View", bound=Callable[..., Any])


class Permission(StrEnum):
    """What a page asks of the person who opens it. Finer questions (whose record?) are the service's."""

    PUBLIC = "public"  # anybody, signed in or not
    SIGNED_IN = "signed_in"  # anybody with an account
    INCIDENT_FILE = "incident_file"  # file reports and follow one's own
    DESK_READ = "desk_read"  # read a desk's queue and reports
    DESK_WORK = "desk_work"  # write notes, assess, move
    IDENTITY_OPEN = "identity_open"  # open the names of a report, stating a purpose
    STORY_READ = "story_read"  # read stories before they are published
    STORY_WRITE = "story_write"  # write stories
    STORY_REVIEW = "story_review"  # review a story against the names
    STORY_APPROVE = "story_approve"  # approve, publish, retract
    AUDIT_READ = "audit_read"  # read the audit
    ADMINISTER = "administer"  # run the instance


EVERYBODY = frozenset(Role)
DESK = frozenset({Role.REVIEWER, Role.PROTECTION_OFFICER, Role.COORDINATOR})
TABLE: dict[Permission, frozenset[Role]] = {
    Permission.PUBLIC: EVERYBODY,
    Permission.SIGNED_IN: EVERYBODY,
    Permission.INCIDENT_FILE: frozenset({Role.MEMBER}),
    Permission.DESK_READ: DESK,
    Permission.DESK_WORK: frozenset({Role.REVIEWER, Role.COORDINATOR}),
    Permission.IDENTITY_OPEN: frozenset({Role.PROTECTION_OFFICER}),
    Permission.STORY_READ: frozenset({Role.EDITOR, Role.APPROVER, Role.PROTECTION_OFFICER}),
    Permission.STORY_WRITE: frozenset({Role.EDITOR}),
    Permission.STORY_REVIEW: frozenset({Role.PROTECTION_OFFICER}),
    Permission.STORY_APPROVE: frozenset({Role.APPROVER}),
    Permission.AUDIT_READ: frozenset({Role.AUDITOR}),
    Permission.ADMINISTER: frozenset({Role.ADMINISTRATOR}),
}


def requires(permission: Permission) -> Callable[[View], View]:
    """Declare what a view asks. Every route has exactly one."""

    def declare(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return declare


def permission_of(view: object) -> Permission | None:
    """Return what a view declared, or None."""
    return cast("Permission | None", getattr(view, "permission", None))


def permits(actor: Actor, permission: Permission) -> bool:
    """Tell whether a person holds a role that a permission names."""
    if permission in (Permission.PUBLIC, Permission.SIGNED_IN):
        return True
    return any(role in TABLE[permission] for role, _scope in actor.roles)


def actor_or_none() -> Actor | None:
    """Return who is signed in, or None."""
    return cast("Actor", current_user.actor) if current_user.is_authenticated else None


def current_actor() -> Actor:
    """Return who is signed in. Only for views that are not public."""
    actor = actor_or_none()
    if actor is None:
        abort(401)
    return actor


def register(app: Flask) -> None:
    """Check every request before its view runs."""
    app.before_request(_guard)


def _guard() -> Response | str | tuple[str, int] | None:
    if request.endpoint is None or request.endpoint == "static":
        return None  # no such page, or a file that anybody may have
    permission = permission_of(current_app.view_functions[request.endpoint])
    if permission is None:
        abort(403)
    if permission is Permission.PUBLIC:
        return None
    actor = actor_or_none()
    if actor is None:
        return _ask_to_sign_in()
    if not permits(actor, permission):
        abort(404)  # whether the page exists is nobody else's business
    return None


def _ask_to_sign_in() -> Response | tuple[str, int]:
    if request.method == "POST":
        return resuming.ask(), 401
    target = request.full_path if request.query_string else request.path
    return cast("Response", redirect(url_for("accounts.sign_in", next=target), 303))
