"""A child's account is passed on only with the child's own yes; too young to be asked is no yes of anybody's."""

from __future__ import annotations

import msgspec
import pytest

from app.incidents.content import inward, outward
from app.incidents.content.consent import CHILD_USES, USES, Consent
from app.incidents.content.fold import fold
from app.incidents.content.incident import Incident
from app.incidents.rules.filing import amendment_problems
from app.incidents.rules.guards import needs_safeguarding
from tests.incidents.chains import Chain, filed, filing, person, report

EVERYTHING = Consent(person="P1", given_by="guardian", date="2026-11-20", uses=dict.fromkeys(USES, "yes"))
CHILD = report(persons=(person(age_band="0-17"),))
SIGNED = inward.SafeguardingSigned(reason="Told without place or school.")


def chain(**child: str) -> Chain:
    return filed(report=CHILD, consents=(msgspec.structs.replace(EVERYTHING, **child),))


def editors(grown: Chain) -> Incident:
    return fold(grown.seen_by("report", "match"))


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("assent", ["", "no", "unknown", "too_young", "anything"])
def test_without_a_childs_own_yes_nothing_about_it_is_passed_on(use: str, assent: str) -> None:
    grown = chain(assent=assent)
    assert fold(grown.opened).allows(use) == (use not in CHILD_USES)
    grown.add("filer", outward.ConsentChanged(person="P1", uses={}, assent="yes"))
    assert fold(grown.opened).allows(use)
    grown.add("filer", outward.ConsentChanged(person="P1", uses={}, assent="no"))
    assert fold(grown.opened).allows(use) == (use not in CHILD_USES)


def test_who_publishes_or_passes_on_asks_the_child_and_of_a_grown_person_nobody_else() -> None:
    assert {"U3", "U7", "U8", "U9"} <= CHILD_USES and not {"U1", "U2", "U11"} & CHILD_USES
    grown = filed(consents=(msgspec.structs.replace(EVERYTHING, assent="no"),))
    assert all(fold(grown.opened).allows(use) for use in USES)


def test_too_young_needs_a_reason_and_a_sign_off_that_came_after_it() -> None:
    reason = {"assent": "too_young", "assent_reason": "She is two years old."}
    bare = filing(report=CHILD, consents=(msgspec.structs.replace(EVERYTHING, assent="too_young"),))
    assert [one.field for one in amendment_problems(bare)] == ["consents.P1.assent_reason"]
    grown = chain(assent="yes")
    grown.add("omar", SIGNED)
    assert not needs_safeguarding(fold(grown.opened))
    grown.add("filer", outward.ConsentChanged(person="P1", uses={}, **reason))
    assert needs_safeguarding(fold(grown.opened)) and fold(grown.opened).allows("U7")
    grown.add("omar", SIGNED)
    assert not needs_safeguarding(fold(grown.opened))
    grown.add("filer", outward.ConsentChanged(person="P1", uses={"U8": "no"}))
    assert not needs_safeguarding(fold(grown.opened)), "another answer does not undo it"


def test_the_editors_are_not_given_what_a_child_did_not_agree_to() -> None:
    handed = outward.HandedToEditors()
    for assent, given in (("", False), ("no", False), ("yes", True)):
        grown = chain(assent=assent)
        for move in ("acknowledge", "triage"):
            grown.add("rita", outward.Moved(move=move))
        grown.add("rita", handed)
        assert (editors(grown).handed_to_editors is not None) == given, assent
    assert editors(grown).allows("U7")
    grown.add("filer", outward.ConsentChanged(person="P1", uses={}, assent="too_young", assent_reason="She is two."))
    assert not editors(grown).allows("U7"), "no sign-off covered this when the editors were given the report"
