"""Where a column probably goes: the list's own number is found, and no number of a person is given to the desk."""

from __future__ import annotations

import pytest

from app.incidents.importing.guessing import first_mapping
from app.incidents.importing.mapping import Mapping
from app.incidents.importing.reading import read


def guessed(text: str, *remembered: Mapping) -> dict[str, str]:
    document = read(text.encode())
    return first_mapping(document.shape, list(remembered), document.rows)[0].columns


@pytest.mark.parametrize(
    "heading",
    ["row", "No.", "Nr", "ID", "number", "#", "N°", "Numéro", "ligne", "Fila", "Número", "linha", "رقم", "الرقم",
     "namba", "Nambari", "Row number"],
)  # fmt: skip
def test_a_column_that_numbers_the_rows_is_the_lists_own_number(heading: str) -> None:
    columns = guessed(f"{heading},country\n1,Peru\n2,Chile\n10,Peru\n")
    assert list(columns.values()) == ["row", "report.country"]


@pytest.mark.parametrize(
    "cells",
    [
        ("1", "1"),  # the same twice
        ("1", ""),  # a row without
        ("987654321", "987654322"),  # telephones, or identity cards
        ("+51 987 654", "+51 987 655"),
        ("217 345", "217 346"),
        ("Ana", "Eva"),
    ],
)
def test_numbers_that_may_be_somebodys_or_are_no_numbering_stay_with_the_names(cells: tuple[str, str]) -> None:
    first, second = cells
    assert guessed(f"number,country\n{first},Peru\n{second},Chile\n")["number"] == "names"


def test_a_reference_comes_before_a_number_and_only_one_column_is_it() -> None:
    assert guessed("no,reference\n1,A7\n2,A9\n") == {"no": "names", "reference": "row"}
    assert guessed("no,id\n1,7\n2,9\n") == {"no": "row", "id": "names"}
    assert guessed("no,country\n1,Peru\n", Mapping(columns={"no": "keep", "country": "report.country"}))["no"] == "keep"
    assert guessed("number of victims,country\n1,Peru\n2,Chile\n")["number of victims"] == "person.number"
