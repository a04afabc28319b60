"""Where the pages hang, and how a public page is drawn: the same for everybody."""

from __future__ import annotations

from flask import Blueprint, render_template

editor = Blueprint("editor", __name__, url_prefix="/editor")
public = Blueprint("public", __name__)
appreciation = Blueprint("appreciation", __name__, url_prefix="/appreciation")


def page(template: str, **values: object) -> str:
    """Draw a public page. It shows nothing of who is signed in, so that any cache or mirror may keep it."""
    return render_template(template, nav_items=[], sign_out_url=None, home_url="/", **values)
