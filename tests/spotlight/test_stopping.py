"""What must not be told stops a story, however it is written; a red finding is set aside by two people only."""

from __future__ import annotations

import html
import re

import pytest
from flask import Flask

from app.database import db, transaction
from app.incidents.content.outward import ConsentChanged
from app.vault import sealing
from tests.factories import Network
from tests.spotlight.making import NAME, SAFE, TOLD, Person, bring, hand_over, publish, start, story_of


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
