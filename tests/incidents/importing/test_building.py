"""From a row to a filing: nothing is lost, nothing comes from nothing, what cannot be read is named by its column."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from app.incidents.importing.building import TWO_ANSWERS, build
from app.incidents.importing.checking import checked
from app.incidents.importing.mapping import BY_COLUMN, CANNOT, Mapping, Statement
from app.incidents.importing.tables import Below, Column, Row, Shape
from app.incidents.importing.targets import DETAIL, LEAVE, ROW_ID, TARGETS, WAYS, Kind

DEAD = Statement(basis=CANNOT, reason="They are dead.")
MAIN = tuple(Column(heading=f"m{number}") for number in range(6))
PEOPLE = tuple(Column(heading=f"p{number}", sheet="people") for number in range(3))
SHAPE = Shape(columns=MAIN + PEOPLE)
ways = st.sampled_from([*TARGETS, *WAYS])
ways_below = st.sampled_from([*(name for name, one in TARGETS.items() if one.part in DETAIL), "keep", "names", LEAVE])
texts = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=6)
cells = st.one_of(st.just(""), texts, st.sampled_from(["yes", "no", "unknown", "PER", "12", "2012-03", "K1", "man"]))


@st.composite
def lists(draw: st.DrawFn) -> tuple[Mapping, Row]:
    columns = {column.key: draw(ways) for column in MAIN} | {column.key: draw(ways_below) for column in PEOPLE}
    below = [
        Below(sheet="people", number=number, cells=tuple(draw(st.lists(cells, min_size=3, max_size=3))))
        for number in range(draw(st.integers(0, 2)))
    ]
    main = tuple(draw(st.lists(cells, min_size=6, max_size=6)))
    return Mapping(columns=columns), Row(number=2, cells=main, below=tuple(below))


def all_texts(thing: object) -> set[str]:
    """Return every text in a filing, and every line of it."""
    found: set[str] = set()

    def walk(one: object) -> None:
        if isinstance(one, str):
            found.update((one, *one.splitlines(), *(line.partition(": ")[2] for line in one.splitlines())))
        elif isinstance(one, dict):
            for value in one.values():
                walk(value)
        elif isinstance(one, list | tuple):
            for value in one:
                walk(value)

    walk(msgspec.to_builtins(thing))
    return found


@given(lists())
def test_no_cell_is_lost(given_list: tuple[Mapping, Row]) -> None:
    mapping, row = given_list
    built = build(SHAPE, mapping, DEAD, row)
    texts, refused = all_texts(built.filing), {problem.field for _key, problem in built.problems}
    pairs = list(zip(MAIN, row.cells, strict=True))
    pairs += [pair for below in row.below for pair in zip(PEOPLE, below.cells, strict=True)]
    for column, cell in pairs:
        target = mapping.columns[column.key]
        part = target.partition(".")[0]
        if not cell or target == LEAVE or (part in ("act", "detention") and "act.code" in refused):
            continue
        assert cell in texts, (column, target, cell)


@given(lists())
def test_a_coded_field_holds_what_a_cell_says_or_nothing(given_list: tuple[Mapping, Row]) -> None:
    mapping, row = given_list
    filing = build(SHAPE, mapping, DEAD, row).filing
    for name in ("country", "date", "danger", "ongoing", "urgency", "act_group"):
        if getattr(filing.report, name):
            assert mapping.columns_to(f"report.{name}")
    for person in filing.report.persons:
        for name in ("gender", "age_band", "defender_type", "status_now"):
            if getattr(person, name):
                assert mapping.columns_to(f"person.{name}")
    for consent in filing.consents:
        assert set(consent.uses) - {"U1"} <= {
            key[8:] for key in mapping.columns.values() if key.startswith("consent.U")
        }


@given(lists())
def test_what_only_officers_may_read_is_nowhere_else(given_list: tuple[Mapping, Row]) -> None:
    mapping, row = given_list
    secret = "Nobody-else-reads-this"
    hidden = [key for key, way in mapping.columns.items() if way == "names" or (way in TARGETS and TARGETS[way].secret)]
    main = tuple(secret if column.key in hidden else cell for column, cell in zip(MAIN, row.cells, strict=True))
    below = tuple(
        msgspec.structs.replace(
            one,
            cells=tuple(
                secret if column.key in hidden else cell for column, cell in zip(PEOPLE, one.cells, strict=True)
            ),
        )
        for one in row.below
    )
    filing = build(SHAPE, mapping, DEAD, Row(number=2, cells=main, below=below)).filing
    assert secret not in msgspec.json.encode(filing.report).decode()
    assert secret not in msgspec.json.encode(filing.consents).decode()


@given(lists())
def test_whatever_the_cells_hold_a_row_is_checked_and_never_an_error(given_list: tuple[Mapping, Row]) -> None:
    mapping, row = given_list
    for problem in checked(SHAPE, mapping, Statement(basis=BY_COLUMN), row).problems:
        assert problem.row == 2 and problem.problem.message


def one(columns: dict[str, str], *cells: str, **always: str) -> tuple[object, list[tuple[tuple[str, ...], str]]]:
    shape = Shape(columns=tuple(Column(heading=heading) for heading in columns))
    mapping = Mapping(columns=columns, always={name.replace("_", ".", 1): code for name, code in always.items()})
    result = checked(shape, mapping, DEAD, Row(number=2, cells=cells))
    return result.filing, [(problem.columns, problem.problem.message) for problem in result.problems]


def test_two_columns_that_disagree_are_told_and_two_that_agree_are_one() -> None:
    columns = {"name": "report.country", "number": "report.country"}
    assert (("number",), TWO_ANSWERS) in one(columns, "Peru", "170")[1]
    assert not any(message == TWO_ANSWERS for _columns, message in one(columns, "Peru", "604")[1])


def test_an_empty_cell_takes_what_holds_for_every_row_and_a_full_one_does_not() -> None:
    for cell, wanted in (("", "no"), ("yes", "yes")):
        filing, _problems = one({"danger": "report.danger"}, cell, report_danger="no")
        assert filing.report.danger == wanted  # type: ignore[attr-defined]


def test_several_columns_of_the_story_are_joined_under_their_headings() -> None:
    filing, _problems = one({"before": "narrative.text", "after": "narrative.text"}, "They came.", "They left.")
    assert filing.report.narrative.text == "before: They came.\nafter: They left."  # type: ignore[attr-defined]


def test_a_text_too_long_for_its_field_is_a_problem_of_its_column() -> None:
    _filing, problems = one({"where": "where.place", "story": "narrative.text", "kept": "keep"}, "x" * 201, "y", "z")
    assert [columns for columns, message in problems if "too long" in message] == [("where",)]
    _filing, problems = one({"kept": "keep"}, "z" * 20_001)
    assert ("kept",) in [columns for columns, message in problems if "too long" in message]


def test_every_place_can_be_reached_and_none_is_named_twice() -> None:
    assert len({target.place for target in TARGETS.values() if target.kind is not Kind.COUNT}) >= len(TARGETS) - 8
    assert not set(WAYS) & set(TARGETS) and ROW_ID in WAYS
    assert all(target.kind is Kind.TEXT for target in TARGETS.values() if target.secret)  # so building relies on it
