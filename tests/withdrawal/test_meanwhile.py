"""What happens between taking a story down and writing so into its record: nothing stays public unseen."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from app.database import transaction
from app.spotlight.service import approving, publications, publishing
from app.spotlight.views import thanking
from app.triage.service import talking
from app.web import clock
from tests.factories import Network
from tests.journeys.test_publishing import press
from tests.spotlight.making import Person, hand_over, incident_of, publish, start, story_of
from tests.spotlight.test_appreciations import own, say, written


def test_the_desk_records_a_withdrawal_on_the_record_it_has_seen(
    app: Flask, net: Network, people: dict[str, Person]
) -> None:
    source = hand_over(net)
    address = publish(net, people, start(people["edna"], source))
    rosa, said = people["rosa"], {"person": "P2", "uses": ["U7"], "how": "She told us by phone"}
    page = rosa.get(f"/desk/{source}/consent")
    with app.app_context(), transaction():
        talking.add_note(net.actor("ben"), source, "She told me that she agrees again.")
    before = incident_of(net, source, "rosa")
    answer = press(rosa.client, page, "withdrawals", **said)
    assert answer.status_code == 409 and "while you were writing" in answer.text
    assert "She told us by phone" in answer.text
    assert incident_of(net, source, "rosa") == before and app.test_client().get(address).status_code == 200
    answer = press(rosa.client, answer.text, "withdrawals", **said)
    assert answer.status_code == 303, answer.text
    assert app.test_client().get(address).status_code == 410
    assert not incident_of(net, source).allows("U7")


def test_a_story_of_a_defender_approved_while_they_take_it_back_is_never_shown(
    app: Flask, net: Network, people: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    record = written(net, people)
    say(people["mia"], record, "answer", agreed="y")
    real, calls = thanking.forget_traces, []

    def meanwhile() -> None:
        real()
        calls.append(1)
        if len(calls) == 1:
            approved_and_published(app, net, record)

    monkeypatch.setattr(thanking, "forget_traces", meanwhile)
    say(people["mia"], record, "withdraw", words="")
    assert len(calls) == 2 and own(net, record).withdrawn
    slug = story_of(net, record, "abel", "appreciation").slug
    assert app.test_client().get(f"/spotlights/{slug}").status_code == 410
    assert not re.search(slug, people["noor"].get("/spotlights"))


def approved_and_published(app: Flask, net: Network, record: str) -> None:
    def length() -> Any:
        return story_of(net, record, "abel", "appreciation").length

    with app.app_context():
        abel, today = net.actor("abel"), clock.today()
        with transaction():
            approving.approve(abel, record, length())
        with transaction():
            release = publishing.publish(abel, record, "", today, length())
        with transaction():
            publications.put(release, today)
