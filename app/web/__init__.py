"""What every page shares. `register` ties it to the application; the rooms' pages are registered by create_app."""

from __future__ import annotations

import logging
from datetime import date, datetime
from typing import Any

from flask import Flask, current_app, url_for
from flask_babel import format_time, gettext
from flask_wtf import CSRFProtect

from app.web import access, demo, errors, headers, language, leaves, limits, navigation, session

REFERENCE_GROUP = 4


def register(app: Flask) -> None:
    """Register everything shared, in the order in which a request meets it."""
    errors.register(app)
    demo.register(app)
    limits.register(app)
    language.register(app)
    CSRFProtect(app)
    session.register(app)
    access.register(app)
    leaves.register(app)
    headers.register(app)
    app.jinja_env.filters.update(reference=grouped, minute=said_minute, day=said_day)
    app.context_processor(_shared)
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # no access log: it would hold addresses and paths


def grouped(reference: str) -> str:
    """Return a reference in groups of four, as people read it aloud."""
    return "-".join(reference[at : at + REFERENCE_GROUP] for at in range(0, len(reference), REFERENCE_GROUP))


def said_minute(at: str) -> str:
    """Return a sealed entry's UTC minute in the reader's language."""
    if not at:
        return ""
    moment = datetime.fromisoformat(at)
    day, time = language.written_day(moment.date(), "medium"), format_time(moment, "HH:mm", rebase=False)
    return str(gettext("%(day)s, %(time)s UTC", day=day, time=time))


def said_day(on: str) -> str:
    """Return an ISO day in the reader's language; what is none, as it is: a sealed entry may hold anything."""
    try:
        return language.written_day(date.fromisoformat(on[:10]), "long") if on else ""
    except ValueError:
        return on


def _shared() -> dict[str, Any]:
    actor = access.actor_or_none()
    return {
        "page_locale": language.page_locale(),
        "page_dir": language.page_dir(),
        "languages": language.NAMES,
        "demo": current_app.config["DEMO"],
        "nav_items": navigation.items(actor) if actor is not None else [],
        "sign_out_url": url_for("accounts.sign_out") if actor is not None else None,
        "home_url": navigation.landing(actor) if actor is not None else "/",
        "asset_version": current_app.config.get("ASSET_VERSION"),
    }
