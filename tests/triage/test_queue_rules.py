"""The order of the queue, who may be given a report, and which reports may be one incident."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.incidents.content import inward, outward
from app.incidents.content.fold import fold
from app.incidents.content.incident import Incident
from app.incidents.content.report import Act
from app.triage.risk import Level, assess
from app.triage.rules import assigning_refused, may_be_one, place_in_queue, urgency
from tests.incidents.chains import Chain, filed, report

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def place(incident: Incident) -> tuple[object, ...]:
    return place_in_queue(incident, urgency(incident, NOW))


def assessed(level: str) -> Incident:
    chain = filed()
    chain.add("rita", assess(3, 3, 3, override=level, reason="known"))
    return fold(chain.opened)


def test_until_assessed_the_codes_decide_and_afterwards_the_assessment() -> None:
    waiting = fold(filed(report=report(danger="yes", date="2020")).opened)
    assert urgency(waiting, NOW).level is Level.CRITICAL and not urgency(waiting, NOW).assessed
    assert urgency(assessed("low"), NOW).level is Level.LOW and urgency(assessed("low"), NOW).assessed


def test_the_queue_has_the_most_urgent_first_and_ended_work_last() -> None:
    ended = filed()
    ended.add("filer", outward.WithdrawalRequested())
    order = [assessed(level) for level in ("critical", "high", "medium", "low")] + [fold(ended.opened)]
    order.reverse()
    assert sorted(order, key=place) == order[::-1]


def test_of_one_level_what_is_due_first_comes_first() -> None:
    early, late = Chain(), Chain()
    early.add("filer", outward.Filed(report=report()), at="2026-11-20T08:00Z")
    late.add("filer", outward.Filed(report=report()), at="2026-11-20T09:00Z")
    assert place(fold(early.opened)) < place(fold(late.opened))


REVIEWER, MEMBER = frozenset({"reviewer"}), frozenset({"member"})


def test_a_report_is_given_to_a_colleague_without_a_conflict() -> None:
    chain = filed()
    chain.add("ravi", inward.ConflictDeclared(why="my cousin"))
    incident = fold(chain.opened)
    assert assigning_refused(incident, REVIEWER, "rita", REVIEWER, own=False) == ""
    assert assigning_refused(incident, REVIEWER, "", frozenset(), own=False) == ""
    assert assigning_refused(incident, MEMBER, "rita", REVIEWER, own=False)
    assert assigning_refused(incident, REVIEWER, "max", MEMBER, own=False)
    assert assigning_refused(incident, REVIEWER, "ravi", REVIEWER, own=False)
    assert assigning_refused(incident, REVIEWER, "rita", REVIEWER, own=True)


@pytest.mark.parametrize(
    ("fields", "same"),
    [
        ({}, True),
        ({"country": "UGA"}, False),
        ({"date": "2026-03-21"}, True),
        ({"date": "2026-03-22"}, False),
        ({"date": "2026-03-07"}, True),
        ({"date": "2026-03-06"}, False),
        ({"date": "2026"}, True),
        ({"date": ""}, True),
        ({"acts": (Act(key="A1", code="L2"),)}, True),
        ({"acts": (Act(key="A1", code="R1"),)}, False),
        ({"acts": (), "act_group": "liberty"}, True),
        ({"acts": (Act(key="A1", code="Q9"),)}, False),
    ],
)
def test_one_incident_has_one_country_near_dates_and_a_common_act_group(fields: dict[str, object], same: bool) -> None:
    one = report(date="2026-03-14")
    other = report(**{"date": "2026-03-14", **fields})
    assert may_be_one(one, other) is same
    assert may_be_one(other, one) is same
