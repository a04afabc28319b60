"""What filing requires, and that every mistake is named with its field and what to do."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.incidents.content import report as content
from app.incidents.content.consent import Consent
from app.incidents.content.draft import DraftSaved, Filing, read_draft
from app.incidents.content.identities import Identity, Names, RosterName
from app.incidents.content.subforms import Detention
from app.incidents.rules.coded import ANSWERS, CODED, DATES, DAYS, OWN_LISTS
from app.incidents.rules.filing import amendment_problems, check
from app.incidents.rules.limits import COUNTS, TEXTS
from app.vocabulary.lists import codes
from tests.incidents.chains import consent, filing, person, report


def found(sent: Filing) -> list[str]:
    return [problem.field for problem in check(sent)]


def test_the_smallest_report_may_be_filed() -> None:
    assert check(filing()) == []


def test_a_quick_alert_may_be_filed() -> None:
    alert = content.Report(
        form="alert",
        country="KEN",
        act_group="threat",
        danger="yes",
        urgency="now",
        narrative=content.Narrative(text="They are outside."),
        contact=content.Contact(channel="signal", address="+254 700 000 001", not_to_say="the word report"),
        persons=(person(),),
    )
    assert check(filing(report=alert, names=Names())) == []


def test_an_empty_filing_lists_all_that_is_required_and_nothing_else() -> None:
    assert found(Filing()) == [
        "report.country",
        "report.act_group",
        "report.narrative.text",
        "report.danger",
        "report.persons",
    ]
    assert list(amendment_problems(Filing())) == []


@pytest.mark.parametrize("uses", [{}, {"U1": "no"}, {"U1": "ask"}, {"U1": "withdrawn"}, {"U11": "yes"}])
def test_u1_is_needed_for_every_person(uses: dict[str, str]) -> None:
    two = report(persons=(person("P1"), person("P2")))
    sent = filing(report=two, consents=(consent("P1"), Consent(person="P2", given_by="self", uses=uses)))
    assert found(sent) == ["consents.P2.U1"]


def test_vital_interest_replaces_u1_with_a_reason_only() -> None:
    reasoned = Consent(person="P1", given_by="not_obtainable", reason="She was abducted.")
    assert check(filing(consents=(reasoned,))) == []
    bare = Consent(person="P1", given_by="not_obtainable", reason=" ")
    assert found(filing(consents=(bare,))) == ["consents.P1.U1", "consents.P1.reason"]
    refused = Consent(person="P1", given_by="not_obtainable", reason="gone", uses={"U1": "no"})
    assert found(filing(consents=(refused,))) == ["consents.P1.U1"]


def test_a_group_consents_through_a_named_spokesperson() -> None:
    group = Consent(person="P1", given_by="group_spokesperson", uses={"U1": "yes"})
    sent = filing(consents=(group,), report=report(event=content.Event(title="March", count_min=180, count_max=200)))
    assert found(sent) == ["names.spokesperson.name"]
    named = msgspec.structs.replace(sent, names=Names(spokesperson=Identity(name="Neema")))
    assert check(named) == []


BROKEN: list[tuple[str, dict[str, Any]]] = [
    ("report.country", {"country": "XXX"}),
    ("report.act_group", {"act_group": "weather"}),
    ("report.danger", {"danger": "maybe"}),
    ("report.form", {"form": "long"}),
    ("report.flags", {"flags": ("child", "secret")}),
    ("report.flags", {"flags": ("child", "child")}),
    ("report.date", {"date": "yesterday"}),
    ("report.date", {"date": "2026-02-30"}),
    ("report.where.latitude", {"where": content.Where(latitude=91.0)}),
    ("report.where.longitude", {"where": content.Where(longitude=float("nan"))}),
    ("report.where.place", {"where": content.Where(place="x" * 201)}),
    ("report.where.place", {"where": content.Where(place="two\nlines")}),
    ("report.narrative.text", {"narrative": content.Narrative(text="x" * 20_001)}),
    ("report.narrative.text", {"narrative": content.Narrative(text="bell \x07")}),
    ("report.narrative.text", {"narrative": content.Narrative(text="null \x00")}),
    ("report.narrative.text", {"narrative": content.Narrative(text="half \ud800")}),
    ("report.previous.answer", {"previous": content.Previous(answer="often")}),
    ("report.persons", {"persons": (person("P1"), person("P1"))}),
    ("report.persons", {"persons": (person("P1"), person("Q2"))}),
    ("report.persons.0.age_band", {"persons": (person(age_band="17"),)}),
    ("report.persons.0.number_max", {"persons": (person(number_min=9, number_max=2),)}),
    ("report.persons.0.number_min", {"persons": (person(number_min=0),)}),
    ("report.persons.0.grounds", {"persons": (person(grounds=["caste", "tall"]),)}),
    ("report.acts.0.code", {"acts": (content.Act(key="A1", code="Q9", against=("P1",)),)}),
    ("report.acts.0.against", {"acts": (content.Act(key="A1", code="L1", against=("P7",)),)}),
    ("report.acts", {"acts": (content.Act(key="P1", code="L1"),)}),
    (
        "report.acts.0.detention.counsel",
        {"acts": (content.Act(key="A1", code="L1", detention=Detention(counsel="perhaps")),)},
    ),
    (
        "report.acts.0.detention.since",
        {"acts": (content.Act(key="A1", code="L1", detention=Detention(since="Friday")),)},
    ),
    ("report.perpetrators.0.actor_class", {"perpetrators": (content.Perpetrator(key="X1", actor_class="alien"),)}),
    ("report.event.group", {"event": content.Event(group="P9")}),
    ("report.event.count_max", {"event": content.Event(count_min=5, count_max=1)}),
]


@pytest.mark.parametrize(("address", "fields"), BROKEN, ids=[f"{one[0]}-{n}" for n, one in enumerate(BROKEN)])
def test_a_mistake_is_named_with_its_field(address: str, fields: dict[str, Any]) -> None:
    assert address in found(filing(report=report(**fields)))


def test_names_must_belong_to_somebody_in_the_report() -> None:
    assert found(filing(names=Names(persons={"P4": Identity(name="Nobody")}))) == ["names.persons"]
    assert found(filing(names=Names(roster=(RosterName(name=" "),)))) == ["names.roster.0.name"]
    assert found(filing(names=Names(persons={"P1": Identity(name="a\x1b[31m")}))) == ["names.persons.P1.name"]


def test_consents_must_belong_to_somebody_and_hold_known_answers() -> None:
    assert "consents" in found(filing(consents=(consent("P1"), consent("P1"))))
    assert "consents" in found(filing(consents=(consent("P1"), consent("P8"))))
    assert found(filing(consents=(consent("P1", U7="perhaps"),))) == ["consents.P1.U7"]
    assert found(filing(consents=(consent("P1", U12="yes"),))) == ["consents.P1.U12"]
    undated = Consent(person="P1", uses={"U1": "yes"}, date="2026-11")
    assert found(filing(consents=(undated,))) == ["consents.P1.date"]


def test_a_message_that_takes_a_limit_names_it() -> None:
    (problem,) = check(filing(report=report(where=content.Where(place="x" * 201))))
    assert "200" in problem.message % problem.params


def test_partial_dates_are_kept_as_given() -> None:
    for date in ("2026", "2026-03", "2026-03-14", "2026-03~", "2026-01/2026-03", "unknown"):
        assert check(filing(report=report(date=date))) == [], date


def test_every_table_names_fields_that_exist_and_lists_that_exist() -> None:
    for struct, name in [*CODED, *DATES, *DAYS, *ANSWERS, *OWN_LISTS, *TEXTS, *COUNTS]:
        assert name in struct.__struct_fields__, (struct, name)
    for list_name in CODED.values():
        assert codes(list_name)


def test_a_draft_comes_back_as_it_was_saved() -> None:
    saved = DraftSaved(filing=filing(), step="people")
    assert read_draft(msgspec.json.encode(saved)) == saved


@given(st.text(max_size=300), st.text(max_size=30), st.text(max_size=12))
def test_no_text_at_all_makes_the_check_fail(words: str, code: str, date: str) -> None:
    sent = filing(
        report=report(country=code, date=date, narrative=content.Narrative(text=words), flags=(code,)),
        names=Names(persons={code: Identity(name=words)}),
        consents=(Consent(person=code, uses={words: code}, date=date),),
    )
    assert isinstance(check(sent), list)
