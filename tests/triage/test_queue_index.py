"""The queue as the index answers it: numbers beside filters, pages while others write, and what must not be shown."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import apsw
import pytest
from flask import Flask
from sqlalchemy import delete, update

from app.database import db, transaction
from app.desks import service as desks
from app.incidents.content.report import Act
from app.index import files, schema
from app.triage import indexes, queue
from app.triage.projection import DeskProjection
from app.triage.queue import Filters, asking, facets, rows, tokens
from app.triage.service import assigning, moving, talking
from app.vault.models import EntryRow, RecordRow
from bench import synthetic
from tests.factories import Network
from tests.triage.desks import browser, file, length
from tests.triage.test_attacks import member_and_reviewer
from tests.triage.test_queue import SLOW, page, refs

SORTS = (queue.URGENT, queue.DUE, queue.NEWEST, queue.RISK)


@contextmanager
def acting(net: Network) -> Iterator[None]:
    with net.app.app_context(), transaction():
        yield


def numbers(found: queue.Page, name: str) -> dict[str, int]:
    return {value: number for value, number in found.facets.by[name].items() if number}


def test_the_numbers_beside_a_filter_are_those_under_all_other_filters(net: Network) -> None:
    file(net, **SLOW)
    file(net, danger="yes")
    given = file(net, country="PER", danger="yes", acts=(Act(key="A1", code="R1"),))
    assert numbers(page(net), "assignee") == {"": 3}, "and what follows changes what was counted already"
    with acting(net):
        rosa = net.actor("rosa").account
        assigning.assign(net.actor("rosa"), given, rosa)
    every = page(net)
    assert numbers(every, "country") == {"COL": 2, "PER": 1} and numbers(every, "assignee") == {"": 2, rosa: 1}
    assert numbers(every, "group") == {"liberty": 2, "reputation": 1} and every.total == 3
    assert (every.waiting.mine, every.waiting.unassigned) == (1, 2)
    critical = page(net, level="critical")
    assert numbers(critical, "country") == {"COL": 1, "PER": 1} and sum(numbers(critical, "level").values()) == 3
    both = page(net, level="critical", country="COL")
    assert numbers(both, "country") == {"COL": 1, "PER": 1} and both.total == 1
    assert numbers(page(net, group="reputation"), "country") == {"PER": 1}
    assert numbers(page(net, group="reputation"), "group") == {"liberty": 2, "reputation": 1}
    assert numbers(page(net, text="office", group="liberty"), "country") == numbers(
        page(net, group="liberty"), "country"
    )


def test_ones_own_reports_and_conflicts_are_neither_shown_nor_counted(net: Network) -> None:
    from app.vault.roles import Role

    member_and_reviewer(net, "vera", Role.REVIEWER)
    own, torn, other = file(net, "vera", country="PER"), file(net, country="ECU"), file(net)
    with acting(net):
        assigning.declare_conflict(net.actor("vera"), torn, "A cousin of mine.")
    for wanted in ({}, {"text": "office"}, {"state": "all"}, {"country": "PER"}, {"country": "ECU"}, {"text": own}):
        found = page(net, "vera", **wanted)
        assert set(refs(found)) <= {other} and found.total == len(found.rows), wanted
        assert not {"PER", "ECU"} & set(numbers(found, "country")), wanted
    assert page(net, "vera").waiting.unassigned == 1 and page(net).waiting.unassigned == 3
    assert {own, torn, other} == set(refs(page(net)))


def test_what_is_late_is_found_and_counted_and_comes_first_by_its_due_time(net: Network) -> None:
    late, later = file(net, danger="yes"), file(net, **SLOW)
    with net.app.app_context():
        rosa, andes = net.actor("rosa"), net.desks["Andes"]
        soon = datetime.now(UTC) + timedelta(hours=5)
        found = queue.page(rosa, andes, Filters(overdue="yes"), queue.DUE, now=soon)
        assert refs(found) == [late] and found.rows[0].late and found.total == found.waiting.overdue == 1
        found = queue.page(rosa, andes, Filters(), queue.DUE, now=soon + timedelta(days=8))
        assert refs(found) == [late, later] and all(row.late for row in found.rows)


@pytest.mark.parametrize("sort", SORTS)
def test_what_others_write_meanwhile_moves_no_other_row(net: Network, sort: str) -> None:
    filed = [file(net, "mia" if number % 2 else "noor") for number in range(6)]
    with acting(net):
        moving.move(net.actor("ben"), filed[0], "acknowledge", moving.Sent(), seen=length(net, filed[0]))
    first = page(net, state="all", sort=sort, limit=3)
    assert not page(net, state="all", sort=sort, limit=3, after=first.next).changed
    for country in ("PER", "ECU"):
        file(net, country=country, danger="yes")
    with acting(net):
        talking.add_note(net.actor("ben"), refs(first)[-1], "The row on which the page ended is written anew.")
    second = page(net, state="all", sort=sort, limit=30, after=first.next)
    assert not set(refs(first)) & set(refs(second)) and set(filed) <= {*refs(first), *refs(second)}
    assert second.changed and not page(net, state="all", sort=sort).changed


def test_a_place_whose_report_was_destroyed_skips_nothing(net: Network) -> None:
    filed = {file(net) for _ in range(4)}
    first = page(net, limit=2)
    place = tokens.place_of(queue.URGENT, first.next)
    assert place is not None
    gone = tokens.token(queue.URGENT, tokens.Place(place.open, place.key, "0" * 16, place.changes))
    assert {*refs(first), *refs(page(net, limit=9, after=gone))} == filed


@pytest.mark.parametrize("text", ["", "x", "u1", "u1.1.2", "u9.1.2.{0}.3", "d1.1.{0}.3", "u1.1.-2.{0}.3", "u1.1.2.x.3"])
def test_what_is_no_place_is_the_beginning(net: Network, text: str) -> None:
    record = file(net)
    assert refs(page(net, after=text.format(record))) == [record]


def test_a_record_put_back_to_an_earlier_state_is_noticed_once_a_day(app: Flask, net: Network) -> None:
    record, other = file(net), file(net)
    with app.app_context():
        row = db.session.get_one(RecordRow, record)
        before = (row.length, row.head, row.head_mac)
    with acting(net):
        talking.add_note(net.actor("rosa"), record, "what somebody wants to be forgotten")
    assert set(refs(page(net))) == {record, other}
    with app.app_context(), transaction():
        entries = EntryRow.__table__
        db.session.execute(entries.delete().where(entries.c.record == record, entries.c.seq > before[0]))
        values = dict(zip(("length", "head", "head_mac"), before, strict=True))
        db.session.execute(update(RecordRow).where(RecordRow.id == record).values(**values))
        db.session.execute(db.text("UPDATE counter SET value = value - 1 WHERE name LIKE 'arrival %'"))
    with acting(net):
        talking.add_note(net.actor("rosa"), other, "takes the number of what was cut off")
    client = browser(app, net, "rosa")
    shown = client.get("/desk").get_data(as_text=True)  # the first look of the day: nothing was anchored yet
    assert "Does not verify" in shown and f"/desk/{record}" not in shown and f"/desk/{other}" in shown
    assert page(net).broken == (record,) and page(net).total == 1


def test_a_database_that_lost_what_was_read_is_noticed(app: Flask, net: Network) -> None:
    file(net), file(net)
    assert page(net).total == 2
    with app.app_context(), transaction():
        db.session.execute(db.text("UPDATE counter SET value = value - 1 WHERE name LIKE 'arrival %' AND value > 0"))
    shown = browser(app, net, "rosa").get("/desk").get_data(as_text=True)
    assert "Reports that were here before are gone" in shown and "Andes" in shown


def test_the_page_says_how_far_the_index_has_read(app: Flask, net: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.index import absorbing

    filed = [file(net) for _ in range(5)]
    absorb = indexes.absorb
    monkeypatch.setattr(absorbing, "BATCH", 4)
    monkeypatch.setattr(indexes, "absorb", lambda *who, now: absorb(*who, now=now, seconds=0.0))
    client = browser(app, net, "rosa")
    answer = client.get("/desk")
    seen = answer.get_data(as_text=True)
    assert "Reading what arrived" in seen and answer.headers["Refresh"] == "2"
    assert 0 < seen.count('name="r"') < len(filed)
    for _ in range(9):
        answer = client.get("/desk")
    assert answer.get_data(as_text=True).count('name="r"') == len(filed)
    assert "Reading what arrived" not in answer.get_data(as_text=True) and "Refresh" not in answer.headers


def test_an_index_that_cannot_be_written_is_no_error_page(app: Flask, net: Network) -> None:
    file(net)
    client = browser(app, net, "rosa")
    with app.app_context():
        folder = files.folder()
    folder.rmdir()
    folder.write_text("in the way")
    answer = client.get("/desk")
    assert answer.status_code == 503 and "No report is lost" in answer.get_data(as_text=True)
    os.unlink(folder)
    assert client.get("/desk").status_code == 200


def test_who_was_not_admitted_yet_is_told_so(app: Flask, net: Network) -> None:
    from app.accounts.profiles import Profile
    from app.accounts.service import joining
    from app.vault.roles import Role
    from tests.factories import TODAY, passphrase_of

    file(net)
    with acting(net):
        token = joining.invite(net.actor("admin"), [(Role.REVIEWER, net.desks["Andes"])], TODAY)
    with acting(net):
        net.people["lena"] = joining.join(token, "lena", passphrase_of("lena"), "Lena", Profile(name="L"), "", TODAY)
    answer = browser(app, net, "lena").get("/desk")
    assert answer.status_code == 200 and "waiting to be admitted" in answer.get_data(as_text=True)


def test_new_promises_of_a_desk_move_its_due_times(net: Network) -> None:
    file(net, danger="yes")
    before = page(net).rows[0].due
    with acting(net):
        hours = tuple(tuple([one] * 5) for one in (2, 48, 96, 200))
        desks.set_targets(net.actor("admin"), net.desks["Andes"], hours)
    after = page(net).rows[0].due
    assert datetime.fromisoformat(before) - datetime.fromisoformat(after) == timedelta(hours=2)


@pytest.fixture(scope="module")
def large() -> apsw.Connection:
    """An index of some thousand invented reports, in memory."""
    connection = apsw.Connection(":memory:")
    connection.execute(schema.OWN)
    connection.execute(DeskProjection.schema)
    synthetic.fill(connection, 7_000, desk="D", people=["ana", "bob"])
    return connection


CHOICES: list[dict[str, str]] = [
    {},
    {"state": "all"},
    {"state": "needs_info"},
    {"level": "critical"},
    {"country": "PRY"},
    {"assignee": "me"},
    {"group": "liberty"},
    {"overdue": "yes"},
    {"review": "yes", "state": "all"},
    {"country": "PRY", "level": "low", "group": "liberty", "assignee": "nobody"},
    {"state": "closed", "country": "COL"},
    {"text": " ".join(synthetic.vocabulary()[:1])},
]


def test_what_is_missing_is_told_with_the_name_of_the_desk(app: Flask, net: Network) -> None:
    file(net)
    with app.app_context(), transaction():
        db.session.execute(delete(EntryRow).where(EntryRow.desk == net.desks["Andes"], EntryRow.arrival == 2))
    page = browser(app, net, "rosa").get("/desk").get_data(as_text=True)
    assert "What arrived at desk Andes is not complete" in page and "at number 2." in page
    assert f"at desk {net.desks['Andes']}" not in page


def values_for(filters: Filters) -> dict[str, Any]:
    now = datetime.fromtimestamp((synthetic.START + 60_000) * 60, UTC)
    return asking.values_of(filters, "ana", [], now)


@pytest.mark.parametrize("choice", CHOICES, ids=str)
@pytest.mark.parametrize("sort", SORTS)
def test_pages_of_a_large_queue_hold_every_row_once_and_as_many_as_are_counted(
    large: apsw.Connection, sort: str, choice: dict[str, str]
) -> None:
    filters = Filters(**choice)
    wanted, values = asking.conditions(filters), values_for(filters)
    if filters.text:
        wanted["text"], values["text0"] = "q.id IN (SELECT rowid FROM words WHERE words MATCH :text0)", filters.text
    counted = facets.facets(large, filters, wanted, values)
    found: list[dict[str, Any]] = []
    place = None
    while True:
        part = rows.find(large, sort, wanted, values, asking.open_or_not(filters), place, counted.total, 997)
        found += part
        if len(part) < 997:
            break
        last = part[-1]
        key = tuple(last[name] for name in tokens.ORDERS[sort].columns[:-1])
        place = tokens.Place(last["open"], key, last["record"], 0)
    order = tokens.ORDERS[sort]
    keys = [(-row["open"], *(row[name] * (-1 if order.down else 1) for name in order.columns)) for row in found]
    assert keys == sorted(keys) and len(set(keys)) == len(keys) == counted.total


@pytest.mark.parametrize("sort", SORTS)
def test_the_usual_pages_are_read_in_their_order_and_not_sorted(large: apsw.Connection, sort: str) -> None:
    for later in (False, True):
        sql = rows.statement(sort, {}, "", later)
        given = {**values_for(Filters()), "open": 1, "limit": 51, "k0": 1, "k1": 1, "k2": 1}
        plan = list(large.execute(f"EXPLAIN QUERY PLAN {sql}", given))
        own = [detail for _id, parent, _unused, detail in plan if parent == 0]
        assert any("USING INDEX queue_" in detail for detail in own)
        assert not [detail for detail in own if "TEMP B-TREE" in detail], own
