"""Many at once: nothing is lost, nothing is filed twice, and growth is never taken for tampering."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from app.database import db
from app.errors import Refusal, Tampered
from app.vault import arrivals, opening, records
from app.vault.errors import AlreadyThere, ChainGrew, RecordTampered
from tests.factories import Network
from tests.vault.worlds import Note, file, read, sql, words, write


def at_once(net: Network, *tasks: Callable[[], Any]) -> list[Any]:
    """Run tasks in threads that start together; return what each returned, or the refusal it raised."""
    barrier = Barrier(len(tasks))

    def run(task: Callable[[], Any]) -> Any:
        with net.app.app_context():
            try:
                barrier.wait(timeout=30)
                return task()
            except Refusal as refusal:
                return refusal
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return [future.result(timeout=120) for future in [pool.submit(run, task) for task in tasks]]


def test_messages_and_notes_written_together_all_land(net: Network) -> None:
    record = file(net)
    db.session.remove()
    writers = [("mia", "report"), ("rosa", "report"), ("ben", "desk"), ("paz", "identity"), ("rosa", "match")]
    tasks = [
        lambda who=who, where=where, n=n: write(net, who, record, where, f"{who} {where} {n}")
        for who, where in writers
        for n in range(2)
    ]
    answers = at_once(net, *tasks)
    assert sorted(answers) == list(range(4, 14))
    seen = words(read(net, "paz", record)) + words(read(net, "mia", record))
    assert {f"{who} {where} {n}" for who, where in writers for n in range(2)} <= set(seen)
    assert arrivals.first_missing(net.desks["Andes"]) is None
    assert arrivals.arrived(net.desks["Andes"]) == 13


def test_of_two_moves_one_wins_and_the_other_is_told(net: Network) -> None:
    record = file(net)
    db.session.remove()
    answers = at_once(
        net, *(lambda who=who: write(net, who, record, "desk", who, expect=3) for who in ("rosa", "ben", "paz"))
    )
    assert answers.count(4) == 1
    assert sum(isinstance(answer, ChainGrew) for answer in answers) == 2
    assert len(read(net, "rosa", record)) == 4


def test_one_form_sent_several_times_at_once_files_once(net: Network) -> None:
    answers = at_once(net, *(lambda: file(net, record="7K3M9QXT4B2NWZ0C") for _ in range(4)))
    assert answers.count("7K3M9QXT4B2NWZ0C") == 1
    assert sum(isinstance(answer, AlreadyThere | ChainGrew) for answer in answers) == 3
    assert words(read(net, "rosa", "7K3M9QXT4B2NWZ0C"))[0] == "what happened"


def test_several_people_file_at_once_and_each_finds_their_own(net: Network) -> None:
    people = ["mia", "noor", "rosa", "edna"]
    answers = at_once(net, *(lambda who=who: [file(net, who) for _ in range(3)] for who in people))
    assert [len(answer) for answer in answers] == [3, 3, 3, 3]
    for who, answer in zip(people, answers, strict=True):
        assert sorted(records.own(net.actor(who), "incident")) == sorted(answer)
    assert sql("SELECT count(*) FROM record") == [(12,)]
    assert sorted(number for (number,) in sql("SELECT arrival FROM entry WHERE seq > 0")) == list(range(1, 37))


def test_what_changes_between_looks_is_looked_at_again_and_what_stays_is_refused() -> None:
    """A chain that grew during each of ten looks opens at the eleventh; one that does not change is looked at twice."""
    found: dict[str, opening.Chain | RecordTampered] = {}
    seen: dict[str, int] = {"grows": 0, "cut": 0}
    for wanted, looks in opening.looking_again(["grows", "cut"], found):
        for name in wanted:
            seen[name] += 1
            looks[name] = (b"", seen[name] if name == "grows" else 1, 1)
            found[name] = RecordTampered(name)
        if seen["grows"] > 10:
            del found["grows"]
    assert seen == {"grows": 11, "cut": 2}


def test_reading_while_a_record_grows_never_reports_tampering(net: Network) -> None:
    record = file(net)
    db.session.remove()

    def grow() -> int:
        for number in range(12):
            write(net, "mia", record, "report", str(number))
        return 12

    def look() -> list[int]:
        found = []
        for _ in range(25):
            chain = opening.read_many(net.actor("rosa"), [record], as_filer=False)[record]
            found.append(-1 if isinstance(chain, Tampered) else len(chain))
            db.session.rollback()
        return found

    def count() -> list[int | None]:
        return [arrivals.first_missing(net.desks["Andes"]) for _ in range(25)]

    grown, seen, missing = at_once(net, grow, look, count)
    assert grown == 12
    assert min(seen) >= 3
    assert seen == sorted(seen)
    assert set(missing) == {None}
    assert words(read(net, "rosa", record))[3:] == [str(number) for number in range(12)]


@pytest.mark.parametrize("body", ["", "é" * 5000, "\u0000\u2028"])
def test_any_text_comes_back_as_it_was_sealed(net: Network, body: str) -> None:
    record = file(net, entries=[("report", Note(body))])
    assert words(read(net, "rosa", record)) == [body]
