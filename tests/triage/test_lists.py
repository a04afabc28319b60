"""Rows of one list are many incidents: they are compared by the filers' own words, never by headings and cells."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from msgspec.structs import replace

from app.incidents.content.imported import Cell
from app.incidents.content.outward import Filed
from app.incidents.content.report import Act, Narrative
from app.incidents.importing.checking import checked
from app.incidents.importing.mapping import CANNOT, Mapping, Statement
from app.incidents.importing.reading import read
from app.triage.likeness.candidates import suggestions
from tests.factories import network, signed_in
from tests.incidents.chains import Chain, report
from tests.incidents.importing.test_bringing_in import LIST, bring_in, prepared, reports
from tests.triage.searched import ask, index
from tests.triage.searched import found as searched
from tests.triage.test_duplicates import NIGHT, SAME
from tests.triage.test_duplicates import told as filed
from tests.triage.test_repeats import about

# Invented, in the shape of lists of killings: many cells in common, other people, other places, near days.
KILLINGS = "\n".join(
    [
        "row,date,gender,age,characteristics,driver,perpetrator,continent,country,number,region,victims",
        "1,2016-01-31,man,,Small-scale farmer,Agribusiness,Police,Americas,Colombia,170,Cauca,1",
        "2,2016-02-01,woman,34,Small-scale farmer,Agribusiness,Police,Americas,Colombia,170,Meta,1",
        "3,2016-02-01,man,51,Small-scale farmer,Agribusiness,Police,Americas,Colombia,170,Cauca,1",
        "4,2016-02-03,man,51,Small-scale farmer,Agribusiness,Police,Americas,Colombia,170,Cauca,1",
    ]
)
PLACES = (
    "row", "report.date", "person.gender", "person.age_band", "keep", "keep", "keep", "keep", "report.country",
    "keep", "where.admin1", "person.number",
)  # fmt: skip


def rows_of(text: str, *lists: str) -> list[Chain]:
    """Return the reports that the rows of a list become, for each of these lists."""
    document = read(text.encode())
    columns = {column.key: place for column, place in zip(document.shape.columns, PLACES, strict=True)}
    mapping = Mapping(columns=columns, always={"act.code": "K1", "report.danger": "no", "person.status_now": "dead"})
    found = []
    for name in lists:
        for row in document.rows:
            result = checked(document.shape, mapping, Statement(basis=CANNOT, reason="They died."), row)
            assert not result.problems
            found.append(entry(replace(result.filing.report, from_list=name)))
    return found


def entry(told: Any) -> Chain:
    chain = Chain()
    chain.add("filer", Filed(report=told))
    return chain


@pytest.mark.parametrize("lists", [("one",), ("",), ("one", "other")])
def test_rows_with_no_words_of_their_own_are_suggested_to_nothing(lists: tuple[str, ...]) -> None:
    chains = rows_of(KILLINGS, *lists)
    desk = index(*chains)
    assert [suggestions(desk, number) for number in range(1, len(chains) + 1)] == [[]] * len(chains)
    assert sorted(searched(desk, "Agribusiness")) == sorted(f"R{number}" for number in range(1, len(chains) + 1))


def test_a_hit_in_a_row_shows_its_cells_on_one_line_without_headings() -> None:
    [hit, *_more] = ask(index(*rows_of(KILLINGS, "one")), "Agribusiness").hits
    told = "".join(text for text, _found in hit.snippet)
    assert " · Small-scale farmer · Agribusiness · Police · " in told
    assert not any(heading in told for heading in ("driver", "perpetrator", "characteristics"))


def listed(text: str, name: str, row: str) -> Chain:
    cells = (Cell(heading="row", value=row), Cell(heading="driver", value="Agribusiness"))
    return filed(text, imported=cells, from_list=name)


def test_stories_of_one_list_are_compared_with_every_report_but_those_of_the_list() -> None:
    desk = index(listed(NIGHT, "one", "1"), listed(SAME, "one", "2"), listed(SAME, "other", "2"), filed(NIGHT))
    near = {number: {one.record for one in suggestions(desk, number)} for number in range(1, 5)}
    assert near == {1: {"R3", "R4"}, 2: {"R3", "R4"}, 3: {"R1", "R2", "R4"}, 4: {"R1", "R2", "R3"}}


def test_the_same_person_twice_in_one_list_is_suggested_by_the_name() -> None:
    same: dict[str, Any] = {"from_list": "one", "act_group": "threat", "acts": (), "narrative": Narrative(text=NIGHT)}
    desk = index(about("Amina Wanjiku Otieno", **same), about("AMINA OTIENO", **same), about("Grace Achieng", **same))
    [one] = suggestions(desk, 1)
    assert (one.record, one.words) == ("R2", 0.0)


def test_own_words_are_kept_once_and_are_no_cell_no_place_and_no_message() -> None:
    act = Act(key="A1", code="H2", against=("P1",), words="Leave or die.", place="Cali")
    told = report(narrative=Narrative(text=NIGHT, how="By night."), acts=(act,), project="Rio Mining")
    row = report(narrative=Narrative(text=NIGHT), acts=(act,), imported=(Cell(heading="driver", value="Logging"),))
    desk = index(entry(told), entry(row), entry(report(narrative=Narrative(), imported=row.imported)))
    kept = desk.execute("SELECT substr(body, 1, own), body FROM told ORDER BY id").fetchall()
    assert [own for own, _body in kept] == [f"{NIGHT}\nBy night.\nLeave or die.", NIGHT, ""]
    assert all("Cali" in body for _own, body in kept[:2]) and "Leave or die." in kept[1][1]
    assert "Rio Mining" in kept[0][1] and "Logging" in kept[2][1]


def test_what_comes_from_one_list_is_known_as_such_and_by_nobody_else(app: Flask) -> None:
    with app.app_context():
        net = network(app)
    for name in ("mia", "noor"):
        client = signed_in(app, name)
        at = prepared(client, LIST.encode(), **{"Hired men": "other"})
        bring_in(client, at)
    with app.app_context():
        mine, hers = ([one.report.from_list for one in reports(net, name) if one.report] for name in ("mia", "noor"))
    assert len(mine) == len(hers) == 3 and len(set(mine)) == len(set(hers)) == 1
    assert mine[0] and hers[0] and mine[0] != hers[0]
