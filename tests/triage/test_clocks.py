"""What a filer may expect, how fast, and what waiting for the filer does to it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.incidents.content import inward, outward
from app.incidents.content.fold import fold
from app.triage.clocks import TARGETS, Clock, Target, breaches, clocks, moment, next_due, rounded_up
from app.triage.risk import Level
from tests.incidents.chains import Chain, filed

HOURS = {
    Level.CRITICAL: (4, 24, 24, 72, 24),
    Level.HIGH: (24, 48, 72, 168, 168),
    Level.MEDIUM: (72, 120, 336, 720, 720),
    Level.LOW: (168, 336, 720, 1440, 1440),
}
FILED = moment("2026-11-20T10:01Z")


def running(chain: Chain, level: Level, now: str) -> dict[Target, Clock]:
    return {clock.target: clock for clock in clocks(fold(chain.opened), level, moment(now))}


def moved(chain: Chain, move: str, at: str, words: str = "") -> None:
    chain.add("rita", outward.Moved(move=move, words=words), at=at)


def asked(at: str) -> Chain:
    """A chain whose desk asked the filer something at that minute."""
    chain = filed()
    moved(chain, "acknowledge", "2026-11-20T11:00Z")
    moved(chain, "triage", "2026-11-20T11:00Z")
    moved(chain, "ask", at, "Where is she?")
    return chain


@pytest.mark.parametrize("level", list(Level))
def test_every_target_of_every_level_is_due_on_its_hour(level: Level) -> None:
    for (target, clock), hours in zip(running(filed(), level, "2026-11-20T10:01Z").items(), HOURS[level], strict=True):
        assert TARGETS[level][target] == timedelta(hours=hours)
        assert clock.due == FILED + timedelta(hours=hours)
        assert not clock.breached(clock.due)
        assert clock.breached(clock.due + timedelta(minutes=1))


def test_a_desk_may_set_its_own_targets() -> None:
    own = {level: dict.fromkeys(Target, timedelta(hours=1)) for level in Level}
    assert {clock.due for clock in clocks(fold(filed().opened), Level.LOW, FILED, own)} == {FILED + timedelta(hours=1)}


def test_each_promise_is_kept_by_what_was_done() -> None:
    chain = filed()
    moved(chain, "acknowledge", "2026-11-20T11:00Z", "We have your report.")
    moved(chain, "triage", "2026-11-20T12:00Z")
    moved(chain, "respond", "2026-11-20T13:00Z")
    chain.add("rita", inward.Planned(text="Lawyer today."), at="2026-11-20T14:00Z")
    for key in ("S1", "S2"):
        chain.add("rita", inward.SourceAdded(key=key, connection="witness", independent=True))
    for status in ("in_verification", "verified"):
        step = inward.ActVerified(act="A1", status=status, reasoning="both saw it", sources=("S1", "S2"))
        chain.add("rita", step, at="2026-11-20T15:00Z")
    found = running(chain, Level.CRITICAL, "2026-11-20T16:00Z")
    assert [clock.met and clock.met.hour for clock in found.values()] == [11, 13, 14, 15, None]
    assert found[Target.UPDATE].due == moment("2026-11-21T11:00Z")


def test_a_promise_kept_too_late_stays_breached() -> None:
    chain = filed()
    chain.add("rita", outward.Message(text="Sorry."), at="2026-11-20T15:00Z")
    found = tuple(running(chain, Level.CRITICAL, "2026-11-20T15:01Z").values())
    assert [clock.target for clock in breaches(found, moment("2026-11-20T15:01Z"))] == [Target.FIRST_CONTACT]


def test_a_filers_own_message_is_no_contact() -> None:
    chain = filed()
    chain.add("filer", outward.Message(text="Is anybody there?"), at="2026-11-20T11:00Z")
    assert running(chain, Level.HIGH, "2026-11-20T12:00Z")[Target.FIRST_CONTACT].met is None


@pytest.mark.parametrize(("level", "stops"), [("critical", False), ("high", False), ("medium", True), ("low", True)])
def test_the_clock_stops_while_the_desk_waits_but_never_for_critical_or_high(level: str, stops: bool) -> None:
    chain = asked("2026-11-20T12:01Z")
    now = "2027-03-01T00:00Z"
    found = running(chain, Level(level), now)
    assert found[Target.VERIFIED].stopped is stops
    assert found[Target.VERIFIED].breached(moment(now)) is not stops
    if stops:
        waited = moment(now) - moment("2026-11-20T12:01Z")
        assert found[Target.VERIFIED].due == FILED + TARGETS[Level(level)][Target.VERIFIED] + waited


def test_the_clock_goes_on_when_the_filer_answers() -> None:
    chain = asked("2026-11-20T12:01Z")
    chain.add("filer", outward.Message(text="In the north."), at="2026-11-22T12:01Z")
    moved(chain, "resume", "2026-11-25T12:00Z")
    found = running(chain, Level.MEDIUM, "2026-11-26T00:00Z")
    assert found[Target.TRIAGE_DONE].due == FILED + timedelta(days=5) + timedelta(days=2)
    assert not found[Target.TRIAGE_DONE].stopped


def test_the_clock_goes_on_when_the_desk_takes_it_up_again() -> None:
    chain = asked("2026-11-20T12:01Z")
    moved(chain, "resume", "2026-11-21T12:01Z")
    found = running(chain, Level.MEDIUM, "2026-11-26T00:00Z")
    assert found[Target.TRIAGE_DONE].due == FILED + timedelta(days=6)


def test_a_pause_after_the_due_time_does_not_undo_a_breach() -> None:
    chain = asked("2026-11-29T12:00Z")
    now = moment("2026-12-01T12:00Z")
    clock = running(chain, Level.MEDIUM, "2026-12-01T12:00Z")[Target.TRIAGE_DONE]
    assert clock.due == FILED + timedelta(days=5)
    assert clock.breached(now)


def test_no_clock_runs_before_filing_or_after_the_work_has_ended() -> None:
    assert clocks(fold([]), Level.LOW, FILED) == ()
    chain = filed()
    chain.add("filer", outward.WithdrawalRequested())
    assert clocks(fold(chain.opened), Level.LOW, FILED) == ()


def test_what_is_due_next_is_the_earliest_that_is_not_kept() -> None:
    chain = filed()
    first = next_due(clocks(fold(chain.opened), Level.CRITICAL, FILED))
    assert first is not None and first.target is Target.FIRST_CONTACT
    assert next_due(()) is None


def test_a_desks_row_shows_full_hours_only() -> None:
    assert rounded_up(datetime(2026, 11, 22, 18, 1, tzinfo=UTC)) == datetime(2026, 11, 22, 19, tzinfo=UTC)
    assert rounded_up(datetime(2026, 11, 22, 18, tzinfo=UTC)) == datetime(2026, 11, 22, 18, tzinfo=UTC)
