"""Every wrong order and every wrong person is refused by the server, whatever the page offers."""

from __future__ import annotations

import pytest
from flask import Flask

from app.accounts.service import people as accounts
from app.database import db, transaction
from app.incidents.errors import NotYours
from app.spotlight.models import PublicationRow
from app.spotlight.service import writing
from app.vault import opening, sealing
from app.vault.roles import Role
from tests.factories import Network
from tests.spotlight.making import SAFE, TEXT, Person, bring, hand_over, incident_of, start, story_of, to_approval

STEPS = ("dismiss", "submit", "names", "pass", "return", "approve", "publish", "again", "hold", "ask", "retract")
# State, and the steps that lead on from it (with the person who may take them).
OPEN = {
    "draft": {("edna", "submit")},
    "safety_review": {("paz", "names"), ("paz", "return")},
    "reviewed": {("abel", "approve"), ("abel", "return")},
    "approved": {("abel", "publish"), ("abel", "return"), ("abel", "retract")},
    "published": {("abel", "ask"), ("abel", "again"), ("abel", "retract")},
}


@pytest.mark.parametrize("state", list(OPEN))
def test_in_every_state_only_the_listed_steps_of_the_listed_people_go_through(
    net: Network, people: dict[str, Person], state: str
) -> None:
    record = bring(net, people, state)
    before = story_of(net, record)
    for name in ("edna", "abel", "paz", "rosa", "mia"):
        for step in STEPS:
            if (name, step) in OPEN[state]:
                continue
            answer = people[name].post(
                f"/editor/{record}/{step}", seen=before.length, words="a reason", hit="0" * 20, reason="editor"
            )
            assert answer.status_code in (403, 404, 409, 422), f"{state} {name} {step}: {answer.status_code}"
            assert story_of(net, record) == before, f"{state} {name} {step} changed the story"


def test_who_wrote_or_reviewed_may_not_approve(net: Network, people: dict[str, Person]) -> None:
    with net.app.app_context(), transaction():
        both = [(Role.EDITOR, ""), (Role.APPROVER, ""), (Role.PROTECTION_OFFICER, net.desks["Andes"])]
        accounts.set_roles(net.actor("admin"), net.people["edna"].actor.account, both)
    record = start(people["edna"], hand_over(net))
    people["edna"].step(record, "submit")
    people["edna"].step(record, "names", status=403, words="I wrote it and review it")
    people["paz"].step(record, "names", words="to review a story for publication")
    people["paz"].step(record, "pass")
    people["edna"].step(record, "approve", status=403)
    assert story_of(net, record).state == "reviewed"


def test_nobody_writes_a_story_from_their_own_report(net: Network, people: dict[str, Person]) -> None:
    with net.app.app_context(), transaction():
        accounts.set_roles(net.actor("admin"), net.people["edna"].actor.account, [(Role.EDITOR, ""), (Role.MEMBER, "")])
    hers, theirs = hand_over(net, "edna"), hand_over(net)
    assert hers not in people["edna"].get("/editor/new")
    assert people["edna"].post("/editor/new", sources=[hers]).status_code == 422
    with net.app.app_context(), pytest.raises(NotYours):
        writing.start(net.actor("edna"), [theirs, hers])
    with net.app.app_context():
        with transaction():
            accounts.set_roles(net.actor("admin"), net.people["abel"].actor.account, [(Role.EDITOR, "")])
        with transaction():
            record = writing.start(net.actor("abel"), [hers])
    before = story_of(net, record)
    people["edna"].step(record, "edit", status=403, **TEXT)
    assert story_of(net, record) == before


def test_an_approval_signed_by_the_writer_is_set_aside(net: Network, people: dict[str, Person]) -> None:
    """Not only the service: the fold, too, counts no such entry."""
    from app.spotlight.content.entries import Approved

    record = bring(net, people, "reviewed")
    story = story_of(net, record)
    with net.app.app_context():
        with transaction():
            accounts.set_roles(
                net.actor("admin"), net.people["edna"].actor.account, [(Role.EDITOR, ""), (Role.APPROVER, "")]
            )
        forged = Approved(hash=story.hash, publication="0" * 16, slug="x")
        with transaction():
            sealing.append(net.actor("edna"), record, [("story", forged)])
    after = story_of(net, record)
    assert after.state == "reviewed" and after.set_aside == (after.length,)


def test_any_edit_voids_review_and_approval(net: Network, people: dict[str, Person]) -> None:
    record = bring(net, people, "approved")
    edna, abel = people["edna"], people["abel"]
    text = story_of(net, record).text
    fields = {name: getattr(text, name) for name in ("title", "alt", "region", "year", "theme", "language")}
    edna.step(record, "edit", **fields, body=SAFE + ".")
    story = story_of(net, record)
    assert story.state == "draft" and not story.approved_hash and not story.reviewers and not story.dismissals
    abel.step(record, "publish", status=409)
    with net.app.app_context():
        assert db.session.get(PublicationRow, story.publication) is None


def test_nobody_decides_on_a_text_they_have_not_seen(net: Network, people: dict[str, Person]) -> None:
    record = bring(net, people, "reviewed")
    stale = story_of(net, record).length - 1
    people["abel"].step(record, "approve", status=409, seen=stale)


def test_an_approver_does_not_publish_what_they_reported(net: Network, people: dict[str, Person]) -> None:
    with net.app.app_context(), transaction():
        accounts.set_roles(
            net.actor("admin"), net.people["abel"].actor.account, [(Role.APPROVER, ""), (Role.MEMBER, "")]
        )
    record = start(people["edna"], hand_over(net, "abel"))
    to_approval(people["edna"], people["paz"], record)
    people["abel"].step(record, "approve", status=403)


def test_a_source_is_chosen_only_from_what_was_handed_over(app: Flask, net: Network, people: dict[str, Person]) -> None:
    with app.app_context():
        from app.incidents.service.filing import file_incident
        from tests.incidents.chains import filing, report

        with transaction():
            kept = file_incident(net.actor("mia"), filing(report=report(country="COL")), submission="kept").record
    answer = people["edna"].post("/editor/new", sources=[kept])
    assert answer.status_code == 422
    with app.app_context():
        assert opening.load(net.actor("mia"), [kept])
        assert not incident_of(net, kept).tellings
