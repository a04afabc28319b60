"""The reader's language: chosen in the page, kept in a cookie that holds nothing else."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from babel.dates import format_date
from flask import Flask, Response, current_app, g, has_request_context, request
from flask_babel import Babel, get_locale, get_translations, gettext

from app.vocabulary import dates, lists
from app.web import cookies

COOKIE = "language"
NAMES = (("en", "English"), ("fr", "Français"), ("es", "Español"), ("ar", "العربية"), ("sw", "Kiswahili"))
RIGHT_TO_LEFT = frozenset({"ar"})
ANOTHER = "und"  # a language that is none of these and was not named


def register(app: Flask) -> None:
    """Tell Babel which language a request wants, and templates how to say codes and dates."""
    Babel(app, locale_selector=page_locale)
    app.jinja_env.install_gettext_callables(_text, _texts, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.filters["term"] = lambda code, name: lists.label(name, code, page_locale()) if code else ""
    app.jinja_env.filters["spoken"] = spoken
    app.jinja_env.filters["edtf"] = lambda text: dates.display(text, page_locale()) if text else ""


def _text(text: str) -> str:
    return str(_words().ugettext(text))


def _texts(one: str, many: str, count: int) -> str:
    return str(_words().ungettext(one, many, count))


def _words() -> Any:
    """Return the page's words. Flask-Babel looks them up anew for each of the hundred texts of a page."""
    locale = page_locale()
    if g.get("words_locale") != locale:
        g.words, g.words_locale = get_translations(), locale
    return g.words


def spoken(language: str) -> str:
    """Return what a language that somebody wrote or spoke is called: by its own name, or as it was typed."""
    return str(gettext("Another language")) if language == ANOTHER else dict(NAMES).get(language, language)


def written_day(day: date, length: Literal["medium", "long"]) -> str:
    """Return a day in the reader's language."""
    return format_date(day, length, locale=dates.writing_of(str(get_locale() or "en")))


def page_locale() -> str:
    """Return the language of this page: the one chosen, else the best the browser asks for, else English."""
    if not has_request_context():
        return "en"
    if "locale" not in g:
        languages = current_app.config["LANGUAGES"]
        chosen = request.cookies.get(cookies.named(COOKIE), "")
        g.locale = chosen if chosen in languages else request.accept_languages.best_match(languages) or "en"
    return str(g.locale)


def page_dir() -> str:
    """Return the direction of this page's language."""
    return "rtl" if page_locale() in RIGHT_TO_LEFT else "ltr"


def keep(response: Response, language: str) -> None:
    """Remember a choice for as long as the browser is open."""
    if language in current_app.config["LANGUAGES"]:
        cookies.keep(response, COOKIE, language, "Lax")
