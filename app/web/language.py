"""The reader's language: chosen in the page, kept in a cookie that holds nothing else."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from babel.dates import format_date
from flask import Flask, Response, current_app, g, has_request_context, request
from flask_babel import Babel, get_locale, get_translations, gettext
from jinja2.nodes import EvalContext
from jinja2.utils import pass_eval_context
from markupsafe import Markup

from app.vocabulary import dates, lists
from app.web import cookies

COOKIE = "language"
NAMES = (("en", "English"), ("fr", "Français"), ("es", "Español"), ("ar", "العربية"), ("sw", "Kiswahili"))
RIGHT_TO_LEFT = frozenset({"ar"})
ANOTHER = "und"  # a language that is none of these and was not named


def register(app: Flask) -> None:
    """Tell Babel which language a request wants, and templates how to say codes and dates."""
    Babel(app, locale_selector=page_locale)
    app.jinja_env.newstyle_gettext = True  # type: ignore[attr-defined]
    app.jinja_env.globals.update(_=_text, gettext=_text, ngettext=_texts)
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.filters["term"] = lambda code, name: lists.label(name, code, page_locale()) if code else ""
    app.jinja_env.filters["spoken"] = spoken
    app.jinja_env.filters["edtf"] = lambda text: dates.display(text, page_locale()) if text else ""


# Jinja's own way to a translation passes four calls and as many proxies: with a hundred texts, half the time of a page.
@pass_eval_context
def _text(where: EvalContext, text: str, /, **named: Any) -> str:
    return _filled(where, _words().ugettext(text), named)


@pass_eval_context
def _texts(where: EvalContext, one: str, many: str, count: int, /, **named: Any) -> str:
    return _filled(where, _words().ungettext(one, many, count), {"num": count, **named})


def _filled(where: EvalContext, text: str, named: dict[str, Any]) -> str:
    """Return a translation with what it names, escaped where the template escapes; "%%" is one in every text."""
    if where.autoescape:
        text = Markup(text)  # noqa: S704 - a translation is ours; what it names is escaped as it is put in
    return text % named if named or "%" in text else text


def _words() -> Any:
    """Return the page's words. Flask-Babel looks them up anew for each of the hundred texts of a page."""
    if not has_request_context():
        return get_translations()
    here = _here()
    words = here.get("words")
    if words is None:
        words = here.words = get_translations()  # in the language that this request keeps to its end
    return words


def _here() -> Any:
    """Return what `g` stands for: asking the proxy costs as much as finding a translation."""
    return g._get_current_object()


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
    here = _here()
    locale = here.get("locale")
    if locale is None:
        languages = current_app.config["LANGUAGES"]
        chosen = request.cookies.get(cookies.named(COOKIE), "")
        locale = chosen if chosen in languages else request.accept_languages.best_match(languages) or "en"
        here.locale = locale
    return str(locale)


def page_dir() -> str:
    """Return the direction of this page's language."""
    return "rtl" if page_locale() in RIGHT_TO_LEFT else "ltr"


def keep(response: Response, language: str) -> None:
    """Remember a choice for as long as the browser is open."""
    if language in current_app.config["LANGUAGES"]:
        cookies.keep(response, COOKIE, language, "Lax")
