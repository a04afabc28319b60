"""However many stories there are, each is found: a page at a time, the newest first, at the price of one page."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import apsw
import msgspec
import pytest
from flask import Flask
from sqlalchemy import event

from app.database import db, transaction
from app.index.asking import rows
from app.spotlight import indexes, rules
from app.spotlight.content.entries import APPRECIATION, STORY, AppreciationStarted, Drafted, StoryStarted, Text
from app.spotlight.projection import STORY_SCHEMA
from app.spotlight.rules import State
from app.spotlight.service import listing
from app.vault import sealing
from app.vault.entries import FILER
from tests.factories import Network
from tests.spotlight.making import Person, hand_over, start, story_of
from tests.support.html import assert_valid_html

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
MANY = 320


def began(net: Network, number: int, *more: msgspec.Struct) -> str:
    """Let a story of a desk begin so many minutes before now."""
    at, readers = NOW - timedelta(minutes=number), {STORY: ["publication", f"protection:{net.desks['Andes']}"]}
    entries = [(STORY, entry) for entry in (StoryStarted(sources=("x",)), *more)]
    return sealing.create(net.actor("edna"), kind=STORY, desk="", readers=readers, entries=entries, at=at)


@contextmanager
def queries() -> Iterator[list[str]]:
    """Collect what is asked of the database inside."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, sql: str, *_more: object) -> None:
        asked.append(sql)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def by_paging(net: Network, name: str, state: str = "") -> tuple[list[str], set[int]]:
    """Return the stories that somebody finds page by page, and how many queries the pages cost."""
    found, costs, after = list[str](), set[int](), ""
    actor = net.actor(name)
    while True:
        with queries() as asked:
            page = listing.stories(actor, NOW, state, after)
        costs.add(len(asked))
        found += [line.record for line in page.lines]
        after = page.next
        assert len(page.lines) <= listing.AT_ONCE and not page.broken and page.progress.complete
        if not after:
            return found, costs


def test_some_hundred_stories_are_all_found_by_paging_at_the_price_of_one_page(app: Flask, net: Network) -> None:
    with app.app_context():
        with transaction():
            begun = [began(net, number) for number in range(MANY)]
            drafted = began(net, MANY, Drafted(text=Text(title="The one that is drafted")))
        while not listing.stories(net.actor("edna"), NOW).progress.complete:
            pass  # reading them in is the price of the first look
        everything, costs = by_paging(net, "edna")
        assert everything == [*begun, drafted]
        assert max(costs) < 5, costs
        page = listing.stories(net.actor("abel"), NOW, "draft")
        assert [line.title for line in page.lines] == ["The one that is drafted"] and not page.next
        assert page.counts == {State.STARTED: MANY, State.DRAFT: 1}
        theirs, costs = by_paging(net, "paz")
        assert sorted(theirs) == sorted(everything) and max(costs) < 10, costs
        assert by_paging(net, "paz", "draft")[0] == [drafted]
        assert by_paging(net, "gus")[0] == []


def test_what_is_written_on_shows_at_the_next_look(app: Flask, net: Network) -> None:
    with app.app_context():
        edna = net.actor("edna")
        with transaction():
            record, other = began(net, 1), began(net, 2)
        assert [line.title for line in listing.stories(edna, NOW).lines] == ["", ""]
        with transaction():
            sealing.append(edna, other, [(STORY, Drafted(text=Text(title="Now it has one")))])
        with queries() as asked:
            found = listing.stories(edna, NOW).lines
        assert [(line.record, line.title) for line in found] == [(record, ""), (other, "Now it has one")]
        assert sum("entry.sealed" in sql for sql in asked) == 1


def test_a_story_that_was_changed_outside_is_named_and_the_others_are_shown(app: Flask, net: Network) -> None:
    with app.app_context():
        with transaction():
            good, bad = began(net, 1), began(net, 2)
        with transaction():
            db.session.execute(db.text("UPDATE entry SET sealed = previous WHERE record = :r"), {"r": bad})
        for name in ("edna", "paz"):
            page = listing.stories(net.actor(name), NOW)
            assert [line.record for line in page.lines] == [good] and page.broken == (bad,)


