"""A consent grows old: the filer and the desk are reminded, and nothing ends by itself."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

import msgspec
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.incidents.content import outward
from app.incidents.content.consent import Consent
from app.incidents.content.fold import fold
from app.incidents.rules.consenting import due_persons
from app.web import clock
from tests.factories import Network, network, signed_in
from tests.incidents.chains import filed as chain_of
from tests.journeys.filing import GO_ON, alert, fill_in, page, reference, seen_by, token
from tests.journeys.pages import form_with, send

VITAL = Consent(person="P1", given_by="not_obtainable", reason="Taken", date="2026-11-20", uses={"U1": "ask"})


@pytest.fixture
def net(app: Flask) -> Network:
    with app.app_context():
        return network(app)


@pytest.fixture
def mia(app: Flask, net: Network) -> FlaskClient:
    return signed_in(app, "mia")


def day_of(net: Network, record: str) -> Consent:
    return seen_by(net, "rosa", record).consents["P1"].now


def change(client: FlaskClient, record: str, **typed: object) -> str:
    """Send the page of a person's answers; return what is read afterwards."""
    path = f"/incidents/{record}/consent/P1"
    pairs = dict(form_with(page(client, path), "given_by").pairs) | typed
    answer = client.post(path, data={name: value for name, value in pairs.items() if value is not None})
    return page(client, path) if answer.status_code == 303 else answer.get_data(as_text=True)


def test_the_day_of_review_follows_from_the_day_and_the_giver_whatever_was_stored() -> None:
    chain = chain_of(consents=(msgspec.structs.replace(VITAL, review="2027-05-20"),))
    assert fold(chain.opened).consents["P1"].now.review == "2026-12-04"
    chain.add("filer", outward.ConsentChanged(person="P1", uses={"U7": "yes"}, date="2026-12-01"))
    now = fold(chain.opened).consents["P1"].now
    assert (now.given_by, now.date, now.review) == ("", "2026-12-01", "2027-06-01")
    chain.add("filer", outward.ConsentChanged(person="P1", uses={}, given_by="self", date="2026-12-02"))
    now = fold(chain.opened).consents["P1"].now
    assert (now.given_by, now.date, now.review) == ("self", "2026-12-02", "2027-06-02")


@pytest.mark.parametrize(
    ("uses", "due"), [({"U1": "yes"}, ("P1",)), ({"U1": "no", "U7": "withdrawn"}, ()), ({"U1": "ask"}, ())]
)
def test_only_what_something_rests_on_is_looked_at_again(uses: dict[str, str], due: tuple[str, ...]) -> None:
    given = Consent(person="P1", given_by="self", date="2025-01-01", uses=uses)
    assert due_persons(fold(chain_of(consents=(given,)).opened), date(2026, 11, 22)) == due


def test_a_giver_changed_by_amendment_brings_its_own_day(mia: FlaskClient, net: Network) -> None:
    record = reference(alert(mia))
    draft = mia.post(f"/incidents/{record}/change", data={"csrf_token": token(mia)}).location.removesuffix("/check")
    sent = {"consents__0__given_by": "not_obtainable", "consents__0__reason": "Taken away", "consents__0__U1": "ask"}
    assert send(mia, f"{draft}/consent", GO_ON, **sent).status_code == 303
    assert send(mia, f"{draft}/check", ("why", "")).status_code == 303
    today = datetime.now(UTC).date()
    assert day_of(net, record).given_by == "not_obtainable"
    assert day_of(net, record).review == (today + timedelta(days=14)).isoformat()


def test_a_new_yes_by_amendment_is_of_today(mia: FlaskClient, net: Network) -> None:
    filed = fill_in(mia)
    said = {"consents__0__date": "2026-01-10"}
    assert send(mia, f"/incidents/draft/{filed}/consent", GO_ON, **said).status_code == 303
    record = reference(send(mia, f"/incidents/draft/{filed}/check", ("over", "")))
    assert (day_of(net, record).date, day_of(net, record).review) == ("2026-01-10", "2026-07-10")
    draft = mia.post(f"/incidents/{record}/change", data={"csrf_token": token(mia)}).location.removesuffix("/check")
    assert send(mia, f"{draft}/consent", GO_ON, consents__0__U2="yes").status_code == 303
    assert send(mia, f"{draft}/check", ("why", "")).status_code == 303
    assert day_of(net, record).date == datetime.now(UTC).date().isoformat() and day_of(net, record).allows("U2")


def test_a_yes_after_vital_interest_says_who_gave_it(mia: FlaskClient, net: Network) -> None:
    record = reference(alert(mia, agree="cannot", reason="She was abducted"))
    refused = change(mia, record, U1="yes", U7="yes", how="by phone")
    assert "Say who answered" in refused and 'id="given_by-error"' in refused and "by phone" in refused
    assert day_of(net, record).given_by == "not_obtainable"
    assert "Say who answered" not in change(mia, record, U1="yes", U7="yes", given_by="self")
    now, today = day_of(net, record), datetime.now(UTC).date()
    assert now.given_by == "self" and date.fromisoformat(now.review) > today + timedelta(days=150)


def to_be_reviewed(client: FlaskClient) -> str:
    """The address of the queue's tab: what it chooses stands sealed in it."""
    (found,) = re.findall(r'href="([^"]*)"[^>]*>Consent to be reviewed', page(client, "/desk"))
    return str(found)


def test_filer_and_desk_are_reminded_until_somebody_asked_again(
    app: Flask, mia: FlaskClient, net: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    record, own = reference(alert(mia)), "/incidents"
    rosa = signed_in(app, "rosa")
    tab, said = f"/desk/{record}/consent", "Consent to be reviewed"
    assert "Ask again about consent" not in page(mia, own) and "<h2>Ask again</h2>" not in page(mia, f"{own}/{record}")
    assert "to be looked at again" not in page(rosa, tab) and said in page(rosa, "/desk")  # the tab, without a number
    assert record not in page(rosa, to_be_reviewed(rosa))
    review = date.fromisoformat(day_of(net, record).review)
    assert f"<bdi>{review}" not in page(rosa, tab) and f'datetime="{review}"' in page(rosa, tab)

    monkeypatch.setattr(clock, "now", lambda: datetime.combine(review, time(1), UTC))
    mia, rosa = signed_in(app, "mia"), signed_in(app, "rosa")
    assert "Ask again about consent" in page(mia, own)
    shown = page(mia, f"{own}/{record}")
    assert "<h2>Ask again</h2>" in shown and "No answer is withdrawn by itself" in shown
    assert "No answer is withdrawn by itself" in page(rosa, tab)
    queue = page(rosa, to_be_reviewed(rosa))
    assert record in queue and re.search(rf"{said} <span class=\"badge info num\">1<", queue)
    assert seen_by(net, "rosa", record).consents["P1"].now.uses["U1"] == "yes"  # the day passed: nothing ended

    before = seen_by(net, "rosa", record).last_seq
    change(mia, record)
    assert seen_by(net, "rosa", record).last_seq == before, "nothing was said, so nothing is written"
    change(mia, record, again="y")
    assert seen_by(net, "rosa", record).last_seq == before + 1
    assert seen_by(net, "rosa", record).consents["P1"].now.date == datetime.now(UTC).date().isoformat()
