"""What a filer does with a report that is filed: messages, changes, consent, erasing, withdrawal."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.database import db, transaction
from app.incidents.content.outward import (
    ConsentChanged,
    HandedToEditors,
    IdentityOpened,
    Message,
    Moved,
    ToldInSpotlight,
)
from app.incidents.rules.states import State
from app.spotlight.service import publications
from app.spotlight.service.publications import Release
from app.vault import sealing
from app.vault.models import EntryRow, RecordRow
from tests.factories import Network, network, signed_in
from tests.journeys.filing import ALERT, GO_ON, TEXT, alert, page, reference, seen_by, token
from tests.journeys.pages import form_with, send


@pytest.fixture
def net(app: Flask) -> Network:
    with app.app_context():
        return network(app)


@pytest.fixture
def mia(app: Flask, net: Network) -> FlaskClient:
    return signed_in(app, "mia")


def test_another_member_may_not_know_of_it(mia: FlaskClient, net: Network, app: Flask) -> None:
    record = reference(alert(mia))
    noor = signed_in(app, "noor")
    for path in ("", "/receipt", "/consent/P1"):
        assert noor.get(f"/incidents/{record}{path}").status_code == 404
    token = form_with(noor.get(ALERT).get_data(as_text=True), "do").named("csrf_token")[0]
    for path in ("message", "erase", "withdraw", "seen", "names", "change", "consent/P1"):
        sent = {"csrf_token": token, "text": "hello", "seq": "1", "U1": "no"}
        assert noor.post(f"/incidents/{record}/{path}", data=sent).status_code == 404, path
    assert len(seen_by(net, "mia", record).timeline) == len(seen_by(net, "mia", record).timeline)
    assert seen_by(net, "mia", record).state is State.SUBMITTED
    assert record not in page(noor, "/incidents")


def test_messages_go_both_ways_and_are_marked_read_outside_the_report(mia: FlaskClient, net: Network) -> None:
    record = reference(alert(mia))
    assert send(mia, f"/incidents/{record}", ("submission", "x"), text="Please hurry.").status_code == 303
    with net.app.app_context(), transaction():
        sealing.append(net.actor("rosa"), record, [("report", Message(text="We are calling the lawyer."))])
    assert "1 new" in page(mia, "/incidents")
    shown = page(mia, f"/incidents/{record}")
    assert "We are calling the lawyer." in shown and "Rosa" in shown and "Please hurry." in shown
    with net.app.app_context():
        length = db.session.get_one(RecordRow, record).length
    seq = form_with(shown, "seq").named("seq")
    assert mia.post(f"/incidents/{record}/seen", data={"csrf_token": token(mia), "seq": "99"}).status_code == 303
    assert "1 new" not in page(mia, "/incidents") and seq
    with net.app.app_context():
        assert db.session.get_one(RecordRow, record).length == length


def test_an_erased_message_is_gone_for_both_and_its_hash_stays(mia: FlaskClient, net: Network) -> None:
    record = reference(alert(mia))
    send(mia, f"/incidents/{record}", ("submission", "x"), text="A name that must not be here.")
    seq = seen_by(net, "mia", record).messages[0].stamp.seq
    assert mia.post(f"/incidents/{record}/erase", data={"csrf_token": token(mia), "seq": str(seq)}).status_code == 303
    assert "A name that must not" not in page(mia, f"/incidents/{record}")
    assert seen_by(net, "rosa", record).messages == ()
    with net.app.app_context():
        row = db.session.get_one(EntryRow, (record, seq))
        assert row.sealed is None and len(row.digest) == 32
    answer = mia.post(f"/incidents/{record}/erase", data={"csrf_token": token(mia), "seq": "1"})
    assert answer.status_code == 403  # the only text of the report


def test_a_report_is_added_to_and_its_history_kept(mia: FlaskClient, net: Network) -> None:
    record = reference(alert(mia))
    answer = mia.post(f"/incidents/{record}/change", data={"csrf_token": token(mia), "submission": "first"})
    check = answer.location
    story = check.replace("/check", "/story")
    assert send(mia, story, GO_ON, text="P1 was taken. P1 is held at the barracks.").status_code == 303
    who = check.replace("/check", "/who")
    assert send(mia, who, GO_ON, people__0__name="Asha Quispe").status_code == 303
    answer = send(mia, check, ("over", ""), why="More is known")
    assert answer.location == f"/incidents/{record}", answer.get_data(as_text=True)[-2500:]
    incident = seen_by(net, "rosa", record)
    assert [report.narrative.text for _stamp, report, _why in incident.versions] == [
        TEXT,
        "P1 was taken. P1 is held at the barracks.",
    ]
    names = seen_by(net, "paz", record).names
    assert names is not None and names.persons["P1"].name == "Asha Quispe"
    first = incident.versions[0][0].seq
    assert mia.post(f"/incidents/{record}/erase", data={"csrf_token": token(mia), "seq": str(first)}).status_code == 303
    assert len(seen_by(net, "rosa", record).versions) == 1


def test_consent_changes_per_person_and_use_and_keeps_its_history(mia: FlaskClient, net: Network) -> None:
    record = reference(alert(mia))
    at = f"/incidents/{record}/consent/P1"
    assert send(mia, at, ("how", ""), U7="yes", U2="ask").status_code == 303
    assert send(mia, at, ("how", "By phone"), U7="withdrawn").status_code == 303
    state = seen_by(net, "rosa", record).consents["P1"]
    assert [change.answer for change in state.history if change.use == "U7"] == ["yes", "withdrawn"]
    assert state.now.uses["U2"] == "ask" and state.now.allows("U1")
    assert send(mia, at, ("how", ""), U7="perhaps").status_code == 422
    assert mia.get(f"/incidents/{record}/consent/P9").status_code == 404


def test_a_withdrawn_report_is_closed_to_everything(mia: FlaskClient, net: Network) -> None:
    record = reference(alert(mia))
    assert send(mia, f"/incidents/{record}", ("why", "It is too dangerous.")).status_code == 303
    incident = seen_by(net, "rosa", record)
    assert incident.state is State.WITHDRAWN and not incident.consents["P1"].now.allows("U1")
    shown = page(mia, f"/incidents/{record}")
    assert "was withdrawn" in shown
    for path, fields in (("message", {"text": "x"}), ("withdraw", {}), ("consent/P1", {"U2": "yes"}), ("change", {})):
        answer = mia.post(f"/incidents/{record}/{path}", data={"csrf_token": token(mia), **fields})
        assert answer.status_code == 423, path


def test_the_filer_sees_who_opened_the_names_and_why(mia: FlaskClient, net: Network) -> None:
    record = reference(alert(mia))
    assert "Nobody. Only protection officers can" in page(mia, f"/incidents/{record}")
    with net.app.app_context(), transaction():
        sealing.append(net.actor("paz"), record, [("report", IdentityOpened(purpose="To call the family."))])
    shown = page(mia, f"/incidents/{record}")
    assert "To call the family." in shown and "Paz" in shown


def test_withdrawing_takes_the_story_down_at_once(mia: FlaskClient, net: Network) -> None:
    record = told(net, reference(alert(mia)), "SPOTLIGHT0000001")
    assert send(mia, f"/incidents/{record}", ("why", "")).status_code == 303
    assert status(net, "SPOTLIGHT0000001") == "retracted"
    incident = seen_by(net, "rosa", record)
    assert incident.state is State.WITHDRAWN and incident.tellings[0].retracted is not None


def test_taking_back_the_consent_to_tell_takes_the_story_down_and_keeps_the_report(
    mia: FlaskClient, net: Network
) -> None:
    record = told(net, reference(alert(mia)), "SPOTLIGHT0000002")
    at = f"/incidents/{record}/consent/P1"
    assert send(mia, at, ("how", ""), U2="yes").status_code == 303
    assert status(net, "SPOTLIGHT0000002") == "published"
    assert send(mia, at, ("how", "By phone"), U7="withdrawn").status_code == 303
    assert status(net, "SPOTLIGHT0000002") == "retracted"
    incident = seen_by(net, "rosa", record)
    assert incident.state is State.IN_TRIAGE and incident.tellings[0].retracted is not None
    assert incident.consents["P1"].now.uses["U7"] == "withdrawn"


def test_a_no_written_into_a_changed_report_takes_the_story_down_as_well(mia: FlaskClient, net: Network) -> None:
    record = told(net, reference(alert(mia)), "SPOTLIGHT0000003")
    check = mia.post(f"/incidents/{record}/change", data={"csrf_token": token(mia), "submission": "x"}).location
    assert send(mia, check.replace("/check", "/consent"), GO_ON, consents__0__U7="no").status_code == 303
    assert status(net, "SPOTLIGHT0000003") == "published"  # a draft is nobody's business
    assert send(mia, check, ("over", "")).location == f"/incidents/{record}"
    assert status(net, "SPOTLIGHT0000003") == "retracted"
    incident = seen_by(net, "rosa", record)
    assert incident.tellings[0].retracted is not None and not incident.allows("U7")


def test_an_old_draft_gives_no_consent_back_that_was_taken_away_since(mia: FlaskClient, net: Network) -> None:
    record = told(net, reference(alert(mia)), "SPOTLIGHT0000004")
    check = mia.post(f"/incidents/{record}/change", data={"csrf_token": token(mia), "submission": "x"}).location
    assert send(mia, check.replace("/check", "/story"), GO_ON, text="P1 is held at the barracks.").status_code == 303
    assert send(mia, f"/incidents/{record}/consent/P1", ("how", "By phone"), U7="withdrawn").status_code == 303
    assert send(mia, check, ("over", "")).location == f"/incidents/{record}"
    incident = seen_by(net, "rosa", record)
    assert incident.report is not None and incident.report.narrative.text == "P1 is held at the barracks."
    assert incident.consents["P1"].now.uses["U7"] == "withdrawn" and not incident.allows("U7")


def told(net: Network, record: str, publication: str) -> str:
    """Let a report be told in a public story."""
    yes = ConsentChanged(person="P1", uses={"U7": "yes"})
    moves = [("report", Moved(move="acknowledge")), ("report", Moved(move="triage")), ("report", HandedToEditors())]
    tell = ToldInSpotlight(publication=publication, slug=publication.lower(), story="7K3M9QXT4B2NWZ0C")
    release = Release(publication, publication.lower(), "anonymous", "T", "B", "<p>B</p>", "", "", "2026", "", "", "en",
                      "h", "2026-01-01")  # fmt: skip
    with net.app.app_context():
        with transaction():
            sealing.append(net.actor("mia"), record, [("report", yes)])
        with transaction():
            sealing.append(
                net.actor("rosa"), record, moves, share={"report": ["publication"], "match": ["publication"]}
            )
        with transaction():
            sealing.append(net.actor("abel"), record, [("report", tell)])
        with transaction():
            publications.put(release, date(2026, 11, 22))
    return record


def status(net: Network, publication: str) -> str:
    with net.app.app_context():
        return publications.status_of([publication])[publication].status


def test_a_member_tells_their_reports_apart(mia: FlaskClient) -> None:
    """Country and kind of thing, and no more of it: somebody may look over the shoulder. The title stays neutral."""
    first, second = reference(alert(mia)), reference(alert(mia, country="PER", act_group="threat", text="Another day."))
    shown = page(mia, "/incidents")
    for record, words in ((first, "Colombia · Arrest and detention"), (second, "Peru · ")):
        row = shown[shown.index(f"/incidents/{record}") :].split("</tr>")[0]
        assert words in row, row
    assert "P1 was taken" not in shown and "<title>Amparo</title>" in shown
