"""Everything that can stand on a page has its words."""

from __future__ import annotations

from app.incidents.content.decoding import TYPES
from app.incidents.content.fold import DETAIL
from app.incidents.rules.guards import ASKED
from app.incidents.rules.states import Move
from app.incidents.rules.wording import ASKS, MOVES, TIMELINE


def test_every_move_every_question_and_every_type_of_entry_has_words() -> None:
    assert set(MOVES) == set(Move)
    assert set(ASKS) == ASKED
    assert set(TIMELINE) == set(TYPES)


def test_a_line_that_takes_a_detail_has_one() -> None:
    for kind, words in TIMELINE.items():
        assert kind in DETAIL or "%(detail)s" not in words
        assert words % {"detail": "x"}


def test_a_detail_is_a_field_of_its_entry() -> None:
    assert all(field in TYPES[kind].__struct_fields__ for kind, field in DETAIL.items())
