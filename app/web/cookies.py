"""Cookies of this site. Over https their names begin with __Host-: browsers take such a name from this host alone, with
Secure, without a domain and for every path, also when it is deleted. On loopback http the names are plain.
"""

from __future__ import annotations

from typing import Any, Literal

from flask import current_app
from werkzeug.wrappers import Response

Sent = Literal["Strict", "Lax"]


def named(plain: str) -> str:
    """Return what a cookie is called on this instance."""
    return f"__Host-{plain}" if _is_https() else plain


def keep(response: Response, plain: str, value: str, samesite: Sent) -> None:
    """Put a cookie into the browser, closed to scripts, gone when the browser closes."""
    response.set_cookie(named(plain), value, **_bound(samesite))


def take_out(response: Response, plain: str, samesite: Sent) -> None:
    """Take a cookie out of the browser."""
    response.delete_cookie(named(plain), **_bound(samesite))


def _bound(samesite: Sent) -> dict[str, Any]:
    return {"secure": _is_https(), "httponly": True, "samesite": samesite, "path": "/"}


def _is_https() -> bool:
    return bool(current_app.config["SCHEME"] == "https")
