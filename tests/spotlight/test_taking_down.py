"""A story that was taken down is told to every report, also where the server stopped on the way."""

from __future__ import annotations

import pytest
from flask import Flask

from app.accounts.service import people as accounts
from app.database import transaction
from app.incidents.errors import NotYours
from app.spotlight.service import publications, publishing
from app.vault.roles import Role
from app.web import clock
from tests.factories import Network
from tests.spotlight.making import Person, hand_over, incident_of, publish, start, story_of
from tests.support.html import assert_valid_html

UNTOLD = "A report of this story does not say yet that it was taken down."
BUTTON = "Note it in the reports"


def cut_off(net: Network, record: str, told: int) -> None:
    """Take a story down as its page does, and stop after so many reports were told."""
    with net.app.app_context():
        abel, length = net.actor("abel"), story_of(net, record).length
        with transaction():
            publications.retract([publishing.retraction(abel, record, "editor", length)], "editor", clock.today())
        with transaction():
            publishing.note_retraction(abel, record, "editor", "")
        for name in publishing.left_to_tell(abel, record)[:told]:
            with transaction():
                publishing.tell_of_retraction(abel, record, name)


def still_public(net: Network, *sources: tuple[str, str]) -> int:
    return sum(incident_of(net, source, name).tellings[0].retracted is None for source, name in sources)


@pytest.mark.parametrize("told", [0, 1])
def test_a_retraction_that_was_cut_off_is_finished(net: Network, people: dict[str, Person], told: int) -> None:
    sources = (hand_over(net, "mia"), "mia"), (hand_over(net, "noor"), "noor")
    record = start(people["edna"], *(source for source, _name in sources))
    publish(net, people, record)
    assert UNTOLD not in people["abel"].get(f"/editor/{record}")
    cut_off(net, record, told)
    assert still_public(net, *sources) == 2 - told
    page = people["abel"].get(f"/editor/{record}")
    assert UNTOLD in page and BUTTON in page
    assert_valid_html(page)
    assert UNTOLD not in people["edna"].get(f"/editor/{record}")
    before = story_of(net, record)
    people["abel"].step(record, "retract")
    assert still_public(net, *sources) == 0
    assert story_of(net, record) == before
    assert UNTOLD not in people["abel"].get(f"/editor/{record}")
    people["abel"].step(record, "retract", status=409)


def test_what_an_approver_reported_another_approver_is_told_to_finish(
    app: Flask, net: Network, people: dict[str, Person]
) -> None:
    with app.app_context():
        net.add("ada", (Role.APPROVER, ""))
    own, other = hand_over(net, "mia"), hand_over(net, "noor")
    record = start(people["edna"], own, other)
    publish(net, people, record)
    with app.app_context():
        with transaction():
            mia = net.people["mia"].actor.account
            accounts.set_roles(net.actor("admin"), mia, [(Role.APPROVER, ""), (Role.MEMBER, "")])
        with transaction():
            accounts.admit(net.actor("abel"), "publication", mia)
    people["mia"].step(record, "retract", reason="editor")
    assert still_public(net, (own, "mia")) == 1 and still_public(net, (other, "noor")) == 0
    page = people["mia"].get(f"/editor/{record}")
    assert UNTOLD in page and "This is your own report." in page and BUTTON not in page
    with app.app_context(), pytest.raises(NotYours), transaction():
        publishing.tell_of_retraction(net.actor("mia"), record, own)
    ada = Person(app, net, "ada")
    assert BUTTON in ada.get(f"/editor/{record}")
    ada.step(record, "retract")
    assert still_public(net, (own, "mia")) == 0
