"""An editor starts a thank-you; only the defender's own keys, yes and last word make a story of it."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from app.audit import service as audit
from app.database import Base, db, transaction
from app.spotlight.errors import NoSuchOffer, NoSuchStory
from app.spotlight.models import StoryOfferRow
from app.spotlight.service import listing, offering
from tests.factories import Network, csrf
from tests.spotlight.making import Person, story_of
from tests.spotlight.test_appreciations import ASKED, TEXT, say
from tests.support.html import assert_valid_html

PROPOSED = {"name": "Wanjiku Test", "country": "KEN", "telling": "Thirty years on one bench.", "language": "en"}
TODAY = date(2026, 11, 22)


def propose(edna: Person, **fields: str) -> str:
    """Propose a story as an editor; return the address that the link leads to."""
    answer = edna.post("/editor/offer", **{**PROPOSED, **fields})
    assert answer.status_code == 200, answer.text
    assert_valid_html(answer.text)
    link = re.search(r"https?://[^<]+(/appreciation/offered/[0-9A-Z]+)<", answer.text)
    assert link
    return link.group(1)


def everything() -> str:
    """Return all that the database holds."""
    rows = [db.session.execute(table.select()).all() for table in Base.metadata.sorted_tables]
    return repr(rows)


def test_the_defender_takes_it_over_and_has_the_last_word(net: Network, people: dict[str, Person]) -> None:
    edna, mia, abel = people["edna"], people["mia"], people["abel"]
    assert_valid_html(edna.get("/editor/offer"))
    link = propose(edna)
    page = mia.get(link)
    assert_valid_html(page)
    assert "Thirty years on one bench." in page and not re.search(r"<input[^>]*\bchecked", page)
    answer = mia.post(link, **{**ASKED, "telling": "Twenty years."})
    assert answer.status_code == 303
    record = answer.headers["Location"].rsplit("/", 1)[1]
    story = story_of(net, record, "mia", "appreciation")
    assert story.appreciation and story.appreciation.telling == "Twenty years." and not story.appreciation.u9
    assert record in edna.get("/editor")
    edna.step(record, "edit", **TEXT)
    edna.step(record, "submit")
    abel.step(record, "approve", status=409)
    say(mia, record, "answer", agreed="y")
    abel.step(record, "approve")
    assert people["noor"].client.get(f"/appreciation/{record}").status_code == 404


def test_without_the_yes_to_be_named_nothing_begins_and_the_link_stays(net: Network, people: dict[str, Person]) -> None:
    link = propose(people["edna"])
    answer = people["mia"].post(link, **{**ASKED, "u8": "", "telling": "In my own words."})
    assert answer.status_code == 422 and "In my own words." in answer.text
    with net.app.app_context():
        assert not listing.stories(net.actor("edna"), datetime.now(UTC)).lines
    assert people["mia"].post(link, **ASKED).status_code == 303


def test_a_link_works_once_and_not_for_ever(app: Flask, net: Network, people: dict[str, Person]) -> None:
    link = propose(people["edna"])
    assert people["mia"].post(link, **ASKED).status_code == 303
    for name in ("mia", "noor"):
        answer = people[name].client.get(link)
        assert answer.status_code == 404 and "it was used, or is too old" in html.unescape(answer.text)
    assert people["noor"].post(link, **ASKED).status_code == 404
    with app.app_context():
        with transaction():
            token = offering.offer(net.actor("edna"), offering.Offer(**PROPOSED), TODAY)
        last = TODAY + timedelta(days=offering.VALID_DAYS)
        assert offering.look_at(token, last).name == "Wanjiku Test"
        with pytest.raises(NoSuchOffer):
            offering.look_at(token, last + timedelta(days=1))
        with transaction():
            assert offering.drop_expired_offers(last) == 0
        with transaction():
            assert offering.drop_expired_offers(last + timedelta(days=1)) == 1


def test_who_refuses_leaves_nothing_and_is_not_named(app: Flask, net: Network, people: dict[str, Person]) -> None:
    link = propose(people["edna"])
    with app.app_context():
        before = {one.number for one in audit.page(net.actor("audra"), None, 100)}
    assert people["mia"].post(f"{link}/refuse").status_code == 303
    assert people["mia"].client.get(link).status_code == 404
    assert people["mia"].post(f"{link}/refuse").status_code == 404
    with app.app_context():
        assert db.session.query(StoryOfferRow).count() == 0
        assert {one.number for one in audit.page(net.actor("audra"), None, 100)} == before


def test_what_is_kept_tells_nobody_for_whom_it_is(app: Flask, net: Network, people: dict[str, Person]) -> None:
    link = propose(people["edna"])
    token = link.rsplit("/", 1)[1]
    with app.app_context():
        kept = everything()
        for told in ("Wanjiku", "bench", token, token.lower()):
            assert told not in kept
        (offered,) = db.session.query(StoryOfferRow)
        assert (
            b"KEN" not in offered.sealed and "KEN" not in offered.expires_on
        )  # three letters: ids have them by chance
        sizes = set()
        for telling in ("x", "x" * 700):
            with transaction():
                proposed = offering.Offer(**{**PROPOSED, "telling": telling})
                offering.offer(net.actor("edna"), proposed, TODAY)
            sizes |= {len(row.sealed) for row in db.session.query(StoryOfferRow)}
        assert len(sizes) == 1
    assert people["mia"].post(link, **ASKED).status_code == 303
    with app.app_context():
        lines = [one.line for one in audit.page(net.actor("audra"), None, 100) if one.line]
        mia = net.people["mia"].actor.account
        assert all(mia not in (line.actor, line.about) for line in lines if line.event == "story_changed")


def test_only_editors_propose_and_only_members_take(app: Flask, net: Network, people: dict[str, Person]) -> None:
    link = propose(people["edna"])
    for name in ("abel", "paz", "mia"):
        assert people[name].client.get("/editor/offer").status_code == 404
    for name in ("edna", "abel", "paz"):
        assert people[name].client.get(link).status_code == 404
    assert app.test_client().get(link).status_code == 303
    with app.app_context(), pytest.raises(NoSuchStory):
        offering.offer(net.actor("abel"), offering.Offer(**PROPOSED), TODAY)
    answer = people["edna"].post("/editor/offer", **{**PROPOSED, "country": "XXX"})
    assert answer.status_code == 422 and "Thirty years on one bench." in answer.text
    assert csrf(people["mia"].client, link)
