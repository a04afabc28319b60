"""A report that concerns a child or sexual violence shows its details to whoever asks for them, and in no list."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from flask import Flask

from app.incidents.content.report import Act, Narrative, Previous, Where
from app.incidents.content.subforms import Detention
from tests.factories import Network
from tests.incidents.chains import person
from tests.support.html import assert_valid_html
from tests.triage.desks import browser, file, rows, send
from tests.triage.searched import ask, index, told

SECRETS = (
    "Qplace", "Qregion", "Qtext", "Qhow", "Qnote", "Qactplace", "Qwords", "Qreason", "Qafter", "Qauthority", "Qcharge"
)  # fmt: skip
TOLD = {
    "where": Where(place="Qplace", admin1="Qregion"),
    "narrative": Narrative(text="Qtext", how="Qhow"),
    "previous": Previous(answer="yes", note="Qnote"),
}
HELD = Detention(authority="Qauthority", charge="Qcharge")
ACT = Act(
    key="A1", code="L1", place="Qactplace", words="Qwords", reason="Qreason", consequences="Qafter", detention=HELD
)


class Open(HTMLParser):
    """What a page shows before anybody opens anything."""

    def __init__(self) -> None:
        super().__init__()
        self.closed = 0
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.closed += tag == "details" and (self.closed > 0 or "open" not in dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        self.closed -= tag == "details" and self.closed > 0

    def handle_data(self, data: str) -> None:
        self.text += "" if self.closed else data


def at_once(page: str) -> str:
    reader = Open()
    reader.feed(page)
    return reader.text


@pytest.mark.parametrize("why", [{"persons": (person(age_band="0-17"),)}, {"flags": ("sexual_violence",)}, {}])
def test_details_of_a_sensitive_report_are_closed_until_the_reader_opens_them(
    app: Flask, net: Network, why: dict[str, object]
) -> None:
    record, rosa = file(net, **{**TOLD, "acts": (ACT,), **why}), browser(app, net, "rosa")
    before = rows(net, record)
    page = rosa.get(f"/desk/{record}").get_data(as_text=True)
    assert_valid_html(page)
    assert all(secret in page for secret in SECRETS)
    seen = at_once(page)
    assert [secret for secret in SECRETS if secret in seen] == ([] if why else list(SECRETS))
    assert ("nobody reads more than the work needs" in seen) == bool(why)
    assert rows(net, record) == before
    other = file(net, **TOLD)
    sides = rosa.get(f"/desk/{other}/compare/{record}").get_data(as_text=True)
    assert_valid_html(sides)
    assert "Qtext" in sides and ("Qtext" in at_once(sides)) != bool(why)


def test_a_correction_does_not_open_them(app: Flask, net: Network) -> None:
    record, rosa = file(net, **TOLD, persons=(person(age_band="0-17"),)), browser(app, net, "rosa")
    from tests.triage.desks import length

    typed = {"age_band": "18-29", "role": "targeted_defender", "seen": length(net, record)}
    assert send(rosa, f"/desk/{record}/facts/P1", "facts", **typed).status_code == 303
    assert "Qtext" not in at_once(rosa.get(f"/desk/{record}").get_data(as_text=True))


def test_no_list_shows_words_of_a_sensitive_report(app: Flask, net: Network) -> None:
    hidden, plain = told("Qtext of the child", flags=("child",)), told("Qtext of the lawyer")
    found = {hit.record: hit for hit in ask(index(hidden, plain), "Qtext").hits}
    assert found["R1"].sensitive and not found["R1"].snippet
    assert not found["R2"].sensitive and found["R2"].snippet
    record, rosa = file(net, **TOLD, persons=(person(age_band="0-17"),)), browser(app, net, "rosa")
    queue = rosa.get("/desk").get_data(as_text=True)
    assert record in queue and not any(secret in queue for secret in SECRETS)
    for text in ("Qhow", record):
        listed = send(rosa, "/desk/search", text=text).get_data(as_text=True)
        told_there = re.sub(r'value="[^"]*"', "", listed)
        assert record in told_there and "none of its words are shown here" in told_there
        assert not any(f"{secret}<" in told_there for secret in SECRETS)
