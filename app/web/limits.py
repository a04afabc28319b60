"""What is refused before any view sees it: other hosts' names, unreadable characters in addresses and fields' names."""

from __future__ import annotations

from flask import Flask, abort, request
from werkzeug.middleware.proxy_fix import ProxyFix

from app.web.form import unreadable

LONGEST_ADDRESS = 2000


def register(app: Flask) -> None:
    """Check hosts and addresses; believe as many proxies as were declared."""
    app.config["TRUSTED_HOSTS"] = list(app.config["HOSTS"])
    if app.config["PROXIES"]:
        count = app.config["PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    app.before_request(_check)


def _check() -> None:
    names = [request.path, *request.args.keys(), *request.args.values()]
    if len(request.full_path) > LONGEST_ADDRESS:
        abort(414)
    if any(unreadable(name) for name in names):
        abort(400)
