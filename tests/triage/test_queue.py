"""The queue: its order, its filters, its pages, and what may never take it down."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from flask import Flask
from sqlalchemy import update

from app.database import db, transaction
from app.desks.errors import NoSuchDesk
from app.incidents.content.report import Act, Narrative
from app.triage import queue
from app.triage.queue import Filters
from app.triage.service import assigning, talking
from app.vault.models import EntryRow
from tests.factories import Network
from tests.triage.desks import browser, file, rows, send

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
OTHER_SIGN_IN = "it is of another sign-in"
SLOW = {"urgency": "not_urgent", "date": "2020"}


def page(net: Network, name: str = "rosa", desk: str = "Andes", **wanted: object) -> queue.Page:
    rest = {key: wanted.pop(key) for key in ("limit", "after", "sort") if key in wanted}
    with net.app.app_context():
        return queue.page(net.actor(name), net.desks[desk], Filters(**wanted), **rest, now=NOW)  # type: ignore[arg-type]


def refs(found: queue.Page) -> list[str]:
    return [row.record for row in found.rows]


def test_the_most_urgent_comes_first(net: Network) -> None:
    slow, fast = file(net, **SLOW), file(net, danger="yes")
    assert refs(page(net)) == [fast, slow]
    assert page(net).rows[0].level == "critical"


def test_each_filter_keeps_what_fits_and_nothing_else(net: Network) -> None:
    noise = file(net, **SLOW)
    wanted = file(net, country="PER", danger="yes", acts=(Act(key="A1", code="R1"),))
    with net.app.app_context(), transaction():
        assigning.assign(net.actor("rosa"), wanted, net.actor("rosa").account)
    for filters in ({"country": "PER"}, {"level": "critical"}, {"group": "reputation"}, {"assignee": queue.ME}):
        assert refs(page(net, **filters)) == [wanted], filters
    assert refs(page(net, assignee=queue.NOBODY)) == [noise]
    assert refs(page(net, "ben", assignee=queue.ME)) == []
    assert refs(page(net, state="closed")) == []
    assert refs(page(net, country="PER", level="critical", group="reputation", assignee=queue.ME)) == [wanted]
    assert refs(page(net, country="COL", level="critical")) == []


def test_words_are_found_without_accents_in_any_script_and_names_never(net: Network) -> None:
    told = file(net, narrative=Narrative(text="Détenue à la préfecture. اعتقلوا المحامي"))
    file(net)
    with net.app.app_context(), transaction():
        talking.add_note(net.actor("rosa"), told, "hearing on Friday")
    for text in ("PREFECTURE detenue", "المحامي", "friday", told.lower()):
        assert refs(page(net, text=text)) == [told], text
    assert refs(page(net, text="Asha")) == [], "a name lives in the identities and is not searched"
    assert refs(page(net, "paz", text="Asha")) == []


def test_pages_follow_each_other_without_gap_or_double(net: Network) -> None:
    filed = {file(net, "mia" if number % 2 else "noor") for number in range(7)}
    first = page(net, limit=3)
    second = page(net, limit=3, after=first.next)
    third = page(net, limit=3, after=second.next)
    assert [len(one.rows) for one in (first, second, third)] == [3, 3, 1] and not third.next
    assert {*refs(first), *refs(second), *refs(third)} == filed and first.total == 7


@pytest.mark.parametrize("name", ["gita", "edna", "mia", "admin"])
def test_a_desk_of_others_is_no_desk(net: Network, name: str) -> None:
    file(net)
    with pytest.raises(NoSuchDesk):
        page(net, name)


def test_a_record_that_does_not_verify_is_named_and_the_queue_stays_open(app: Flask, net: Network) -> None:
    spoiled, good = file(net), file(net)
    with app.app_context(), transaction():
        text = EntryRow.__table__.c
        bad = db.session.scalar(db.select(text.sealed).where(text.record == spoiled, text.seq == 1))
        flipped = bad[:-1] + bytes([bad[-1] ^ 1])
        db.session.execute(update(EntryRow).where(EntryRow.record == spoiled, EntryRow.seq == 1).values(sealed=flipped))
    shown = page(net)
    assert shown.broken == (spoiled,) and refs(shown) == [good] and shown.total == 1
    client = browser(app, net, "rosa")
    answer = client.get("/desk")
    assert answer.status_code == 200 and "Does not verify" in answer.get_data(as_text=True)
    assert f"/desk/{spoiled}" not in answer.get_data(as_text=True)
    assert client.get(f"/desk/{spoiled}").status_code == 409


def test_looking_at_the_queue_changes_no_record(app: Flask, net: Network) -> None:
    record = file(net)
    before = rows(net, record)
    client = browser(app, net, "rosa")
    answer = send(client, "/desk", state="all", level="critical", sort="newest")
    assert answer.status_code == 303 and client.get(answer.location).status_code == 200
    assert send(client, "/desk", text="office").status_code == 200
    assert rows(net, record) == before


def test_what_is_looked_for_never_stands_in_an_address(app: Flask, net: Network) -> None:
    record = file(net)
    client = browser(app, net, "rosa")
    found = send(client, "/desk", text="taken office").get_data(as_text=True)
    assert f"/desk/{record}" in found and "text=" not in found
    assert f"/desk/{record}" not in send(client, "/desk", text="nothing like it").get_data(as_text=True)
    assert 'value="secret"' not in client.get("/desk?text=secret").get_data(as_text=True)


def test_what_is_chosen_stands_in_no_address_and_stays_chosen(app: Flask, net: Network) -> None:
    here, there = file(net, country="COL"), file(net, country="PER")
    client = browser(app, net, "rosa")
    chosen = {"country": "COL", "group": "liberty", "state": "all", "sort": "newest"}
    answer = send(client, "/desk", **chosen)
    assert answer.status_code == 303
    told = urlsplit(answer.location).query
    assert not any(word in unquote(told) for word in (*chosen, *chosen.values()) if word != "state")
    for _reload in range(2):
        shown = client.get(answer.location).get_data(as_text=True)
        assert f"/desk/{here}" in shown and f"/desk/{there}" not in shown and OTHER_SIGN_IN not in shown
    links = [unescape(link) for link in re.findall(r'href="(/desk\?[^"]*)"', shown)]
    assert links and all(set(parse_qs(urlsplit(link).query)) <= {"desk", "tab", "shown"} for link in links)


def test_consent_to_be_reviewed_stands_in_no_address_and_is_asked_for_with_the_file(app: Flask, net: Network) -> None:
    file(net)
    client = browser(app, net, "rosa")
    links = re.findall(r'href="(/desk\?[^"]*)"[^>]*>Consent to be reviewed', client.get("/desk").get_data(as_text=True))
    for address in (*map(unescape, links), send(client, "/desk", review="yes", state="all").location):
        assert set(parse_qs(urlsplit(address).query)) == {"shown"}
        shown = client.get(address).get_data(as_text=True)
        assert '<bdi class="badge info">Only where consent is to be reviewed</bdi>' in shown and "<tr>" not in shown
    assert len(links) == 1 and '<bdi class="badge info">' not in client.get("/desk?tab=review").get_data(as_text=True)
    asked = send(client, "/desk/exports/new", review="yes", state="all")
    assert asked.status_code == 303 and not {"review", "yes"} & set(re.split(r"\W", unquote(asked.location)))
    page = client.get(asked.location).get_data(as_text=True)
    assert 'name="export-review" type="hidden" value="yes"' in page and "0 reports" in page


def test_an_address_of_another_sign_in_or_made_up_chooses_nothing_and_says_so(app: Flask, net: Network) -> None:
    file(net, country="COL"), file(net, country="PER")
    first, second = browser(app, net, "rosa"), browser(app, net, "rosa")
    theirs = send(first, "/desk", country="COL").location
    longer = send(first, "/desk", country="COL", group="liberty", level="high", state="needs_info").location
    assert len(longer) == len(theirs), "what is chosen cannot be told by its length"
    made_up = ("shown=x", "shown=a%20b", "shown=" + "A" * 200, "country=COL", "after=u1.0", "text=secret")
    for path in (theirs, *(f"/desk?{query}" for query in made_up)):
        shown = second.get(path).get_data(as_text=True)
        assert shown.count("<tr>") == 3 and OTHER_SIGN_IN in shown, path
    assert OTHER_SIGN_IN not in second.get("/desk?tab=mine").get_data(as_text=True)
    theirs = send(first, "/desk/exports/new", country="COL").location
    assert set(parse_qs(urlsplit(theirs).query)) == {"desk", "shown"}
    assert '<option value="COL" selected>' in first.get(theirs).get_data(as_text=True)
    assert OTHER_SIGN_IN in second.get(theirs).get_data(as_text=True)


def test_the_next_page_and_a_saved_view_have_an_address_to_come_back_to(app: Flask, net: Network) -> None:
    for number in range(52):
        file(net, "mia" if number % 2 else "noor", danger="yes")
    client = browser(app, net, "rosa")
    shown = client.get(send(client, "/desk", country="COL").location).get_data(as_text=True)
    following = unescape(re.findall(r'rel="next" href="([^"]*)"', shown)[0])
    assert set(parse_qs(urlsplit(following).query)) == {"shown"}
    assert client.get(following).get_data(as_text=True).count("<tr>") == 3
    assert send(client, "/desk/views", name="Colombia", country="COL").status_code == 303
    (view,) = re.findall(r'name="view" value="(\w+)"', client.get("/desk").get_data(as_text=True))
    answer = send(client, "/desk/views/open", view=view)
    assert answer.status_code == 303 and set(parse_qs(urlsplit(answer.location).query)) <= {"desk", "tab", "shown"}
    assert '<option value="COL" selected>' in client.get(answer.location).get_data(as_text=True)


def test_filters_that_are_none_are_no_error(app: Flask, net: Network) -> None:
    file(net)
    client = browser(app, net, "rosa")
    for sent in (
        {"state": "x"},
        {"level": "9"},
        {"country": "ZZZ"},
        {"group": "\0x"},
        {"assignee": "' or 1"},
        {"after": "x", "country": "COL"},
        {"after": "u1.0.x.0.0", "sort": "due"},
        {"desk": "x"},
        {"sort": "x"},
        {"country": "é" * 3000},
    ):
        answer = send(client, "/desk", **sent)
        assert answer.status_code == 303 and len(answer.location) < 2000, sent
        assert client.get(answer.location).status_code == 200, sent
    for query in ("desk=x", "tab=x", "shown=", "shown=%ff"):
        assert client.get(f"/desk?{query}").status_code == 200, query


def test_fifty_rows_stay_light(app: Flask, net: Network) -> None:
    for number in range(51):
        file(net, "mia" if number % 2 else "noor", danger="yes")
    client = browser(app, net, "rosa")
    for language in ("en", "ar"):
        client.set_cookie("language", language, domain="localhost")
        answer = client.get("/desk")
        assert len(answer.data) < 30_000 and answer.get_data(as_text=True).count("<tr>") == 51
        assert 'rel="next"' in answer.get_data(as_text=True)
