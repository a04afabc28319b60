"""Every wrong order and every wrong person is refused by the server, whatever the page offers."""

from __future__ import annotations

import html
import re

import pytest
from flask import Flask

from app.accounts.service import people as accounts
from app.database import db, transaction
from app.incidents.content.outward import ConsentChanged
from app.incidents.errors import NotYours
from app.spotlight.models import PublicationRow
from app.spotlight.service import writing
from app.vault import opening, sealing
from app.vault.roles import Role
from tests.factories import Network
from tests.spotlight.making import (
    NAME,
    SAFE,
    TEXT,
    TOLD,
    Person,
    hand_over,
    incident_of,
    publish,
    start,
    story_of,
    to_approval,
)

STEPS = ("dismiss", "submit", "names", "pass", "return", "approve", "publish", "again", "hold", "ask", "retract")
# State, and the steps that lead on from it (with the person who may take them).
OPEN = {
    "draft": {("edna", "submit")},
    "safety_review": {("paz", "names"), ("paz", "return")},
    "reviewed": {("abel", "approve"), ("abel", "return")},
    "approved": {("abel", "publish"), ("abel", "return"), ("abel", "retract")},
    "published": {("abel", "ask"), ("abel", "again"), ("abel", "retract")},
}


def bring(net: Network, people: dict[str, Person], state: str) -> str:
    record = start(people["edna"], hand_over(net))
    if state == "safety_review":
        people["edna"].step(record, "submit")
    elif state in ("reviewed", "approved", "published"):
        to_approval(people["edna"], people["paz"], record)
    if state in ("approved", "published"):
        people["abel"].step(record, "approve")
    if state == "published":
        people["abel"].step(record, "publish")
    assert story_of(net, record).state == state
    return record


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


def test_a_date_stops_the_story(net: Network, people: dict[str, Person]) -> None:
    record = start(people["edna"], hand_over(net), body=SAFE + "\nIt was on 14 March 2025.")
    people["edna"].step(record, "submit", status=422)
    page = people["edna"].get(f"/editor/{record}")
    assert re.search(r"<mark>[^<]*14 March", page)
    assert story_of(net, record).state == "draft"


def test_copied_words_stop_the_story(net: Network, people: dict[str, Person]) -> None:
    record = start(people["edna"], hand_over(net), body=TOLD)
    people["edna"].step(record, "submit", status=422)


@pytest.mark.parametrize(
    "written",
    [NAME, "Amína Bakary", "**Am**ina Ba*k*ari", "&#65;mina Bakari", "[a page](https://example.org/Amina-Bakari)"],
)
def test_a_name_stops_the_story_at_the_safety_review_however_it_is_written(
    net: Network, people: dict[str, Person], written: str
) -> None:
    record = start(people["edna"], hand_over(net), body=f"{SAFE}\nThey say that {written} was there.")
    people["edna"].step(record, "submit")
    people["paz"].step(record, "names", words="to review a story for publication")
    people["paz"].step(record, "pass", status=422)
    page = html.unescape(people["paz"].get(f"/editor/{record}"))
    assert "It matches one of:" in page and NAME in page
    assert "It matches one of:" not in people["abel"].get(f"/editor/{record}")
    assert story_of(net, record).state == "safety_review"


def test_a_red_finding_is_set_aside_by_two_people_only(net: Network, people: dict[str, Person]) -> None:
    record = start(people["edna"], hand_over(net), body=f"{SAFE}\nAmina Bakari is a name that many bear.")
    people["edna"].step(record, "submit")
    paz, abel = people["paz"], people["abel"]
    paz.step(record, "names", words="to review a story for publication")
    hits = set(re.findall(r'name="hit" value="([0-9a-f]{20})"', paz.get(f"/editor/{record}")))
    assert hits
    for hit in hits:
        paz.step(record, "dismiss", hit=hit, words="  ", status=422)
        paz.step(record, "dismiss", hit=hit, words="A different person")
    paz.step(record, "pass")
    abel.step(record, "approve", status=422)
    shown = abel.get(f"/editor/{record}")
    assert "A different person" in shown
    for hit in set(re.findall(r'name="hit" value="([0-9a-f]{20})"', shown)):
        abel.step(record, "dismiss", hit=hit, words="I agree")
    abel.step(record, "approve")


