"""From the queue to a closed report, through the client, as people do it without JavaScript."""

from __future__ import annotations

import html

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.database import transaction
from app.incidents.rules.states import State
from app.incidents.rules.verification import Verification
from app.triage.service import moving
from app.vault import records
from app.vault.actor import Actor
from tests.factories import Network, network
from tests.triage.desks import browser, file, length, rows, send, state, token


@pytest.fixture
def net(app: Flask) -> Network:
    """An installed network; its people come in through browsers."""
    with app.app_context():
        return network(app)


def text(client: FlaskClient, path: str) -> str:
    return html.unescape(client.get(path).get_data(as_text=True))


def step(net: Network, client: FlaskClient, record: str, move: str, **fields: str) -> None:
    seen = str(length(net, record))
    answer = send(client, f"/desk/{record}/moves/{move}", move, seen=seen, **fields)
    assert answer.status_code == 303, html.unescape(answer.get_data(as_text=True))


def assess(net: Network, client: FlaskClient, record: str, **fields: object) -> None:
    scores = {"threat": "2", "vulnerability": "2", "capacity": "3"}
    seen = str(length(net, record))
    answer = send(client, f"/desk/{record}/risk", "risk", seen=seen, **{**scores, **fields})
    assert answer.status_code == 303, html.unescape(answer.get_data(as_text=True))


def source(client: FlaskClient, record: str, connection: str) -> None:
    fields = {"connection": connection, "independent": "y", "reliability": "B", "credibility": "2", "acts": "A1"}
    assert send(client, f"/desk/{record}/sources", "source", **fields).status_code == 303


def verify(net: Network, client: FlaskClient, record: str, status: str, **fields: object) -> int:
    path, seen = f"/desk/{record}/acts/A1", str(length(net, record))
    return send(client, path, "A1", seen=seen, status=status, **fields).status_code


def test_a_report_is_taken_up_assessed_verified_answered_and_closed(app: Flask, net: Network) -> None:
    record = file(net)
    rosa = browser(app, net, "rosa")
    assert record[:4] in text(rosa, "/desk")
    step(net, rosa, record, "acknowledge", words="We have your report.")
    step(net, rosa, record, "triage")
    assigned = net.people["rosa"].actor.account
    seen = str(length(net, record))
    assert send(rosa, f"/desk/{record}/assignee", "assign", to=assigned, seen=seen).status_code == 303
    assess(net, rosa, record)
    assert state(net, record).level == "low"
    assert send(rosa, f"/desk/{record}/messages", "message", text="Are you safe tonight?").status_code == 303
    assert send(rosa, f"/desk/{record}/notes", "note", text="Call her lawyer first.").status_code == 303
    source(rosa, record, "witness")
    source(rosa, record, "lawyer")
    assert verify(net, rosa, record, "in_verification") == 303
    assert verify(net, rosa, record, "verified", sources=["S1", "S2"], reasoning="Both saw it.") == 303
    step(net, rosa, record, "respond")
    step(net, rosa, record, "monitor")
    step(net, rosa, record, "close", outcome="released", words="She is free. We close the report.")
    incident = state(net, record)
    assert incident.state is State.CLOSED and incident.assignee == assigned
    assert incident.verification is Verification.VERIFIED
    assert not incident.set_aside
    assert "She is free." in text(rosa, f"/desk/{record}/talk")
    filer = state(net, record, "mia")
    assert [said.text for said in filer.messages] == ["Are you safe tonight?"] and not filer.notes
    assert filer.passages[-1].words == "She is free. We close the report." and not filer.set_aside


def test_a_high_risk_is_closed_by_two(app: Flask, net: Network) -> None:
    record = file(net)
    rosa, ben = browser(app, net, "rosa"), browser(app, net, "ben")
    for move in ("acknowledge", "triage"):
        step(net, rosa, record, move)
    assess(net, rosa, record, threat="5")
    step(net, rosa, record, "respond")
    step(net, rosa, record, "monitor")
    step(net, rosa, record, "close", outcome="relocated", words="You are safe now.")
    proposal = state(net, record).waiting[0].stamp.seq
    assert state(net, record).state is State.MONITORING
    alone = send(rosa, f"/desk/{record}/proposals/{proposal}", f"p{proposal}", seen=str(length(net, record)), do="")
    assert alone.status_code == 403, "nobody decides on their own proposal"
    path, seen = f"/desk/{record}/proposals/{proposal}", str(length(net, record))
    answer = ben.post(path, data={"csrf_token": token(ben), f"p{proposal}-seen": seen, "do": "agree"})
    assert answer.status_code == 303
    assert state(net, record).state is State.CLOSED and not state(net, record).set_aside


def test_the_partner_desk_decides_where_no_colleague_can(app: Flask, net: Network) -> None:
    record = file(net)
    rosa, gita = browser(app, net, "rosa"), browser(app, net, "gita")
    for move in ("acknowledge", "triage"):
        step(net, rosa, record, move)
    step(net, rosa, record, "not_credible", reason="The photograph is from 2012.")
    assert gita.get(f"/desk/{record}").status_code == 404
    seen = str(length(net, record))
    answer = send(rosa, f"/desk/{record}/partner", "partner", reason="Ben is away.", seen=seen)
    assert answer.status_code == 303
    assert "The photograph is from 2012." in text(gita, f"/desk/{record}/work")
    assert record[:4] in text(gita, "/desk")
    proposal = state(net, record).waiting[0].stamp.seq
    path, seen = f"/desk/{record}/proposals/{proposal}", str(length(net, record))
    csrf = token(gita)
    refused = gita.post(path, data={"csrf_token": csrf, f"p{proposal}-seen": seen, "do": "refuse"})
    assert refused.status_code == 422, "who does not agree says why"
    answer = gita.post(path, data={"csrf_token": csrf, f"p{proposal}-seen": seen, "do": "agree"})
    assert answer.status_code == 303
    incident = state(net, record)
    assert incident.state is State.NOT_CREDIBLE and not incident.set_aside


