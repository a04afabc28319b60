"""A text that names somebody of another report is flagged, to its editor and at the safety review; no name shows."""

from __future__ import annotations

import html

import apsw
import pytest
from flask import Flask

from app.database import transaction
from app.incidents.service import withdrawing
from app.index import absorbing
from app.index.absorbing import Absorber
from app.spotlight import indexes
from app.spotlight.leaks import Hit
from app.spotlight.service import others, reading, reviewing, writing
from app.triage import indexes as desks
from app.vault import records
from app.vault.chains import Chain
from tests.factories import Network
from tests.spotlight.making import NAME, SAFE, Person, hand_over, start, story_of
from tests.spotlight.test_offered import NOW
from tests.support.html import assert_valid_html

PLANTED = "Teodora Huanca Mamani"
MET = f"{SAFE}\nOn the way she met Teodora Huanca and went on.\n"
LIKE = "These words sound like the name of somebody"
UNREAD = "could not be compared with all other reports yet"


def flagged(hits: tuple[Hit, ...]) -> list[str]:
    return [hit.span_text for hit in hits if hit.check == "others"]


def advised(net: Network, record: str) -> list[str]:
    with net.app.app_context():
        return flagged(writing.advice(net.actor("edna"), story_of(net, record)).hits)


def test_a_planted_name_of_another_report_is_flagged_and_needs_a_reason(
    app: Flask, net: Network, people: dict[str, Person]
) -> None:
    edna, paz, abel = people["edna"], people["paz"], people["abel"]
    source = hand_over(net)
    record = start(edna, source, body=MET)
    assert advised(net, record) == []
    other = hand_over(net, named=PLANTED)
    page = edna.get(f"/editor/{record}")
    assert_valid_html(page)
    assert LIKE in html.unescape(page) and other not in page and "Mamani" not in page
    assert advised(net, record) == ["Teodora Huanca"]
    edna.step(record, "submit")  # advice: it stops nobody from asking an officer
    paz.step(record, "names", words="to review a story for publication")
    assert LIKE in html.unescape(paz.get(f"/editor/{record}"))
    paz.step(record, "pass", status=422)
    with app.app_context():
        (hit,) = reviewing.findings(net.actor("paz"), story_of(net, record)).hits
        assert (hit.check, hit.level, hit.record, hit.person) == ("others", "amber", "", "")
    paz.step(record, "dismiss", hit=hit.id, words="Somebody else of that name, known in public.")
    paz.step(record, "pass")
    abel.step(record, "approve")
    assert "known in public" in abel.get(f"/editor/{record}")


def test_the_names_of_its_own_reports_are_not_told_twice(net: Network, people: dict[str, Person]) -> None:
    source, _same_people = hand_over(net), hand_over(net)
    record = start(people["edna"], source, body=f"{SAFE}\nShe is {NAME}.\n")
    assert advised(net, record) == []


def test_a_report_that_was_withdrawn_still_keeps_its_names_out_until_it_is_destroyed(
    app: Flask, net: Network, people: dict[str, Person]
) -> None:
    record = start(people["edna"], hand_over(net), body=MET)
    other = hand_over(net, named=PLANTED)
    with app.app_context(), transaction():
        withdrawing.withdraw(net.actor("mia"), other, [])
    assert advised(net, record) == ["Teodora Huanca"]
    with app.app_context():
        with transaction():
            records.purge(other)
        Absorber(net.actor("edna"), indexes.PUBLICATION, indexes.EDITORS, NOW).renew([other])
    assert advised(net, record) == []


def test_an_officer_also_compares_what_was_never_handed_over(net: Network, people: dict[str, Person]) -> None:
    record = start(people["edna"], hand_over(net), body=MET)
    hand_over(net, named=PLANTED, steps=("acknowledge",))
    assert advised(net, record) == []
    people["edna"].step(record, "submit")
    people["paz"].step(record, "names", words="to review a story for publication")
    assert LIKE in html.unescape(people["paz"].get(f"/editor/{record}"))
    people["paz"].step(record, "pass", status=422)


def test_what_only_the_editors_check_finds_is_the_officers_to_decide(net: Network, people: dict[str, Person]) -> None:
    edna, paz = people["edna"], people["paz"]
    record = start(edna, hand_over(net), body=MET)
    hand_over(net, named=PLANTED, by="gita", country="KEN")
    edna.step(record, "submit")
    (found,) = story_of(net, record).found
    paz.step(record, "names", words="to review a story for publication")
    page = paz.get(f"/editor/{record}")
    assert_valid_html(page)
    assert found.id in page and "Like the name of somebody in the records" in page
    paz.step(record, "pass", status=422)
    paz.step(record, "dismiss", hit=found.id, words="A street of the capital.")
    paz.step(record, "pass")
    people["abel"].step(record, "approve")


def test_a_text_is_not_passed_on_while_other_reports_are_unread_or_the_index_is_full(
    app: Flask, net: Network, people: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    edna, paz = people["edna"], people["paz"]
    record = start(edna, hand_over(net))
    hand_over(net, named=PLANTED)

    def full(*_who: object, **_how: object) -> None:
        raise apsw.FullError("full")

    with monkeypatch.context() as patched:
        patched.setattr(indexes, "use", full)
        page = edna.get(f"/editor/{record}")
        assert_valid_html(page)
        assert UNREAD in page
        assert UNREAD in edna.step(record, "submit", status=409).text
        for path in ("/editor", "/editor/new"):
            answer = edna.client.get(path)
            assert answer.status_code == 503 and "No report is lost" in answer.text
            assert_valid_html(answer.text)
    edna.step(record, "submit")
    paz.step(record, "names", words="to review a story for publication")
    absorb = desks.absorb
    with monkeypatch.context() as patched:
        patched.setattr(absorbing, "BATCH", 1)
        patched.setattr(desks, "absorb", lambda *who, now, seconds: absorb(*who, now=now, seconds=0.0))
        assert UNREAD in paz.get(f"/editor/{record}")
        assert UNREAD in paz.step(record, "pass", status=409).text
        patched.setattr(others.desks, "absorb", full)
        assert UNREAD in paz.step(record, "pass", status=409).text
    paz.step(record, "pass")


def test_the_list_of_reports_to_write_from_says_how_far_it_has_read(
    net: Network, people: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    for _number in range(3):
        hand_over(net)
    absorb = indexes.absorb
    monkeypatch.setattr(absorbing, "FAR", 4)
    monkeypatch.setattr(indexes, "absorb", lambda *who, now: absorb(*who, now=now, seconds=0.0))
    answer = people["edna"].client.get("/editor/new")
    assert_valid_html(answer.text)
    assert "This list is not complete yet" in answer.text and answer.headers["Refresh"] == "2"
    assert answer.text.count('name="sources"') < 3
    for _look in range(9):
        answer = people["edna"].client.get("/editor/new")
    assert answer.text.count('name="sources"') == 3 and "Refresh" not in answer.headers


def test_reports_are_offered_with_the_keys_that_the_index_keeps(
    app: Flask, net: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed = {hand_over(net), hand_over(net)}
    with app.app_context():
        reading.handed_over(net.actor("edna"), NOW)

        def no_more(*_who: object) -> None:
            raise AssertionError("verified again")

        monkeypatch.setattr(Chain, "verify", no_more)
        offered = reading.handed_over(net.actor("edna"), NOW)
    assert {source.record for source in offered.sources} == handed
