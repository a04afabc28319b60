"""A desk in numbers: each is checked against reports whose times are known, and nothing hidden is counted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from app.database import transaction
from app.desks.errors import NoSuchDesk
from app.incidents.content.incident import ActState, Incident, Passage, Said, Stamp
from app.incidents.content.report import Act, Report
from app.incidents.rules.states import State
from app.incidents.rules.verification import Verification
from app.index.batching import Batch
from app.index.projecting import Projected
from app.triage import indexes, projection
from app.triage.clocks import TARGETS, Target, clock_history
from app.triage.overview.counting import BUCKETS, SPANS, WEEKS, Kept, Overview, Standing, count
from app.triage.overview.keeping import delays, put
from app.triage.risk import Level
from app.triage.service import assigning, overlooking, talking
from app.vault.roles import Role
from tests.factories import Network
from tests.triage.desks import browser, file

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)  # a Sunday
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def inside(app: Flask, net: Network) -> Iterator[Network]:
    with app.app_context():
        yield net


def at(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%MZ")


def incident(
    filed: datetime, *, contact: datetime | None = None, state: State = State.SUBMITTED, **more: Any
) -> Incident:
    said = (Said(Stamp(2, "rita", at(contact)), "hello"),) if contact else ()
    return Incident(state=state, filed=Stamp(1, "filer", at(filed)), messages=said, **more)


def added_up(net: Network, reports: list[tuple[Incident, Level]], now: datetime = NOW) -> Overview:
    """Return the numbers of reports that are put into a desk's index directly."""
    actor, andes = net.actor("rosa"), net.desks["Andes"]
    indexes.absorb(actor, andes, now=now)

    def work(connection) -> Overview:  # type: ignore[no-untyped-def]
        batch = Batch()
        for number, (one, level) in enumerate(reports, 1000):
            rank = list(Level).index(level)
            values = (
                number, f"{number:016d}", one.is_open, rank, 0, 0, 0, one.state, level.value, 0, "", "", "", "", 0, 0,
                None, 0,
            )  # fmt: skip
            batch.add(projection.PUT, [values])
            projection.count(batch, (one.is_open, str(one.state), level.value, "", ""), (), 1)
            record = Projected(number, "r", "incident", andes, 1, True, (), now)
            put(record, one, clock_history(one, level, now, TARGETS), batch)
        batch.write(connection.cursor())
        found = count(connection, andes, actor.account, [], now)
        connection.execute("DELETE FROM queue")
        connection.execute("DELETE FROM kept")
        return found

    return indexes.ask(actor, andes, work)


def test_open_reports_stand_within_near_or_past_each_promise(inside: Network) -> None:
    found = added_up(
        inside,
        [
            (incident(NOW - HOUR), Level.CRITICAL),  # contact due in 3 h, triage in 23 h
            (incident(NOW - 5 * HOUR), Level.CRITICAL),  # contact late by an hour
            (incident(NOW - 5 * HOUR, contact=NOW - 4 * HOUR), Level.CRITICAL),  # contact kept
            (incident(NOW - HOUR), Level.LOW),  # contact due in a week
            (incident(NOW - HOUR, state=State.CLOSED), Level.CRITICAL),
        ],
    )
    assert found.standing[Target.FIRST_CONTACT] == Standing(within=1, near=1, late=1, waiting=0)
    assert found.standing[Target.TRIAGE_DONE] == Standing(within=1, near=3, late=0, waiting=0)
    assert found.standing[Target.VERIFIED] == Standing(within=4, near=0, late=0, waiting=0)
    assert found.levels == {"critical": 3, "low": 1}
    assert found.states == {"submitted": 4, "closed": 1} and found.total == 5


