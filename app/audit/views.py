"""The auditor's list: what was done, in plain sentences."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template, request

from app.accounts.service import people
from app.audit import service
from app.audit.service import Line, Read
from app.desks import service as desks
from app.web.access import Permission, current_actor, requires

PAGE = 50
GROUPS = frozenset({"publication", "auditors", "administrators"})  # and every id with a colon: a desk's two groups

blueprint = Blueprint("audit", __name__)


@dataclass(frozen=True)
class Shown:
    """One line with the names behind its ids."""

    read: Read
    line: Line | None
    who: str
    person: str  # whom the act is about, if it is about a person
    desk: str  # which desk, if it is about a desk
    ring: str  # which group's key, if it is about one


@blueprint.route("/audit")
@requires(Permission.AUDIT_READ)
def index() -> str:
    """List what was done, the latest first."""
    before = request.args.get("before", "")
    found = service.page(current_actor(), int(before[:9]) if before.isdecimal() else None, PAGE + 1)
    names = {desk.id: desk.name for desk in desks.listed()}
    return render_template(
        "audit/index.html",
        lines=[_shown(read, names) for read in found[:PAGE]],
        older=found[PAGE - 1].number if len(found) > PAGE else None,
        newest=not before,
        desk_names=names,
    )


def _shown(read: Read, desk_names: dict[str, str]) -> Shown:
    line = read.line
    if line is None:
        return Shown(read, None, "", "", "", "")
    return Shown(
        read,
        line,
        people.work_name(line.actor),
        people.work_name(line.about),
        desk_names.get(line.about, ""),
        line.about if ":" in line.about or line.about in GROUPS else "",
    )


@blueprint.route("/audit/check")
@requires(Permission.AUDIT_READ)
def check() -> str:
    """Recompute the whole chain. Asked for on purpose: it reads every line."""
    return render_template("audit/check.html", broken=service.first_broken())
