"""A refusal stands at the question it is about."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.factories import network, signed_in
from tests.spotlight.making import hand_over


@pytest.mark.parametrize(
    ("who", "tab", "act", "field"),
    [
        ("rosa", "risk", "risk", "risk-threat"),
        ("rosa", "verification", "sources", "source-connection"),
        ("rosa", "work", "hand-over", "hand-left"),
        ("rosa", "talk", "notes", "note-text"),
        ("paz", "names", "names", "names-purpose"),
    ],
)
def test_an_empty_form_says_at_which_question(app: Flask, who: str, tab: str, act: str, field: str) -> None:
    with app.app_context():
        report = hand_over(network(app), "mia")
    client, prefix = signed_in(app, who), field.split("-")[0]
    shown = client.get(f"/desk/{report}/{tab}").text
    fields = dict(re.findall(rf'name="({prefix}-(?:csrf_token|seen))"[^>]*value="(\w[^"]*)"', shown))
    colleague = re.search(r'id="hand-to".*?<option value="(\w+)"', shown, re.S)
    fields["hand-to"] = colleague.group(1) if colleague else ""
    page = client.post(f"/desk/{report}/{act}", data=fields)
    assert page.status_code == 422
    assert f'<li><a href="#{field}' in page.text and f'id="{field}-error"' in page.text
