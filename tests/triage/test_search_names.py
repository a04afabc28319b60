"""Names that a protection officer looks for: found for a stated reason alone, which every filer reads."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.audit.events import Event
from app.database import transaction
from app.incidents.content.fold import fold
from app.incidents.content.identities import Identity, Names, RosterName
from app.incidents.content.report import Contact
from app.incidents.service.filing import file_incident
from app.triage.service import assigning, searching
from app.vault import opening
from tests.factories import Network
from tests.incidents.chains import filing, report
from tests.triage.desks import NUMBERS, browser, file, rows, send, state, token

PAGE = "/desk/search/names"
WHY = "She called and asks for help"


def named(net: Network, name: str, filer: str = "mia", **others: Any) -> str:
    """File a report in which P1 has this name."""
    phone = others.pop("phone", "")
    contact = Contact(channel="phone", address=phone) if phone else None
    names = Names(persons={"P1": Identity(name=name, contact=contact, **others)})
    sent = filing(report=report(country="COL"), names=names)
    with net.app.app_context(), transaction():
        return file_incident(net.actor(filer), sent, submission=f"n{next(NUMBERS)}").record


def seek(client: FlaskClient, text: str, why: str = WHY) -> tuple[list[tuple[str, str]], str]:
    """Return the records and person keys that the page shows, and the page."""
    answer = send(client, PAGE, "seek", text=text, purpose=why, desk="")
    page = answer.get_data(as_text=True)
    return re.findall(r'href="/desk/([0-9A-Z]{16})/names">[^<]*</a> ?([PX0-9, ]*)<', page), page


def openings(net: Network, record: str, name: str = "rosa") -> list[str]:
    return [one.purpose for one in state(net, record, name).openings]


def test_whoever_is_found_is_told_why_before_it_is_shown(app: Flask, net: Network) -> None:
    wanted, noise = named(net, "Amina Yusuf"), named(net, "Carlos Díaz")
    client = browser(app, net, "paz")
    found, page = seek(client, "amina YUSUF")
    assert found == [(wanted, "P1")] and "Amina" not in page.replace('value="amina YUSUF"', "")
    assert openings(net, wanted) == [WHY] and not openings(net, noise)
    with app.app_context():
        seen = fold(opening.read(net.actor("mia"), wanted))
    assert [one.purpose for one in seen.openings] == [WHY], "the filer reads it"
    assert "Amina Yusuf" in client.get(f"/desk/{wanted}/names").get_data(as_text=True), "opened in this session"
    assert seek(client, "Amina")[0] == found and openings(net, wanted) == [WHY], "told once a session"


def test_without_a_reason_nothing_is_told(app: Flask, net: Network) -> None:
    record = named(net, "Amina Yusuf")
    client = browser(app, net, "paz")
    before = rows(net, record)
    for why in ("", "   ", "why?"):
        found, page = seek(client, "Amina", why)
        assert not found and record not in page and "Write why you need the names" in page
        assert seek(client, "Nobody Ofthisname", why)[1].count("Write why") == page.count("Write why")
    assert rows(net, record) == before


def test_an_officer_reads_that_names_are_searched_apart_and_finds_where(app: Flask, net: Network) -> None:
    record = named(net, "Amina Yusuf")
    client = browser(app, net, "paz")
    assert "Names are searched apart, once you say why." in client.get("/desk/search").text
    page = send(client, "/desk/search", text="Amina", desk="", after="").text
    assert "<details open><summary>Search the names</summary>" in page and record not in page
    assert not openings(net, record), "nothing is opened before the purpose is stated"
    other = send(browser(app, net, "rosa"), "/desk/search", text="Amina", desk="", after="").text
    assert "Names are not searched." in other and "Search the names" not in other


@pytest.mark.parametrize(
    ("name", "phone", "text"),
    [
        ("Amina Yusuf", "", "yusu*"),
        ("أحمد الراشد", "", "احمد الراشد"),
        ("أحمد الراشد", "", "Ahmed al-Rashid"),
        ("Мария Петрова", "", "Maria Petrova"),
        ("王小明", "", "小明"),
        ("Amina Yusuf", "+57 300 123 4567", "300-1234567"),
        ("Amina Yusuf", "amina@example.org", "amina@example.org"),
    ],
)
def test_a_name_is_found_in_any_script_and_by_its_number(
    app: Flask, net: Network, name: str, phone: str, text: str
) -> None:
    wanted, _noise = named(net, name, phone=phone), named(net, "Beatriz Lindqvist", phone="+57 311 999 8888")
    assert seek(browser(app, net, "paz"), text)[0] == [(wanted, "P1")]


def test_a_name_that_only_sounds_so_is_not_opened_where_one_is_written_so(app: Flask, net: Network) -> None:
    wanted, near = named(net, "Ahmed Rashid"), named(net, "Ahmad Rachid")
    client = browser(app, net, "paz")
    assert seek(client, "Ahmed Rashid")[0] == [(wanted, "P1")] and not openings(net, near)
    assert {record for record, _key in seek(client, "Ahmet Raschid")[0]} == {wanted, near}


def test_words_of_two_persons_are_no_name(app: Flask, net: Network) -> None:
    names = Names(roster=(RosterName(name="Amina Yusuf"), RosterName(name="Carlos Díaz")))
    with app.app_context(), transaction():
        sent = filing(report=report(country="COL"), names=names)
        record = file_incident(net.actor("mia"), sent, submission=f"n{next(NUMBERS)}").record
    client = browser(app, net, "paz")
    assert seek(client, "Amina Díaz")[0] == []
    assert seek(client, "Carlos Díaz")[0] == [(record, "")]


def test_a_name_that_fits_many_shows_none(app: Flask, net: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "MOST_NAMED", 2)
    records = [named(net, "Amina Yusuf") for _number in range(3)]
    found, page = seek(browser(app, net, "paz"), "Amina")
    assert not found and "fit, so none is shown" in page and not any(openings(net, record) for record in records)


def test_where_more_names_fit_than_are_compared_none_is_shown(
    app: Flask, net: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "MOST_NAMED", 2)
    for _number in range(3):
        named(net, "Amina Yusuf", organisation="Casa del Pueblo")
    client = browser(app, net, "paz")
    assert "No report names this person" in seek(client, '"Yusuf Casa"')[1]
    monkeypatch.setattr("app.triage.searching.people.LOOKED_AT", 3)
    assert "fit, so none is shown" in seek(client, "Casa Yusuf")[1]


def test_own_reports_and_conflicts_are_not_found_nor_counted(
    app: Flask, net: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "MOST_NAMED", 1)
    mine, apart, other = (named(net, "Amina Yusuf", filer) for filer in ("paz", "mia", "mia"))
    with app.app_context(), transaction():
        assigning.declare_conflict(net.actor("paz"), apart, "a cousin")
    assert seek(browser(app, net, "paz"), "Amina Yusuf")[0] == [(other, "P1")]
    assert not openings(net, mine) and not openings(net, apart)


def test_reviewers_search_no_names(app: Flask, net: Network) -> None:
    record = named(net, "Amina Yusuf")
    client = browser(app, net, "rosa")
    sent = {"csrf_token": token(client), "seek-text": "Amina", "seek-purpose": WHY}
    assert client.post(PAGE, data=sent).status_code == 404
    assert "Search the names" not in send(client, "/desk/search", text="Amina").get_data(as_text=True)
    assert "Search the names" in send(browser(app, net, "paz"), "/desk/search", text="Amina").get_data(as_text=True)
    assert not openings(net, record)


def test_each_opening_is_audited(app: Flask, net: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[tuple[Event, str]] = []
    monkeypatch.setattr("app.audit.service.record", lambda event, record="", **_more: lines.append((event, record)))
    wanted = named(net, "Amina Yusuf")
    lines.clear()
    seek(browser(app, net, "paz"), "Amina")
    assert lines == [(Event.IDENTITY_OPENED, wanted)]


def test_a_plain_search_finds_no_name(app: Flask, net: Network) -> None:
    named(net, "Amina Yusuf"), file(net)
    for name in ("rosa", "paz"):
        assert "Nothing was found" in send(browser(app, net, name), "/desk/search", text="Amina").get_data(as_text=True)
