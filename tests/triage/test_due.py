"""A promise that passes is told of once, without content, by a clock that has no key."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import apsw
import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import NoticeRow
from app.accounts.service import spool
from app.database import db, transaction
from app.index import absorbing
from app.triage import indexes
from app.triage.clocks import rounded_up
from app.triage.models import DeskClockRow
from app.triage.service import due
from app.vault import arrivals
from app.vault.roles import Role
from app.vault.sealing import minute
from tests.factories import Network
from tests.triage.desks import browser, file, length, send

NOW = datetime.now(UTC)


def kept(net: Network, now: datetime = NOW) -> str:
    """Let a session of the desk write down what is due next, and return it."""
    desk = net.desks["Andes"]
    read = indexes.absorb(net.actor("rosa"), desk, now=now, seconds=60)
    with transaction():
        due.keep(net.actor("rosa"), desk, read, now)
    return due.stored(desk)


def told(now: datetime) -> int:
    with transaction():
        return due.tell(now)


def unopened(now: datetime) -> int:
    with transaction():
        return due.tell_of_unopened(now)


def up(at: datetime) -> str:
    """The hour after a time, as it is written."""
    return minute(rounded_up(at))


def test_a_session_writes_down_the_hour_and_nothing_else(app: Flask, net: Network) -> None:
    with app.app_context():
        assert kept(net) == ""
        file(net, danger="yes")
        file(net, urgency="not_urgent", date="2020")
        hour = kept(net)
        assert hour[14:] == "00Z"
        assert NOW + timedelta(hours=4) <= datetime.fromisoformat(hour) <= NOW + timedelta(hours=6)
        assert kept(net) == hour
        (row,) = db.session.scalars(select(DeskClockRow)).all()
        assert {column.key: getattr(row, column.key) for column in row.__table__.columns} == {
            "desk": net.desks["Andes"], "next_due_at": hour, "told": "",
            "arrivals": arrivals.arrived(net.desks["Andes"]), "reckoned_at": up(NOW),
        }  # fmt: skip


def test_a_breach_is_told_to_the_coordinator_once_and_names_no_record(app: Flask, net: Network) -> None:
    with app.app_context():
        net.add("cora", (Role.COORDINATOR, "Andes"))
        record = file(net, danger="yes")
        kept(net)
        assert told(NOW) == 0
        assert told(NOW + timedelta(hours=6)) == 1
        assert told(NOW + timedelta(hours=7)) == 0
        (waiting,) = spool.waiting(9)
        assert waiting[1:] == (net.actor("cora").account, "promise_missed", net.desks["Andes"])
        (row,) = db.session.scalars(select(NoticeRow)).all()
        assert record not in str({column.key: getattr(row, column.key) for column in row.__table__.columns})
        with transaction():
            spool.sent([waiting[0]])
        assert spool.waiting(9) == []


def test_a_session_that_comes_after_a_breach_hides_none(app: Flask, net: Network) -> None:
    """The next promise takes the place of the one that passed, which is told of first: here to the reviewers."""
    with app.app_context():
        file(net, danger="yes")
        file(net, urgency="not_urgent", date="2020")
        first = kept(net)
        later = NOW + timedelta(hours=8)
        assert kept(net, later) > first
        assert {account for _id, account, _event, _desk in spool.waiting(9)} == {
            net.actor(name).account for name in ("rosa", "ben")
        }
        assert told(later) == 0


def test_the_command_says_a_number(app: Flask, net: Network) -> None:
    with app.app_context():
        file(net, danger="yes")
        kept(net)
        db.session.execute(DeskClockRow.__table__.update().values(next_due_at="2020-01-01T00:00Z"))
        db.session.commit()
    said = app.test_cli_runner().invoke(args=["clocks"])
    assert said.exit_code == 0, said.output
    assert said.output == "2 notices were put into the spool.\n"


def test_an_act_that_keeps_a_promise_moves_the_hour_at_once(app: Flask, net: Network) -> None:
    """Nobody need open the list again: the first contact is made, and no notice says that it was not."""
    record = file(net, danger="yes")
    rosa = browser(app, net, "rosa")
    rosa.get("/desk")
    with app.app_context():
        before = due.stored(net.desks["Andes"])
    sent = send(rosa, f"/desk/{record}/messages", "message", text="We call you today.", seen=str(length(net, record)))
    assert sent.status_code == 303
    rosa.get(f"/desk/{record}")
    with app.app_context():
        assert due.stored(net.desks["Andes"]) > before
        assert told(datetime.now(UTC) + timedelta(hours=6)) == 0


def test_an_act_has_landed_though_the_index_cannot_be_written(
    app: Flask, net: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = file(net, danger="yes")
    rosa = browser(app, net, "rosa")

    def full(*_given: object, **_named: object) -> None:
        raise apsw.FullError("full")

    monkeypatch.setattr(due.indexes, "progress", full)
    assert send(rosa, f"/desk/{record}/notes", "note", text="Seen.", seen="1").status_code == 303


def test_a_half_read_index_moves_no_hour(app: Flask, net: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        for _ in range(3):
            file(net, urgency="not_urgent", date="2020")
        file(net, danger="yes")
        desk, rosa = net.desks["Andes"], net.actor("rosa")
        monkeypatch.setattr(absorbing, "BATCH", 4)
        read = indexes.absorb(rosa, desk, now=NOW, seconds=0)
        assert not read.complete
        monkeypatch.setattr(due, "FEW", 4)
        with transaction():
            assert not due.keep(rosa, desk, read, NOW)
            assert not due.keep_after_an_act(rosa, desk, NOW)
        assert due.stored(desk) == ""
        assert kept(net)


def test_what_nobody_opens_is_told_of_once_without_content(app: Flask, net: Network) -> None:
    """No index knows of it, so no promise is written down: that something arrived is all that is told."""
    with app.app_context():
        net.add("cora", (Role.COORDINATOR, "Andes"))
        kept(net)
        assert unopened(NOW + timedelta(days=30)) == 0  # nothing arrived
        file(net, danger="yes")
        assert (told(NOW + timedelta(hours=30)), unopened(NOW + timedelta(hours=3))) == (0, 0)
        assert unopened(NOW + timedelta(hours=5)) == 1
        assert [one[1:] for one in spool.waiting(9)] == [
            (net.actor("cora").account, "nobody_looked", net.desks["Andes"])
        ]
        with transaction():
            spool.sent([one[0] for one in spool.waiting(9)])
        assert unopened(NOW + timedelta(hours=6)) == 0
        kept(net, NOW + timedelta(hours=7))
        assert unopened(NOW + timedelta(hours=20)) == 0  # looked at
        file(net)
        assert unopened(NOW + timedelta(hours=20)) == 1


def test_a_desk_that_was_never_opened_is_watched_from_the_first_tick(app: Flask, net: Network) -> None:
    with app.app_context():
        file(net, danger="yes")
        assert unopened(NOW) == 0
        assert {row.desk: row.reckoned_at for row in db.session.scalars(select(DeskClockRow))} == dict.fromkeys(
            net.desks.values(), up(NOW)
        )
        assert unopened(NOW + timedelta(hours=5)) == 2  # its two reviewers


def test_a_session_that_reckoned_with_less_takes_nothing_back(app: Flask, net: Network) -> None:
    with app.app_context():
        file(net, danger="yes")
        hour, desk = kept(net), net.desks["Andes"]
        with transaction():
            assert not due.write_down(desk, None, 0, NOW)
        assert due.stored(desk) == hour
