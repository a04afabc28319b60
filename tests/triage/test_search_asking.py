"""What a search finds in a desk's index: words of every script, fields, partial dates; in which order, and for whom."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import apsw
import pytest

from app.incidents.content.inward import Assigned, ConflictDeclared
from app.incidents.content.report import Act, Narrative, Perpetrator, Where
from app.incidents.matching.folding import is_spaceless
from app.triage import searching
from app.triage.searching import asking
from tests.incidents.chains import consent, filed, person, report
from tests.triage.searched import READER, ask, found, index, put, spoil, told

CONNECTION = index(
    told("P1 was taken from the office. Two officers searched the house of the lawyer."),  # R1
    told("La avocate Détenue à la préfecture, l'été dernier."),  # R2
    told("اِعتَقَلَتِ الشُّرطة المحـــامي أحمد أمام المحكمة"),  # R3
    told("Адвоката задержали в офисе"),  # R4
    told("北京律师被捕，家人不知去向。"),  # R5
    told("ทนายความถูกจับกุมที่บ้าน"),  # R6
    told("변호사가 체포되었다"),  # R7
    told("弁護士が逮捕された"),  # R8
    told("वकील को गिरफ्तार किया गया"),  # R9
)


@pytest.mark.parametrize(
    ("text", "records"),
    [
        ("office taken", ["R1"]),
        ("OFFICE -lawyer", []),
        ('"searched the house"', ["R1"]),
        ('"house searched"', []),
        ("offi*", ["R1"]),
        ("detenue PREFECTURE", ["R2"]),
        ("ete", ["R2"]),
        ("l'été", ["R2"]),
        ("المحامي", ["R3"]),
        ("الْمُحَامِي", ["R3"]),
        ("محامي", ["R3"]),
        ("احمد الشرطة", ["R3"]),
        ("адвокат", ["R4"]),
        ("ЗАДЕРЖАЛИ", ["R4"]),
        ("律师", ["R5"]),
        ("捕", ["R5", "R8"]),
        ("向", ["R5"]),
        ("不知去向", ["R5"]),
        ("北京 家人", ["R5"]),
        ("律师 -北京", []),
        ("ทนาย", ["R6"]),
        ("ที่", ["R6"]),
        ("체포", ["R7"]),
        ("弁護士", ["R8"]),
        ("され", ["R8"]),
        ("गिरफ्तार", ["R9"]),
        ("ffic", ["R1"]),
        ("fi", []),
        ("nothing-like-it", []),
    ],
)
def test_words_of_every_script_are_found(text: str, records: list[str]) -> None:
    assert sorted(found(CONNECTION, text)) == records


def test_a_part_of_a_word_is_looked_for_only_where_no_report_has_it_whole() -> None:
    connection = index(told("the detention"), told("detent of a clock"))
    assert found(connection, "detent") == ["R2"]
    assert sorted(found(connection, "deten")) == ["R1", "R2"]
    assert found(connection, "tenti") == ["R1"]
    hidden = replace(READER, own=("R2",))
    assert found(connection, "detent", hidden) == ["R1"], "nobody learns from it what a hidden report says"


def test_a_word_among_characters_that_no_space_divides_is_found() -> None:
    connection = index(told("他们用gps跟踪" + "她" * 70), told("the land"))
    assert found(connection, "gps") == ["R1"]


def test_the_best_comes_first_and_of_equals_the_newest() -> None:
    same = told("land " + "and nothing else " * 30)
    connection = index(same, told("land land land"), same)
    assert found(connection, "land") == ["R2", "R3", "R1"]
    assert found(connection, "country:KEN") == ["R3", "R2", "R1"]


@pytest.mark.parametrize("text", ["land", "country:KEN", "la", "lan*", "律师被", "律"])
def test_pages_follow_each_other_without_gap_or_double(text: str) -> None:
    connection = index(*(told(f"land 律师被捕 {'land ' * (number % 3)}") for number in range(9)))
    whole = found(connection, text)
    shown: list[str] = []
    after = None
    for _page in range(5):
        part = ask(connection, text, after=after, limit=2)
        shown += [hit.record for hit in part.hits]
        assert part.total == len(whole)
        after = searching.place_of(str(part.next)) if part.next else None
        if part.next is None:
            break
    assert shown == whole


@pytest.mark.parametrize("text", ["", "x", "1", "nan 3", "inf 1", "0.0 1 OR 1=1", "1e999999 1", "٣ ٣", "-1.5 -2"])
def test_a_place_that_is_none_is_the_beginning(text: str) -> None:
    assert searching.place_of(text) is None


def test_many_are_not_counted_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.triage.searching.asking.COUNTED", 3)
    few, many = index(*[told("land")] * 3), index(*[told("land")] * 4)
    assert (ask(few, "land").total, ask(few, "land").many) == (3, False)
    assert (ask(many, "land").total, ask(many, "land").many) == (3, True)


FIELDS = index(
    filed(
        report=report(
            country="COL",
            acts=(Act(key="A1", code="K1", channel="call", means="firearm"),),
            persons=(person(gender="woman", age_band="18-29"), person("P2", gender="man")),
            perpetrators=(Perpetrator(key="X1", actor_class="state", category="police"),),
            where=Where(place="San José del Guaviare", admin1="Guaviare"),
            project="Río Negro mine",
            date="2026-03",
        ),
        consents=(consent(U7="yes"), consent("P2", U7="no")),
    ),
    filed(report=report(country="KEN", date="2025"), consents=(consent(U7="yes"),)),
    filed(report=report(country="ZAF", date="", narrative=Narrative(text="x", language="isiZulu"))),
)


@pytest.mark.parametrize(
    ("text", "records"),
    [
        ("country:Colombie", ["R1"]),
        ("country:COL,KEN", ["R1", "R2"]),
        ("-country:COL", ["R2", "R3"]),
        ("region:404", []),
        ("state:submitted", ["R1", "R2", "R3"]),
        ("state:open -country:KEN", ["R1", "R3"]),
        ("act:K1", ["R1"]),
        ("act:life", ["R1"]),
        ("act:L1", ["R2", "R3"]),
        ("act:K1,L1 office", ["R1", "R2"]),
        ("gender:femme", ["R1"]),
        ("age:18-29", ["R1"]),
        ("channel:call means:firearm", ["R1"]),
        ("perpetrator:police", ["R1"]),
        ("perpetrator:state", ["R1"]),
        ("place:jose", ["R1"]),
        ("place:guaviare", ["R1"]),
        ("place:ose", []),
        ("project:rio", ["R1"]),
        ("place:mine", []),
        ("consent:U7", ["R2"]),
        ("consent:U7=no", ["R1"]),
        ("who:nobody", ["R1", "R2", "R3"]),
        ("who:me", []),
        ("has:place", ["R1"]),
        ("language:isizulu", ["R3"]),
        ("language:isizulu x", ["R3"]),
        ("language:spanish", []),
        ("has:date", ["R1", "R2"]),
        ("verified:no", ["R1", "R2", "R3"]),
        ("verified:yes", []),
        ("date:2026", ["R1"]),
        ("date:2025-06", ["R2"]),
        ("date:2025-06..2026-03-05", ["R1", "R2"]),
        ("date:>2025-06", ["R1", "R2"]),
        ("date:>2025", ["R1"]),
        ("date:<2025-02", ["R2"]),
        ("date:<2025", []),
        ("date:unknown", ["R3"]),
        ("-date:unknown", ["R1", "R2"]),
        ("filed:2026-11-20", ["R1", "R2", "R3"]),
        ("filed:>2026-11-20", []),
        ("ref:R1", []),
    ],
)
def test_each_field_finds_what_has_it_and_nothing_else(text: str, records: list[str]) -> None:
    assert sorted(found(FIELDS, text)) == records
    if records:
        assert sorted(found(FIELDS, f"{text} -qqqq")) == records
    for word in ("office", "offi*", "ffic", "律师", "律师被"):
        assert sorted(found(FIELDS, f"{text} {word}")) == [one for one in records if one != "R3" and word[0] < "z"], (
            word
        )


def test_the_reader_and_their_colleagues_are_found_by_name() -> None:
    mine, theirs = told("land"), told("land")
    mine.add("rita", Assigned(to="rosa"), roles=frozenset({"reviewer"}))
    theirs.add("rita", Assigned(to="d1ego"), roles=frozenset({"reviewer"}))
    connection = index(mine, theirs)
    assert found(connection, "who:me") == ["R1"] and found(connection, "land who:diego") == ["R2"]


def test_own_reports_and_conflicts_are_neither_found_nor_counted() -> None:
    conflict = told("land 律师 Bogota", where=Where(place="Bogota"))
    conflict.add("rosa", ConflictDeclared(), roles=frozenset({"reviewer"}))
    connection = index(told("land 律师 Bogota"), conflict, told("land 律师 Bogota"))
    reader = replace(READER, own=("R3",))
    for text in (
        "land",
        "律师",
        "country:KEN",
        "-nothing",
        "ogot",
        "place:bogota",
        "lan*",
        "has:date -court",
        "date:unknown",
    ):
        answer = ask(connection, text, reader)
        assert len(answer.hits) == answer.total <= 1 and found(connection, text, reader) in ([], ["R1"]), text
        sql, values = searching.matching(connection, searching.parse(text, reader), reader).named("v")
        shown = connection.execute(f"SELECT record FROM incident WHERE {sql} AND record <> 'R1'", values).fetchall()
        assert not shown, text
    assert found(connection, "land", reader) == ["R1"] and len(found(connection, "land")) == 2


def queued(connection: apsw.Connection, text: str) -> list[str]:
    """Return what the queue shows for a text."""
    sql, values = searching.matching(connection, searching.parse(text, READER), READER, "q.id").named("t")
    return [record for (record,) in connection.execute(f"SELECT record FROM incident AS q WHERE {sql}", values)]


def test_a_reference_is_found_however_it_is_typed_unless_it_is_hidden() -> None:
    name = "7K3M9QXT4B2NWZ01"
    connection = index(told("land"))
    connection.execute("UPDATE incident SET record = ?", (name,))
    for text in (name, name.lower(), "7k3m-9qxt-4b2n-wzOl", " 7K3M 9QXT 4B2N WZ01 "):
        named = ask(connection, text).named
        assert named is not None and named.record == name, text
        assert queued(connection, text) == [name], text
    assert found(connection, "ref:7k3m") == [name]
    assert ask(connection, name, replace(READER, own=(name,))).named is None
    connection.execute("INSERT INTO conflict VALUES ('rosa', 1)")
    assert queued(connection, name) == []
    assert ask(connection, name).named is None and found(connection, "ref:7k3m") == []


def test_what_does_not_verify_is_found_by_its_reference_alone() -> None:
    connection = index(told("land"))
    spoil(connection, 2, name := "7K3M9QXT4B2NWZ01")
    named = ask(connection, name).named
    assert named is not None and not named.verifies and not named.snippet and not named.country
    assert found(connection, f"ref:{name}") == []
    for text in ("-nothing", "-country:COL", "date:unknown", "filed:unknown", "-land"):
        assert found(connection, text) in ([], ["R1"]), text
    assert ask(connection, name, replace(READER, own=(name,))).named is None


def test_what_was_changed_or_forgotten_is_found_no_more() -> None:
    connection = index(told("land 律师"), told("river 法院"))
    put(connection, 1, told("court 警察").opened)
    assert found(connection, "land") == [] == found(connection, "律师") and found(connection, "警察") == ["R1"]


def test_places_of_a_short_text_are_looked_at_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    connection = index(*[told("律师律师")] * 4)
    assert len(found(connection, "律师")) == 4
    monkeypatch.setattr("app.triage.searching.terms.MOST_PLACES", 3)
    assert len(found(connection, "律师")) == 3
    assert is_spaceless("律") and not is_spaceless("land")


def test_what_another_process_absorbs_meanwhile_disturbs_no_search(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(tmp_path / "index")
    connection = index(told("land"), told("land"), connection=apsw.Connection(path))
    connection.pragma("journal_mode", "wal")
    other = apsw.Connection(path)
    ranked = asking._ranked

    def ranked_and_changed(*given: Any) -> Any:
        found = ranked(*given)
        put(other, 1, ())
        return found

    monkeypatch.setattr(asking, "_ranked", ranked_and_changed)
    assert sorted(found(connection, "land")) == ["R1", "R2"]
    assert found(connection, "land") == ["R2"] and not connection.in_transaction
