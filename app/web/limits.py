"""What is refused before any view sees it: other hosts' names, unreadable characters in addresses and fields' names."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import IO

from flask import Flask, Request, abort, current_app, request
from werkzeug.middleware.proxy_fix import ProxyFix

from app.errors import TooMany
from app.vocabulary.wording import N_
from app.web.access import View
from app.web.form import unreadable

LONGEST_ADDRESS = 2000
TAKES = "takes"
BESIDE = 64 * 1024  # bytes of a form around its file
TURNED_AWAY = "amparo.turned_away"  # the status with which the door (door.py) hands over a request without its body
RETRY_SECONDS = 10


class NoRoom(TooMany):
    """Too many bodies were on their way at once, and this one took longest."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Too much is being sent to us at the moment, and what you sent had not arrived. "
                "Go back: your browser keeps what you typed. Send it again in %(wait)s seconds."
            ),
            RETRY_SECONDS,
        )


class MemoryRequest(Request):
    """A request whose files stay in memory: Werkzeug would write large ones to the disk, in clear."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return BytesIO()


def takes_file(most: int) -> Callable[[View], View]:
    """Declare that a view takes a file of up to so many bytes. Every other view takes the usual form alone."""

    def declare(view: View) -> View:
        setattr(view, TAKES, most + BESIDE)
        return view

    return declare


def register(app: Flask) -> None:
    """Check hosts and addresses; believe as many proxies as were declared."""
    app.config["TRUSTED_HOSTS"] = list(app.config["HOSTS"])
    if app.config["PROXIES"]:
        count = app.config["PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    app.request_class = MemoryRequest
    app.before_request(_check)


def _check() -> None:
    if status := request.environ.get(TURNED_AWAY):
        if status == 429:
            raise NoRoom
        abort(status)
    view = current_app.view_functions.get(request.endpoint or "")
    if (most := getattr(view, TAKES, 0)) and request.mimetype == "multipart/form-data":  # only a file is ever large
        request.max_content_length = most  # before anything reads the form
    if len(request.full_path) > LONGEST_ADDRESS:
        abort(414)
    names = [request.path, *request.args.keys(), *request.args.values()]
    if any(unreadable(name) for name in names):
        abort(400)
