"""A member files: the quick alert, and the full report in steps."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.database import db
from app.vault import records
from app.vault.models import EntryRow, GrantRow, RecordRow
from tests.factories import Network, network, signed_in
from tests.journeys.filing import ALERT, GO_ON, TEXT, alert, fill_in, own, page, reference, seen_by, token
from tests.journeys.pages import form_with, send
from tests.support.html import assert_valid_html


@pytest.fixture
def net(app: Flask) -> Network:
    with app.app_context():
        return network(app)


@pytest.fixture
def mia(app: Flask, net: Network) -> FlaskClient:
    return signed_in(app, "mia")


def test_a_quick_alert_reaches_its_desk_and_the_filer_gets_a_receipt(mia: FlaskClient, net: Network) -> None:
    answer = alert(mia, contact="+57 300 1234567, evenings")
    record = reference(answer)
    receipt = page(mia, answer.location)
    assert f"{record[:4]}-{record[4:8]}" in receipt and "Andes" in receipt
    report = seen_by(net, "rosa", record).report
    assert report is not None and report.narrative.text == TEXT
    assert report.contact is not None and report.contact.address == "+57 300 1234567, evenings"
    assert record in page(mia, "/incidents")
    assert TEXT in page(mia, f"/incidents/{record}")


def test_a_double_click_files_once_and_shows_the_same_receipt(mia: FlaskClient, net: Network) -> None:
    opened = mia.get(ALERT)
    typed = {"country": "COL", "act_group": "liberty", "danger": "yes", "text": TEXT, "who": "me", "agree": "yes"}
    first = send(mia, ALERT, ("do", "send"), opened, **typed)
    second = send(mia, ALERT, ("do", "send"), opened, **typed)
    assert reference(first) == reference(second)
    assert len(own(net, "mia", "incident")) == 1


def test_the_page_says_who_reads_it_and_offers_the_global_desk(mia: FlaskClient, net: Network) -> None:
    checked = alert(mia, press="check")
    text = checked.get_data(as_text=True)
    assert checked.status_code == 200 and "Ben, Paz, Rosa" in text and TEXT in text
    assert own(net, "mia", "incident") == []
    record = reference(alert(mia, desk="global"))
    with net.app.app_context():
        assert records.place_of(record)[1] == net.desks["Global"]
    assert seen_by(net, "gita", record).report is not None


def test_a_country_without_a_desk_goes_to_the_global_desk(mia: FlaskClient, net: Network) -> None:
    record = reference(alert(mia, country="KEN"))
    with net.app.app_context():
        assert records.place_of(record)[1] == net.desks["Global"]


@pytest.mark.parametrize("missing", ["country", "act_group", "danger", "text", "who", "agree"])
def test_what_is_missing_is_listed_and_nothing_typed_is_lost(mia: FlaskClient, net: Network, missing: str) -> None:
    answer = alert(mia, contact="a safe number", **{missing: ""})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="errors"' in text and f'href="#{missing}' in text
    assert "a safe number" in text and (missing == "text" or TEXT in text)
    assert own(net, "mia", "incident") == []


BAD = {
    "code": "XXX",
    "sql": "'; DROP TABLE entry; --",
    "script": "<script>alert(1)</script>",
    "control": "\x00\x07",
    "broken": "\ufffd",
    "digits": "9" * 5000,
    "long": "\U0001f4a3" * 50_000,
}


ALERT_FIELDS = {"country", "act_group", "danger", "text", "who", "number", "contact", "agree", "reason", "desk", "seen",
                "submission"}  # fmt: skip


@pytest.mark.parametrize("sort", BAD)
def test_bad_input_in_the_alert_is_answered_and_loses_nothing(mia: FlaskClient, net: Network, sort: str) -> None:
    for name in sorted(ALERT_FIELDS):
        answer = alert(mia, **{"who": "group" if name == "number" else "other", name: BAD[sort]})
        text = answer.get_data(as_text=True)
        assert answer.status_code in (200, 303, 413, 422), (name, answer.status)
        assert "<script>alert" not in text
        if answer.status_code == 422 and name != "text":
            assert TEXT in text, name


STEPS = ("where", "who", "acts", "doers", "story", "consent")


@pytest.mark.parametrize("sort", BAD)
def test_bad_input_in_the_steps_is_answered_and_loses_nothing(mia: FlaskClient, net: Network, sort: str) -> None:
    draft = fill_in(mia)
    for step in STEPS:
        at = f"/incidents/draft/{draft}/{step}"
        names = fields_of(mia, at)
        refused = names - {"revision", "submission"}
        for bad in ({"revision"}, {"submission"}, refused):
            answer = send(mia, at, GO_ON, **{name.replace("-", "__"): BAD[sort] for name in bad})
            assert answer.status_code in (303, 409, 413, 422), (step, bad, answer.status)
            assert "<script>alert" not in answer.get_data(as_text=True)
    assert send(mia, f"/incidents/draft/{draft}/check", ("over", ""), over=BAD[sort]).status_code in (303, 413, 422)


@pytest.mark.long(8)
def test_each_field_of_each_step_refuses_what_is_no_answer(mia: FlaskClient, net: Network) -> None:
    draft = fill_in(mia)
    for step in STEPS:
        at = f"/incidents/draft/{draft}/{step}"
        for name in sorted(fields_of(mia, at)):
            answer = send(mia, at, GO_ON, **{name.replace("-", "__"): "9" * 5000})
            assert answer.status_code in (303, 409, 422), (step, name, answer.status)
            if answer.status_code == 422:
                assert 'id="errors"' in answer.get_data(as_text=True), (step, name)


def fields_of(client: FlaskClient, path: str) -> set[str]:
    """Return the names that the form of a step sends."""
    return {name for name, _value in form_with(page(client, path), "revision").pairs} - {"csrf_token"}


def test_ten_megabytes_are_refused_without_an_error(mia: FlaskClient, net: Network) -> None:
    assert alert(mia, text="a" * 10_000_000).status_code in (413, 422)
    assert own(net, "mia", "incident") == []


def test_who_cannot_be_asked_needs_a_reason(mia: FlaskClient, net: Network) -> None:
    assert alert(mia, agree="cannot", reason="").status_code == 422
    record = reference(alert(mia, agree="cannot", reason="She was abducted this morning."))
    consent = seen_by(net, "rosa", record).consents["P1"].now
    assert consent.keeps and consent.given_by == "not_obtainable" and consent.review < "2027-12-31"


def test_a_full_report_goes_step_by_step_and_its_draft_is_destroyed(mia: FlaskClient, net: Network) -> None:
    draft = fill_in(mia)
    check = page(mia, f"/incidents/draft/{draft}/check")
    assert "Asha Quispe" in check and "You will not live." in check and "Ben, Paz, Rosa" in check
    answer = send(mia, f"/incidents/draft/{draft}/check", ("over", ""))
    record = reference(answer)
    incident = seen_by(net, "rosa", record)
    assert incident.report is not None and incident.names is None
    assert incident.report.date == "2026-03" and incident.report.acts[0].against == ("P1",)
    assert incident.consents["P1"].now.allows("U7") and not incident.consents["P1"].now.allows("U2")
    names = seen_by(net, "paz", record).names
    assert names is not None and names.persons["P1"].name == "Asha Quispe" and names.filer_name == "mia"
    with net.app.app_context():
        for table, column in ((RecordRow, RecordRow.id), (EntryRow, EntryRow.record), (GrantRow, GrantRow.record)):
            assert db.session.scalar(select(func.count()).select_from(table).where(column == draft)) == 0
    assert mia.get(f"/incidents/draft/{draft}/check").status_code == 404


def test_a_full_report_sent_twice_is_filed_once(mia: FlaskClient, net: Network) -> None:
    draft = fill_in(mia)
    opened = mia.get(f"/incidents/draft/{draft}/check")
    first = send(mia, "", ("over", ""), opened)
    second = send(mia, "", ("over", ""), opened)
    assert reference(first) == reference(second)
    assert len(own(net, "mia", "incident")) == 1 and own(net, "mia", "draft") == []


def test_a_draft_is_found_again_and_lists_grow_and_shrink(mia: FlaskClient, net: Network) -> None:
    draft = fill_in(mia)
    at = f"/incidents/draft/{draft}/who"
    assert draft in page(mia, "/incidents")
    more = send(mia, at, ("add", "people"), people__0__alias="Rosita")
    assert more.location.endswith("/who?open=new#entry")
    answer = send(mia, more.location, GO_ON, people__0__name="Beto", people__0__role="family")
    assert answer.location.endswith("/acts")
    said = page(mia, at)
    assert "Asha Quispe" in said and "Beto" in said and 'name="people-0-name"' not in said
    assert 'value="Rosita"' in page(mia, f"{at}?open=P1")
    assert send(mia, at, ("remove", "P1")).status_code == 303
    check = page(mia, f"/incidents/draft/{draft}/check")
    assert "Beto" in check and "Asha" not in check and "P2" in check  # a code once given is not given again
    assert mia.post(f"/incidents/draft/{draft}/file", data={"csrf_token": token(mia)}).status_code == 422


def test_of_two_windows_the_second_is_told_and_keeps_what_was_typed(mia: FlaskClient, net: Network) -> None:
    draft = fill_in(mia)
    at = f"/incidents/draft/{draft}/story"
    one, two = mia.get(at), mia.get(at)
    assert send(mia, at, GO_ON, one, text="P1 from the first window").status_code == 303
    answer = send(mia, at, GO_ON, two, text="P1 from the second window")
    assert answer.status_code == 409 and "P1 from the second window" in answer.get_data(as_text=True)
    assert send(mia, at, GO_ON, answer).status_code == 303
    assert "P1 from the second window" in page(mia, at)


def test_names_in_the_story_are_pointed_at_and_can_be_left(mia: FlaskClient, net: Network) -> None:
    draft = fill_in(mia, text="Áshá found a letter at the door.")
    answer = send(mia, f"/incidents/draft/{draft}/story", GO_ON)
    assert answer.location.endswith("/story?look=1")
    assert "Asha Quispe" in page(mia, answer.location)
    assert reference(send(mia, f"/incidents/draft/{draft}/check", ("over", "")))


def test_an_event_with_two_hundred_people_is_one_report(mia: FlaskClient, net: Network) -> None:
    draft = fill_in(mia)
    roster = "\n".join(f"Person {number}" for number in range(200))
    fields = {"event_title": "March of the teachers", "count_min": "200", "speaker": "Dora Mendes", "roster": roster}
    at = f"/incidents/draft/{draft}"
    assert send(mia, f"{at}/who", GO_ON, people__0__counting_unit="social_group", **fields).status_code == 303
    assert send(mia, f"{at}/consent", GO_ON, consents__0__given_by="group_spokesperson").status_code == 303
    record = reference(send(mia, f"{at}/check", ("over", "")))
    incident = seen_by(net, "paz", record)
    assert incident.names is not None and len(incident.names.roster) == 200
    assert incident.names.spokesperson is not None and incident.names.spokesperson.name == "Dora Mendes"
    assert incident.report is not None and incident.report.event is not None and incident.report.event.group == "P1"


def test_a_discarded_draft_leaves_no_row(mia: FlaskClient, net: Network) -> None:
    draft = fill_in(mia)
    assert mia.post(f"/incidents/draft/{draft}/discard", data={"csrf_token": token(mia)}).status_code == 303
    assert own(net, "mia", "draft") == []
    with net.app.app_context():
        assert db.session.get(RecordRow, draft) is None


def test_a_country_is_named_in_any_language_and_what_is_none_is_refused(mia: FlaskClient, net: Network) -> None:
    at = f"/incidents/draft/{fill_in(mia)}/story"
    assert send(mia, at, GO_ON, person_country="Pérou").status_code == 303
    assert 'value="Peru"' in page(mia, at)
    answer = send(mia, at, GO_ON, person_country="Atlantis")
    assert answer.status_code == 422 and 'value="Atlantis"' in answer.get_data(as_text=True)


def test_every_page_of_a_filer_is_valid_and_light(mia: FlaskClient, net: Network) -> None:
    draft, record = fill_in(mia), reference(alert(mia))
    steps = [f"/incidents/draft/{draft}/{step}" for step in (*STEPS, "act/A1", "check")]
    own_pages = [f"/incidents/{record}{path}" for path in ("", "/receipt", "/consent/P1")]
    for path in ("/incidents", ALERT, "/incidents/full", *steps, *own_pages):
        for language in ("en", "ar"):
            mia.set_cookie("language", language)
            text = page(mia, path)
            assert_valid_html(text)
            assert len(text.encode()) < 22_000, (path, language, len(text.encode()))  # 40 kB with style and script
    mia.set_cookie("language", "en")
    assert_valid_html(alert(mia, country="").get_data(as_text=True))
    assert_valid_html(send(mia, steps[0], GO_ON, country="XXX").get_data(as_text=True))
