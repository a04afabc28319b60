"""A promise that passes is told of once, without content, by a clock that has no key."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Flask
from sqlalchemy import select

from app.accounts.models import NoticeRow
from app.accounts.service import spool
from app.database import db, transaction
from app.triage import indexes
from app.triage.models import DeskClockRow
from app.triage.service import due
from app.vault.roles import Role
from tests.factories import Network
from tests.triage.desks import file

NOW = datetime.now(UTC)


def kept(net: Network, now: datetime = NOW) -> str:
    """Let a session of the desk write down what is due next, and return it."""
    desk = net.desks["Andes"]
    indexes.absorb(net.actor("rosa"), desk, now=now, seconds=60)
    with transaction():
        due.keep(net.actor("rosa"), desk, now)
    return due.stored(desk)


def told(now: datetime) -> int:
    with transaction():
        return due.tell(now)


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
