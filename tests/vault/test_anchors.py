"""Arrivals without gaps, and the anchors that show what was put back or taken away."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.database import db, transaction
from app.errors import Locked
from app.vault import anchors, arrivals, records, rings
from app.vault.directory import store
from app.vault.directory.content import Restored
from app.vault.errors import DeskTampered
from app.vault.instance import instance
from tests.factories import TODAY, Network
from tests.vault.worlds import file, sql, write


@pytest.fixture
def desk(net: Network) -> str:
    """A desk with three records and an anchor of today."""
    file(net)
    record = file(net)
    file(net, "noor")
    write(net, "rosa", record, "desk", "a note")
    db.session.rollback()
    assert anchors.keep(net.actor("rosa"), net.desks["Andes"], TODAY)
    return net.desks["Andes"]


def lines(desk: str) -> list[dict[str, object]]:
    path: Path = instance().folder / "anchors" / desk
    return [json.loads(line) for line in path.read_text().splitlines()]


def refused(desk: str) -> int:
    with pytest.raises(DeskTampered) as tampered:
        anchors.check(desk)
    assert tampered.value.desk == desk
    return tampered.value.arrival


def test_an_anchor_is_kept_once_a_day_and_outside_the_database(net: Network, desk: str) -> None:
    assert not anchors.keep(net.actor("ben"), desk, TODAY)
    assert not anchors.keep(net.actor("ben"), desk, TODAY - timedelta(days=1))
    file(net)
    assert anchors.keep(net.actor("ben"), desk, TODAY + timedelta(days=1))
    first, second = lines(desk)
    assert (first["count"], second["count"]) == (10, 13)
    assert (first["day"], second["signer"]) == (TODAY.isoformat(), net.people["ben"].actor.account)
    assert set(first) == {"desk", "day", "count", "root", "signer", "point", "signature"}
    assert (instance().folder / "anchors" / desk).stat().st_mode & 0o77 == 0


def test_work_goes_on_after_an_anchor(net: Network, desk: str) -> None:
    record = file(net)
    write(net, "mia", record, "report", "more")
    with transaction():
        records.erase(record, [1])
        records.purge(records.of_desk(desk, "incident", 10)[-1])
    anchors.check(desk)
    assert anchors.keep(net.actor("paz"), desk, TODAY + timedelta(days=3))
    anchors.check(desk)


def test_only_people_of_the_desk_sign_for_it(net: Network, desk: str) -> None:
    for who in ("mia", "gita", "admin"):
        with pytest.raises(Locked):
            anchors.keep(net.actor(who), desk, date(2027, 1, 1))
    assert len(lines(desk)) == 1


def test_an_older_copy_of_a_record_put_back_shows(net: Network, desk: str) -> None:
    """The head code of the older copy is genuine: only the anchor tells."""
    record = records.of_desk(desk, "incident", 10)[1]
    old = sql("SELECT length, head, head_mac FROM record WHERE id = :r", r=record)[0]
    write(net, "rosa", record, "desk", "will vanish")
    anchors.keep(net.actor("rosa"), desk, TODAY + timedelta(days=1))
    with transaction():
        sql("DELETE FROM entry WHERE record = :r AND seq > :n", r=record, n=old.length)
        sql(
            "UPDATE record SET length = :l, head = :h, head_mac = :m WHERE id = :r",
            l=old[0],
            h=old[1],
            m=old[2],
            r=record,
        )
        sql("UPDATE counter SET value = value - 1 WHERE name = :n", n=f"arrival {desk}")
    assert arrivals.first_missing(desk) is None
    assert refused(desk) == 11


ATTACKS = {
    "the last record is gone": ("DELETE FROM entry WHERE desk = :d AND arrival = 10", 10),
    "an entry in the middle is gone": ("DELETE FROM entry WHERE desk = :d AND arrival = 5", 5),
    "the first is gone": ("DELETE FROM entry WHERE desk = :d AND arrival = 1", 1),
    "everything is gone": ("DELETE FROM entry WHERE desk = :d", 1),
    "the counter is lowered": ("UPDATE counter SET value = 9 WHERE value = 10", 10),
    "the counter is raised": ("UPDATE counter SET value = 12 WHERE value = 10", 11),
    "an entry was moved to another desk": ("UPDATE entry SET desk = 'X' WHERE desk = :d AND arrival = 4", 4),
    "a number was changed": ("UPDATE entry SET arrival = 99 WHERE desk = :d AND arrival = 4", 4),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_gap_names_the_first_number_that_is_missing(net: Network, desk: str, attack: str) -> None:
    statement, number = ATTACKS[attack]
    sql(statement, **({"d": desk} if ":d" in statement else {}))
    assert arrivals.first_missing(desk) == number
    assert refused(desk) == number
    with pytest.raises(DeskTampered):
        anchors.keep(net.actor("rosa"), desk, TODAY + timedelta(days=1))
    assert len(lines(desk)) == 1, "nobody signs for what is broken"
    db.session.rollback()
    anchors.check(desk)


@pytest.mark.parametrize("column", ["count", "root", "day", "signer", "point", "signature", "desk"])
def test_an_anchor_that_was_edited_is_refused(net: Network, desk: str, column: str) -> None:
    path = instance().folder / "anchors" / desk
    anchor = lines(desk)[0]
    forged = {"count": 9, "point": 5, "day": "2026-11-01", "signer": net.people["mia"].actor.account, "desk": "X"}
    text = str(anchor[column])
    anchor[column] = forged.get(column, ("A" if text[0] != "A" else "B") + text[1:])
    path.write_text(json.dumps(anchor) + "\n")
    assert refused(desk) == anchor["count"]


def test_a_line_cut_short_by_a_crash_is_no_anchor(net: Network, desk: str) -> None:
    path = instance().folder / "anchors" / desk
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:40])
    anchors.check(desk)
    path.write_bytes(b"not an anchor\n")
    assert refused(desk) == 0


def test_an_anchor_from_before_a_signed_restore_binds_no_more(net: Network, desk: str) -> None:
    with transaction():
        sql("UPDATE entry SET digest = :x WHERE desk = :d AND arrival = 10", x=bytes(32), d=desk)
    assert refused(desk) == 10
    root = rings.root_keys(net.actor("admin"))
    with transaction():
        store.add_as_root(Restored("2026-11-01", (TODAY - timedelta(days=1)).isoformat()), root)
    assert refused(desk) == 10
    with transaction():
        store.add_as_root(Restored("2026-11-01", TODAY.isoformat()), root)
    anchors.check(desk)
