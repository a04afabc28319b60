"""Public pages that list: home, spotlights, countries, and what machines read."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from flask import Response, abort, render_template, request, url_for

from app.spotlight.service import publications
from app.spotlight.views.blueprints import page, public
from app.vocabulary import lists
from app.vocabulary.countries import countries, regions
from app.web import clock
from app.web.access import Permission, requires
from app.web.headers import cacheable
from app.web.language import page_locale

LATEST = 3
MOST_PAGES = 500


@public.route("/")
@cacheable
@requires(Permission.PUBLIC)
def home() -> str:
    """Say what the network does, show the latest spotlights, and how to report safely."""
    latest, _more = publications.listed(clock.today(), size=LATEST)
    return page("public/home.html", latest=latest)


@public.route("/spotlights")
@cacheable
@requires(Permission.PUBLIC)
def spotlights() -> str:
    """List what is public, by region and theme where the reader asks."""
    region, theme = _code("region"), _code("theme", "act_group")
    number = min(max(request.args.get("page", 1, int), 1), MOST_PAGES)
    found, more = publications.listed(clock.today(), region=region, theme=theme, page=number)
    used_regions, used_themes = publications.facets(clock.today())
    return page(
        "public/spotlights.html",
        found=found,
        region=region,
        theme=theme,
        regions=_named("region", used_regions),
        themes=_named("act_group", used_themes),
        previous=_turned(number - 1) if number > 1 else None,
        following=_turned(number + 1) if more else None,
    )


@public.route("/countries")
@cacheable
@requires(Permission.PUBLIC)
def all_countries() -> str:
    """List countries by region."""
    named: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for code, name in lists.choices("country", page_locale()):
        named[countries()[code].region].append((code, name))
    grouped = [(code, label, named[code]) for code, label in lists.choices("region", page_locale()) if named[code]]
    return page("public/countries.html", grouped=grouped)


@public.route("/countries/<iso3>")
@cacheable
@requires(Permission.PUBLIC)
def country(iso3: str) -> str:
    """Show the spotlights of a country's region, and those that thank a defender of the country."""
    known = countries().get(iso3)
    if known is None or not known.region:
        abort(404)
    today = clock.today()
    stories, _ = publications.listed(today, region=known.region, kind=publications.ANONYMOUS)
    thanks, _ = publications.listed(today, country=iso3, kind=publications.APPRECIATION)
    return page("public/country.html", iso3=iso3, region=known.region, stories=stories, thanks=thanks)


@public.route("/methodology")
@cacheable
@requires(Permission.PUBLIC)
def methodology() -> str:
    """Say what is published and how it is made safe."""
    return page("public/methodology.html")


@public.route("/sitemap.xml")
@cacheable
@requires(Permission.PUBLIC)
def sitemap() -> Response:
    """List every public address."""
    found, _ = publications.listed(clock.today(), size=5000)
    names = ("home", "spotlights", "all_countries", "methodology")
    fixed = [url_for(f"public.{name}", _external=True) for name in names]
    places = [url_for("public.country", iso3=code, _external=True) for code, _ in lists.choices("country", "en")]
    return Response(
        render_template("public/sitemap.xml", fixed=fixed + places, found=found), mimetype="application/xml"
    )


@public.route("/robots.txt")
@cacheable
@requires(Permission.PUBLIC)
def robots() -> Response:
    """Tell machines that read the web where the list of addresses is."""
    address = url_for("public.sitemap", _external=True)
    return Response(f"User-agent: *\nDisallow: /exit\nDisallow: /language\nSitemap: {address}\n", mimetype="text/plain")


def _code(name: str, list_name: str = "") -> str:
    """Return a filter of the address, "" where it is no code."""
    value = request.args.get(name, "")
    known = regions() if name == "region" else lists.codes(list_name)
    return value if value in known else ""


def _named(list_name: str, used: list[str]) -> list[tuple[str, str]]:
    return [(code, label) for code, label in lists.choices(list_name, page_locale()) if code in used]


def _turned(number: int) -> str:
    kept: dict[str, Any] = {name: value for name in ("region", "theme") if (value := request.args.get(name, ""))}
    return url_for("public.spotlights", page=number, **kept)
