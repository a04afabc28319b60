"""What is long past, and the dead, do not stand before the living; whoever can be in danger is as urgent as ever."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest
from flask import Flask

from app.incidents.content.fold import fold
from app.incidents.content.imported import Cell
from app.incidents.content.incident import Incident
from app.incidents.content.outward import Amended, FactsCorrected, Filed, Message, Moved
from app.incidents.content.report import Act, Report, Where
from app.incidents.content.subforms import Detention, Proceedings
from app.triage.clocks import Target
from app.triage.flags import days_told, provisional, red_flags
from app.triage.past import OVER_STATUS, SILENT, Ground
from app.triage.risk import Level, RedFlag, assess
from app.triage.rules import flags_of, urgency
from app.vocabulary.lists import codes
from tests.factories import Network
from tests.incidents.chains import Chain, person, report
from tests.triage.desks import browser, file
from tests.triage.searched import index

NOW = datetime(2026, 11, 22, 18, 10, tzinfo=UTC)
ROW = (Cell(heading="row", value="1"),)
OLD, YEARS, NEW = "2026-08-01", "2019-03", "2026-11-20"
# Everything that the coded fields can show of a danger at once.
KILLED = Act(key="A1", code="K1", against=("P1",), means="firearm")
THREAT = Act(key="A2", code="H1", against=("P1",), means="firearm")
FIERCE: dict[str, Any] = {"acts": (KILLED, THREAT), "where": Where(location_type="home"), "urgency": "not_urgent"}


def incident(told: Report, *more: tuple[str, Any], at: str = "2026-11-21T10:00Z") -> Incident:
    chain = Chain()
    chain.add("filer", Filed(report=told), at=at)
    for author, entry in more:
        chain.add(author, entry, at="2026-11-22T10:00Z")
    return fold(chain.opened)


def made(status: str, danger: str, day: str, imported: bool, **fields: Any) -> Report:
    persons = (person(status_now=status, age_band="0-17"),)
    row = ROW if imported else ()
    return report(**{**FIERCE, "persons": persons, "danger": danger, "date": day, "imported": row, **fields})


DAYS = (YEARS, OLD, "2026-08", "2026", NEW, "unknown", "")


@pytest.mark.parametrize(("day", "imported"), list(product(DAYS, (True, False))))
@pytest.mark.parametrize("danger", ["yes", "no", "unknown"])
def test_a_report_loses_urgency_only_where_nobody_can_be_in_danger(danger: str, day: str, imported: bool) -> None:
    for status in ("dead", "safe", "unknown", "", "missing", "detained", "injured", "in_hiding"):
        compare(status, danger, day, imported)


def compare(status: str, danger: str, day: str, imported: bool) -> None:
    """Hold the urgency of one report beside what its flags alone would make of it."""
    one = incident(made(status, danger, day, imported))
    assert one.report is not None
    before = red_flags(one.report, NOW, days_told(one))
    now = urgency(one, NOW)
    past = imported and danger == "no" and day in (YEARS, OLD) and status in ("dead", "safe", "unknown", "")
    dead = danger == "no" and status == "dead"
    gone = set(before) - set(now.flags)
    if not past and not dead:
        assert (now.flags, now.level) == (before, provisional(one.report, before))
    elif past:
        assert now.flags == () and gone
    else:
        assert gone == {RedFlag.CHILD, RedFlag.DEATH_THREAT} and now.level is Level.CRITICAL  # HOME and WEAPON stand
    assert now.rests is (past and day == YEARS)
    assert now.level is (Level.LOW if now.rests else provisional(one.report, now.flags))
    assert bool(now.running) is not now.rests and (now.due is None) is now.rests


def test_every_flag_is_silent_only_on_the_grounds_of_the_table() -> None:
    assert {
        RedFlag.DEATH_THREAT: {Ground.DEAD, Ground.PAST},
        RedFlag.CHILD: {Ground.DEAD, Ground.PAST},
        RedFlag.HOME: {Ground.PAST},
        RedFlag.WEAPON: {Ground.PAST},
    } == SILENT
    assert set(OVER_STATUS) <= {"", *codes("status_now")}


def test_a_dead_child_among_the_living_keeps_the_flag() -> None:
    living = (person(status_now="dead", age_band="0-17"), person("P2"))
    assert RedFlag.CHILD in urgency(incident(made("", "no", NEW, False, persons=living)), NOW).flags
    assert RedFlag.CHILD in urgency(incident(made("", "no", NEW, False, persons=(), flags=("child",))), NOW).flags


@pytest.mark.parametrize(
    "live",
    [
        {"urgency": "days"},
        {"urgency": "now"},
        {"ongoing": "yes"},
        {"needs": ("medical",)},
        {"acts": (THREAT, Act(key="A3", code="H2", date=NEW))},
        {"acts": (THREAT, Act(key="A3", code="L1", detention=Detention(since="unknown")))},
        {"acts": (THREAT, Act(key="A3", code="L1", detention=Detention(since=YEARS, next_hearing="2026-12-20")))},
        {"acts": (THREAT, Act(key="A3", code="J1", proceedings=Proceedings(next_date="2027")))},
        {"persons": (person(status_now="dead"), person("P2", status_now="on_trial"))},
        {"persons": (person(status_now="dead"), person("P2", status_now="convicted"))},
    ],
    ids=str,
)
def test_a_row_of_long_ago_that_reaches_into_these_days_is_like_any_other(live: dict[str, Any]) -> None:
    told = made("dead", "no", YEARS, True, **live)
    now = urgency(incident(told), NOW)
    kept = red_flags(told, NOW)
    assert set(kept) - set(now.flags) <= {RedFlag.CHILD, RedFlag.DEATH_THREAT} and RedFlag.DEATH_THREAT in kept
    assert now.running and not now.rests and now.level in (Level.CRITICAL, Level.HIGH)


def test_a_repeat_of_these_days_makes_an_old_row_urgent_again() -> None:
    one = incident(made("unknown", "no", YEARS, True))
    now = urgency(one, NOW, (NOW.date(),))
    assert now.flags == (RedFlag.REPEAT,) and now.level is Level.CRITICAL and now.due is not None


def test_a_report_does_not_become_old_by_nobody_looking_at_it() -> None:
    one = incident(made("safe", "no", NEW, True))
    later = NOW.replace(year=2028)
    assert urgency(one, later).flags == urgency(one, NOW).flags and urgency(one, later).running
    filed_then = incident(made("safe", "no", "2016-11-20", True), at="2016-11-21T10:00Z")
    assert urgency(filed_then, NOW).flags and urgency(filed_then, NOW).late


@pytest.mark.parametrize(
    "said",
    [
        Message(text="They were at the house of his mother."),
        Amended(report=made("dead", "no", YEARS, True, project="Rio"), why="more"),
    ],
    ids=["a message", "an amendment"],
)
def test_what_the_filer_says_later_starts_the_promises_then(said: Any) -> None:
    now = urgency(incident(made("dead", "no", YEARS, True), ("filer", said)), NOW)
    assert RedFlag.WEAPON in now.flags and now.level is Level.CRITICAL
    assert now.due is not None and f"{now.due:%Y-%m-%dT%H:%MZ}" == "2026-11-22T14:00Z"  # four hours after it was said


def test_promises_of_a_row_begin_when_somebody_of_the_desk_assesses_it() -> None:
    told = made("dead", "no", YEARS, True)
    taken = incident(told, ("rita", Moved(move="acknowledge")))
    assert urgency(taken, NOW).rests
    now = urgency(incident(told, ("rita", assess(1, 1, 1))), NOW)
    first = next(clock for clock in now.running if clock.target is Target.FIRST_CONTACT)
    assert now.assessed and now.level is Level.LOW and not now.rests and not now.late
    assert f"{first.due:%Y-%m-%dT%H:%MZ}" == "2026-11-29T10:00Z"  # seven days after that
    live = urgency(incident(told, ("rita", FactsCorrected(facts={"danger": "yes"}, why="His sister."))), NOW)
    assert live.level is Level.CRITICAL and RedFlag.WEAPON in live.flags and live.late


def test_in_the_queue_rows_of_long_ago_come_last_and_nothing_is_due_for_them() -> None:
    low = Chain()
    low.add("filer", Filed(report=report(date=NEW, acts=())), at="2026-11-20T10:00Z")
    low.add("rita", assess(1, 1, 1), at="2026-11-20T11:00Z")
    rows = []
    for _number in range(3):
        rows.append(Chain())
        rows[-1].add("filer", Filed(report=made("dead", "no", YEARS, True)), at="2026-11-19T10:00Z")
    calm = Chain()
    calm.add("filer", Filed(report=report(date=NEW, acts=())), at="2026-11-21T10:00Z")
    desk = index(*rows, low, calm)
    order = desk.execute("SELECT record, target FROM queue WHERE open ORDER BY rank, due, id").fetchall()
    assert [record for record, _target in order] == ["R5", "R4", "R1", "R2", "R3"]
    assert {target for _record, target in order[2:]} == {"from_list"}
    assert desk.execute("SELECT count(*) FROM kept WHERE d0 IS NOT NULL").fetchone() == (2,)


def test_the_queue_and_the_report_say_that_it_is_from_a_list_and_past(app: Flask, net: Network) -> None:
    record = file(net, imported=ROW, date=YEARS, danger="no", persons=(person(status_now="dead", age_band="0-17"),))
    rosa = browser(app, net, "rosa")
    told = rosa.get("/desk").text
    assert "from a list, past" in told and 'badge low">Low' in told
    assert "nothing is promised until somebody of the desk assesses it" in rosa.get(f"/desk/{record}").text
    assert flags_of(Incident(), NOW) == ()
