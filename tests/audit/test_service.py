"""The audit: sealed to auditors, whole or visibly broken, and never a list of who filed."""

from __future__ import annotations

import inspect

import pytest

from app.audit import service as audit
from app.audit.events import Event
from app.crypto.framing import frame
from app.crypto.identifiers import new_id
from app.crypto.primitives import sha256
from app.database import db, transaction
from app.errors import Locked
from tests.factories import Network
from tests.vault.worlds import sql


@pytest.fixture
def lines(net: Network) -> int:
    """Write three lines of different kinds; return the number of the last."""
    with transaction():
        audit.record(Event.INCIDENT_FILED, new_id())
    with transaction():
        audit.record(Event.INCIDENT_MOVED, new_id(), actor=net.actor("rosa"))
        audit.record(Event.ROLES_CHANGED, actor=net.actor("admin"), about=net.people["mia"].actor.account)
    return int(sql("SELECT max(number) FROM audit")[0][0])


def test_an_auditor_reads_what_was_done_the_latest_first(net: Network, lines: int) -> None:
    third, second, first = audit.page(net.actor("audra"), None, 3)
    assert [one.number for one in (third, second, first)] == [lines, lines - 1, lines - 2]
    assert third.line is not None
    assert (third.line.event, third.line.about) == ("roles_changed", net.people["mia"].actor.account)
    assert second.line is not None
    assert second.line.actor == net.people["rosa"].actor.account
    assert first.line is not None
    assert (first.line.event, first.line.actor) == ("incident_filed", "")
    assert [one.number for one in audit.page(net.actor("audra"), lines - 1, 1)] == [lines - 2]


@pytest.mark.parametrize("who", ["admin", "rosa", "mia", "edna"])
def test_nobody_else_reads_it(net: Network, lines: int, who: str) -> None:
    with pytest.raises(Locked):
        audit.page(net.actor(who), None, 3)


def test_lines_from_before_the_first_auditor_wait_for_the_recovery_key(net: Network, lines: int) -> None:
    early = audit.page(net.actor("audra"), 3, 2)
    assert [one.line for one in early] == [None, None]
    assert sql("SELECT ring FROM audit WHERE number = 1") == [("recovery",)]


def test_every_line_has_one_size(net: Network, lines: int) -> None:
    assert len(sql("SELECT DISTINCT length(sealed) FROM audit")) == 1


def test_what_is_taken_back_leaves_no_line_and_no_gap(net: Network, lines: int) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        audit.record(Event.INCIDENT_FILED, new_id())
        raise ZeroDivisionError
    with transaction():
        audit.record(Event.INCIDENT_FILED, new_id())
    assert sql("SELECT max(number) FROM audit") == [(lines + 1,)]
    assert audit.first_broken() is None


ATTACKS = {  # statement, and which line is named: n is the one attacked
    "changed": ("UPDATE audit SET sealed = (SELECT sealed FROM audit WHERE number = 1) WHERE number = :n", 0),
    "another group": ("UPDATE audit SET ring = 'publication/1' WHERE number = :n", 0),
    "cut": ("DELETE FROM audit WHERE number = :n", 0),
    "end cut": ("DELETE FROM audit WHERE number >= :n", 0),
    "all cut": ("DELETE FROM audit WHERE number >= :n * 0", None),
    "code copied": ("UPDATE audit SET digest = (SELECT digest FROM audit WHERE number = 1) WHERE number = :n", 0),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_line_that_was_changed_or_taken_away_is_named(net: Network, lines: int, attack: str) -> None:
    statement, named = ATTACKS[attack]
    assert audit.first_broken() is None
    for number in (2, lines // 2, lines):
        sql(statement, n=number)
        assert audit.first_broken() == (1 if named is None else number)
        db.session.rollback()
    assert audit.first_broken() is None


def test_a_chain_made_anew_without_the_instance_key_is_noticed(net: Network, lines: int) -> None:
    """The forger knows the whole format, and every row: only the key is missing."""
    rows = sql("SELECT number, ring, sealed FROM audit WHERE number <> :n ORDER BY number", n=lines - 1)
    sql("DELETE FROM audit WHERE number > 0")
    previous = audit.START
    for number, (_, ring, sealed) in enumerate(rows, 1):
        previous = sha256(frame("amparo audit digest v1", previous, number, ring, bytes(sealed)))
        sql("INSERT INTO audit VALUES (:n, :r, :s, :d)", n=number, r=ring, s=bytes(sealed), d=previous)
    assert audit.first_broken() == 1


def test_a_line_that_does_not_verify_is_marked_and_hides_no_other(net: Network, lines: int) -> None:
    for change in (
        "sealed = (SELECT sealed FROM audit WHERE number = 1)",
        "sealed = (SELECT sealed FROM audit WHERE number = :n - 1), ring = 'auditors/2'",
        "ring = 'auditors/one'",
        "ring = 'auditors/0'",
        "ring = 'publication/1'",
    ):
        with transaction():
            kept = sql("SELECT sealed, ring FROM audit WHERE number = :n", n=lines)[0]
            sql(f"UPDATE audit SET {change} WHERE number = :n + 0", n=lines)
        db.session.expire_all()
        last, before = audit.page(net.actor("audra"), None, 2)
        assert (last.tampered, last.line) == (True, None)
        assert before.line is not None
        with transaction():
            sql("UPDATE audit SET sealed = :s, ring = :r WHERE number = :n", s=kept[0], r=kept[1], n=lines)


def test_the_list_of_events_is_closed_and_each_has_its_sentence() -> None:
    source = inspect.getsource(Event)
    for event in Event:
        assert "# " in source.split(f'"{event.value}"')[1].splitlines()[0], f"{event.name} has no sentence"
    with pytest.raises(ValueError, match="is not a valid"):
        Event("anything_else")