def test_names_are_opened_with_a_purpose_for_one_session_in_the_filers_sight(app: Flask, net: Network) -> None:
    record = file(net)
    paz, other = browser(app, net, "paz"), browser(app, net, "paz")
    assert "Asha" not in text(paz, f"/desk/{record}/names")
    assert send(paz, f"/desk/{record}/names", "names", purpose="").status_code == 422
    purpose = "To find a lawyer before the hearing"
    assert send(paz, f"/desk/{record}/names", "names", purpose=purpose).status_code == 303
    assert "Asha" in text(paz, f"/desk/{record}/names")
    assert all("Asha" not in text(paz, f"/desk/{record}{tab}") for tab in ("", "/talk", "/history"))
    assert "Asha" not in text(other, f"/desk/{record}/names"), "another session states its own purpose"
    assert [opening.purpose for opening in state(net, record, "mia").openings] == [purpose]
    with paz.session_transaction() as kept:
        marks = kept["shown"]
    with other.session_transaction() as kept:
        kept["shown"] = marks
    assert "Asha" not in text(other, f"/desk/{record}/names"), "a mark of one session opens nothing in another"


def test_a_report_is_handed_to_the_editors_only_with_everybodys_consent(app: Flask, net: Network) -> None:
    closed, open_ = file(net), file(net, uses={"U7": "yes"})
    rosa = browser(app, net, "rosa")
    for record in (closed, open_):
        step(net, rosa, record, "acknowledge")
        step(net, rosa, record, "triage")
    seen = str(length(net, closed))
    refused = send(rosa, f"/desk/{closed}/moves/hand_to_editors", "hand_to_editors", seen=seen)
    assert refused.status_code == 403
    step(net, rosa, open_, "hand_to_editors")
    edna = state(net, open_, "edna")
    assert edna.report and edna.matching and not edna.notes and edna.names is None
    assert browser(app, net, "edna").get(f"/desk/{open_}").status_code == 404
    seen = str(length(net, open_))
    again = send(rosa, f"/desk/{open_}/moves/hand_to_editors", "hand_to_editors", seen=seen)
    assert again.status_code == 409


def test_two_reports_are_joined_and_separated_again(app: Flask, net: Network) -> None:
    one, other = file(net), file(net, "noor")
    rosa = browser(app, net, "rosa")
    step(net, rosa, one, "merge", other_record=other, reason="The same arrest.")
    assert state(net, one).state is State.DUPLICATE and state(net, one).merged_into == other
    assert [link.record for link in state(net, other).links] == [one]
    step(net, rosa, one, "unmerge", reason="Two arrests after all.")
    assert state(net, one).state is State.IN_TRIAGE and not state(net, one).merged_into
    assert not state(net, other).links


def test_a_report_that_vanishes_while_another_is_joined_to_it_is_told_plainly(
    app: Flask, net: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = file(net), file(net, "noor")
    rosa, link = browser(app, net, "rosa"), moving.link_merged

    def gone(actor: Actor, record: str) -> None:
        with transaction():
            records.purge(other)
        link(actor, record)

    monkeypatch.setattr(moving, "link_merged", gone)
    step(net, rosa, one, "merge", other_record=other, reason="The same arrest.")
    assert state(net, one).state is State.DUPLICATE and state(net, one).merged_into == other
    assert "The other report does not show this" in text(rosa, f"/desk/{one}/work")
    step(net, rosa, one, "unmerge", reason="Two arrests after all.")
    assert "The other report does not show this" in text(rosa, f"/desk/{one}/work")


def test_joining_a_report_to_one_that_is_not_there_loses_nothing_typed(app: Flask, net: Network) -> None:
    one, rosa = file(net), browser(app, net, "rosa")
    typed = {"other_record": "0" * 16, "reason": "The same arrest."}
    answer = send(rosa, f"/desk/{one}/moves/merge", "merge", seen=str(length(net, one)), **typed)
    assert answer.status_code == 404 and "The same arrest." in answer.text
    assert "There is no such report here." in answer.text and state(net, one).state is State.SUBMITTED


def test_two_persons_destroy_a_report_and_a_shell_stays(app: Flask, net: Network) -> None:
    record = file(net)
    rosa, ben = browser(app, net, "rosa"), browser(app, net, "ben")
    step(net, rosa, record, "acknowledge")
    assess(net, rosa, record)
    step(net, rosa, record, "refer", referral="The ombudsman", words="They can help you better.")
    step(net, rosa, record, "purge", reason="Asked for by the filer.")
    proposal = state(net, record).waiting[0].stamp.seq
    path, seen = f"/desk/{record}/proposals/{proposal}", str(length(net, record))
    answer = ben.post(path, data={"csrf_token": token(ben), f"p{proposal}-seen": seen, "do": "agree"})
    assert answer.status_code == 303 and answer.location.endswith("/desk")
    assert ben.get(f"/desk/{record}").status_code == 404
    assert record[:4] not in text(rosa, send(rosa, "/desk", state="all").location)
    shell = rows(net, record)
    assert len(shell) > 1 and record in shell[0], "a shell can still be counted, and its chain checked"
    assert not any(isinstance(value, bytes) and len(value) > 64 for row in shell for value in row), "nothing sealed"
