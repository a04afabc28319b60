"""Each field of the full report that is asked beyond the few required ones: typed, sealed, and shown to the desk."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.incidents.content.report import Contact
from tests.factories import Network, network, signed_in
from tests.journeys.filing import GO_ON, fill_in, page, reference, seen_by
from tests.journeys.pages import send


@pytest.fixture
def net(app: Flask) -> Network:
    with app.app_context():
        return network(app)


@pytest.fixture
def mia(app: Flask, net: Network) -> FlaskClient:
    return signed_in(app, "mia")


def filed(client: FlaskClient, draft: str) -> str:
    return reference(send(client, f"/incidents/draft/{draft}/check", ("over", "")))


def typed_and_filed(client: FlaskClient, step: str, **fields: object) -> str:
    """Type into one step of a report, see it again in that step, and file the report."""
    draft = fill_in(client)
    at = f"/incidents/draft/{draft}/{step}"
    answer = send(client, at, GO_ON, **fields)
    assert answer.status_code == 303, answer.get_data(as_text=True)[-3000:]
    assert send(client, at, GO_ON).status_code == 303  # what the step shows again is what was typed
    return filed(client, draft)


def at_the_desk(app: Flask, name: str, record: str, tab: str = "") -> str:
    return page(signed_in(app, name), f"/desk/{record}{tab}")


@pytest.mark.parametrize(
    ("north", "east", "stored"),
    [
        ("-12.0464", "-77.0428", (-12.0464, -77.0428)),
        ("\u221212,5", "77\u00b0", (-12.5, 77.0)),
        ("\u0661\u0662\u066b\u0665", "0", (12.5, 0.0)),
        ("0.00001", "180", (0.00001, 180.0)),
    ],
)
def test_a_position_in_any_way_of_writing_numbers(
    app: Flask, mia: FlaskClient, net: Network, north: str, east: str, stored: tuple[float, float]
) -> None:
    record = typed_and_filed(mia, "where", latitude=north, longitude=east)
    report = seen_by(net, "rosa", record).report
    assert report is not None and (report.where.latitude, report.where.longitude) == stored
    assert f"<bdi>{stored[0]}, {stored[1]}</bdi>" in page(mia, f"/incidents/{record}")
    shown = at_the_desk(app, "rosa", record)
    assert f"<dt>Latitude</dt><dd><bdi>{stored[0]}</bdi>" in shown
    assert f"<dt>Longitude</dt><dd><bdi>{stored[1]}</bdi>" in shown


def test_no_position_is_none(mia: FlaskClient, net: Network) -> None:
    report = seen_by(net, "rosa", filed(mia, fill_in(mia))).report
    assert report is not None and report.where.latitude is None and report.where.longitude is None


class Bad(NamedTuple):
    step: str
    typed: dict[str, str]
    said: str
    at: str  # where the list of problems leads


BAD = [
    Bad("where", {"latitude": "twelve", "longitude": "1"}, "Type one number of degrees", "latitude"),
    Bad("where", {"latitude": "nan", "longitude": "1"}, "Type one number of degrees", "latitude"),
    Bad("where", {"latitude": "12", "longitude": "1e3"}, "Type one number of degrees", "longitude"),
    Bad("where", {"latitude": "90.5", "longitude": "1"}, "between -90 and 90", "latitude"),
    Bad("where", {"latitude": "9", "longitude": "-181"}, "between -180 and 180", "longitude"),
    Bad("where", {"latitude": "9.25", "longitude": ""}, "Give both numbers", "longitude"),
    Bad("where", {"latitude": "", "longitude": "9.25"}, "Give both numbers", "latitude"),
    Bad("story", {"language__code": "xx", "language__other": "Quechua"}, "Choose one of the answers", "language-code"),
    Bad("story", {"language__code": "fr", "language__other": "Quechua"}, "or leave this empty", "language-other"),
    Bad("story", {"language__code": "und", "language__other": "q" * 201}, "too long", "language-other"),
    Bad("story", {"channel": "c" * 201}, "too long", "channel"),
    Bad("story", {"hours": "h" * 401}, "too long", "hours"),
    Bad("story", {"code_word": "w" * 201}, "too long", "code_word"),
    Bad("story", {"not_to_say": "n" * 1001}, "too long", "not_to_say"),
    Bad("who", {"people__0__channel": "c" * 201}, "too long", "people-0-channel"),
    Bad("who", {"people__0__rights_sector": "land rights"}, "Choose one of the", "people-0-rights_sector-0"),
    Bad("who", {"people__0__grounds": "everything"}, "Choose one of the answers", "people-0-grounds-0"),
    Bad("consent", {"consents__0__language__code": "xx"}, "Choose one of the answers", "consents-0-language-code"),
    Bad("consent", {"consents__0__language__code": "sw", "consents__0__language__other": "Luo"}, "or leave this empty",
        "consents-0-language-other"),
]  # fmt: skip
KEPT = {
    "where": {"place": "Kept in the valley"},
    "who": {"people__0__alias": "Kept in the valley"},
    "story": {"project": "Kept in the valley"},
    "consent": {"consents__0__how": "Kept in the valley"},
}


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: f"{bad.step}-{bad.at}-{bad.said[:12]}")
def test_what_cannot_be_stored_is_said_at_its_field_and_everything_is_kept(mia: FlaskClient, bad: Bad) -> None:
    at = f"/incidents/draft/{fill_in(mia)}/{bad.step}"
    answer = send(mia, at, GO_ON, **{**KEPT[bad.step], **bad.typed})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert bad.said in text and f'href="#{bad.at}"' in text and f'id="{bad.at}"' in text
    assert "Kept in the valley" in text
    for name, value in bad.typed.items():
        assert value in text or name.endswith(("code", "rights_sector", "grounds")), name
    assert "Kept in the valley" not in page(mia, at)  # nothing of it was saved


@pytest.mark.parametrize(
    ("code", "other", "stored", "said"),
    [
        ("fr", "", "fr", "Français"),
        ("und", "Quechua", "Quechua", "Quechua"),
        ("", "Quechua", "Quechua", "Quechua"),
        ("und", "", "und", "Another language"),
    ],
)
def test_the_language_of_the_story(
    app: Flask, mia: FlaskClient, net: Network, code: str, other: str, stored: str, said: str
) -> None:
    record = typed_and_filed(mia, "story", language__code=code, language__other=other)
    report = seen_by(net, "rosa", record).report
    assert report is not None and report.narrative.language == stored
    line = f"<dt>Language of the story</dt><dd><bdi>{said}</bdi>"
    shown = at_the_desk(app, "rosa", record)
    assert line in shown and line in page(mia, f"/incidents/{record}")
    assert ('dir="auto" lang="fr"' in shown) == (stored == "fr") and 'lang="Quechua"' not in shown


REACH = {"channel": "Signal", "hours": "after dark", "code_word": "mango", "not_to_say": "the word court"}


def test_how_to_use_the_contact_of_the_filer(app: Flask, mia: FlaskClient, net: Network) -> None:
    record = typed_and_filed(mia, "story", contact="+51 1 555 0100", **REACH)
    report = seen_by(net, "rosa", record).report
    assert report is not None and report.contact == Contact(address="+51 1 555 0100", **REACH)
    for shown in (at_the_desk(app, "rosa", record), page(mia, f"/incidents/{record}")):
        assert "+51 1 555 0100" in shown and all(f"<dd><bdi>{words}</bdi>" in shown for words in REACH.values())


def test_how_to_use_the_contact_of_a_person_is_for_the_protection_officers(
    app: Flask, mia: FlaskClient, net: Network
) -> None:
    typed = {f"people__0__{name}": words for name, words in REACH.items()}
    record = typed_and_filed(mia, "who", people__0__address="at the market", **typed)
    assert seen_by(net, "rosa", record).names is None and "mango" not in at_the_desk(app, "rosa", record)
    names = seen_by(net, "paz", record).names
    assert names is not None and names.persons["P1"].contact == Contact(address="at the market", **REACH)
    paz = signed_in(app, "paz")
    opened = send(paz, f"/desk/{record}/names", ("names-purpose", "To reach her lawyer before the hearing"))
    shown = page(paz, opened.location)
    assert all(f"<dd><bdi>{words}</bdi>" in shown for words in REACH.values())
    own = page(mia, f"/incidents/{record}")
    assert all(f"<dd><bdi>{words}</bdi>" in own for words in REACH.values())


def test_several_fields_of_work_and_several_grounds(app: Flask, mia: FlaskClient, net: Network) -> None:
    typed = {"people__0__rights_sector": ["land", "women"], "people__0__grounds": ["indigenous", "rural"]}
    record = typed_and_filed(mia, "who", **typed, people__0__legal_representation="no")
    report = seen_by(net, "rosa", record).report
    assert report is not None and report.persons[0].rights_sector == ("land", "women")
    assert report.persons[0].grounds == ("indigenous", "rural") and report.persons[0].legal_representation == "no"
    own, shown = page(mia, f"/incidents/{record}"), at_the_desk(app, "rosa", record)
    assert "<bdi>Land, Women" in own and "<bdi>Indigenous, Rural or peasant</bdi>" in own
    assert "<dt>Works on</dt><dd><bdi>Land, Women" in shown and "<dt>Has a lawyer</dt><dd><bdi>No" in shown
    assert "Rural or peasant" not in shown  # grounds are for sums alone


def test_what_is_ticked_can_be_taken_back(mia: FlaskClient, net: Network) -> None:
    draft = fill_in(mia)
    at = f"/incidents/draft/{draft}/who"
    assert send(mia, at, GO_ON, people__0__rights_sector=["land", "women"]).status_code == 303
    assert send(mia, at, GO_ON, people__0__rights_sector=["women"]).status_code == 303
    assert send(mia, at, GO_ON, people__0__rights_sector=None).status_code == 303
    report = seen_by(net, "rosa", filed(mia, draft)).report
    assert report is not None and report.persons[0].rights_sector == ()


def test_the_language_in_which_consent_was_asked(app: Flask, mia: FlaskClient, net: Network) -> None:
    draft = fill_in(mia)
    at = f"/incidents/draft/{draft}"
    typed = {"consents__0__language__code": "und", "consents__0__language__other": "Aymara"}
    assert send(mia, f"{at}/consent", GO_ON, **typed).status_code == 303
    assert "<dt>Language</dt><dd><bdi>Aymara</bdi>" in page(mia, f"{at}/check")
    record = filed(mia, draft)
    assert seen_by(net, "rosa", record).consents["P1"].now.language == "Aymara"
    assert "<dt>Language</dt><dd><bdi>Aymara</bdi>" in at_the_desk(app, "rosa", record, "/consent")
