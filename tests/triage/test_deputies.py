"""While somebody is away: a deputy sees their work, and open work is handed over, each report in an entry."""

from __future__ import annotations

import html
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from app.database import transaction
from app.incidents.content.decoding import decode
from app.incidents.content.inward import HandedOver
from app.triage.content import KIND, DeputyEnded, DeputyNamed, absence_of
from app.triage.errors import AssignmentRefused, Incomplete, NotForYou
from app.triage.service import assigning, deputising
from app.vault import opening, records, sealing
from app.vault.roles import Role
from tests.factories import TODAY, Network
from tests.incidents.chains import Chain
from tests.triage.desks import browser, file, send, state

WEEK = timedelta(days=7)
NOW = datetime.combine(TODAY, datetime.min.time(), UTC)


def who(net: Network, name: str) -> str:
    return net.people[name].actor.account


def name(net: Network, absent: str, deputy: str, first: date = TODAY, last: date = TODAY + WEEK) -> str:
    with net.app.app_context(), transaction():
        return deputising.name_deputy(net.actor(absent), net.desks["Andes"], who(net, deputy), first, last, TODAY)


def test_an_absence_is_its_authors_until_they_end_it() -> None:
    chain = Chain()
    chain.add("rita", DeputyNamed(to="ravi", first="2026-12-01", last="2026-12-24"), "desk")
    found = absence_of(chain.opened)
    assert found is not None and (found.account, found.deputy) == ("rita", "ravi")
    assert found.holds(date(2026, 12, 1)) and found.holds(date(2026, 12, 24))
    assert not found.holds(date(2026, 11, 30)) and not found.holds(date(2026, 12, 25))
    chain.add("ravi", DeputyEnded(), "desk")
    chain.add("ravi", DeputyNamed(to="cora", first="2026-12-01", last="2026-12-24"), "desk")
    chain.raw("rita", b"{not json", "desk")
    assert absence_of(chain.opened) == found
    chain.add("rita", DeputyEnded(), "desk")
    assert absence_of(chain.opened) is None


@pytest.mark.parametrize("author", ["omar", "filer", "anna"])
def test_only_who_works_at_the_desk_has_a_deputy(author: str) -> None:
    chain = Chain()
    chain.add(author, DeputyNamed(to="ravi", first="2026-12-01", last="2026-12-24"), "desk")
    assert absence_of(chain.opened) is None
    chain.add("rita", DeputyNamed(to="ravi", first="soon", last="2026-12-24"), "desk")
    assert absence_of(chain.opened) is None


def test_a_deputy_sees_the_work_of_the_absent_on_these_days_alone(app: Flask, net: Network) -> None:
    record = file(net)
    with app.app_context(), transaction():
        assigning.assign(net.actor("rosa"), record, who(net, "rosa"))
    absence = name(net, "rosa", "ben")
    with app.app_context():
        andes, ben = net.desks["Andes"], net.actor("ben")
        assert deputising.standing_in_for(ben, andes, TODAY) == {who(net, "rosa")}
        assert not deputising.standing_in_for(ben, andes, TODAY + 2 * WEEK)
        assert not deputising.standing_in_for(net.actor("rosa"), andes, TODAY)
        assert deputising.work_of(ben, andes, who(net, "rosa"), NOW) == [record]
        with pytest.raises(NotForYou), transaction():
            deputising.end_absence(ben, andes, absence)
        with transaction():
            deputising.end_absence(net.actor("rosa"), andes, absence)
        assert not deputising.absences(ben, andes)


def test_days_and_people_that_cannot_be_are_refused(app: Flask, net: Network) -> None:
    with pytest.raises(AssignmentRefused):
        name(net, "rosa", "rosa")
    with pytest.raises(AssignmentRefused):
        name(net, "rosa", "gita")  # of another desk
    with pytest.raises(AssignmentRefused):
        name(net, "rosa", "paz")  # opens names and works on no report
    for first, last in ((TODAY + WEEK, TODAY), (TODAY - 2 * WEEK, TODAY - WEEK), (TODAY, TODAY + 60 * WEEK)):
        with pytest.raises(Incomplete):
            name(net, "rosa", "ben", first, last)
    with app.app_context():
        for outsider in ("gita", "paz", "mia", "admin"):
            with pytest.raises(NotForYou):
                deputising.absences(net.actor(outsider), net.desks["Andes"])
        assert not records.of_desk(net.desks["Andes"], KIND, 10)


