"""What the pages of this room share."""

from __future__ import annotations

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from app.desks import service
from app.desks.forms import DESK_ROLE_ORDER, INSTANCE_ROLE_ORDER, RolesForm, role_value
from app.errors import Refusal
from app.web.errors import status_of
from app.web.form import BaseForm, add_refusal

Answer = Response | str | tuple[str, int]

blueprint = Blueprint("admin", __name__)


def desk_names() -> dict[str, str]:
    """Return desk names by id, for pages that show roles and groups."""
    return {desk.id: desk.name for desk in service.listed()}


def roles_page(template: str, form: RolesForm, **more: object) -> str:
    """Draw a page with boxes for every role, those of each desk together."""
    return render_template(
        template,
        form=form,
        ticked=set(form.roles.data or []),
        instance_roles=[(role.value, role_value(role, "")) for role in INSTANCE_ROLE_ORDER],
        desk_roles=[
            (desk, [(role.value, role_value(role, desk.id)) for role in DESK_ROLE_ORDER]) for desk in service.listed()
        ],
        desk_names=desk_names(),
        **more,
    )


def refused(form: BaseForm, refusal: Refusal) -> int:
    """Put a refusal above the form, everything typed kept, and return the status of the answer."""
    add_refusal(form, refusal)
    return status_of(refusal)
