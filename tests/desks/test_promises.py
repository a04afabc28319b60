"""What a desk promises: its own hours where an administrator set some, those of everywhere where not."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.database import transaction
from app.desks import service as desks
from app.desks.errors import BadDesk, DeskChanged, NoSuchDesk
from app.incidents.content.fold import fold
from app.triage.clocks import TARGETS, Target, hours_of, targets_of
from app.triage.risk import Level
from app.triage.rules import urgency
from app.vault.errors import NoKey
from tests.desks.test_desk_pages import save, version_on
from tests.factories import Network, csrf
from tests.incidents.chains import filed
from tests.triage.desks import browser, file

USUAL = hours_of(TARGETS)
FAST = ((1, 2, 3, 4, 5), (2, 3, 4, 5, 6), (3, 4, 5, 6, 7), (4, 5, 6, 7, 8))


def sent(hours: tuple[tuple[int, ...], ...]) -> dict[str, str]:
    cells = zip(TARGETS, hours, strict=True)
    return {f"{level}-{target}": str(n) for level, row in cells for target, n in zip(Target, row, strict=True)}


def dues(page: str) -> list[str]:
    """Return when each promise on a report's page is due."""
    return re.findall(r'datetime="([^"]+)"', page[page.index('id="due"') :])


def test_a_table_of_hours_is_the_targets_and_back() -> None:
    assert targets_of(()) is TARGETS and targets_of(USUAL) == TARGETS
    assert USUAL[0] == (4, 24, 24, 72, 24) and USUAL[3] == (168, 336, 720, 1440, 1440)
    assert targets_of(FAST)[Level.HIGH][Target.PLAN] == timedelta(hours=4)


def test_clocks_run_by_the_desks_own_promises() -> None:
    incident, now = fold(filed().opened), datetime(2026, 11, 20, 10, 30, tzinfo=UTC)
    start = datetime(2026, 11, 20, 10, 1, tzinfo=UTC)
    usual, own = urgency(incident, now), urgency(incident, now, targets=targets_of(FAST))
    assert usual.level is own.level
    row = FAST[list(TARGETS).index(own.level)]
    assert [clock.due - start for clock in own.running] == [timedelta(hours=n) for n in row]
    assert usual.running != own.running


def test_an_administrator_sets_them_and_the_reports_page_shows_them(
    app: Flask, net: Network, admin: FlaskClient
) -> None:
    record, path = file(net), f"/admin/desks/{net.desks['Andes']}/targets"
    page = admin.get(path).get_data(as_text=True)
    assert 'value="1440"' in page and "aria-label" in page
    before = browser(app, net, "rosa").get(f"/desk/{record}").get_data(as_text=True)
    status, _page = save(admin, path, **sent(FAST))
    assert status == 303
    with app.app_context():
        assert desks.get(net.desks["Andes"]).targets == FAST and not desks.get(net.desks["Global"]).targets
    after = browser(app, net, "rosa").get(f"/desk/{record}").get_data(as_text=True)
    assert dues(before) != dues(after) and len(dues(after)) == 5
    assert max(dues(after)) < max(dues(before))
    assert save(admin, f"/admin/desks/{net.desks['Andes']}", name="The Andes", countries=["COL", "PER"])[0] == 303
    with app.app_context():
        assert desks.get(net.desks["Andes"]).targets == FAST, "another change of the desk leaves them"
    assert save(admin, path, do="usual", **sent(FAST))[0] == 303
    with app.app_context():
        assert desks.get(net.desks["Andes"]).targets == ()


@pytest.mark.parametrize(
    "hours",
    [
        ((0, *FAST[0][1:]), *FAST[1:]),
        ((-1, *FAST[0][1:]), *FAST[1:]),
        (*FAST[:3], (4, 5, 6, 7, 8785)),
        (*FAST[:3], (4, 5, 6, 7, 10**30)),
        ((5, *FAST[0][1:]), *FAST[1:]),
        (FAST[1], FAST[0], *FAST[2:]),
    ],
)
def test_promises_that_cannot_be_are_refused(
    app: Flask, net: Network, admin: FlaskClient, hours: tuple[tuple[int, ...], ...]
) -> None:
    path = f"/admin/desks/{net.desks['Andes']}/targets"
    status, page = save(admin, path, **sent(hours))
    assert status == 422 and ("in whole hours" in page or "more urgent report" in page)
    status, _page = save(admin, path, **{**sent(FAST), "high-plan": "soon"})
    assert status == 422
    with app.app_context():
        assert desks.get(net.desks["Andes"]).targets == ()
    assert (
        admin.post(path, data={"csrf_token": csrf(admin, path), "version": version_on(admin, path)}).status_code == 422
    )


def test_who_may_not_and_what_changed_meanwhile(app: Flask, net: Network) -> None:
    with app.app_context():
        andes = net.desks["Andes"]
        version = desks.get(andes).version
        for broken in (FAST[:3], (*FAST, FAST[3]), tuple(row[:4] for row in FAST)):
            with pytest.raises(BadDesk):
                desks.set_targets(net.actor("admin"), andes, broken)
        with pytest.raises(NoKey):
            desks.set_targets(net.actor("rosa"), andes, FAST)
        with pytest.raises(NoSuchDesk):
            desks.set_targets(net.actor("admin"), "NOSUCHDESK000000", FAST)
        with transaction():
            desks.set_targets(net.actor("admin"), andes, FAST, version)
        with pytest.raises(DeskChanged):
            desks.set_targets(net.actor("admin"), andes, (), version)
    assert browser(app, net, "rosa").get(f"/admin/desks/{net.desks['Andes']}/targets").status_code in (403, 404)
