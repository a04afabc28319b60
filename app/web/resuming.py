"""A form sent after the session ran out: its fields wait in the sign-in page itself, never on the server."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Response, redirect, render_template, request

from app.web.form import SignInForm

TARGET = "resume_target"
SIGN_IN_FIELDS = ("sign_in_name", "sign_in_passphrase")
LEFT_OUT = frozenset({"csrf_token", TARGET, *SIGN_IN_FIELDS})


def local_path(path: str | None) -> str:
    """Return a path of this site, or "" for anything that would lead elsewhere."""
    if not path or not path.startswith("/") or path.startswith(("//", "/\\")) or "\\" in path:
        return ""
    parts = urlsplit(path)
    return path if not parts.scheme and not parts.netloc else ""


def kept_fields() -> list[tuple[str, str]]:
    """Return the fields of the form that waits, each value of each name; a passphrase is asked for again."""
    fields = request.form.items(multi=True)
    return [(name, value) for name, value in fields if name not in LEFT_OUT and "passphrase" not in name]


def target() -> str:
    """Return where the waiting form was going, or "" when none waits."""
    return local_path(request.form.get(TARGET))


def ask() -> str:
    """Return the sign-in page holding the form that was just sent. The request's CSRF token was good: it is theirs."""
    return render_template(
        "accounts/sign_in.html",
        form=SignInForm(formdata=None),
        kept=kept_fields(),
        resume_target=local_path(request.full_path if request.query_string else request.path),
    )


def go_on() -> Response | None:
    """After signing in: send the waiting form on its way (307 keeps method and body), or None when none waits."""
    path = target()
    return redirect(path, 307) if path else None  # type: ignore[return-value]
