"""A living defender is thanked by name only with their yes to the very text, and disappears when they take it back."""

from __future__ import annotations

from flask import Flask

from app.audit import service as audit
from app.database import db
from app.spotlight.service import publications
from tests.factories import Network
from tests.spotlight.making import Person, story_of
from tests.support.html import assert_valid_html

ASKED = {
    "name": "Wanjiku Test", "country": "KEN", "telling": "Thirty years beside those who ask for justice.",
    "language": "en", "u8": "y",
}  # fmt: skip
TEXT = {
    "title": "Wanjiku Test: thirty years on one bench", "alt": "A paralegal from Kenya.",
    "body": "She began under a tree.", "region": "014", "country": "KEN", "year": "2026", "language": "en",
}  # fmt: skip


def ask(mia: Person, **fields: str) -> str:
    answer = mia.post("/appreciation/new", **{**ASKED, **fields})
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"].rsplit("/", 1)[1]


def own(net: Network, record: str):
    return story_of(net, record, "mia", "appreciation")


def say(mia: Person, record: str, step: str, status: int = 303, **fields: str) -> None:
    story = own(mia.net, record)
    answer = mia.post(f"/appreciation/{record}/{step}", **{"seen": story.length, "hash": story.hash, **fields})
    assert answer.status_code == status, answer.text


def written(net: Network, people: dict[str, Person]) -> str:
    record = ask(people["mia"])
    people["edna"].step(record, "edit", **TEXT)
    people["edna"].step(record, "submit")
    return record


def test_from_the_wish_to_the_public_and_back(app: Flask, net: Network, people: dict[str, Person]) -> None:
    mia, edna, abel, public = people["mia"], people["edna"], people["abel"], app.test_client()
    record = written(net, people)
    abel.step(record, "approve", status=409)  # not before the defender's yes
    assert_valid_html(mia.get(f"/appreciation/{record}"))
    say(mia, record, "answer", words="Not the tree, please.")
    assert "Not the tree, please." in edna.get(f"/editor/{record}/edit")
    edna.step(record, "edit", **{**TEXT, "body": "She began on a bench."})
    edna.step(record, "submit")
    say(mia, record, "answer", agreed="y")
    assert_valid_html(abel.get(f"/editor/{record}"))
    abel.step(record, "approve")
    abel.step(record, "publish", on="")
    story = own(net, record)
    page = public.get(f"/spotlights/{story.slug}")
    assert page.status_code == 200 and "Wanjiku Test" in page.text and "Kenya" in page.text
    assert story.slug in public.get("/countries/KEN").text
    assert story.slug not in public.get("/countries/UGA").text
    say(mia, record, "withdraw", words="")
    assert public.get(f"/spotlights/{story.slug}").status_code == 410
    assert story.slug not in public.get("/countries/KEN").text
    assert own(net, record).withdrawn
    with app.app_context():
        row = db.session.get_one(publications.PublicationRow, story.publication)
        assert not (row.title or row.body or row.html or row.alt or row.hash or row.country)
    assert "withdrew" in edna.get("/editor")
    abel.step(record, "publish", status=409)


def test_an_edit_after_the_yes_needs_another_yes(net: Network, people: dict[str, Person]) -> None:
    record = written(net, people)
    say(people["mia"], record, "answer", agreed="y")
    people["edna"].step(record, "edit", **{**TEXT, "body": "Something else."})
    people["abel"].step(record, "approve", status=409)
    assert not own(net, record).defender_agreed_on


def test_the_yes_is_to_the_text_that_was_read(net: Network, people: dict[str, Person]) -> None:
    record = written(net, people)
    say(people["mia"], record, "answer", status=409, agreed="y", hash="0" * 64)
    assert own(net, record).state == "defender_review"


def test_nobody_else_answers_or_withdraws(net: Network, people: dict[str, Person]) -> None:
    record = written(net, people)
    story = own(net, record)
    for step in ("answer", "withdraw"):
        answer = people["noor"].post(f"/appreciation/{record}/{step}", seen=story.length, hash=story.hash, agreed="y")
        assert answer.status_code == 404
    assert people["noor"].client.get(f"/appreciation/{record}").status_code == 404
    assert people["edna"].client.get(f"/appreciation/{record}").status_code == 404
    assert own(net, record) == story


def test_nothing_is_sent_without_consent_to_be_named(net: Network, people: dict[str, Person]) -> None:
    answer = people["mia"].post("/appreciation/new", **{**ASKED, "u8": ""})
    assert answer.status_code == 422
    assert "Thirty years beside" in answer.text
    assert people["mia"].get("/appreciation").count("<section") == 0


def test_the_audit_does_not_say_who_asked(app: Flask, net: Network, people: dict[str, Person]) -> None:
    record = ask(people["mia"])
    with app.app_context():
        lines = [
            one.line for one in audit.page(net.actor("audra"), None, 100) if one.line and one.line.record == record
        ]
        assert lines and all(not line.actor for line in lines)
