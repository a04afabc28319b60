"""A form sent after the session ran out: its fields wait in the sign-in page itself, never on the server.

It waits for the person who wrote it. The browser's cookie of forms holds a mark of whoever signed in there last: a
random number and its tag under that account's own key, so that nobody but the account can tell whose it is.
"""

from __future__ import annotations

import hmac
from urllib.parse import urlsplit

from flask import Response, g, redirect, render_template, request, session

from app.crypto.primitives import hmac_sha256, random_bytes
from app.errors import Conflict
from app.vault.actor import Actor
from app.vocabulary.wording import N_
from app.web.form import SignInForm

TARGET, OWNER = "resume_target", "resume_owner"
MARK = "owner"
SIGN_IN_FIELDS = ("sign_in_name", "sign_in_passphrase")
LEFT_OUT = frozenset({"csrf_token", TARGET, OWNER, *SIGN_IN_FIELDS})


class SomebodyElses(Conflict):
    """The form that waits was written by another person."""

    def __init__(self) -> None:
        super().__init__(
            N_("Somebody else wrote the form that waits here. It was not sent. Only they can send it, by signing in.")
        )


def remember(actor: Actor) -> None:
    """Mark this browser as the actor's. Pages that another person left open in it send nothing any more."""
    mark = session.get(MARK, "")
    if _is_of(actor, mark):
        return
    if mark:
        session.pop("csrf_token", None)
        g.pop("csrf_token", None)
    number = random_bytes(16)
    session[MARK] = f"{number.hex()}.{_tag(actor, number)}"


def require_theirs(actor: Actor) -> None:
    """Refuse to go on with a form that waits for somebody else. Raises SomebodyElses."""
    if target() and not _is_of(actor, owner()):
        raise SomebodyElses


def owner() -> str:
    """Return the mark of whoever wrote the form that waits, as its page holds it."""
    return request.form.get(OWNER) or str(session.get(MARK, ""))


def _is_of(actor: Actor, mark: str) -> bool:
    number, _dot, tag = mark.partition(".")
    try:
        return hmac.compare_digest(tag.encode(), _tag(actor, bytes.fromhex(number)).encode())
    except ValueError:
        return False


def _tag(actor: Actor, number: bytes) -> str:
    return hmac_sha256(actor.keys.symmetric("form owner"), number).hex()


def local_path(path: str | None) -> str:
    """Return a path of this site, or "" for anything that would lead elsewhere."""
    if not path or not path.startswith("/") or path.startswith(("//", "/\\")) or "\\" in path:
        return ""
    if any(character < " " for character in path):  # browsers drop some of these, and a header cannot hold others
        return ""
    try:
        parts = urlsplit(path)
    except ValueError:
        return ""
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
        resume_owner=owner(),
    )


def go_on() -> Response | None:
    """After signing in: send the waiting form on its way (307 keeps method and body), or None when none waits."""
    path = target()
    return redirect(path, 307) if path else None  # type: ignore[return-value]