def test_who_wrote_the_text_is_not_the_second_person_for_a_red_finding(net: Network, people: dict[str, Person]) -> None:
    body = f"{SAFE}\nIt was on 14 March 2025."  # red for the editor's check, and the same finding in the review
    record = start(people["edna"], hand_over(net), body=body)
    edna, paz, abel = people["edna"], people["paz"], people["abel"]
    for hit in set(re.findall(r'name="hit" value="([0-9a-f]{20})"', edna.get(f"/editor/{record}"))):
        edna.step(record, "dismiss", hit=hit, words="A day that everybody knows")
    edna.step(record, "submit")
    paz.step(record, "names", words="to review a story for publication")
    for hit in set(re.findall(r'name="hit" value="([0-9a-f]{20})"', paz.get(f"/editor/{record}"))):
        paz.step(record, "dismiss", hit=hit, words="A public holiday")
    paz.step(record, "pass")
    both = {net.people["edna"].actor.account, net.people["paz"].actor.account}
    red = [one.author for one in story_of(net, record).dismissals if one.level == "red"]
    assert set(red) == both
    abel.step(record, "approve", status=422)
    for hit in set(re.findall(r'name="hit" value="([0-9a-f]{20})"', abel.get(f"/editor/{record}"))):
        abel.step(record, "dismiss", hit=hit, words="I agree")
    abel.step(record, "approve")


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


def test_a_consent_taken_back_stops_every_gate(net: Network, people: dict[str, Person]) -> None:
    for state, who, step in (
        ("draft", "edna", "submit"),
        ("reviewed", "abel", "approve"),
        ("approved", "abel", "publish"),
    ):
        record = bring(net, people, state)
        (source,) = story_of(net, record).sources
        with net.app.app_context(), transaction():
            changed = ConsentChanged(person="P2", uses={"U7": "withdrawn"})
            sealing.append(net.actor("mia"), source, [("report", changed)])
        people[who].step(record, step, status=422)
        assert story_of(net, record).state == state
        assert source not in people["edna"].get("/editor/new")


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


def test_place_and_time_are_no_finer_than_region_and_year(net: Network, people: dict[str, Person]) -> None:
    record = start(people["edna"], hand_over(net))
    good = {
        "title": "T",
        "alt": "A",
        "body": SAFE,
        "region": "005",
        "year": "2025",
        "theme": "threat",
        "language": "en",
    }
    for wrong in (
        {"region": "COL"},
        {"region": "014"},
        {"year": "2025-03"},
        {"year": "2050"},
        {"theme": "L1"},
        {"language": "xx"},
    ):
        people["edna"].step(record, "edit", status=422, **{**good, **wrong})
    people["edna"].step(record, "edit", **good, country="COL")
    assert story_of(net, record).text.country == ""


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


def test_no_publication_names_a_record_and_no_record_a_publication_in_clear(
    app: Flask, net: Network, people: dict[str, Person]
) -> None:
    source = hand_over(net)
    record = start(people["edna"], source)
    publish(net, people, record)
    with app.app_context():
        from sqlalchemy import text

        ids = {row.id for row in db.session.execute(text("SELECT id FROM record"))}
        accounts_known = {row.id for row in db.session.execute(text("SELECT id FROM account"))}
        cells = [
            str(cell)
            for table in ("publication", "publication_version")
            for row in db.session.execute(text(f"SELECT * FROM {table}"))
            for cell in row
        ]
        assert {source, record} <= ids and cells
        assert not [cell for cell in cells for one in ids | accounts_known if one.lower() in cell.lower()]
        publication = story_of(net, record).publication
        for table in ("record", "entry", '"grant"', "counter", "audit", "directory"):
            for row in db.session.execute(text(f"SELECT * FROM {table}")):
                for cell in row:
                    raw = cell if isinstance(cell, bytes | memoryview) else str(cell).encode()
                    assert publication.encode() not in bytes(raw)
