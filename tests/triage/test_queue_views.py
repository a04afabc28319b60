"""Saved views of the queue, and the same act on several reports."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.database import transaction
from app.incidents.rules.states import State
from app.triage import queue
from app.triage.queue import Filters, bulk, saved
from app.triage.service import assigning, talking
from app.vault import records
from app.vault.roles import Role
from tests.factories import Network
from tests.triage.desks import browser, file, length, rows, send, state, token
from tests.triage.test_attacks import member_and_reviewer

NORDIC = Filters(state="all", country="COL", text="office")


def ticked(net: Network, *records: str) -> list[str]:
    return [f"{record}.{length(net, record)}" for record in records]


def several(client: FlaskClient, do: str, ticks: list[str], **fields: Any) -> TestResponse:
    return client.post("/desk/several", data={"csrf_token": token(client), "r": ticks, "do": do, **fields})


def test_several_reports_are_given_to_a_colleague_each_by_an_entry_of_its_own(app: Flask, net: Network) -> None:
    filed, client = [file(net) for _ in range(3)], browser(app, net, "rosa")
    with app.app_context():
        rosa, ben = net.actor("rosa").account, net.actor("ben").account
    answer = several(client, "assign", ticked(net, *filed), to=ben, level="high")
    assert answer.status_code == 303 and "shown=" in answer.headers["Location"]
    assert '<option value="high" selected>' in client.get(answer.headers["Location"]).get_data(as_text=True)
    for record in filed:
        found = state(net, record)
        assert found.assignee == ben and found.timeline[-1].stamp.author == rosa
    assert several(client, "assign", ticked(net, *filed), to="").status_code == 303
    assert {state(net, record).assignee for record in filed} == {""}


def test_several_reports_are_moved_on(app: Flask, net: Network) -> None:
    filed, client = [file(net) for _ in range(2)], browser(app, net, "rosa")
    for do, after in (("acknowledge", State.ACKNOWLEDGED), ("triage", State.IN_TRIAGE)):
        assert several(client, do, ticked(net, *filed)).status_code == 303
        assert {state(net, record).state for record in filed} == {after}


def test_each_report_that_is_refused_is_listed_with_its_reason_and_the_others_are_done(
    app: Flask, net: Network
) -> None:
    member_and_reviewer(net, "vera", Role.REVIEWER)
    own, torn, stale, strange, good = file(net, "vera"), file(net), file(net), file(net, country="KEN"), file(net)
    ticks = ticked(net, own, torn, stale, good)
    with app.app_context(), transaction():
        assigning.declare_conflict(net.actor("vera"), torn, "A cousin of mine.")
        talking.add_note(net.actor("ben"), stale, "written meanwhile")
    before = {record: rows(net, record) for record in (own, torn, stale, strange)}
    vera = browser(app, net, "vera")
    assert several(vera, "assign", ticks[:3], to="").status_code == 409
    answer = several(vera, "acknowledge", [*ticks, f"{strange}.4", "x.1", f"{good}.x", good])
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 409 and "1 report is changed." in shown and "4 reports were left" in shown
    for why in ("your own report", "conflict of interest", "Somebody else changed", "no such report"):
        assert why in shown, why
    assert state(net, good).state is State.ACKNOWLEDGED
    assert {record: rows(net, record) for record in before} == before
    assert re.search(rf'value="{stale}\.\d+" checked', shown), "what was refused can be sent again at once"


@pytest.mark.parametrize(("do", "to"), [("assign", "nobody-known"), ("purge", ""), ("close", ""), ("", "")])
def test_what_is_not_offered_for_several_is_done_to_none(app: Flask, net: Network, do: str, to: str) -> None:
    record, client = file(net), browser(app, net, "rosa")
    before = rows(net, record)
    assert several(client, do, ticked(net, record), to=to).status_code == 409
    assert several(client, do, [], to=to).status_code == 303 and rows(net, record) == before


def test_more_than_fifty_are_left_as_they_are(net: Network) -> None:
    record = file(net)
    with net.app.app_context(), pytest.raises(bulk.TooManyAtOnce):
        bulk.act(net.actor("rosa"), bulk.MOST, bulk.Chosen(record, 4), "acknowledge", "")


def test_a_protection_officer_is_offered_no_act_on_several(app: Flask, net: Network) -> None:
    record, client = file(net), browser(app, net, "paz")
    shown = client.get("/desk").get_data(as_text=True)
    assert f"/desk/{record}" in shown and "/desk/several" not in shown and 'name="r"' not in shown
    assert several(client, "assign", ticked(net, record)).status_code == 404


def save(client: FlaskClient, name: str, **fields: str) -> TestResponse:
    return send(client, "/desk/views", name=name, **fields)


def view_ids(client: FlaskClient) -> list[str]:
    form = client.get("/desk").get_data(as_text=True)
    return re.findall(r'name="view" value="(\w+)"', form)


def test_a_saved_view_shows_the_same_again_and_no_address_tells_what(app: Flask, net: Network) -> None:
    wanted, _other = file(net, country="PER"), file(net)
    client = browser(app, net, "rosa")
    assert save(client, "Perú, urgente", country="PER", sort="newest", text="office").status_code == 200
    (view,) = view_ids(client)
    answer = send(client, "/desk/views/open", view=view)
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 200 and f"/desk/{wanted}" in shown and f"/desk/{_other}" not in shown
    assert 'value="office"' in shown and 'value="newest" selected' in shown
    assert send(client, "/desk/views/delete", old=view).status_code == 303 and view_ids(client) == []
    assert send(client, "/desk/views/open", view=view).status_code == 404


def test_a_view_is_sealed_for_its_owner_alone(app: Flask, net: Network) -> None:
    rosa, ben = browser(app, net, "rosa"), browser(app, net, "ben")
    save(rosa, "Perú, urgente", country="PER")
    (view,) = view_ids(rosa)
    assert view_ids(ben) == [] and send(ben, "/desk/views/open", view=view).status_code == 404
    send(ben, "/desk/views/delete", old=view)
    assert view_ids(rosa) == [view]
    with app.app_context():
        (record,) = records.own(net.actor("rosa"), saved.KIND)
        assert saved.saved(net.actor("ben")) == [] and records.place_of(record) == (saved.KIND, "")
    stored = repr(rows(net, record))
    assert '"PER"' not in stored and "urgente" not in stored and net.people["rosa"].actor.account not in stored


def test_views_are_replaced_by_name_deleted_altogether_and_no_more_than_twenty(net: Network) -> None:
    with net.app.app_context():
        rosa, desk = net.actor("rosa"), net.desks["Andes"]
        for number in range(saved.MOST):
            with transaction():
                saved.save(rosa, f"view {number}", desk, Filters(), queue.URGENT)
        with transaction():
            saved.save(rosa, "view 3", desk, NORDIC, queue.RISK)
        with pytest.raises(saved.TooManyViews), transaction():
            saved.save(rosa, "one more", desk, Filters(), queue.URGENT)
        views = saved.saved(rosa)
        (changed,) = [view for view in views if view.name == "view 3"]
        assert len(views) == saved.MOST and queue.filters_of(changed.shown) == NORDIC and changed.sort == queue.RISK
        for view in views:
            with transaction():
                saved.delete(rosa, view.id)
        assert saved.saved(rosa) == [] and records.own(rosa, saved.KIND) == []


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "a\nb"])
def test_a_view_without_a_good_name_is_not_saved(app: Flask, net: Network, name: str) -> None:
    client = browser(app, net, "rosa")
    assert save(client, name).status_code == 303 and view_ids(client) == []


def test_what_became_of_an_act_is_told_even_when_the_list_cannot_be_shown(
    app: Flask, net: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    stale, good, client = file(net), file(net), browser(app, net, "rosa")
    ticks, held = ticked(net, stale, good), token(client)
    with app.app_context(), transaction():
        talking.add_note(net.actor("ben"), stale, "written meanwhile")

    def away(*_who: object, **_named: object) -> None:
        raise queue.IndexAway from OSError()

    monkeypatch.setattr(queue, "page", away)
    shown = client.post("/desk/several", data={"csrf_token": held, "r": ticks, "do": "acknowledge"}).text
    assert "The list cannot be shown now" in shown and f"/desk/{stale}" in shown and "1 report is changed." in shown
