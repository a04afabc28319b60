"""Likely duplicates are suggested, shown side by side, joined by one reviewer, separated again, or told apart."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import apsw
import pytest
from flask import Flask

from app.database import transaction
from app.errors import Refusal
from app.incidents.content.outward import Filed, WithdrawalRequested
from app.incidents.content.report import Act, Narrative
from app.incidents.errors import MoveRefused, ReportUnknown
from app.incidents.rules.states import State
from app.triage.likeness import candidates, texts
from app.triage.likeness.candidates import LIKELY, VERY, suggestions
from app.triage.likeness.differences import LONGEST, differences
from app.triage.service import alike, assigning, merging, moving, talking
from app.triage.service.reading import open_report
from app.vault.errors import ChainGrew
from tests.factories import Network
from tests.incidents.chains import Chain, report
from tests.triage.desks import browser, file, length, send, state
from tests.triage.searched import index, put
from tests.triage.test_repeats import about

NIGHT = "Two men in plain clothes came to the office of P1 on Tuesday morning, took computers and left on a motorbike."
SAME = "On Tuesday two men without uniform entered the office of P1, took her computers and left on a red motorbike."
OTHER = "A court summoned P1 for defamation after her radio programme about the evictions along the new road."
CALM: dict[str, Any] = {"country": "COL", "date": "2026-11-10", "danger": "no", "urgency": "not_urgent"}


def told(text: str, **fields: Any) -> Chain:
    """A report that names nobody."""
    chain = Chain()
    chain.add("filer", Filed(report=report(**{**CALM, "narrative": Narrative(text=text), **fields})))
    return chain


def found(desk: apsw.Connection, number: int, hidden: tuple[int, ...] = ()) -> list[str]:
    return [one.record for one in suggestions(desk, number, hidden)]


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        (NIGHT, SAME, True),
        (NIGHT, NIGHT.upper(), True),
        (NIGHT, OTHER, False),
        ("P1 was threatened by phone.", "P1 was threatened by phone.", False),
        ("他们在法院外威胁律师并拿走了案件的文件和电脑", "他们在法院外面威胁律师拿走了案件的文件和电脑", True),
        ("Hombres armados entraron a la casa de P1 y la amenazaron por el caso del río.",
         "Hombres armados entraron en la casa de P1 y amenazaron por el caso del rio", True),
    ],
)  # fmt: skip
def test_texts_are_near_by_the_words_they_share(one: str, other: str, near: bool) -> None:
    assert (texts.nearness(one, other) >= texts.TELLING) is near
    assert texts.nearness(one, other) == pytest.approx(texts.nearness(other, one), abs=1)


@pytest.mark.parametrize(
    ("fields", "near"),
    [
        ({}, True),
        ({"date": "2026-11-17"}, True),
        ({"date": "2026-11-18"}, False),
        ({"date": "2026-11"}, True),
        ({"date": "2026"}, True),
        ({"date": "2025"}, False),
        ({"date": ""}, True),
        ({"country": "PER"}, False),
        ({"acts": (Act(key="A1", code="R1"),)}, False),
        ({"acts": (Act(key="A1", code="R1"), Act(key="A2", code="L2"))}, True),
    ],
)
def test_country_week_and_act_group_must_fit(fields: dict[str, Any], near: bool) -> None:
    desk = index(told(NIGHT), told(SAME, **fields))
    assert found(desk, 1) == (["R2"] if near else [])
    assert found(desk, 2) == (["R1"] if near else [])


def test_the_same_name_suggests_without_the_same_words_and_both_together_more() -> None:
    names = {"name": "Amina Wanjiku Otieno", **CALM, "act_group": "liberty", "acts": ()}
    desk = index(
        about(**names, narrative=Narrative(text=NIGHT)),
        about(**names, narrative=Narrative(text=OTHER)),
        about(**names, narrative=Narrative(text=SAME)),
    )
    likest, next_ = suggestions(desk, 1)
    assert (likest.record, next_.record) == ("R3", "R2")
    assert likest.score > next_.score >= VERY > LIKELY and next_.words == 0


def test_a_first_name_alone_needs_words_that_hint() -> None:
    assert candidates.together(0.5, 0) < LIKELY < candidates.together(0.5, texts.HINTS)


def test_nothing_is_suggested_that_is_withdrawn_hidden_or_told_apart() -> None:
    one, gone = told(NIGHT), told(NIGHT)
    desk = index(one, gone, told(NIGHT), told(NIGHT))
    assert sorted(found(desk, 1)) == ["R2", "R3", "R4"]
    gone.add("filer", WithdrawalRequested())
    put(desk, 2, gone.opened)
    assert sorted(found(desk, 1)) == ["R3", "R4"] and found(desk, 2) == []
    assert found(desk, 1, hidden=(3,)) == ["R4"]


def test_differences_are_whole_texts_in_pieces() -> None:
    left, right = differences("Two men came.  They\nleft", "two men cáme, three left")
    assert left == [("Two men came.  ", False), ("They\n", True), ("left", False)]
    assert right == [("two men cáme, ", False), ("three ", True), ("left", False)]
    long = "word " * (LONGEST + 50)
    assert "".join(piece for piece, _ in differences(long, "")[0]) == long


def likely(net: Network, record: str, name: str = "rosa") -> list[str]:
    with net.app.app_context():
        actor = net.actor(name)
        report = open_report(actor, record)
        assert alike.read(actor, report, now=datetime.now(UTC)) is not None
        return [one.record for one in alike.alike(actor, report).likely]


def pair(net: Network, *names: str) -> list[str]:
    """File reports of one night by several people."""
    return [
        file(net, name, narrative=Narrative(text=text), date="2026-11-10")
        for name, text in zip(names or ("mia", "noor"), (NIGHT, SAME), strict=False)
    ]


def seen(net: Network, one: str, other: str) -> dict[str, int]:
    return {"seen": length(net, one), "seen_other": length(net, other)}


def test_one_reviewer_joins_and_separates_and_nothing_is_lost(app: Flask, net: Network) -> None:
    one, other = pair(net)
    assert likely(net, one) == [other] and likely(net, other) == [one]
    with app.app_context(), transaction():
        talking.add_note(net.actor("rosa"), one, "asked at the court")
    before = [state(net, record) for record in (one, other)]
    with app.app_context():
        rosa = net.actor("rosa")
        with transaction():
            merging.join(rosa, one, other, "the same men", **seen(net, one, other))
        with transaction():
            moving.link_merged(rosa, one)
    joined = [state(net, record) for record in (one, other)]
    assert (joined[0].state, joined[0].merged_into) == (State.DUPLICATE, other)
    assert [link.record for link in joined[1].links] == [one]
    for was, now in zip(before, joined, strict=True):
        kept = ("report", "persons", "acts", "consents", "notes", "matching", "messages", "filed", "sources", "risk")
        assert all(getattr(was, name) == getattr(now, name) for name in kept)
    assert likely(net, other) == []
    with app.app_context():
        with transaction():
            moving.move(rosa, one, "unmerge", moving.Sent(reason="two nights"), seen=length(net, one))
        with transaction():
            moving.unlink_merged(rosa, one, other)
    apart = [state(net, record) for record in (one, other)]
    assert (apart[0].merged_into, apart[1].links, apart[0].is_open) == ("", (), True)
    assert likely(net, other) == [one]


def test_a_join_is_refused_where_either_grew_or_nobody_works_on_the_other(app: Flask, net: Network) -> None:
    one, other = pair(net)
    third = file(net, narrative=Narrative(text=NIGHT), date="2026-11-10")
    with app.app_context():
        rosa = net.actor("rosa")
        lengths = seen(net, one, other)
        for record in (one, other):
            with transaction():
                talking.add_note(rosa, record, "one more line")
            with pytest.raises(ChainGrew), transaction():
                merging.join(rosa, one, other, "the same", **{**lengths, **({"seen": 0} if record == one else {})})
        with transaction():
            merging.join(rosa, one, other, "the same", **seen(net, one, other))
        with pytest.raises(MoveRefused), transaction():
            merging.join(rosa, third, one, "the same", **seen(net, third, one))
        with pytest.raises(Refusal), transaction():
            merging.join(rosa, other, third, " ", **seen(net, other, third))
    assert state(net, third).is_open and state(net, other).is_open


def test_told_apart_they_are_suggested_on_neither_page(app: Flask, net: Network) -> None:
    one, other = pair(net)
    with app.app_context():
        with transaction():
            merging.tell_apart(net.actor("rosa"), one, other, seen=length(net, one))
        assert merging.tell_apart(net.actor("rosa"), one, other, seen=length(net, one)) == length(net, one)
    assert state(net, one).apart == {other}
    assert likely(net, one) == likely(net, other) == []


def test_a_conflict_in_either_hides_both_from_each_other(app: Flask, net: Network) -> None:
    one, other = pair(net)
    with app.app_context(), transaction():
        assigning.declare_conflict(net.actor("rosa"), other, "a friend")
    assert likely(net, one) == [] and likely(net, one, "ben") == [other]
    with app.app_context():
        for verb in (
            lambda rosa: merging.join(rosa, one, other, "the same", **seen(net, one, other)),
            lambda rosa: merging.tell_apart(rosa, one, other, seen=length(net, one)),
        ):
            with pytest.raises(ReportUnknown), transaction():
                verb(net.actor("rosa"))
    rosa = browser(app, net, "rosa")
    page = rosa.get(f"/desk/{one}")
    assert page.status_code == 200 and other not in page.text
    assert rosa.get(f"/desk/{one}/compare/{other}").status_code == 404
    assert rosa.get(f"/desk/{other}/compare/{one}").status_code in (403, 404)


def test_side_by_side_in_a_browser(app: Flask, net: Network) -> None:
    one, other = pair(net)
    rosa = browser(app, net, "rosa")
    assert f"/desk/{one}/compare/{other}" in rosa.get(f"/desk/{one}").text
    page = rosa.get(f"/desk/{one}/compare/{other}").text
    assert "<mark>in plain clothes came to </mark>" in page and "<mark>red </mark>" in page
    lengths = seen(net, one, other)
    path = f"/desk/{one}/compare/{other}"
    assert send(rosa, f"{path}/join", "join", reason="", **lengths).status_code == 422
    grown = send(rosa, f"{path}/join", "join", reason="the same", **{**lengths, "seen_other": 1})
    assert grown.status_code == 409 and "the same" in grown.text
    assert send(rosa, f"{path}/join", "join", reason="the same", **lengths).status_code == 303
    assert state(net, one).merged_into == other and [link.record for link in state(net, other).links] == [one]
    assert rosa.get(f"/desk/{one}/compare/{one}").status_code == 404
    paz = browser(app, net, "paz")
    assert send(paz, f"{path}/apart", "apart", seen=length(net, one)).status_code in (403, 404)


def test_nothing_of_it_is_shown_to_a_member(app: Flask, net: Network) -> None:
    one, other = pair(net)
    assert browser(app, net, "mia").get(f"/desk/{one}/compare/{other}").status_code == 404
