"""Red flags are found in the coded fields, and raised where a date leaves it open."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from app.incidents.content.report import Act, Report, Where
from app.incidents.content.subforms import Detention, Proceedings
from app.triage.flags import FIND, provisional, red_flags
from app.triage.risk import Level, RedFlag
from tests.incidents.chains import person, report

NOW = datetime(2026, 11, 22, 18, 10, tzinfo=UTC)


def act(code: str, **fields: object) -> Act:
    return Act(**{"key": "A1", "code": code, "against": ("P1",), **fields})


def flags(**fields: object) -> set[RedFlag]:
    return set(red_flags(report(**{"acts": (), "date": "2026-01-05", **fields}), NOW))


def test_every_flag_has_its_finder_and_a_plain_report_raises_none() -> None:
    assert set(FIND) == set(RedFlag)
    assert flags(acts=(act("H4"),)) == set()


@pytest.mark.parametrize("code", ["L1", "L5", "D1", "D2", "D3"])
@pytest.mark.parametrize(
    ("since", "raised"),
    [
        ("2026-11-22", True),
        ("2026-11-19", True),
        ("2026-11-18", False),
        ("2026-11", True),
        ("2026", True),
        ("2025", False),
        ("unknown", True),
        ("2026-11-23", False),
        ("2026-11-01/2026-11-20", True),
    ],
)
def test_held_or_missing_for_less_than_72_hours(code: str, since: str, raised: bool) -> None:
    by_form = flags(acts=(act(code, detention=Detention(since=since)),))
    by_date = flags(acts=(act(code),), date=since)
    assert (RedFlag.HELD in by_form, RedFlag.HELD in by_date) == (raised, raised)


def test_somebody_known_to_be_free_is_not_held() -> None:
    today = act("L1", date="2026-11-22")
    assert RedFlag.HELD not in flags(acts=(today,), persons=(person(status_now="released"),))
    over = act("L1", detention=Detention(since="2026-11-20", until="2026-11-21"))
    assert RedFlag.HELD not in flags(acts=(over,))


def test_a_quick_alert_with_somebody_missing_today_is_flagged() -> None:
    missing = (person(status_now="missing"),)
    assert RedFlag.HELD in flags(persons=missing, date="2026-11-22")
    assert RedFlag.HELD in flags(persons=missing, date="")
    assert RedFlag.HELD not in flags(persons=missing, date="2024")


def test_a_death_threat_counts_with_means_or_a_known_address() -> None:
    assert RedFlag.DEATH_THREAT in flags(acts=(act("H1", means="firearm"),))
    assert RedFlag.DEATH_THREAT in flags(acts=(act("H1"),), where=Where(location_type="home"))
    assert RedFlag.DEATH_THREAT in flags(acts=(act("H1"), act("V4", key="A2")))
    for means in ("", "none", "unknown"):
        assert RedFlag.DEATH_THREAT not in flags(acts=(act("H1", means=means),))
    assert RedFlag.DEATH_THREAT not in flags(acts=(act("H2", means="firearm"),))


def test_an_attack_on_the_home_counts_where_it_happened_there() -> None:
    at_home = Where(location_type="home")
    for code in ("W2", "P1", "O1", "K2"):
        assert RedFlag.HOME in flags(acts=(act(code),), where=at_home)
        assert RedFlag.HOME not in flags(acts=(act(code),), where=Where(location_type="road"))
    assert RedFlag.HOME not in flags(acts=(act("R1"),), where=at_home)


def test_a_child_counts_by_age_or_by_flag() -> None:
    assert RedFlag.CHILD in flags(persons=(person(age_band="0-17"),))
    assert RedFlag.CHILD in flags(flags=("child",))
    assert RedFlag.CHILD not in flags(persons=(person(age_band="18-29"),))


@pytest.mark.parametrize(
    ("day", "raised"),
    [("2026-11-21", False), ("2026-11-22", True), ("2026-11-29", True), ("2026-11-30", False), ("unknown", False)],
)
def test_a_hearing_deportation_or_eviction_within_seven_days(day: str, raised: bool) -> None:
    for one in (
        act("L1", detention=Detention(since="2026-01", next_hearing=day)),
        act("J1", proceedings=Proceedings(next_date=day)),
        act("M4", date=day),
        act("M2", date=day),
    ):
        assert (RedFlag.DATE_NEAR in flags(acts=(one,))) is raised, one.code


@pytest.mark.parametrize(("day", "raised"), [(date(2026, 8, 24), True), (date(2026, 8, 23), False)])
def test_a_repeat_counts_within_ninety_days(day: date, raised: bool) -> None:
    assert (RedFlag.REPEAT in red_flags(report(acts=()), NOW, [day])) is raised


def test_weapons_and_injuries_are_flagged() -> None:
    assert RedFlag.WEAPON in flags(acts=(act("H2", means="blade_blunt"),))
    assert RedFlag.WEAPON not in flags(acts=(act("H2", means="digital"),))
    assert RedFlag.MEDICAL in flags(persons=(person(status_now="injured"),))
    assert RedFlag.MEDICAL in flags(needs=("medical",))


def test_a_report_with_unknown_codes_and_dates_is_read_without_failing() -> None:
    strange = act("Q9", date="soon", detention=Detention(since="x", next_hearing="y", until="z"))
    assert flags(acts=(strange,), date="?") == set()


@pytest.mark.parametrize(
    ("fields", "level"),
    [
        ({"danger": "yes"}, Level.CRITICAL),
        ({"urgency": "now"}, Level.CRITICAL),
        ({"flags": ("child",)}, Level.CRITICAL),
        ({"urgency": "days"}, Level.HIGH),
        ({"danger": "unknown"}, Level.HIGH),
        ({"danger": "no", "urgency": "not_urgent"}, Level.MEDIUM),
    ],
)
def test_until_assessed_a_report_waits_by_what_it_says(fields: dict[str, object], level: Level) -> None:
    told = Report(**fields)
    assert provisional(told, red_flags(told, NOW)) is level
