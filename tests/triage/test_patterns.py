"""What several reports share is offered as the beginning of a case, to who may see all of them."""

from __future__ import annotations

from datetime import date
from typing import Any

import apsw
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.database import transaction
from app.incidents.content.outward import Filed, WithdrawalRequested
from app.incidents.content.report import Act, Perpetrator, Where
from app.triage.likeness.patterns import ALWAYS, KEPT, By, Pattern, patterns
from app.triage.service import assigning
from tests.factories import Network
from tests.incidents.chains import Chain, report
from tests.triage.desks import browser, file, send
from tests.triage.searched import index
from tests.triage.test_attacks import member_and_reviewer

TODAY = date(2026, 11, 22)


def by(category: str) -> tuple[Perpetrator, ...]:
    return (Perpetrator(key="X1", actor_class="state", category=category),)


def told(admin1: str = "Cauca", place: str = "", **fields: Any) -> Chain:
    chain = Chain()
    where = Where(admin1=admin1, place=place)
    given = {"country": "COL", "date": "2026-11-10", "perpetrators": by("police"), "where": where, **fields}
    chain.add("filer", Filed(report=report(**given)), at="2026-11-20T08:00Z")
    return chain


def found(
    desk: apsw.Connection, what: By = By.DOER, days: int = 90, hidden: tuple[int, ...] = (), until: date = TODAY
) -> list[Pattern]:
    return patterns(desk, what, days, until, hidden)


def look(client: FlaskClient, what: str, **asked: str) -> TestResponse:
    """Ask for patterns. By POST: what is asked stands in no address."""
    return send(client, "/desk/patterns", by=what, **asked)


def test_three_of_one_hand_in_one_place_are_a_pattern() -> None:
    desk = index(told(), told(" CAUCA ", date="2026-10-01"), told("", "Cáuca"), told("Nariño"), told(country="PER"))
    (one,) = found(desk)
    assert (one.country, one.code, one.text, one.count) == ("COL", "police", "Cauca", 3)
    assert (one.first, one.last) == ("2026-10-01", "2026-11-10") and sorted(one.records) == ["R1", "R2", "R3"]


def test_two_are_none_nor_are_the_same_report_twice_or_what_nobody_knows() -> None:
    both = (*by("police"), Perpetrator(key="X2", category="police"))
    assert found(index(told(perpetrators=both), told(perpetrators=both))) == []
    assert found(index(*[told(perpetrators=by("unknown"))] * 3, *[told(perpetrators=())] * 3)) == []
    assert found(index(*[told("")] * 3)) == []


@pytest.mark.parametrize(
    ("when", "days", "seen"),
    [
        ("2026-10-23", 30, True),
        ("2026-10-22", 30, False),
        ("2026-10-22", 90, True),
        ("2026-11", 30, True),
        ("2026", 90, False),
        ("2026", 365, True),
        ("", 30, True),
        ("2024-03-01", 365, False),
    ],
)
def test_a_window_is_of_days_on_which_it_can_have_been(when: str, days: int, *, seen: bool) -> None:
    assert bool(found(index(*[told(date=when)] * 3), days=days)) is seen


@pytest.mark.parametrize(
    ("when", "until", "days", "seen"),
    [
        ("2016-05", date(2016, 12, 31), 365, True),
        ("2016-05", date(2016, 12, 31), 90, False),
        ("2016-05", date(2016, 4, 30), 365, False),
        ("2016-05", date(2016, 4, 30), ALWAYS, False),
        ("2016-05", TODAY, ALWAYS, True),
        ("2012/2015", TODAY, ALWAYS, True),
    ],
)
def test_a_window_may_end_in_the_past_or_have_no_beginning(when: str, until: date, days: int, *, seen: bool) -> None:
    assert bool(found(index(*[told(date=when)] * 3), days=days, until=until)) is seen
    assert found(index(), until=date.min) == []


