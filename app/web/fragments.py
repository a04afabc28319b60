"""Forms that are the same for everybody but for their tokens are drawn once per language, not once per reader."""

from __future__ import annotations

from collections.abc import Callable

from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from app.vault.directory.store import current
from app.vault.instance import instance
from app.web.language import page_locale

TOKEN, SUBMISSION = "\x00csrf\x00", "\x00submission\x00"  # no template can produce these
MOST = 64


def drawn(name: str, submission: str, draw: Callable[[], str]) -> Markup:
    """Return a blank form's HTML with this request's tokens.

    `draw` renders it with `submission` and the request's own CSRF token; it is called again when the language is new
    or the directory (desks, people) has changed. It must depend on nothing else, least of all on who is reading.
    """
    cache: dict[tuple[str, str, bytes], str] = instance().caches.setdefault("fragments", {})
    key = (name, page_locale(), current().head)
    token = generate_csrf()
    text = cache.get(key)
    if text is None:
        if len(cache) >= MOST:
            cache.clear()
        text = cache[key] = draw().replace(token, TOKEN).replace(submission, SUBMISSION)
    return Markup(text.replace(TOKEN, token).replace(SUBMISSION, submission))  # noqa: S704 - drawn by a template
