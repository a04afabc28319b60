"""A date that nobody knows is said in the reader's own language, and kept as one word."""

from __future__ import annotations

import html
import re

import pytest
from flask import Flask

from app.vocabulary.dates import UNKNOWN
from app.web.parts import DateForm, shown_date
from tests.factories import Network
from tests.triage.desks import browser, file, send, state

LANGUAGES = ("en", "fr", "es", "ar", "sw")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_word_that_the_form_offers_is_understood(app: Flask, net: Network, language: str) -> None:
    record, rosa = file(net), browser(app, net, "rosa")
    rosa.set_cookie("language", language)
    page = html.unescape(rosa.get(f"/desk/{record}/verification").get_data(as_text=True))
    hint = re.search(r'id="source-date-hint">([^<]*)<', page)
    assert hint
    word = re.split(r"[:：]\s*", hint.group(1))[-1].strip(" .۔")
    assert word and (word == "Unknown") == (language == "en")
    for said in (word, word.upper(), "unknown", f" {word} "):
        sent = send(rosa, f"/desk/{record}/sources", "source", connection="witness", date=said)
        assert sent.status_code == 303, said
        assert list(state(net, record).sources.values())[-1].date == UNKNOWN
    assert send(rosa, f"/desk/{record}/sources", "source", connection="witness", date="some day").status_code == 422


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_date_of_three_fields_takes_it_too_and_gives_it_back(app: Flask, language: str) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        from flask_babel import gettext

        typed = DateForm(formdata=None, data={"year": gettext("Unknown")})
        assert typed.text() == UNKNOWN and typed.validate()
        assert DateForm(formdata=None, data=shown_date(UNKNOWN)).text() == UNKNOWN
        assert not DateForm(formdata=None, data={"year": gettext("Unknown"), "month": "3"}).validate()
