"""The tables of stories: moves, people, findings, days, and the cutting of marked text."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.spotlight import rules
from app.spotlight.content.entries import Text
from app.spotlight.errors import StepNotOpen
from app.spotlight.marking import pieces
from app.spotlight.rules import Move, State
from app.spotlight.wording import STATES


@pytest.mark.parametrize("appreciation", [False, True])
@pytest.mark.parametrize("move", list(Move))
@pytest.mark.parametrize("state", list(State))
def test_only_listed_moves_exist(state: State, move: Move, appreciation: bool) -> None:
    table = rules.moves(appreciation)
    if (state, move) in table:
        assert rules.after(state, move, appreciation) is table[state, move]
    else:
        with pytest.raises(StepNotOpen):
            rules.after(state, move, appreciation)


def ways(appreciation: bool, without: set[Move]) -> set[State]:
    """Return the states that can be reached when some moves are never made."""
    reached = {State.STARTED}
    while True:
        more = {to for (at, move), to in rules.moves(appreciation).items() if at in reached and move not in without}
        if more <= reached:
            return reached
        reached |= more


@pytest.mark.parametrize("needed", [Move.CHECK_CONSENT, Move.CHECK_LEAKS, Move.SUBMIT, Move.PASS, Move.APPROVE])
def test_nothing_is_public_without_every_gate(needed: Move) -> None:
    assert not ways(False, {needed}) & rules.PUBLIC_STATES
    if needed is not Move.CHECK_CONSENT:
        assert not ways(True, {needed}) & rules.PUBLIC_STATES


def test_an_appreciation_never_meets_the_safety_review_and_a_story_never_the_defender() -> None:
    assert State.SAFETY_REVIEW not in ways(True, set())
    assert State.DEFENDER_REVIEW not in ways(False, set())


def test_nothing_leads_out_of_a_retraction() -> None:
    assert not rules.offered(State.RETRACTED) and not rules.offered(State.RETRACTED, True)


def test_every_state_has_a_name() -> None:
    assert set(STATES) == set(State)


@pytest.mark.parametrize(
    ("who", "amber", "red"),
    [
        (set(), False, False),
        ({"other:e"}, False, False),
        ({"other:e", "other:a"}, False, False),
        ({"officer:p"}, True, False),
        ({"officer:p", "other:p"}, True, False),
        ({"officer:p", "other:a"}, True, True),
        ({"officer:p", "officer:q"}, True, True),
        ({"writer:e"}, False, False),
        ({"officer:p", "writer:e"}, True, False),
        ({"officer:p", "writer:e", "writer:f"}, True, False),
        ({"officer:p", "writer:e", "other:a"}, True, True),
    ],
)
def test_who_must_set_a_finding_aside(who: set[str], amber: bool, red: bool) -> None:
    assert rules.settled({"h": who}, "amber", "h") is amber
    assert rules.settled({"h": who}, "red", "h") is red


def test_a_publication_grows_old_until_consent_is_asked_again() -> None:
    def seen(state: State, published: str, asked: str, today: str) -> State:
        return rules.on_a_day(state, published, asked, date.fromisoformat(today))

    assert seen(State.SCHEDULED, "2026-11-23", "2026-11-22", "2026-11-22") is State.SCHEDULED
    assert seen(State.SCHEDULED, "2026-11-23", "2026-11-22", "2026-11-23") is State.PUBLISHED
    assert seen(State.PUBLISHED, "2026-05-22", "", "2026-11-21") is State.PUBLISHED
    assert seen(State.PUBLISHED, "2026-05-22", "", "2026-11-22") is State.REVIEW_DUE
    assert seen(State.UPDATED, "2026-01-01", "2026-10-01", "2026-11-22") is State.UPDATED


def test_one_changed_letter_in_any_field_is_another_text() -> None:
    base = Text(title="t", body="b", alt="a", region="014", year="2025", theme="law", country="", language="en")
    fields = {name: getattr(base, name) for name in base.__struct_fields__}
    hashes = {Text(**{**fields, name: value + "x"}).hash for name, value in fields.items()}
    assert len(hashes | {base.hash}) == len(fields) + 1


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=5))
def test_pieces_are_the_text_again_and_mark_exactly_the_spans(text: str, raw: list[tuple[int, int]]) -> None:
    spans = [(min(a, b, len(text)), min(max(a, b), len(text)), n) for n, (a, b) in enumerate(raw, 1)]
    cut = pieces(text, spans)
    assert "".join(piece.text for piece in cut) == text
    for start, end, number in spans:
        assert "".join(piece.text for piece in cut if number in piece.numbers) == text[start:end]
