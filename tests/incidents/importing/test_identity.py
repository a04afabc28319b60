"""By what a row is known again: its own number or all it says, never its place in the file."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from app.incidents.importing.identity import identities, repeated
from app.incidents.importing.mapping import Mapping
from app.incidents.importing.tables import Column, Row, Shape

SHAPE = Shape(columns=(Column(heading="no"), Column(heading="what"), Column(heading="_index")))
cells = st.tuples(st.sampled_from(("1", "2", "3", "")), st.text(max_size=3), st.integers().map(str))
lists = st.lists(cells, max_size=8)


def rows(found: list[tuple[str, str, str]]) -> list[Row]:
    return [Row(number=number, cells=cells) for number, cells in enumerate(found, 2)]


@given(lists, st.randoms())
def test_no_two_rows_are_one_and_the_order_does_not_matter(found: list[tuple[str, str, str]], chance) -> None:  # type: ignore[no-untyped-def]
    for mapping in (Mapping(), Mapping(columns={"no": "row"})):
        tokens = identities(SHAPE, mapping, rows(found))
        assert len(set(tokens)) == len(found)
        shuffled = list(found)
        chance.shuffle(shuffled)
        assert sorted(identities(SHAPE, mapping, rows(shuffled))) == sorted(tokens)


@given(lists, lists)
def test_rows_added_to_a_list_change_none_of_the_others(
    found: list[tuple[str, str, str]], more: list[tuple[str, str, str]]
) -> None:
    before = identities(SHAPE, Mapping(), rows(found))
    assert identities(SHAPE, Mapping(), rows(found + more))[: len(found)] == before


@given(cells, cells)
def test_a_row_with_a_number_is_known_by_it_alone(one: tuple[str, str, str], other: tuple[str, str, str]) -> None:
    mapping = Mapping(columns={"no": "row"})
    same = identities(SHAPE, mapping, rows([one])) == identities(SHAPE, mapping, rows([other]))
    assert same == (one[0] == other[0] and (bool(one[0]) or one[:2] == other[:2]))


def test_what_changes_from_export_to_export_does_not_count() -> None:
    first = identities(SHAPE, Mapping(), [Row(number=2, cells=("1", "x", "7"))])
    assert identities(SHAPE, Mapping(), [Row(number=9, cells=("1", "x", "8"))]) == first


def test_a_number_used_twice_is_told_of() -> None:
    found = rows([("1", "x", ""), ("2", "x", ""), ("1", "y", ""), ("", "z", ""), ("", "z", "")])
    assert repeated(SHAPE, Mapping(columns={"no": "row"}), found) == {2}
    assert repeated(SHAPE, Mapping(), found) == set()


def test_a_list_that_gains_a_column_keeps_its_rows() -> None:
    found = rows([("1", "x", ""), ("2", "x", ""), ("", "z", "")])
    wider = msgspec.structs.replace(SHAPE, columns=(*SHAPE.columns, Column(heading="more")))
    mapping = Mapping(columns={"no": "row"})
    with_more = [msgspec.structs.replace(row, cells=(*row.cells, "new")) for row in found[:2]] + found[2:]
    assert identities(wider, mapping, with_more) == identities(SHAPE, mapping, found)
