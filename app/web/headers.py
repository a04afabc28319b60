"""What every answer says about itself."""

from __future__ import annotations

from flask import Flask, Response, current_app, request

from app.web.access import Permission, View, permission_of

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
PUBLIC_SECONDS = 300
CACHEABLE = "cacheable"


def cacheable(view: View) -> View:
    """Mark a public view whose page is the same for everybody (it has no form and no token)."""
    setattr(view, CACHEABLE, True)
    return view


def register(app: Flask) -> None:
    """Add the headers to every answer."""
    app.after_request(_add)


def _add(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if current_app.config["SCHEME"] == "https":
        response.headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    if request.endpoint == "static":
        response.headers["Cache-Control"] = "public, max-age=86400"
    elif _may_be_kept(response):
        response.headers["Cache-Control"] = f"public, max-age={PUBLIC_SECONDS}"
        response.headers["Vary"] = "Accept-Language, Cookie"
    else:
        response.headers["Cache-Control"] = "no-store"
    return response


def _may_be_kept(response: Response) -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return (
        request.method in ("GET", "HEAD")
        and response.status_code == 200
        and permission_of(view) is Permission.PUBLIC
        and getattr(view, CACHEABLE, False)
        and "Set-Cookie" not in response.headers
    )
