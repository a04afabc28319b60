"""A way to reach somebody is met whether or not a record has it; numbers that count or date are left alone."""

import pytest

from app.spotlight.leaks import Level, Part, advise, review


def checks(text: str, level: Level) -> set[str]:
    both = [advise([Part("body", text)], []), review([Part("body", text)], [])]
    found = [{hit.check for hit in hits if hit.level is level and hit.check in ("contacts", "links")} for hits in both]
    assert found[0] == found[1]
    return found[0]


@pytest.mark.parametrize(
    "text",
    [
        "Write to help.desk@example.org today.",
        "Write to help [at] example.org today.",
        "Follow @nyotaKali for news.",
        "Call +254 712 345 678 at any time.",
        "Call 0712-345-678 now.",
        "اتصل على ٠٧١٢٣٤٥٦٧٨ الآن",
        "Call 00 33 6 12 34 56 78.",
        "Her number is 71234567.",
    ],
)
def test_ways_to_reach_somebody_are_red_without_any_name(text: str) -> None:
    assert checks(text, Level.RED) == {"contacts"}


@pytest.mark.parametrize("text", ["See https://example.org/page?x=1 for more.", "See www.example.org.", "t.me/channel"])
def test_a_web_address_asks_for_a_reason(text: str) -> None:
    assert checks(text, Level.AMBER) == {"links"}
    assert checks(text, Level.RED) == set()


@pytest.mark.parametrize(
    "text",
    [
        "Between 2015 and 2025, and in 2019, 2020, 2021.",
        "From 2015-2025 the law was the same.",
        "It cost 1,250,000 shillings, or 12 500 000 francs, or 1.250.000 pesos.",
        "Of 312 people 45 came back; 17 did not.",
        "Article 14, section 3 (b), law no. 4521.",
        "She earned 3 x 450 that year.",
    ],
)
def test_numbers_that_nobody_can_call_pass(text: str) -> None:
    assert checks(text.replace("12 500 000", "12\u00a0500\u00a0000"), Level.RED) == set()
    assert checks(text, Level.AMBER) == set()