def test_a_clock_that_stands_still_waits_for_the_filer(inside: Network) -> None:
    asked = Passage(Stamp(3, "rita", at(NOW - 2 * HOUR)), "ask", State.IN_TRIAGE, State.NEEDS_INFO)
    one = incident(NOW - 3 * HOUR, state=State.NEEDS_INFO, passages=(asked,))
    assert added_up(inside, [(one, Level.LOW)]).standing[Target.TRIAGE_DONE] == Standing(0, 0, 0, 1)
    assert added_up(inside, [(one, Level.HIGH)]).standing[Target.TRIAGE_DONE] == Standing(1, 0, 0, 0)


def test_the_share_within_target_counts_ended_work_and_what_is_late(inside: Network) -> None:
    old = NOW - 40 * DAY
    ended = Passage(Stamp(4, "rita", at(old + 2 * HOUR)), "close", State.RESPONDING, State.CLOSED)
    found = added_up(
        inside,
        [
            (incident(NOW - 10 * DAY, contact=NOW - 10 * DAY + HOUR), Level.CRITICAL),  # in time
            (incident(NOW - 10 * DAY, contact=NOW - 9 * DAY), Level.CRITICAL),  # too late
            (incident(NOW - 10 * DAY), Level.CRITICAL),  # late now
            (incident(NOW - HOUR), Level.CRITICAL),  # still has time
            (incident(old, contact=old + HOUR, state=State.CLOSED, passages=(ended,)), Level.CRITICAL),
            (incident(old, state=State.CLOSED, passages=(ended,)), Level.CRITICAL),  # ended before it was due
            (incident(NOW - 100 * DAY, contact=NOW - 90 * DAY), Level.CRITICAL),  # before both spans
        ],
    )
    assert SPANS == (30, 90)
    assert found.shares[Target.FIRST_CONTACT] == (Kept(1, 3), Kept(2, 4))


def test_four_promises_have_a_share_and_an_update_has_none(inside: Network) -> None:
    filed = NOW - 10 * DAY
    plan = Said(Stamp(3, "rita", at(filed + 23 * HOUR)), "a safe place")
    settled = ActState(Act(key="A1", code="K1"), Verification.VERIFIED, stamp=Stamp(4, "rita", at(filed + 80 * HOUR)))
    found = added_up(
        inside,
        [
            (incident(filed, plans=(plan,), acts=(settled,)), Level.CRITICAL),  # a plan in time, verified too late
            (incident(NOW - HOUR), Level.CRITICAL),  # still has time
        ],
    )
    assert {target: kept[0] for target, kept in found.shares.items()} == {
        Target.FIRST_CONTACT: Kept(0, 1),
        Target.TRIAGE_DONE: Kept(0, 1),
        Target.PLAN: Kept(1, 1),
        Target.VERIFIED: Kept(0, 1),
    }


def test_delays_count_where_a_vague_date_leaves_no_doubt(inside: Network) -> None:
    filed = NOW - DAY
    told = [
        "2026-11-21",
        "2026-11-20",
        "2026-11-16",
        "2026-11",
        "2026-05",
        "2025-11-21",
        "2020",
        "",
        "2027-01-01",
        "not a day",
    ]
    found = added_up(inside, [(incident(filed, report=Report(date=one)), Level.LOW) for one in told])
    assert len(found.delays) == len(BUCKETS) + 1
    # The 20th and 21st; the 16th; nothing; nothing; May and the 21st a year before; 2020. November could be any.
    assert found.delays == (2, 1, 0, 0, 2, 1)
    assert found.delay_unknown == 4
    assert delays("2026-10-22", date(2026, 11, 21)) == (30, 30)


def test_weeks_begin_on_monday_and_the_oldest_comes_first(inside: Network) -> None:
    monday = datetime(2026, 11, 16, tzinfo=UTC)
    moments = [
        monday,
        NOW,
        monday - HOUR,
        monday - timedelta(weeks=WEEKS - 1),
        monday - timedelta(weeks=WEEKS - 1, hours=1),
    ]
    found = added_up(inside, [(incident(one), Level.LOW) for one in moments])
    assert found.weeks == (1, *([0] * (WEEKS - 3)), 1, 2) and found.first_week == "2026-05-25"


