"""What a desk may complete in a report, answer by answer, and what stays the filer's alone."""

from __future__ import annotations

import msgspec
import pytest

from app.incidents.content import inward, outward
from app.incidents.content.fold import fold
from app.incidents.content.outward import Fact
from app.incidents.content.report import Act, Contact, Narrative, Perpetrator, Person, Report, Where
from app.incidents.rules.coded import CODED, DATES
from app.incidents.rules.correcting import (
    DESK_MAY_SET,
    NotCorrectable,
    answers,
    carried,
    corrected,
    difference,
    place_of,
    written,
)
from app.incidents.rules.guards import needs_safeguarding
from tests.incidents.chains import filed, person, report

ALERT = report(acts=(), act_group="liberty")


def test_a_quick_alert_gets_its_act_its_place_and_who_did_it() -> None:
    facts: dict[str, Fact] = {
        "where.place": "Kisumu",
        "date": "2026-03",
        "persons.P1.number_min": 2,
        "persons.P1.rights_sector": ("land",),
        "acts.A1.code": "L1",
        "acts.A1.against": ("P1",),
        "perpetrators.X1.actor_class": "state",
    }
    chain = filed(report=ALERT)
    seq = chain.add("rita", outward.FactsCorrected(facts=facts, why="asked by phone"))
    incident = fold(chain.opened)
    after = incident.report
    assert after is not None and not incident.set_aside
    assert (after.where.place, after.date, after.persons[0].number_min) == ("Kisumu", "2026-03", 2)
    assert after.acts == (Act(key="A1", code="L1", against=("P1",)),)
    assert after.perpetrators == (Perpetrator(key="X1", actor_class="state"),)
    assert after.narrative == ALERT.narrative
    known = {one.at: (one.before, one.after) for one in incident.corrections}
    assert known["where.place"] == ("", "Kisumu") and known["acts.A1.code"] == (None, "L1")
    assert {one.stamp.author for one in incident.corrections} == {"rita"}
    assert [(stamp.seq, why) for stamp, _, why in incident.versions] == [(1, ""), (seq, "asked by phone")]


@pytest.mark.parametrize(
    ("at", "value"),
    [
        ("narrative", "nothing"),
        ("narrative.text", "nothing"),
        ("contact", None),
        ("contact.address", "x"),
        ("organisation", "x"),
        ("form", "full"),
        ("event", None),
        ("work_link_basis", "x"),
        ("previous.answer", "none"),
        ("where.latitude", 1),
        ("persons", ()),
        ("persons.P1", "x"),
        ("persons.P1.key", "P2"),
        ("persons.P1.grounds", ("x",)),
        ("persons.P2.role", "family"),
        ("acts.A1.words", "x"),
        ("acts.A1.key", "A2"),
        ("acts.A1.detention", None),
        ("acts.A1.against", ("P9",)),
        ("acts.A2.means", "firearm"),
        ("acts.X1.code", "L1"),
        ("acts.A01.code", "L1"),
        ("acts.A1.code", ""),
        ("consents.P1.uses", ("U7",)),
        ("urgency", 3),
        ("urgency", None),
        ("urgency", ("days",)),
        ("flags", "child"),
        ("persons.P1.number_min", "2"),
        ("__class__", "x"),
        ("", "x"),
        ("persons..role", "x"),
    ],
)
def test_what_is_not_the_desks_to_say_is_set_aside_and_changes_nothing(at: str, value: Fact) -> None:
    chain = filed()
    before = fold(chain.opened).report
    seq = chain.add("rita", outward.FactsCorrected(facts={"urgency": "days", at: value}))
    incident = fold(chain.opened)
    assert [one.seq for one in incident.set_aside] == [seq]
    assert incident.report == before and not incident.corrections


@pytest.mark.parametrize("author", ["filer", "omar", "cora", "anna", "edi"])
def test_only_a_reviewer_corrects(author: str) -> None:
    chain = filed()
    seq = chain.add(author, outward.FactsCorrected(facts={"urgency": "days"}))
    incident = fold(chain.opened)
    assert incident.set_aside[0].seq == seq and incident.report == report()


def test_every_answer_of_the_table_exists_and_free_texts_are_few() -> None:
    free = {"place", "admin1", "project", "sector", "number_min", "number_max", "against", "ongoing", "danger"}
    for struct, names in DESK_MAY_SET.items():
        assert set(names) <= set(struct.__struct_fields__)
        coded = {name for name in names if (struct, name) in CODED or (struct, name) in DATES}
        assert set(names) - coded <= free | {"legal_representation"}
    assert place_of("country") == (Report, "country") and place_of("where.place") == (Where, "place")
    assert place_of("persons.P1.role") == (Person, "role")


