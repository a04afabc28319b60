"""A report that was acknowledged is there, once, whole, whatever happens: many at once, a replay, `kill -9`."""

from __future__ import annotations

import http.client
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.audit import service as audit
from app.audit.events import Event
from app.database import db
from app.incidents.content.fold import fold
from app.incidents.content.layout import IDENTITY, MATCH, REPORT
from app.vault import opening, records
from app.vault.entries import Status
from app.vault.models import EntryRow, GrantRow, RecordRow
from tests.support.databases import Databases
from tests.support.server import ALERT, Browser, Place, Server, acknowledged, installed, serving

pytestmark = pytest.mark.long(30)

CLIENTS, REPORTS = 8, 400


@pytest.fixture(scope="module")
def place(databases: Databases, backend: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with installed(databases, backend, tmp_path_factory.mktemp("never-lost"), CLIENTS) as made:
        yield made


def browsers(server: Server) -> list[Browser]:
    return [server.browser(f"member{number}") for number in range(CLIENTS)]


def whole(place: Place, texts: dict[str, tuple[str, str]]) -> None:
    """Fail unless each record (reference: member and text) is there once and opens for its filer and its desk."""
    rosa, paz = place.actor("rosa"), place.actor("paz")
    for member in {member for member, _text in texts.values()}:
        filer = place.actor(member)
        mine = [reference for reference, (name, _text) in texts.items() if name == member]
        assert set(mine) <= set(records.own(filer, "incident"))
        opened = opening.read_many(filer, mine)
        seen = opening.read_many(rosa, mine, as_filer=False)
        names = opening.read_many(paz, mine, as_filer=False)
        for reference in mine:
            assert fold(opened[reference]).report.narrative.text == texts[reference][1]
            assert fold(seen[reference]).report.narrative.text == texts[reference][1]
            assert {one.compartment for one in seen[reference] if one.status is Status.OPEN} == {REPORT, MATCH}
            assert IDENTITY in {one.compartment for one in names[reference] if one.status is Status.OPEN}


def nothing_half_there(place: Place) -> None:
    """Fail unless every row belongs to a whole record, its numbers have no gap, and each has its audit line."""
    rosa = place.actor("rosa")
    every = list(db.session.scalars(select(RecordRow.id)))
    for name, entries in opening.read_many(rosa, every, as_filer=False).items():
        assert isinstance(entries, list), f"{name} does not verify"
        assert len(entries) == 4
    for table in (EntryRow, GrantRow):
        assert set(db.session.scalars(select(table.record).distinct())) == set(every)
    arrivals = list(db.session.scalars(select(EntryRow.arrival).where(EntryRow.seq > 0).order_by(EntryRow.arrival)))
    assert arrivals == list(range(1, len(arrivals) + 1))
    assert audit.first_broken() is None
    lines = [one.line for one in audit.page(place.actor("audra"), None, 100_000) if one.line]
    assert Counter(line.record for line in lines if line.event == Event.INCIDENT_FILED) == Counter(every)


def test_four_hundred_reports_filed_at_once_are_all_there_once(place: Place) -> None:
    texts: dict[str, tuple[str, str]] = {}

    def file(number: int, browser: Browser) -> None:
        for count in range(REPORTS // CLIENTS):
            text = f"Report {count} of member {number}: the door was broken."
            reference = browser.file({"text": text})
            assert reference not in texts
            texts[reference] = (f"member{number}", text)

    with serving(place) as server, ThreadPoolExecutor(CLIENTS) as pool:
        for job in [pool.submit(file, *pair) for pair in enumerate(browsers(server))]:
            job.result()
    assert len(texts) == REPORTS
    with place.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(RecordRow)) == REPORTS
        whole(place, texts)
        nothing_half_there(place)


def test_the_same_form_sent_by_many_at_once_files_once(place: Place) -> None:
    with serving(place) as server, ThreadPoolExecutor(CLIENTS) as pool:
        first = server.browser("member0")
        form = first.alert({"text": "Sent eight times."})

        def replay(_number: int) -> str:
            other = server.browser()
            other.cookies = dict(first.cookies)
            return acknowledged(*other.ask("POST", ALERT, form))

        references = {job.result() for job in [pool.submit(replay, number) for number in range(CLIENTS)]}
        references.add(replay(0))
    assert len(references) == 1
    with place.app.app_context():
        whole(place, {references.pop(): ("member0", "Sent eight times.")})
        nothing_half_there(place)


def test_what_was_acknowledged_before_a_kill_opens_after_the_restart(place: Place) -> None:
    texts: dict[str, tuple[str, str]] = {}
    under_way: list[tuple[Browser, dict[str, str]]] = []
    enough, lock = threading.Event(), threading.Lock()

    def file(number: int, browser: Browser) -> None:
        for count in range(1000):
            text = f"Before the power cut {count}, member {number}."
            form: dict[str, str] = {}
            try:
                form = browser.alert({"text": text})
                reference = acknowledged(*browser.ask("POST", ALERT, form))
            except (OSError, http.client.HTTPException):
                with lock:
                    under_way.append((browser, form))
                return
            with lock:
                texts[reference] = (f"member{number}", text)
                if len(texts) >= 6 * CLIENTS:
                    enough.set()

    with serving(place) as server, ThreadPoolExecutor(CLIENTS) as pool:
        jobs = [pool.submit(file, *pair) for pair in enumerate(browsers(server))]
        while not enough.wait(0.01) and not any(job.done() for job in jobs):
            pass
        server.kill()
        for job in jobs:
            job.result()
    assert len(under_way) == CLIENTS, "the server was not killed while filing"
    with place.app.app_context():
        whole(place, texts)
        nothing_half_there(place)
        before = set(db.session.scalars(select(RecordRow.id)))
    send_again(place, under_way, texts, before)


def send_again(
    place: Place, under_way: list[tuple[Browser, dict[str, str]]], texts: dict[str, tuple[str, str]], before: set[str]
) -> None:
    """The people whose form was under way press the button again: sessions hold, and nothing is filed twice."""
    again = {}
    with serving(place) as server:
        for browser, form in under_way:
            if form:
                fresh = server.browser()
                fresh.cookies = browser.cookies
                again[acknowledged(*fresh.ask("POST", ALERT, form))] = form["text"]
    assert not set(again) & set(texts)
    with place.app.app_context():
        assert set(db.session.scalars(select(RecordRow.id))) == before | set(again)
        whole(place, {name: (f"member{text.rstrip('.').split()[-1]}", text) for name, text in again.items()})
        nothing_half_there(place)


def test_a_server_leaves_nothing_on_disk_but_the_instance(place: Place) -> None:
    names = {path.name for path in Path(place.folder).rglob("*") if path.is_file()}
    unknown = {name for name in names if not name.startswith(("amparo.sqlite", "instance.key", "directory-head"))}
    assert not unknown
