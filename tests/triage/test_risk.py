"""Risk: the thresholds to the number, and red flags that nobody can talk down."""

from __future__ import annotations

from itertools import product

import pytest

from app.triage.errors import RiskRefused
from app.triage.risk import PROMPTS, RED_FLAGS, Level, RedFlag, assess, by_score


@pytest.mark.parametrize(
    ("scores", "level"),
    [
        ((4, 5, 2), Level.CRITICAL),  # 10
        ((4, 4, 2), Level.HIGH),  # 8
        ((2, 5, 2), Level.HIGH),  # 5
        ((4, 3, 3), Level.MEDIUM),  # 4
        ((2, 2, 2), Level.MEDIUM),  # 2
        ((3, 3, 5), Level.LOW),  # 1.8
        ((1, 1, 5), Level.LOW),
        ((5, 1, 5), Level.HIGH),  # 1, but threat 5 is never below high
        ((5, 2, 1), Level.CRITICAL),
    ],
)
def test_the_level_follows_the_score_at_every_threshold(scores: tuple[int, int, int], level: Level) -> None:
    assert by_score(*scores) is level


def test_the_whole_grid_agrees_with_exact_fractions() -> None:
    for threat, vulnerability, capacity in product(range(1, 6), repeat=3):
        score = threat * vulnerability / capacity
        expected = "critical" if score >= 10 else "high" if score >= 5 else "medium" if score >= 2 else "low"
        if threat == 5 and expected in {"medium", "low"}:
            expected = "high"
        assert by_score(threat, vulnerability, capacity) == expected


@pytest.mark.parametrize("scores", [(0, 1, 1), (1, 6, 1), (1, 1, 0), (-1, 3, 3)])
def test_scores_outside_one_to_five_are_refused(scores: tuple[int, int, int]) -> None:
    with pytest.raises(RiskRefused):
        assess(*scores)


@pytest.mark.parametrize("flag", list(RedFlag))
def test_every_red_flag_forces_critical(flag: RedFlag) -> None:
    assert assess(1, 1, 5, flags=(flag.value,)).level == "critical"
    assert RED_FLAGS[flag]


@pytest.mark.parametrize("level", ["low", "medium", "high"])
def test_no_override_goes_below_critical_while_a_flag_stands(level: str) -> None:
    with pytest.raises(RiskRefused, match="red flag"):
        assess(1, 1, 5, flags=("child",), override=level, reason="I know better")


@pytest.mark.parametrize("level", [level.value for level in Level])
def test_a_person_may_override_with_a_reason_only(level: str) -> None:
    assert assess(3, 3, 3, override=level, reason="known pattern").level == level
    with pytest.raises(RiskRefused, match="Write why"):
        assess(3, 3, 3, override=level, reason="  ")


def test_levels_and_flags_that_do_not_exist_are_refused() -> None:
    with pytest.raises(RiskRefused):
        assess(3, 3, 3, override="extreme", reason="x")
    with pytest.raises(RiskRefused):
        assess(3, 3, 3, flags=("bad_feeling",))


def test_each_score_has_a_prompt_for_each_number() -> None:
    assert all([prompt[0] for prompt in prompts] == list("12345") for prompts in PROMPTS.values())