def test_what_the_reader_may_not_see_is_not_counted(inside: Network) -> None:
    net, now = inside, datetime.now(UTC)
    net.add("cyra", (Role.REVIEWER, "Andes"), (Role.MEMBER, ""))
    file(net), file(net, "cyra")
    conflicted = file(net)
    with transaction():
        assigning.declare_conflict(net.actor("cyra"), conflicted, "")
    andes = net.desks["Andes"]
    assert overlooking.overview(net.actor("rosa"), andes, now=now).numbers.total == 3
    seen = overlooking.overview(net.actor("cyra"), andes, now=now).numbers
    assert seen.total == sum(seen.levels.values()) == sum(seen.weeks) == sum(seen.delays) + seen.delay_unknown == 1
    with pytest.raises(NoSuchDesk):
        overlooking.overview(net.actor("gita"), andes, now=now)


def test_a_report_shared_for_a_decision_is_its_own_desks(inside: Network) -> None:
    net, now = inside, datetime.now(UTC)
    record = file(net)
    with transaction():
        assigning.ask_partner(net.actor("rosa"), record, "we need a second person")
    assert overlooking.overview(net.actor("gita"), net.desks["Global"], now=now).numbers.total == 0


def test_an_answer_moves_a_report_from_open_to_kept(inside: Network) -> None:
    net, now = inside, datetime.now(UTC)
    record, andes = file(net), net.desks["Andes"]
    before = overlooking.overview(net.actor("rosa"), andes, now=now).numbers
    with transaction():
        talking.send_message(net.actor("rosa"), record, "We read it.")
    after = overlooking.overview(net.actor("rosa"), andes, now=now).numbers
    assert sum(vars_of(before.standing[Target.FIRST_CONTACT])) == 1
    assert sum(vars_of(after.standing[Target.FIRST_CONTACT])) == 0
    assert before.shares[Target.FIRST_CONTACT][0] == Kept(0, 0)
    assert after.shares[Target.FIRST_CONTACT][0] == Kept(1, 1)


def vars_of(one: Standing) -> tuple[int, ...]:
    return one.within, one.near, one.late, one.waiting


def test_the_page_has_each_number_as_text_and_no_style(app: Flask, net: Network) -> None:
    rosa = browser(app, net, "rosa")
    assert "There are no reports to count yet." in rosa.get("/desk/overview").get_data(as_text=True)
    for _ in range(3):
        file(net, date="2026-11")
    answer = rosa.get("/desk/overview")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200 and len(answer.data) < 40_000
    assert "style=" not in page and "<script>" not in page
    assert page.count("<svg") >= 10 and 'role="img"' in page
    assert re.search(r"<td>Submitted</td><td class=\"num\"><svg.*?</svg> 3</td>", page)
    shares = page[page.index("Promises kept in time") :].split("</table>")[0]
    assert re.findall(r"<tr><td>([^<]+)</td>", shares) == ["First contact", "Triage done", "Plan", "Verified"]
    assert "<svg" not in shares and shares.count("–") == 8  # nothing was due yet
    assert rosa.get("/desk/overview?desk=0000000000000000").status_code == 200
    assert browser(app, net, "mia").get("/desk/overview").status_code == 404
    assert browser(app, net, "paz").get("/desk/overview").status_code == 200


def test_a_share_is_drawn_beside_its_words(app: Flask, net: Network) -> None:
    record = file(net)
    with app.app_context(), transaction():
        talking.send_message(net.actor("rosa"), record, "We read it.")
    page = browser(app, net, "rosa").get("/desk/overview").get_data(as_text=True)
    shares = page[page.index("Promises kept in time") :].split("</table>")[0]
    assert len(re.findall(r'<svg [^>]*aria-hidden="true".*?width="100%".*?</svg> 100% \(1 of 1\)', shares)) == 2