def test_an_act_that_becomes_another_is_verified_anew() -> None:
    chain = filed()
    for key in ("S1", "S2"):
        chain.add("rita", inward.SourceAdded(key=key, connection="witness", independent=True))
    chain.add("rita", inward.ActVerified(act="A1", status="in_verification"))
    chain.add("rita", inward.ActVerified(act="A1", status="verified", reasoning="seen", sources=("S1", "S2")))
    chain.add("ravi", outward.FactsCorrected(facts={"acts.A1.means": "firearm"}))
    assert fold(chain.opened).verification == "verified"
    chain.add("ravi", outward.FactsCorrected(facts={"acts.A1.code": "K1"}))
    assert fold(chain.opened).verification == "unverified"
    chain.add("ravi", inward.ActVerified(act="A1", status="in_verification"))
    incident = fold(chain.opened)
    assert incident.verification == "in_verification" and not incident.set_aside


def test_a_report_that_was_sensitive_in_any_text_keeps_its_safeguard() -> None:
    chain = filed(report=report(flags=("sexual_violence",)))
    chain.add("rita", outward.FactsCorrected(facts={"flags": ()}))
    incident = fold(chain.opened)
    assert incident.report is not None and not incident.report.flags and needs_safeguarding(incident)
    chain.add("omar", inward.SafeguardingSigned(reason="asked her"))
    assert not needs_safeguarding(fold(chain.opened))


def test_a_correction_of_an_erased_text_does_no_harm() -> None:
    chain = filed()
    chain.add("rita", outward.FactsCorrected(facts={"urgency": "days", "where.place": "a house"}))
    chain.add("filer", outward.Amended(report=report(urgency="weeks")))
    chain.add("filer", outward.Erased(entry=1))
    chain.erase_bytes(1)
    incident = fold(chain.opened)
    assert incident.report == report(urgency="weeks") and not incident.set_aside and not incident.corrections


def test_the_difference_of_two_texts_is_what_makes_one_of_the_other() -> None:
    after = msgspec.structs.replace(
        report(), date="2026", acts=(*report().acts, Act(key="A2", code="H1")), perpetrators=(Perpetrator(key="X1"),)
    )
    facts = difference(report(), after)
    assert facts == {"date": "2026", "acts.A2.code": "H1"}
    assert difference(report(), report()) == {}


@pytest.mark.parametrize(
    "after",
    [
        report(narrative=Narrative(text="Nothing happened.")),
        report(contact=Contact(address="x")),
        report(persons=()),
        report(persons=(person("P1"), person("P2"))),
        report(acts=()),
        report(persons=(person(grounds=["ethnic"]),)),
        report(organisation="x"),
    ],
)
def test_a_text_with_another_difference_is_refused(after: Report) -> None:
    with pytest.raises(NotCorrectable):
        difference(report(), after)


def test_a_filers_newer_text_carries_what_the_desk_coded_and_keeps_what_the_filer_changed() -> None:
    since: list[tuple[str, Fact, Fact]] = [
        ("urgency", "", "days"),
        ("date", "", "2026"),
        ("date", "2026", "2026-03"),
        ("acts.A2.code", None, "H1"),
        ("acts.A2.means", None, "firearm"),
        ("persons.P2.role", "family", "witness"),
    ]
    mine, both = carried(report(urgency="now"), since)
    assert both == ["urgency"] and mine.urgency == "now" and mine.date == "2026-03"
    assert mine.acts[1] == Act(key="A2", code="H1", means="firearm")
    assert mine.persons == report().persons
    mine, both = carried(report(acts=(*report().acts, Act(key="A2", code="T1"))), since[3:5])
    assert both == ["acts.A2.code", "acts.A2.means"] and mine.acts[1] == Act(key="A2", code="T1")


def test_what_is_read_beside_no_report_is_the_whole_and_the_place_alone() -> None:
    facts: dict[str, Fact] = {"where.place": "Kisumu", "acts.A1.code": "L1", "project": "The dam", "narrative": "x"}
    assert written(facts) == Report(where=Where(place="Kisumu"), project="The dam")


def test_answers_are_named_by_their_keys() -> None:
    found = answers(report(persons=(person("P2", gender="woman"),)))
    assert found["persons.P2.gender"] == "woman" and found["acts.A1.code"] == "L1" and "narrative.text" not in found
    assert corrected(report(), {}) == report()
