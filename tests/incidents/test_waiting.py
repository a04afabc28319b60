"""Who waits for an answer, and when a consent is looked at again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from app.incidents.content import outward
from app.incidents.content.consent import Consent
from app.incidents.content.fold import fold
from app.incidents.rules.consenting import asked_again, dated, review_due, review_on
from app.incidents.rules.reading import unanswered_by_desk, unread_by_filer
from tests.incidents.chains import filed


def test_a_filers_unread_messages_end_where_they_read_or_wrote() -> None:
    chain = filed()
    first = chain.add("rita", outward.Message(text="one"))
    chain.add("rita", outward.Message(text="two"))
    incident = fold(chain.opened)
    assert [said.text for said in unread_by_filer(incident)] == ["one", "two"]
    assert [said.text for said in unread_by_filer(incident, seen=first)] == ["two"]
    chain.add("filer", outward.Message(text="thank you"))
    assert unread_by_filer(fold(chain.opened)) == ()


def test_the_desk_has_answered_when_it_wrote_or_moved_with_words() -> None:
    chain = filed()
    chain.add("filer", outward.Message(text="hello?"))
    assert len(unanswered_by_desk(fold(chain.opened))) == 1
    chain.add("rita", outward.Moved(move="acknowledge", words="We are here."))
    assert unanswered_by_desk(fold(chain.opened)) == ()


@pytest.mark.parametrize(
    ("given", "by", "review"),
    [
        (date(2026, 11, 22), "self", date(2027, 5, 22)),
        (date(2026, 8, 31), "self", date(2027, 2, 28)),
        (date(2026, 11, 22), "not_obtainable", date(2026, 12, 6)),
    ],
)
def test_a_consent_is_reviewed_after_six_months_and_vital_interest_after_14_days(
    given: date, by: str, review: date
) -> None:
    assert review_on(given, by) == review
    kept = dated(Consent(person="P1", date=given.isoformat(), given_by=by, uses={"U1": "yes"}, review="2099-01-01"))
    assert kept.review == review.isoformat()
    assert review_due(kept, review)
    assert not review_due(kept, review - timedelta(days=1))
    assert review_due(Consent(person="P1", uses={"U1": "yes"}), given)
    for nothing in ({"U1": "no", "U7": "withdrawn"}, {}):
        assert not review_due(msgspec.structs.replace(kept, uses=nothing, given_by="self"), date(2099, 1, 1))


@pytest.mark.parametrize(
    ("changed", "day"),
    [
        ({"uses": {"U1": "yes", "U7": "yes"}}, "2026-11-22"),
        ({"given_by": "not_obtainable"}, "2026-11-22"),
        ({"given_by": "guardian", "date": "2026-10-01"}, "2026-10-01"),
        ({"uses": {"U1": "no"}}, "2026-05-01"),
        ({"limits": "No photographs"}, "2026-05-01"),
    ],
)
def test_a_new_yes_and_another_giver_are_of_the_day_on_which_they_were_said(changed: dict[str, Any], day: str) -> None:
    before = Consent(person="P1", given_by="self", date="2026-05-01", uses={"U1": "yes"})
    now = asked_again(before, msgspec.structs.replace(before, **changed), date(2026, 11, 22))
    assert now.date == day and now.review == review_on(date.fromisoformat(day), now.given_by).isoformat()
