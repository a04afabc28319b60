"""The only place where a refusal becomes a status. Whatever was typed is shown again, so that it can be copied."""

from __future__ import annotations

import logging
import traceback

from flask import Flask, Response, current_app, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge, SecurityError

from app.crypto.identifiers import new_id
from app.database import db
from app.errors import Conflict, Invalid, Locked, NotAllowed, NotFound, Refusal, Tampered, TooMany
from app.web.form import said

STATUS: dict[type[Refusal], int] = {
    NotFound: 404,
    NotAllowed: 403,
    Conflict: 409,
    Invalid: 422,
    Locked: 423,
    TooMany: 429,
    Tampered: 409,
}
SECRET = ("passphrase", "code", "csrf_token", "token")
SHORTEST = 12  # characters: shorter values (codes, numbers) are not worth copying

Answer = tuple[str, int, dict[str, str]]


def register(app: Flask) -> None:
    """Answer every failure with a page."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(SecurityError, _other_host)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def status_of(refusal: Refusal) -> int:
    """Return the status of a refusal, by its kind."""
    return next(STATUS[kind] for kind in type(refusal).__mro__ if kind in STATUS)


def _refused(refusal: Refusal) -> Answer:
    headers = {"Retry-After": str(refusal.wait)} if isinstance(refusal, TooMany) else {}
    return _page(status_of(refusal), message=said(refusal), headers=headers)


def _forged(_error: CSRFError) -> Answer:
    message = gettext("This form is too old, or did not come from this site. Nothing was done with it.")
    return _page(400, message=message)


def _other_host(_error: SecurityError) -> Response:
    # No page can be drawn: its links would carry the name that was refused.
    return Response("This name does not belong to this site.\n", 400, mimetype="text/plain")


def _http(error: HTTPException) -> Answer:
    if error.code is not None and 300 <= error.code < 400:
        raise error
    headers = {"Allow": ", ".join(error.valid_methods or ())} if isinstance(error, MethodNotAllowed) else {}
    return _page(error.code or 500, headers=headers, show_typed=not isinstance(error, RequestEntityTooLarge))


def _unexpected(error: Exception) -> Answer:
    incident = new_id()[:8]
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in reversed(frames[-4:]))
    # No message and no path: they could hold what somebody typed, or name a record.
    logging.getLogger("amparo").error("incident %s: %s at %s", incident, type(error).__name__, places)
    if current_app.config.get("TESTING") and current_app.config.get("PROPAGATE_EXCEPTIONS"):
        raise error
    return _page(500, incident=incident)


def _page(
    code: int,
    *,
    message: str = "",
    incident: str = "",
    headers: dict[str, str] | None = None,
    show_typed: bool = True,
) -> Answer:
    db.session.rollback()
    typed = _typed() if show_typed and request.method == "POST" else []
    retry = (headers or {}).get("Retry-After")
    html = render_template(
        "errors/error.html",
        code=code,
        message=message,
        incident=incident,
        typed=typed,
        retry_after=int(retry) if retry else None,
    )
    return html, code, headers or {}


def _typed() -> list[str]:
    try:
        pairs = list(request.form.items(multi=True))
    except (HTTPException, ValueError):
        return []
    return [
        value
        for name, value in pairs
        if len(value) >= SHORTEST and not any(secret in name for secret in SECRET) and name != "submission"
    ]
