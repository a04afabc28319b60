"""A desk without a protection officer: the global desk's open its names, say why in the report, and do no more."""

from __future__ import annotations

import pytest
from flask import Flask

from app.database import transaction
from app.desks import service as desks
from app.triage.errors import NotForYou
from app.triage.service import assessing, assigning, lending, naming
from app.triage.service.reading import open_report
from app.vault.roles import Role
from tests.factories import Network, csrf
from tests.triage.desks import browser, file, send, state


@pytest.fixture
def record(app: Flask, net: Network) -> str:
    with app.app_context():
        with transaction():
            net.desks["Lakes"] = desks.save(
                net.actor("admin"), None, "Lakes", ["KEN", "UGA", "TZA", "RWA", "BDI"], False, ""
            )
        net.add("rita", (Role.REVIEWER, "Lakes"))
    return file(net, country="KEN")


def test_the_global_desks_officer_opens_the_names_and_the_filer_reads_why(
    app: Flask, net: Network, record: str
) -> None:
    gus = browser(app, net, "gus")
    assert record in gus.get("/desk").get_data(as_text=True)
    assert gus.get(f"/desk/{record}/names").status_code == 200
    answer = send(gus, f"/desk/{record}/names", "names", purpose="To find a lawyer for her.")
    assert answer.status_code == 303
    assert "Asha" in gus.get(f"/desk/{record}/names").get_data(as_text=True)
    shown = browser(app, net, "mia").get(f"/incidents/{record}").get_data(as_text=True)
    assert "To find a lawyer for her." in shown and "Nobody but you" not in shown
    assert [one.purpose for one in state(net, record, "rita").openings] == ["To find a lawyer for her."]


def test_that_officer_works_on_nothing_else_and_the_global_desk_reads_nothing(
    app: Flask, net: Network, record: str
) -> None:
    gita = browser(app, net, "gita")
    assert gita.get(f"/desk/{record}").status_code == 404 and record not in gita.get("/desk").get_data(as_text=True)
    with app.app_context():
        gus = net.actor("gus")
        report = open_report(gus, record)
        assert report.roles == {"protection_officer"} and report.desks == {net.desks["Lakes"]}
        assert not report.incident.notes and naming.opens_names(gus, report)
        with pytest.raises(NotForYou):
            assessing.assess_risk(gus, record, (3, 3, 3))
        assert [one.name for one in assigning.colleagues(report.desks)] == ["Rita"]


def test_only_reports_whose_names_are_lent_are_listed_apart_and_to_officers_alone(
    app: Flask, net: Network, record: str
) -> None:
    file(net, country="FRA")  # of the global desk's own
    with app.app_context():
        everywhere = net.desks["Global"]
        assert lending.lent(net.actor("gus"), everywhere) == [record]
        assert not lending.lent(net.actor("gita"), everywhere) and not lending.lent(
            net.actor("paz"), net.desks["Andes"]
        )
        assert not lending.lent(net.actor("gus"), net.desks["Lakes"])


def test_a_form_says_who_can_open_the_names(app: Flask, net: Network, record: str) -> None:
    mia = browser(app, net, "mia")
    sent = {"csrf_token": csrf(mia, "/incidents/new"), "country": "KEN", "do": "check"}
    page = mia.post("/incidents/new", data=sent).get_data(as_text=True)
    assert "Lakes" in page and "who can open the names" in page and "Gus" in page


def test_an_administrator_is_warned(app: Flask, net: Network, record: str) -> None:
    admin = browser(app, net, "admin")
    path = f"/admin/desks/{net.desks['Lakes']}"
    assert "protection officers of the global desk" in admin.get(path).get_data(as_text=True)
    assert "No protection officer" not in admin.get(f"/admin/desks/{net.desks['Andes']}").get_data(as_text=True)
    assert "No protection officer" in admin.get("/admin/desks").get_data(as_text=True)
