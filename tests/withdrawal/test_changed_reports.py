"""A story is told with everybody's consent: whoever is added to its report later is asked like the others."""

from __future__ import annotations

import msgspec
import pytest
from flask import Flask

from app.database import transaction
from app.incidents.content.consent import Consent
from app.incidents.service import amending, drafts
from app.triage.errors import NotForYou
from app.withdrawal import service as withdrawal
from app.withdrawal.service import ToldMeanwhile
from tests.factories import Network
from tests.incidents.chains import person
from tests.spotlight.making import Person, hand_over, incident_of, publish, start
from tests.triage.desks import browser, send


def change(net: Network, mia: Person, record: str, uses: dict[str, str], keys: tuple[str, ...]) -> None:
    """Change the persons of a report in its draft, say what the new one agrees to, and send it."""
    with net.app.app_context():
        actor = net.actor("mia")
        with transaction():
            draft = amending.start_amending(actor, record, "x")
        saved = drafts.open_draft(actor, draft).saved
        report = msgspec.structs.replace(saved.filing.report, persons=tuple(person(key) for key in keys))
        given = Consent(person="P3", given_by="self", how="asked", date="2026-11-21", uses=uses)
        consents = tuple(one for one in (*saved.filing.consents, given) if one.person in keys)
        names = msgspec.structs.replace(
            saved.filing.names, persons={key: who for key, who in saved.filing.names.persons.items() if key in keys}
        )
        filing = msgspec.structs.replace(saved.filing, report=report, consents=consents, names=names)
        with transaction():
            drafts.save_draft(actor, draft, msgspec.structs.replace(saved, filing=filing))
    answer = mia.post(f"/incidents/draft/{draft}/file", amends=record)
    assert answer.status_code == 303, answer.text
    assert {one.key for one in incident_of(net, record).persons} == set(keys)


@pytest.mark.parametrize(
    ("uses", "status"),
    [
        ({"U1": "yes", "U7": "yes"}, 200),
        ({"U1": "yes", "U7": "no"}, 410),
        ({"U1": "yes", "U7": "ask"}, 410),
        ({"U1": "yes"}, 410),
    ],
)
def test_somebody_added_who_did_not_agree_takes_the_story_down_in_the_same_request(
    app: Flask, net: Network, people: dict[str, Person], uses: dict[str, str], status: int
) -> None:
    source = hand_over(net)
    address = publish(net, people, start(people["edna"], source))
    change(net, people["mia"], source, uses, ("P1", "P2", "P3"))
    assert app.test_client().get(address).status_code == status
    (telling,) = incident_of(net, source).tellings
    assert (telling.retracted is not None) is (status == 410)


def test_leaving_somebody_out_leaves_the_story_up(app: Flask, net: Network, people: dict[str, Person]) -> None:
    source = hand_over(net)
    address = publish(net, people, start(people["edna"], source))
    change(net, people["mia"], source, {}, ("P1",))
    assert app.test_client().get(address).status_code == 200


@pytest.mark.parametrize(("age", "status"), [("0-17", 410), ("18-29", 200)])
def test_a_desk_that_learns_of_a_child_takes_the_story_down_in_the_same_request(
    app: Flask, net: Network, people: dict[str, Person], age: str, status: int
) -> None:
    source = hand_over(net)
    address = publish(net, people, start(people["edna"], source))
    before, rosa = incident_of(net, source), browser(app, net, "rosa")
    one = before.persons[0]
    fields = {"role": one.role, "counting_unit": one.counting_unit, "age_band": age, "seen": str(before.last_seq)}
    refused = send(rosa, f"/desk/{source}/facts/P1", "facts", **fields, number_min="5", number_max="2")
    assert refused.status_code == 422 and app.test_client().get(address).status_code == 200, "nothing was changed"
    answer = send(rosa, f"/desk/{source}/facts/P1", "facts", **fields)
    assert answer.status_code == 303, answer.text
    assert incident_of(net, source).persons[0].age_band == age
    assert app.test_client().get(address).status_code == status
    (telling,) = incident_of(net, source).tellings
    assert (telling.retracted is not None) is (status == 410)


def test_a_story_that_appears_while_a_desk_writes_of_a_child_is_taken_down_at_the_second_try(
    app: Flask, net: Network, people: dict[str, Person]
) -> None:
    source = hand_over(net)
    publish(net, people, start(people["edna"], source))
    now = incident_of(net, source)
    child = msgspec.structs.replace(now.persons[0], age_band="0-17")
    assert now.report is not None
    report = msgspec.structs.replace(now.report, persons=(child, *now.persons[1:]))
    with app.app_context(), pytest.raises(ToldMeanwhile), transaction():
        withdrawal.correct_facts(net.actor("rosa"), source, report, (), "asked", seen=now.last_seq)
    assert incident_of(net, source).persons == now.persons


def test_who_may_not_correct_answers_takes_no_story_down_by_trying(
    app: Flask, net: Network, people: dict[str, Person]
) -> None:
    source = hand_over(net)
    address = publish(net, people, start(people["edna"], source))
    now = incident_of(net, source)
    assert now.report is not None
    child = msgspec.structs.replace(now.persons[0], age_band="0-17")
    report = msgspec.structs.replace(now.report, persons=(child, *now.persons[1:]))
    with app.app_context(), pytest.raises(NotForYou), transaction():
        withdrawal.take_down_for_facts(net.actor("paz"), source, report, seen=now.last_seq)
    assert app.test_client().get(address).status_code == 200
