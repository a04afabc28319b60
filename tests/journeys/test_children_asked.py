"""A child is asked as well: in the form, on the filer's page, at the desk, and before anything stays public."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.database import transaction
from app.incidents.content.consent import Consent
from app.incidents.content.report import Person
from app.incidents.service import amending, drafts
from app.withdrawal import service as withdrawal
from tests.factories import Network, network, signed_in
from tests.journeys.filing import GO_ON, fill_in, page, reference, seen_by, token
from tests.journeys.pages import form_with, send
from tests.triage.test_sensitive_pages import at_once

WARNED = "A guardian may be the one who did it"
ASKED = "Does the child agree as well?"
GUARDED = {"consents__0__given_by": "guardian", "consents__0__U7": "yes"}


@pytest.fixture
def net(app: Flask) -> Network:
    with app.app_context():
        return network(app)


@pytest.fixture
def mia(app: Flask, net: Network) -> FlaskClient:
    return signed_in(app, "mia")


def draft_of_a_child(mia: FlaskClient) -> str:
    at = f"/incidents/draft/{fill_in(mia)}"
    assert send(mia, f"{at}/who", GO_ON, people__0__age_band="0-17").status_code == 303
    return at


def filed(mia: FlaskClient, **consent: str) -> str:
    at = draft_of_a_child(mia)
    assert send(mia, f"{at}/consent", GO_ON, **{**GUARDED, **consent}).status_code == 303
    return reference(send(mia, f"{at}/check", ("over", "")))


def now(net: Network, record: str) -> Consent:
    return seen_by(net, "rosa", record).consents["P1"].now


def test_of_a_child_the_question_stands_in_the_open_and_a_guardian_is_warned_of(mia: FlaskClient) -> None:
    grown = f"/incidents/draft/{fill_in(mia)}"
    assert ASKED not in at_once(page(mia, f"{grown}/consent")) and WARNED not in page(mia, f"{grown}/consent")
    assert send(mia, f"{grown}/consent", GO_ON, consents__0__given_by="guardian").status_code == 303
    assert WARNED in at_once(page(mia, f"{grown}/check")) and WARNED in at_once(page(mia, f"{grown}/consent"))
    at = draft_of_a_child(mia)
    asked = at_once(page(mia, f"{at}/consent"))
    assert ASKED in asked and WARNED in asked and "Ask the child alone" in asked
    young = send(mia, f"{at}/consent", GO_ON, consents__0__assent="too_young")
    text = young.get_data(as_text=True)
    assert young.status_code == 422 and 'href="#consents-0-assent_reason"' in text
    why = {"consents__0__assent": "too_young", "consents__0__assent_reason": "He is two years old."}
    assert send(mia, f"{at}/consent", GO_ON, **why).status_code == 303
    checked = page(mia, f"{at}/check")
    assert "<dd><bdi>Too young to be asked" in checked and "<dd><bdi>He is two years old." in checked


def test_the_desk_sees_what_is_missing_and_the_sign_off_what_it_covers(
    app: Flask, mia: FlaskClient, net: Network
) -> None:
    record, tab = filed(mia), "consent"
    rosa, paz = signed_in(app, "rosa"), signed_in(app, "paz")
    shown = page(rosa, f"/desk/{record}/{tab}")
    assert "own yes is not here" in shown and "A guardian answered." in shown
    assert not seen_by(net, "rosa", record).allows("U7")
    path = f"/incidents/{record}/consent/P1"
    sent = dict(form_with(page(mia, path), "assent").pairs) | {"assent": "too_young"}
    sent.pop("again", None)
    refused = mia.post(path, data=sent)
    assert refused.status_code == 422 and 'id="assent_reason-error"' in refused.get_data(as_text=True)
    assert mia.post(path, data={**sent, "assent_reason": "He is two years old."}).status_code == 303
    assert now(net, record).assent == "too_young" and seen_by(net, "rosa", record).allows("U7")
    assert "own yes is not here" not in page(rosa, f"/desk/{record}/{tab}")
    signing = page(paz, f"/desk/{record}/{tab}")
    assert "P1 is too young to be asked" in signing and "He is two years old." in signing
    mia.post(path, data={**sent, "assent": "no"})
    assert (now(net, record).assent, now(net, record).assent_reason) == ("no", "")
    assert not seen_by(net, "rosa", record).allows("U7")


@pytest.mark.parametrize(("assent", "ends"), [("", False), ("yes", False), ("no", True), ("unknown", True)])
def test_a_child_who_takes_its_yes_back_ends_what_rests_on_it(
    app: Flask, mia: FlaskClient, net: Network, assent: str, ends: bool
) -> None:
    record = filed(mia, consents__0__assent="yes")
    with app.app_context():
        actor = net.actor("mia")
        assert withdrawal.ends_publication(actor, record, "P1", {}, assent) is ends


def test_a_change_that_makes_somebody_a_child_asks_the_child(app: Flask, mia: FlaskClient, net: Network) -> None:
    import msgspec

    record = reference(send(mia, f"/incidents/draft/{fill_in(mia)}/check", ("over", "")))
    for band, ends in (("18-29", False), ("0-17", True)):
        with app.app_context():
            actor = net.actor("mia")
            with transaction():
                draft = amending.start_amending(actor, record, band)
            saved = drafts.open_draft(actor, draft).saved
            child: Person = msgspec.structs.replace(saved.filing.report.persons[0], age_band=band)
            report = msgspec.structs.replace(saved.filing.report, persons=(child,))
            filing = msgspec.structs.replace(saved.filing, report=report)
            with transaction():
                drafts.save_draft(actor, draft, msgspec.structs.replace(saved, filing=filing))
            assert withdrawal.amendment_ends_publication(actor, draft) is ends


def test_a_draft_begun_before_does_not_bring_back_a_childs_yes(mia: FlaskClient, net: Network) -> None:
    record = filed(mia, consents__0__assent="yes")
    draft = mia.post(f"/incidents/{record}/change", data={"csrf_token": token(mia)}).location.removesuffix("/check")
    path = f"/incidents/{record}/consent/P1"
    sent = {**dict(form_with(page(mia, path), "assent").pairs), "assent": "no"}
    assert mia.post(path, data=sent).status_code == 303
    assert send(mia, f"{draft}/where", GO_ON, place="At the bridge").status_code == 303
    assert send(mia, f"{draft}/check", ("why", "")).status_code == 303
    report = seen_by(net, "rosa", record).report
    assert report is not None and report.where.place == "At the bridge" and now(net, record).assent == "no"
