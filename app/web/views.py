"""Pages of no room: the language, the quick exit, and whether the server is well."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.service import sessions
from app.database import transaction
from app.vault.directory.store import current
from app.web import cookies, session
from app.web.access import Permission, requires
from app.web.language import COOKIE as LANGUAGE_COOKIE
from app.web.language import NAMES, keep
from app.web.resuming import local_path

FORM_COOKIE = "form"  # config.py names it for Flask

blueprint = Blueprint("web", __name__)


@blueprint.route("/language", methods=["GET", "POST"])
@requires(Permission.PUBLIC)
def language() -> BaseResponse | str:
    """Choose the language of all pages."""
    if request.method == "GET":
        return render_template("web/language.html", names=NAMES, next_path=local_path(request.args.get("next")) or "/")
    response = redirect(local_path(request.form.get("next")) or "/", 303)
    keep(response, request.form.get("language", ""))  # type: ignore[arg-type]
    return response


@blueprint.route("/exit")
@requires(Permission.PUBLIC)
def leave() -> BaseResponse:
    """Leave at once to a neutral site, ending the session: the one change made by GET."""
    key = session.current_session_key()
    if key is not None:
        with transaction():
            sessions.end(key)
    response = redirect(current_app.config["EXIT"], 303)
    session.close_session(response)  # type: ignore[arg-type]
    for name in (FORM_COOKIE, LANGUAGE_COOKIE):
        cookies.take_out(response, name, "Lax")
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


@blueprint.route("/healthz")
@requires(Permission.PUBLIC)
def healthz() -> Response:
    """Say whether the database answers and the directory verifies; an answer of 200 is all it tells."""
    current()
    return Response("ok\n", mimetype="text/plain")
