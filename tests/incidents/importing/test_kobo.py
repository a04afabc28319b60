"""KoboToolbox exports: choices over several columns, groups in headings, repeat groups on sheets of their own."""

from __future__ import annotations

from app.incidents.importing.asking import asked
from app.incidents.importing.checking import checked
from app.incidents.importing.guessing import first_mapping
from app.incidents.importing.mapping import Mapping, Statement
from app.incidents.importing.reading import read
from app.incidents.importing.tables import Choices
from tests.incidents.importing.test_reading import workbook

# Invented, in the shape of an export with labels and with XML values.
MAIN = [
    ["start", "about/country", "about/date", "about/sector", "about/sector/land", "about/sector/women", "consent",
     "story", "_id", "_uuid", "_submission_time", "_index"],
    ["2024-05-01T10:00:00.000+02:00", "PER", "2024-04", "land women", 1, 1, "yes", "P1 was followed.", 11, "u-1",
     "2024-05-01T09:00:00", 1],
    ["2024-05-02T10:00:00.000+02:00", "PER", "2024", "land", 1, 0, "no", "P1 was hit.", 12, "u-2",
     "2024-05-02T09:00:00", 2],
]  # fmt: skip
PEOPLE = [
    ["people/name", "people/gender", "_index", "_parent_table_name", "_parent_index"],
    ["Ana Invented", "woman", 1, "form", 1],
    ["Rui Invented", "man", 2, "form", 1],
    ["Eva Invented", "woman", 3, "form", 2],
    ["Lost Invented", "woman", 4, "form", 9],
]
PHONES = [["phone", "_index", "_parent_table_name", "_parent_index"], ["1234567", 1, "people", 2]]
TARGETS = {
    "about/country": "report.country", "about/date": "report.date", "about/sector": "person.rights_sector",
    "consent": "consent.U1", "story": "narrative.text", "_uuid": "row", "_submission_time": "keep", "start": "leave",
    "people\tpeople/name": "identity.name", "people\tpeople/gender": "person.gender",
    "phones\tphone": "contact.address",
}  # fmt: skip
ALWAYS = {"report.danger": "no", "act.code": "H5"}


def export() -> bytes:
    return workbook(("form", MAIN), ("people", PEOPLE), ("phones", PHONES))


def test_choices_become_one_column_and_repeats_stand_below_their_row() -> None:
    document = read(export())
    assert document.shape.kobo
    headings = [column.heading for column in document.shape.main()]
    assert "about/sector" in headings and "about/sector/land" not in headings
    first, second, lost = document.rows
    assert first.cells[headings.index("about/sector")] == "land\nwomen"
    assert [(below.sheet, below.cells[0]) for below in first.below] == [
        ("people", "Ana Invented"), ("people", "Rui Invented"), ("phones", "1234567"),
    ]  # fmt: skip
    assert [below.cells[0] for below in second.below] == ["Eva Invented"]
    assert lost.cells == () and lost.below[0].cells[0] == "Lost Invented"


def test_each_repeat_is_a_person_with_the_consent_of_the_row() -> None:
    document = read(export())
    guessed, _known = first_mapping(document.shape, [])
    mapping = Mapping(columns={**guessed.columns, **TARGETS}, always=ALWAYS)
    first, second, lost = (checked(document.shape, mapping, Statement(basis="column"), row) for row in document.rows)
    assert first.problems == ()
    assert [person.gender for person in first.filing.report.persons] == ["", "woman", "man"]
    assert first.filing.names.persons["P2"].name == "Ana Invented"
    rui = first.filing.names.persons["P3"]
    assert (rui.name, rui.contact.address if rui.contact else "") == ("Rui Invented", "1234567")
    assert [consent.uses for consent in first.filing.consents] == [{"U1": "yes"}] * 3
    assert first.filing.report.acts[0].against == ("P1", "P2", "P3")
    assert {problem.target for problem in second.problems} == {"consent.U1"}
    assert [problem.columns for problem in lost.problems] == [("people",)]


def test_a_column_of_choices_alone_with_codes_is_divided_at_its_spaces() -> None:
    rows = [[*row[:4], *row[6:]] for row in MAIN]
    document = read(workbook(("form", rows)))
    mapping = Mapping(columns={"about/sector": "person.rights_sector"})
    [question] = [one for one in asked(document.shape, mapping, document.rows) if one.column.heading == "about/sector"]
    assert sorted(value.text for value in question.values) == ["land", "women"]
    assert all(value.sure for value in question.values)


def test_what_only_the_machine_needs_is_left_out_and_unknown_headings_go_where_few_read_them() -> None:
    document = read(export())
    mapping, _known = first_mapping(document.shape, [])
    assert mapping.columns["_index"] == mapping.columns["people\t_parent_index"] == "leave"
    assert mapping.columns["_uuid"] == "row"
    assert mapping.columns["people\tpeople/name"] == "identity.name"
    assert mapping.columns["people\tpeople/gender"] == "person.gender"
    assert mapping.columns["_submission_time"] == "keep"
    other, _known = first_mapping(read(b"nickname of the cat\nMia\n").shape, [])
    assert other.columns == {"nickname of the cat": "names"}


def test_columns_that_only_look_like_choices_stay_as_they_are() -> None:
    document = read(b"arrests/2019,arrests/2020\n1,0\n0,1\n", Choices())
    assert [column.heading for column in document.shape.columns] == ["arrests/2019", "arrests/2020"]
