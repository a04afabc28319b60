"""Another incident against the same person within 90 days makes a report critical, for as long as that holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import apsw
import msgspec
import pytest
from flask import Flask

from app.database import transaction
from app.incidents.content.draft import Filing
from app.incidents.content.identities import Identity, Names
from app.incidents.content.matched import matching_of
from app.incidents.content.outward import Earlier, Filed, WithdrawalRequested
from app.incidents.content.report import Contact
from app.incidents.service import amending, drafts, filing, following, repeating, withdrawing
from app.index import absorbing
from app.index.asking import value
from app.triage.clocks import minutes
from app.triage.flags import red_flags
from app.triage.likeness import repeats
from app.triage.risk import RedFlag
from app.triage.rules import urgency
from app.triage.service import alike, assigning
from app.vault import moments
from tests.factories import Network
from tests.incidents import chains
from tests.incidents.chains import Chain, report
from tests.triage.desks import NUMBERS, browser, file, state
from tests.triage.searched import index, put

CALM: dict[str, Any] = {"danger": "no", "urgency": "not_urgent", "acts": (), "act_group": "threat"}


def naming(name: str = "Amina Wanjiku Otieno", phone: str = "", **fields: Any) -> Filing:
    """A report about somebody that nothing but a repeat makes urgent."""
    contact = Contact(address=phone) if phone else None
    names = Names(persons={"P1": Identity(name=name, contact=contact)})
    return chains.filing(report=report(**{"country": "COL", **CALM, **fields}), names=names)


def about(name: str = "Amina Wanjiku Otieno", at: str = "2026-11-20T08:00Z", **fields: Any) -> Chain:
    """The chain of such a report as its desk reads it."""
    sent, chain = naming(name, **fields), Chain()
    chain.add("filer", Filed(report=sent.report), at=at)
    chain.add("filer", matching_of(sent), at=at)
    return chain


def level(connection: apsw.Connection, number: int) -> str:
    return str(value(connection, "SELECT level FROM queue WHERE id = ?", (number,)))


def call(connection: apsw.Connection, number: int) -> Any:
    return value(connection, "SELECT recheck FROM queue WHERE id = ?", (number,))


def test_the_later_of_two_reports_is_critical_and_the_older_lists_it() -> None:
    desk = index(about(at="2026-10-01T08:00Z"), about("AMINA OTIENO"), about("Grace Achieng"))
    assert [level(desk, number) for number in (1, 2, 3)] == ["medium", "critical", "medium"]
    assert [(one.record, one.earlier) for one in repeats.others(desk, 1)] == [("R2", False)]
    assert [(one.record, one.earlier) for one in repeats.others(desk, 2)] == [("R1", True)]
    assert repeats.others(desk, 3) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"name": "Ana", "phone": "+57 601 555 0123"}, {"name": "Bea", "phone": "601-555-0123"}),
        ({"name": "Ana", "phone": "ana@example.org"}, {"name": "Bea", "phone": "Ana@example.org"}),
        ({"name": "محمد عبد الله"}, {"name": "Mohamed Abdullah"}),
    ],
)
def test_a_number_an_address_or_a_name_in_another_script_tells_the_same_person(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    desk = index(about(at="2026-10-01T08:00Z", **one), about(**other))
    assert level(desk, 2) == "critical"


KEPT = ("queue", "cell", "group_cell", "match", "incident", "kept", "told")


def test_reports_that_come_in_one_batch_are_kept_as_if_they_had_come_one_after_another() -> None:
    chains = [
        about(at="2026-10-01T08:00Z"),
        about("Grace Achieng", phone="601 555 0123", act_group="life"),
        about("AMINA OTIENO", at="2026-10-07T08:00Z"),
        about("Nobody Else", phone="+57 601 555 0123", country="PER"),
    ]
    one, all_at_once = index(*chains), index(*chains, together=True)
    assert [level(one, number) for number in (1, 2, 3, 4)] == ["medium", "medium", "critical", "critical"]
    for table in KEPT:
        rows = [sorted(desk.execute(f"SELECT * FROM {table}").fetchall(), key=repr) for desk in (one, all_at_once)]
        assert rows[0] == rows[1] and rows[0], table


def test_a_report_that_was_filed_later_and_comes_first_in_a_batch_is_raised_by_the_other() -> None:
    desk = index(about(at="2026-11-01T08:00Z"), about(at="2026-10-01T08:00Z"), together=True)
    assert [level(desk, number) for number in (1, 2)] == ["critical", "medium"]
    apart = index(about(at="2026-01-01T08:00Z"), about(at="2026-11-01T08:00Z"), together=True)
    assert level(apart, 2) == "medium" and call(apart, 2) != 0, "it was written with the other in sight"


def test_one_common_first_name_tells_nothing() -> None:
    desk = index(about("Maria", at="2026-10-01T08:00Z"), about("Maria"))
    assert level(desk, 2) == "medium" and repeats.others(desk, 2) == []


def test_the_day_is_the_latest_on_which_it_can_have_happened() -> None:
    """What happened in 2012 and is told now is no repeat; a year alone may be any day of it up to the filing."""
    desk = index(about(date="2012-05"), about(date="2012-07"), about(at="2026-11-21T08:00Z", date="2026"))
    assert [level(desk, number) for number in (1, 2, 3)] == ["medium"] * 3
    assert [str(one.day) for one in repeats.others(desk, 1)] == ["2026-11-21", "2012-07-31"]


def test_it_falls_when_the_ninety_days_end() -> None:
    first, second = about(at="2026-10-01T08:00Z", date="2026-09-30"), about()
    desk = index(first, second)
    assert call(desk, 2) == minutes(datetime(2026, 12, 30, tzinfo=UTC))
    for day, expected in ((29, "critical"), (30, "medium")):
        put(desk, 2, second.opened, now=datetime(2026, 12, day, 12, tzinfo=UTC))
        assert level(desk, 2) == expected


def test_in_whatever_order_they_are_read_in() -> None:
    """An index reads many at once; the later report may come first, and is then written again."""
    desk = index(about(), about(at="2026-10-01T08:00Z"))
    assert (level(desk, 1), level(desk, 2)) == ("medium", "medium") and call(desk, 1) == 0
    put(desk, 1, about().opened)
    assert level(desk, 1) == "critical" and call(desk, 1)


def test_what_is_taken_back_raises_nothing_any_more() -> None:
    gone = about(at="2026-10-01T08:00Z")
    desk = index(gone, about())
    gone.add("filer", WithdrawalRequested(), at="2026-11-21T08:00Z")
    put(desk, 1, gone.opened)
    assert call(desk, 2) == 0
    put(desk, 2, about().opened)
    assert level(desk, 2) == "medium"


def test_the_number_of_a_whole_organisation_is_looked_at_a_few_times_only() -> None:
    count = repeats.MANY + 2
    told = [
        about(f"Asha{n}", phone="+57 601 555 0123", at=f"2026-10-01T{8 + n // 60:02}:{n % 60:02}Z")
        for n in range(count)
    ]
    found = repeats.others(index(*told), count)
    assert [one.id for one in found] == [*range(count - 1, count - 1 - repeats.NEWEST, -1)]


def test_a_filer_is_told_at_once_and_so_is_the_desk(app: Flask, net: Network) -> None:
    with app.app_context():
        mia = net.actor("mia")
        first, other, second = (
            _file(net, sent) for sent in (naming(), naming("Grace Achieng"), naming("Amina Otieno"))
        )
        own = following.own_report(mia, second).incident
        today = datetime.now(UTC).date().isoformat()
        assert own.repeats == (Earlier(record=first, day=today),)
        assert following.own_report(mia, other).incident.repeats == ()
        seen = state(net, second)
        assert seen.report is not None and seen.report.previous.links == ()
        urgent = urgency(seen, datetime.now(UTC))
        assert (urgent.level, urgent.flags) == ("critical", (RedFlag.REPEAT,))
        assert urgency(seen, datetime.now(UTC) + timedelta(days=91)).level == "medium"
        assert red_flags(seen.report, datetime.now(UTC)) == ()


def _file(net: Network, sent: Filing, name: str = "mia", submission: str = "", **how: Any) -> str:
    with transaction():
        token = submission or f"r{next(NUMBERS)}"
        return filing.file_incident(net.actor(name), sent, submission=token, **how).record


def test_sent_twice_it_is_filed_once_and_is_no_repeat_of_itself(app: Flask, net: Network) -> None:
    with app.app_context():
        first = _file(net, naming(), submission="token")
        assert _file(net, naming(), submission="token") == first
        assert following.own_report(net.actor("mia"), first).incident.repeats == ()


def test_another_desk_does_not_learn_of_it(app: Flask, net: Network) -> None:
    with app.app_context():
        _file(net, naming(), to_global=True)
        here = _file(net, naming())
        assert following.own_report(net.actor("mia"), here).incident.repeats == ()


def test_nor_does_anybody_of_what_was_taken_back_or_of_others_or_in_a_list(app: Flask, net: Network) -> None:
    with app.app_context():
        gone = _file(net, naming())
        with transaction():
            withdrawing.withdraw(net.actor("mia"), gone, ())
        _file(net, naming(), "noor")
        assert following.own_report(net.actor("mia"), _file(net, naming())).incident.repeats == ()
        assert following.own_report(net.actor("mia"), _file(net, naming(), paced=False)).incident.repeats == ()


def test_a_name_that_is_added_later_is_compared_too(app: Flask, net: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        mia = net.actor("mia")
        with moments.played(datetime.now(UTC) - timedelta(hours=1)):
            first = _file(net, naming())
        second = _file(net, naming(""))
        for record in (second, first):  # the older one is not raised by the younger
            with transaction():
                draft = amending.start_amending(mia, record, f"a{next(NUMBERS)}")
                saved = drafts.open_draft(mia, draft).saved
                with_name = msgspec.structs.replace(saved.filing, names=naming().names)
                drafts.save_draft(mia, draft, msgspec.structs.replace(saved, filing=with_name))
                amending.amend(mia, draft)
        told = [following.own_report(mia, record).incident.repeats for record in (first, second)]
        assert [[one.record for one in found] for found in told] == [[], [first]]


def test_only_the_latest_reports_are_opened(app: Flask, net: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        for number in range(4):
            _file(net, naming(f"Grace Achieng {number}"))
        opened: list[int] = []
        real = repeating.opening.read_many
        monkeypatch.setattr(repeating, "LATEST", 3)
        monkeypatch.setattr(
            repeating.opening, "read_many", lambda actor, names: opened.append(len(names)) or real(actor, names)
        )
        _file(net, naming())
        _file(net, naming(""))
        assert opened == [3]


def test_the_page_lists_the_others_but_none_in_which_the_reader_has_a_conflict(app: Flask, net: Network) -> None:
    with app.app_context():
        first, second, other = (_file(net, naming(), name) for name in ("mia", "mia", "noor"))
        with transaction():
            assigning.declare_conflict(net.actor("rosa"), first, "a friend")
    ben, rosa = (browser(app, net, name).get(f"/desk/{second}").text for name in ("ben", "rosa"))
    assert "The filer reported the same person before" in ben and first in ben and other in ben
    assert first not in rosa and "The filer reported the same person before" not in rosa and other in rosa
    flag = "Another incident against the same person within 90 days"
    assert flag in ben and flag in rosa
    own = browser(app, net, "mia")
    for page in (f"/incidents/{second}", f"/incidents/{second}/receipt"):
        assert "You reported this person before" in own.get(page).text and first in own.get(page).text
    assert "You reported this person before" not in own.get(f"/incidents/{first}").text


REFRESH = "Other reports against the same person may be missing here, and the level may rise"


@pytest.mark.parametrize("tab", ["", "/risk", "/work"])
def test_a_page_says_that_not_all_is_read_so_that_the_level_may_rise(
    app: Flask, net: Network, monkeypatch: pytest.MonkeyPatch, tab: str
) -> None:
    with app.app_context():
        _file(net, naming())
        file(net, urgency="not_urgent")
        second = _file(net, naming(), "noor")
    monkeypatch.setattr(absorbing, "BATCH", 4)
    monkeypatch.setattr(alike, "MOMENT", 0.0)
    rosa = browser(app, net, "rosa")
    page = rosa.get(f"/desk/{second}{tab}").text
    assert REFRESH in page and f'href="/desk/{second}{tab}">Refresh' in page and "badge medium" in page
    while REFRESH in page:
        page = rosa.get(f"/desk/{second}{tab}").text
    assert "badge critical" in page and "Refresh" not in page


def test_and_that_nothing_can_be_read(app: Flask, net: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        first, second = _file(net, naming()), _file(net, naming(), "noor")
    rosa = browser(app, net, "rosa")

    def full(*_given: object, **_named: object) -> None:
        raise apsw.FullError("full")

    monkeypatch.setattr(alike.indexes, "absorb", full)
    answer = rosa.get(f"/desk/{second}")
    assert answer.status_code == 200 and first not in answer.text
    assert "Other reports against the same person cannot be looked for now" in answer.text
