"""The desk completes what a filer left for later: on a page, by a reviewer, in the filer's sight."""

from __future__ import annotations

import html
from typing import Any

import msgspec
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.database import transaction
from app.incidents.content.report import Act, Narrative
from app.incidents.errors import InConflict, NotComplete, NotYours
from app.triage.errors import AnswersNotTheDesks, Incomplete, NotForYou
from app.triage.service import assigning, completing, verifying
from app.vault.errors import ChainGrew
from app.vault.roles import Role
from tests.factories import Network
from tests.incidents.chains import report
from tests.triage.desks import browser, file, length, rows, send, state

replace = msgspec.structs.replace


def page_of(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return html.unescape(answer.get_data(as_text=True))


def correct(net: Network, name: str, record: str, **fields: Any) -> int:
    """Correct answers of the report as that person sees it."""
    seen = state(net, record)
    assert seen.report is not None
    with net.app.app_context(), transaction():
        changed = replace(seen.report, **fields)
        return completing.correct_facts(net.actor(name), record, changed, "asked", seen=seen.last_seq)


def test_a_quick_alert_without_an_act_can_be_verified_once_the_desk_names_the_act(app: Flask, net: Network) -> None:
    record = file(net, acts=(), act_group="liberty")
    rosa = browser(app, net, "rosa")
    assert "/facts/A" in page_of(rosa, f"/desk/{record}/verification")
    answer = send(rosa, f"/desk/{record}/facts/A", "facts", code="L1", against="P1", seen=str(length(net, record)))
    assert answer.status_code == 303
    assert state(net, record).acts[0].act == Act(key="A1", code="L1", against=("P1",))
    with app.app_context(), transaction():
        verifying.verify_act(
            net.actor("rosa"),
            record,
            verifying.ActVerified(act="A1", status="in_verification"),
            seen=length(net, record),
        )
    assert state(net, record).verification == "in_verification"


def test_the_filer_reads_what_was_changed_by_whom_and_what_it_was(app: Flask, net: Network) -> None:
    record = file(net, date="2026-03")
    rosa = browser(app, net, "rosa")
    shown = page_of(rosa, f"/desk/{record}/facts")
    assert "COL" in shown
    sent = {"country": "PER", "danger": "no", "date-day": "14", "date-month": "3", "date-year": "2026"}
    sent |= {"place": "Cusco", "why": "She told me by phone."}
    answer = send(rosa, f"/desk/{record}/facts", "facts", seen=str(length(net, record)), **sent)
    assert answer.status_code == 303
    now = state(net, record).report
    assert now is not None and (now.country, now.date, now.where.place) == ("PER", "2026-03-14", "Cusco")
    assert now.narrative == report().narrative and state(net, record).matching[-1].strings[""]
    for page in (page_of(browser(app, net, "mia"), f"/incidents/{record}"), page_of(rosa, f"/desk/{record}/history")):
        assert "Country: Peru (before: Colombia)" in page and "Date: 14 March 2026 (before: March 2026)" in page
        assert "Place: Cusco" in page and "She told me by phone." in page
        assert net.people["rosa"].actor.work_name in page


def test_a_person_and_one_who_did_it(app: Flask, net: Network) -> None:
    record = file(net)
    rosa = browser(app, net, "rosa")
    fields = {"role": "targeted_defender", "counting_unit": "individual", "number_min": "2", "number_max": "3"}
    seen = str(length(net, record))
    path = f"/desk/{record}/facts/P1"
    assert send(rosa, path, "facts", seen=seen, gender="woman", rights_sector="land", **fields).status_code in (
        303,
        422,
    )
    assert send(rosa, path, "facts", seen=seen, number_min="3", number_max="2").status_code in (409, 422)
    assert page_of(rosa, f"/desk/{record}/facts/X")
    seen = str(length(net, record))
    assert send(rosa, f"/desk/{record}/facts/X", "facts", seen=seen, actor_class="unknown").status_code == 303
    now = state(net, record).report
    assert now is not None and [one.key for one in now.perpetrators] == ["X1"]
    for part in ("P2", "A9", "X2", "P", "Z", "acts", "report.x"):
        assert rosa.get(f"/desk/{record}/facts/{part}").status_code == 404


def test_the_filers_words_names_and_consents_cannot_be_sent(app: Flask, net: Network) -> None:
    record = file(net)
    before, seen = state(net, record), length(net, record)
    rosa = browser(app, net, "rosa")
    send(
        rosa,
        f"/desk/{record}/facts",
        "facts",
        seen=str(seen),
        country="PER",
        danger="no",
        narrative="changed",
        text="changed",
        organisation="changed",
        contact="changed",
        form="alert",
        persons="changed",
    )
    after = state(net, record)
    assert after.report is not None and before.report is not None and after.report.country == "PER"
    assert replace(after.report, country="COL") == before.report and after.consents == before.consents
    with app.app_context(), pytest.raises(AnswersNotTheDesks):
        completing.correct_facts(
            net.actor("rosa"), record, replace(after.report, narrative=Narrative(text="x")), seen=length(net, record)
        )


def test_bad_answers_are_refused_at_their_field_and_nothing_is_written(app: Flask, net: Network) -> None:
    record = file(net)
    before, rosa = rows(net, record), browser(app, net, "rosa")
    for sent in (
        {"country": "XXX", "danger": "no"},
        {"country": "", "danger": "no"},
        {"country": "COL", "danger": ""},
        {"country": "COL", "danger": "no", "date-year": "26"},
        {"country": "COL", "danger": "no", "urgency": "soon"},
        {"country": "COL", "danger": "no", "place": "x" * 300},
        {"country": "COL", "danger": "no", "person_country": "Nowhere"},
        {"country": "COL", "danger": "no"},
    ):
        answer = send(rosa, f"/desk/{record}/facts", "facts", seen=str(length(net, record)), **sent)
        assert answer.status_code == 422, sent
        assert 'class="error' in answer.get_data(as_text=True) or "error" in answer.get_data(as_text=True)
    assert rows(net, record) == before


def test_only_a_reviewer_of_the_desk_without_a_conflict_and_never_of_ones_own(app: Flask, net: Network) -> None:
    with app.app_context():
        net.add("vera", (Role.MEMBER, ""), (Role.REVIEWER, "Andes"))
        net.add("cyra", (Role.COORDINATOR, "Andes"))
    record, own = file(net), file(net, "vera")
    with pytest.raises(NotForYou):
        correct(net, "cyra", record, urgency="days")
    with app.app_context(), pytest.raises(NotYours):
        completing.correct_facts(net.actor("vera"), own, report(), seen=length(net, own))
    with app.app_context(), transaction():
        assigning.declare_conflict(net.actor("rosa"), record, "a friend")
    before = rows(net, record)
    with app.app_context(), pytest.raises(InConflict):
        completing.correct_facts(net.actor("rosa"), record, report(), seen=length(net, record))
    assert browser(app, net, "rosa").get(f"/desk/{record}/facts").status_code == 403
    assert browser(app, net, "gita").get(f"/desk/{record}/facts").status_code == 404
    assert rows(net, record) == before


def test_nothing_changed_is_said_and_not_written(net: Network) -> None:
    record = file(net)
    with pytest.raises(Incomplete):
        correct(net, "rosa", record)
    with pytest.raises(NotComplete):
        correct(net, "rosa", record, danger="")


def test_two_at_once_keep_both_answers(app: Flask, net: Network) -> None:
    record = file(net)
    seen, rosa = length(net, record), browser(app, net, "rosa")
    correct(net, "ben", record, date="2026-03")
    with app.app_context(), pytest.raises(ChainGrew):
        completing.correct_facts(net.actor("rosa"), record, report(country="COL", urgency="days"), seen=seen)
    sent = {"country": "COL", "danger": "no", "urgency": "days", "why": "by phone"}
    answer = send(rosa, f"/desk/{record}/facts", "facts", seen=str(seen), **sent)
    page = html.unescape(answer.get_data(as_text=True))
    assert answer.status_code == 409 and "Somebody else changed this report" in page
    assert 'value="2026"' in page and "by phone" in page and f'value="{length(net, record)}"' in page
    sent |= {"date-year": "2026", "date-month": "3", "date-stored": "2026-03"}
    assert send(rosa, f"/desk/{record}/facts", "facts", seen=str(length(net, record)), **sent).status_code == 303
    now = state(net, record).report
    assert now is not None and (now.date, now.urgency) == ("2026-03", "days")