def test_an_appreciation_is_listed_for_editors_and_for_no_officer(app: Flask, net: Network) -> None:
    asked = AppreciationStarted(name="Wanjiku", country="KEN", telling="x", language="en", u8=True, u9=False, on="")
    with app.app_context():
        with transaction():
            readers = {STORY: [FILER, "publication"]}
            sealing.create(net.actor("mia"), kind=APPRECIATION, desk="", readers=readers, entries=[(STORY, asked)])
        (line,) = listing.stories(net.actor("edna"), NOW).lines
        assert (line.title, line.kind) == ("Wanjiku", APPRECIATION)
        assert not listing.stories(net.actor("paz"), NOW).lines


DAYS = ("2026-01-31", "2026-02-28", "2026-05-22", "2026-05-23", "2026-11-22", "2026-11-23", "2026-08-31")


def test_the_index_tells_the_state_of_a_day_as_the_rules_do() -> None:
    connection = apsw.Connection(":memory:")
    connection.execute(STORY_SCHEMA)
    cases = list(itertools.product((State.SCHEDULED, State.PUBLISHED, State.UPDATED), DAYS, ("", *DAYS)))
    cases += [(state, "", "") for state in State if state not in (State.SCHEDULED, State.PUBLISHED, State.UPDATED)]
    for id, (state, on, asked) in enumerate(cases):
        values = (id, str(id), STORY, "", state.value, on, asked, "", "")
        connection.execute("INSERT INTO story VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
    for today in (date(2026, 11, 22), date(2026, 8, 31), date(2027, 2, 28), date(2027, 3, 1)):
        values = {"today": today.isoformat(), "due": rules.last_due(today)}
        shown = dict(rows(connection, f"SELECT id, shown FROM ({listing.TODAYS})", values))
        told = {id: rules.on_a_day(state, on, asked, today) for id, (state, on, asked) in enumerate(cases)}
        assert shown == told


def test_the_page_narrows_to_a_state_and_leads_on(
    app: Flask, net: Network, people: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "AT_ONCE", 2)
    edna = people["edna"]
    written = start(edna, hand_over(net), title="The only draft")
    with app.app_context(), transaction():
        begun = [began(net, number) for number in range(3)]
    page = edna.get("/editor")
    assert_valid_html(page)
    assert "Nothing written yet (3)" in page and "Draft (1)" in page and 'rel="next"' in page
    only = edna.get("/editor?state=draft")
    assert "The only draft" in only and 'rel="next"' not in only and "Without a title" not in only
    officer = people["paz"].get("/editor?state=draft")
    assert_valid_html(officer)
    assert edna.get("/editor?state=nonsense&after=nonsense").count("<tr>") == page.count("<tr>")
    assert story_of(net, written).state is State.DRAFT and len(begun) == 3


def test_a_list_that_is_not_read_in_yet_says_so_and_one_without_an_index_is_no_error_page(
    app: Flask, net: Network, people: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context(), transaction():
        for number in range(3):
            began(net, number)
    follow = indexes.follow_stories
    monkeypatch.setattr(indexes, "AT_ONCE", 2)
    monkeypatch.setattr(indexes, "follow_stories", lambda *who, now: follow(*who, now=now, seconds=0.0))
    answer = people["edna"].client.get("/editor")
    assert answer.text.count("<tr>") == 3 and "Reading what arrived: 2 of 3" in answer.text
    assert answer.headers["Refresh"] == "2"
    assert_valid_html(answer.text)
    answer = people["edna"].client.get("/editor")
    assert answer.text.count("<tr>") == 4 and "Refresh" not in answer.headers

    def full(*_who: object, **_how: object) -> None:
        raise apsw.FullError("full")

    monkeypatch.setattr(indexes, "use", full)
    answer = people["edna"].client.get("/editor")
    assert answer.status_code == 503 and "No report is lost" in answer.text
    assert_valid_html(answer.text)
    assert people["paz"].client.get("/editor").status_code == 200