def test_a_list_of_years_ago_shows_its_patterns(app: Flask, net: Network) -> None:
    records = [file(net, where=Where(admin1="Cauca"), perpetrators=by("police"), date="2016-05") for _ in range(3)]
    rosa = browser(app, net, "rosa")
    assert "Fewer than 3 reports share this." in rosa.get("/desk/patterns").text
    for asked in ({"days": "0"}, {"days": "365", "until": "2016"}, {"days": "30", "until": "2016-05-31"}):
        page = look(rosa, By.DOER, **asked).text
        assert all(record in page for record in records)
    assert "Fewer than 3" in look(rosa, By.DOER, days="0", until="2015").text
    for wrong in ("soon", "unknown", "9" * 41, "2016-13"):
        page = look(rosa, By.DOER, until=wrong)
        assert page.status_code == 422 and 'aria-invalid="true"' in page.text and f'value="{wrong}"' in page.text
        assert not any(record in page.text for record in records)


def test_a_company_is_one_however_it_is_spelt() -> None:
    names = ("Minera Andes S.A.", "MINERA ANDES SA", "Minera  Andes, S. A.", "Minera Norte S.A.")
    desk = index(*[told(place, project=name) for place, name in zip("ABCD", names, strict=True)])
    (one,) = found(desk, By.PROJECT)
    assert (one.count, sorted(one.records)) == (3, ["R1", "R2", "R3"])


def test_what_was_done_is_shared_by_group_and_place() -> None:
    acts = [(Act(key="A1", code=code),) for code in ("L1", "L2", "L3", "R1")]
    desk = index(*[told(acts=one) for one in acts])
    assert [(one.code, one.count) for one in found(desk, By.GROUP)] == [("liberty", 3)]


def test_what_was_taken_back_or_must_not_be_seen_is_not_counted() -> None:
    gone = told()
    gone.add("filer", WithdrawalRequested())
    desk = index(told(), told(), told(), told(), gone)
    assert found(desk)[0].count == 4
    assert found(desk, hidden=(1,))[0].count == 3 and "R1" not in found(desk, hidden=(1,))[0].records
    assert found(desk, hidden=(1, 2)) == []


def test_a_large_one_names_the_latest() -> None:
    desk = index(*[told(date=f"2026-11-{day:02}") for day in range(1, 23)])
    (one,) = found(desk)
    assert (one.count, len(one.records), one.records[0]) == (22, KEPT, "R22")


def several(net: Network, *names: str) -> list[str]:
    where = Where(admin1="Cauca")
    return [file(net, name, where=where, perpetrators=by("police"), project="Minera Andes") for name in names]


@pytest.mark.parametrize("what", list(By))
def test_the_page_names_them_and_no_subject_stands_in_its_address(app: Flask, net: Network, what: By) -> None:
    records = several(net, "mia", "noor", "mia")
    rosa = browser(app, net, "rosa")
    page = look(rosa, what, days="30")
    assert page.status_code == 200 and all(record in page.text for record in records)
    assert "3 reports" in page.text and len(page.data) < 30_000
    assert what is By.DOER or "3 reports" in look(rosa, By.DOER).text
    assert look(rosa, "nothing", days="x", desk="other").status_code == 200


@pytest.mark.parametrize("what", list(By))
def test_neither_a_conflict_nor_an_own_report_is_named_or_counted(app: Flask, net: Network, what: By) -> None:
    both = "bruno"
    member_and_reviewer(net, both)
    one, two, three = several(net, both, "noor", "noor")
    four = several(net, "mia")[0]
    with app.app_context(), transaction():
        assigning.declare_conflict(net.actor("rosa"), two, "a friend")
    page = look(browser(app, net, "rosa"), what).text
    assert "3 reports" in page and two not in page and all(record in page for record in (one, three, four))
    page = look(browser(app, net, both), what).text
    assert "3 reports" in page and one not in page
    with app.app_context(), transaction():
        assigning.declare_conflict(net.actor("rosa"), three, "a friend")
    page = look(browser(app, net, "rosa"), what).text
    assert not any(record in page for record in (one, two, three, four)) and "Cauca" not in page
