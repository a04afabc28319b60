"""Who waits for an answer, and when a consent is looked at again."""

from __future__ import annotations

from datetime import date

import pytest

from app.incidents.content import outward
from app.incidents.content.consent import Consent
from app.incidents.content.fold import fold
from app.incidents.rules.consenting import review_due, review_on
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
    kept = Consent(person="P1", review=review.isoformat())
    assert review_due(kept, review)
    assert not review_due(kept, given)
    assert review_due(Consent(person="P1"), given)