def test_open_work_is_handed_over_each_in_an_entry_by_who_did_it(app: Flask, net: Network) -> None:
    one, two, conflicted, bens = (file(net) for _ in range(4))
    with app.app_context():
        for record in (one, two, conflicted):
            with transaction():
                assigning.assign(net.actor("rosa"), record, who(net, "rosa"))
        net.add("cyra", (Role.REVIEWER, "Andes"))
        with transaction():
            assigning.assign(net.actor("ben"), bens, who(net, "ben"))
        with transaction():
            assigning.declare_conflict(net.actor("cyra"), conflicted, "")
        andes = net.desks["Andes"]
        with pytest.raises(NotForYou):  # not while nobody named a deputy
            deputising.hand_over_work(net.actor("ben"), andes, who(net, "rosa"), who(net, "cyra"), "all", now=NOW)
    name(net, "rosa", "ben")
    with app.app_context():
        with pytest.raises(Incomplete):
            deputising.hand_over_work(net.actor("ben"), andes, who(net, "rosa"), who(net, "cyra"), " ", now=NOW)
        with pytest.raises(AssignmentRefused):
            deputising.hand_over_work(net.actor("ben"), andes, who(net, "rosa"), who(net, "gita"), "x", now=NOW)
        with transaction():
            counted = deputising.hand_over_work(
                net.actor("ben"), andes, who(net, "rosa"), who(net, "cyra"), "call them", now=NOW
            )
    assert counted == (2, 1)
    assert [state(net, record).assignee for record in (one, two)] == [who(net, "cyra")] * 2
    assert state(net, conflicted).assignee == who(net, "rosa") and state(net, bens).assignee == who(net, "ben")
    last = state(net, one).timeline[-1]
    assert last.kind == "handed_over" and last.stamp.author == who(net, "ben")
    with app.app_context():
        written = decode(opening.read(net.actor("ben"), one)[-1].body)
    assert written == HandedOver(to=who(net, "cyra"), left="call them")


def test_the_page_names_ends_and_hands_over(app: Flask, net: Network) -> None:
    record, rosa, ben = file(net), browser(app, net, "rosa"), browser(app, net, "ben")
    with app.app_context(), transaction():
        assigning.assign(net.actor("rosa"), record, who(net, "rosa"))
    today = datetime.now(UTC).date()
    days = {"first": today.isoformat(), "last": (today + WEEK).isoformat(), "desk": net.desks["Andes"]}
    assert send(rosa, "/desk/deputies", "deputy", to=who(net, "ben"), **{**days, "first": "soon"}).status_code == 422
    assert send(rosa, "/desk/deputies", "deputy", to=who(net, "gita"), **days).status_code == 422
    assert send(rosa, "/desk/deputies", "deputy", to=who(net, "ben"), **days).status_code == 303
    page = html.unescape(ben.get("/desk/deputies").get_data(as_text=True))
    assert f"/desk/{record}" in page and "Work of Rosa" in page
    with app.app_context():
        absence = deputising.absences(net.actor("ben"), net.desks["Andes"])[0].record
    assert send(ben, "/desk/deputies/end", record=absence, desk=net.desks["Andes"]).status_code == 403
    sent = {"whose": who(net, "rosa"), "to": who(net, "ben"), "left": "the lawyer", "desk": net.desks["Andes"]}
    assert send(ben, "/desk/deputies/hand-over", "pass", **sent).status_code == 303
    assert state(net, record).assignee == who(net, "ben")
    assert send(rosa, "/desk/deputies/end", record=absence, desk=net.desks["Andes"]).status_code == 303
    assert "Work of Rosa" not in ben.get("/desk/deputies").get_data(as_text=True)
    assert browser(app, net, "paz").get("/desk/deputies").status_code in (403, 404)


def test_nothing_of_it_is_readable_and_a_forged_author_is_nobody(app: Flask, net: Network) -> None:
    record = name(net, "rosa", "ben")
    with app.app_context():
        assert records.place_of(record) == (KIND, net.desks["Andes"])
        with transaction():
            sealing.append(net.actor("ben"), record, [("desk", DeputyEnded())])
        assert absence_of(opening.read(net.actor("ben"), record)) is not None
