"""One story, as a page and in the feed."""

from __future__ import annotations

from flask import Response, render_template
from markupsafe import Markup

from app.spotlight.service import publications
from app.spotlight.views.blueprints import page, public
from app.web import clock
from app.web.access import Permission, requires
from app.web.headers import cacheable

RIGHT_TO_LEFT = frozenset({"ar", "fa", "ur", "he", "ps", "ckb", "dv"})


@public.route("/spotlights/<slug>")
@cacheable
@requires(Permission.PUBLIC)
def story(slug: str) -> str | tuple[str, int]:
    """Show a story, or that it was taken down."""
    row = publications.shown(slug, clock.today())
    if row.status == publications.RETRACTED:
        return page("public/taken_down.html", story=row), 410
    direction = "rtl" if row.language.split("-")[0] in RIGHT_TO_LEFT else "ltr"
    return page("public/story.html", story=row, html=safe_html(row.html), direction=direction)


def safe_html(html: str) -> Markup:
    """Return a text as made by markdown.render, which lets only its own list of elements through."""
    return Markup(html)  # noqa: S704


@public.route("/spotlights.atom")
@cacheable
@requires(Permission.PUBLIC)
def feed() -> Response:
    """Give the latest stories, and what was taken down, to feed readers."""
    today = clock.today()
    found, _ = publications.listed(today, size=publications.FEED)
    gone = publications.taken_down(today)
    days = [row.updated_on or row.published_on for row in found] + [row.retracted_on for row in gone]
    text = render_template("public/feed.xml", found=found, gone=gone, updated=max(days, default="2026-01-01"))
    return Response(text, mimetype="application/atom+xml")
