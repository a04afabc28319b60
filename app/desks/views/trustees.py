"""The recovery key's trustees: each sees their own share, once."""

from __future__ import annotations

from flask import render_template, request
from werkzeug.wrappers import Response

from app.database import transaction
from app.desks import installation
from app.desks.errors import NoShare
from app.desks.forms import ShareForm
from app.desks.views.blueprint import Answer, blueprint
from app.web.access import Permission, requires


@blueprint.route("/admin/recovery")
@requires(Permission.ADMINISTER)
def recovery() -> Answer:
    """Explain the recovery key, and say how many shares were not taken down yet."""
    return render_template("admin/recovery.html", waiting=installation.shares_waiting())


@blueprint.route("/share/<token>", methods=["GET", "POST"])
@requires(Permission.PUBLIC)
def share(token: str) -> Answer:
    """Show a trustee their share after a press of a button: a link preview must not use it up."""
    form = ShareForm()
    if not form.validate_on_submit():
        if not installation.share_waits(token):
            raise NoShare
        return render_template("admin/share.html", form=form)
    with transaction():
        words = installation.show_share(token, form.browser.data)
    return render_template("admin/share_words.html", form=form, words=words.split())


@blueprint.route("/share/<token>/kept", methods=["POST"])
@requires(Permission.PUBLIC)
def share_kept(token: str) -> Answer | Response:
    """Destroy the share here: the trustee has it."""
    with transaction():
        installation.forget_share(token, request.form.get("browser", ""))
    return render_template("admin/share_kept.html")
