"""A story's way to the public and back: written, checked, reviewed, approved, published, withdrawn."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from app.database import db, transaction
from app.spotlight.service import publications
from app.spotlight.service.forgetting import forget_traces
from app.web import clock
from tests.factories import Network
from tests.journeys.pages import forms
from tests.spotlight.conftest import net, people
from tests.spotlight.making import NAME, SAFE, TEXT, Person, hand_over, incident_of, publish, start, story_of
from tests.support.html import assert_valid_html

__all__ = ["net", "people"]


def test_a_story_from_report_to_public_and_back(app: Flask, net: Network, people: dict[str, Person]) -> None:
    first, second = hand_over(net, "mia"), hand_over(net, "noor")
    edna, paz, abel, public = people["edna"], people["paz"], people["abel"], app.test_client()
    chosen = edna.get("/editor/new")
    assert first in chosen and second in chosen and NAME not in chosen
    record = start(edna, first, second)
    assert_valid_html(edna.get(f"/editor/{record}"))
    assert_valid_html(edna.get(f"/editor/{record}/edit"))
    edna.step(record, "submit")
    before_names = paz.get(f"/editor/{record}")
    assert NAME not in before_names
    paz.step(record, "pass", status=422)  # without the names, a review finds nothing
    paz.step(record, "names", words="to review a story for publication")
    assert_valid_html(paz.get(f"/editor/{record}"))
    paz.step(record, "pass")
    assert [one.purpose for one in incident_of(net, first).openings] == ["to review a story for publication"]
    preview = abel.get(f"/editor/{record}/preview")
    assert "<em>somebody</em>" in preview
    assert_valid_html(preview)
    abel.step(record, "approve")
    story = story_of(net, record)
    for source, member in ((first, "mia"), (second, "noor")):
        (telling,) = incident_of(net, source, member).tellings
        assert (telling.told.publication, telling.told.slug) == (story.publication, story.slug)
    assert public.get(f"/spotlights/{story.slug}").status_code == 404
    abel.step(record, "publish", on="")
    assert_valid_html(abel.get(f"/editor/{record}"))
    page = public.get(f"/spotlights/{story.slug}")
    assert page.status_code == 200 and "<em>somebody</em>" in page.text
    assert page.headers["Cache-Control"].startswith("public")
    assert_valid_html(page.text)
    assert story.slug in public.get("/spotlights.atom").text
    assert story.slug in public.get("/").text
    with app.app_context():
        row = db.session.get_one(publications.PublicationRow, story.publication)
        assert row.hash == story_of(net, record).approved_hash == story_of(net, record).text.hash


def test_a_withdrawal_takes_the_story_down_at_once(
    app: Flask, net: Network, people: dict[str, Person], tmp_path: Path
) -> None:
    source = hand_over(net)
    canary = "unmistakablewordofthisstory"
    record = start(people["edna"], source, body=f"{SAFE}\n\n{canary}", title="Another unmistakabletitle")
    address = publish(net, people, record)
    assert canary in app.test_client().get(address).text
    (telling,) = incident_of(net, source).tellings
    with app.app_context():
        with transaction():
            publications.retract_for_withdrawal([telling.told.publication])
        forget_traces()
        assert not dump_holds(app, tmp_path, canary, "unmistakabletitle")
    gone = app.test_client().get(address)
    assert gone.status_code == 410 and canary not in gone.text
    assert "deleted-entry" in app.test_client().get("/spotlights.atom").text
    listed = people["edna"].get("/editor")
    assert "withdrew their consent" in listed
    people["abel"].step(record, "retract", reason="editor")
    assert story_of(net, record).retracted == "withdrawal"


def dump_holds(app: Flask, folder: Path, *words: str) -> list[str]:
    """Return which words stand in the database's files (SQLite) or in any cell of the public tables (PostgreSQL)."""
    if db.engine.dialect.name == "sqlite":
        name = Path(str(db.engine.url.database))
        raw = b"".join(path.read_bytes() for path in name.parent.glob(name.name + "*"))
    else:
        rows = [
            *db.session.execute(text("SELECT * FROM publication")),
            *db.session.execute(text("SELECT * FROM publication_version")),
        ]
        raw = repr(rows).encode()
    return [word for word in words if word.encode() in raw]


@pytest.mark.parametrize("first", ["withdrawal", "publishing"])
def test_a_withdrawal_wins_whichever_comes_first(
    app: Flask, net: Network, people: dict[str, Person], first: str
) -> None:
    """Between approval and publication a filer may withdraw: nothing is then ever shown."""
    source = hand_over(net)
    record = start(people["edna"], source)
    if first == "publishing":
        publish(net, people, record)
    else:
        people["edna"].step(record, "submit")
        people["paz"].step(record, "names", words="to review a story for publication")
        people["paz"].step(record, "pass")
        people["abel"].step(record, "approve")
    story = story_of(net, record)
    with app.app_context(), transaction():
        publications.retract_for_withdrawal([story.publication])
    if first == "withdrawal":
        people["abel"].step(record, "publish", status=409)
    assert app.test_client().get(f"/spotlights/{story.slug}").status_code in (404, 410)
    assert story.slug not in app.test_client().get("/spotlights").text


def test_the_filer_takes_consent_back_in_the_page_and_the_story_is_gone(
    app: Flask, net: Network, people: dict[str, Person]
) -> None:
    source = hand_over(net)
    address = publish(net, people, start(people["edna"], source))
    mia = people["mia"]
    answer = mia.post(f"/incidents/{source}/consent/P2", U7="no", how="by phone", why="")
    assert answer.status_code == 303, answer.text
    assert app.test_client().get(address).status_code == 410
    (telling,) = incident_of(net, source).tellings
    assert telling.retracted and not incident_of(net, source).allows("U7")


def test_the_filer_withdraws_the_report_in_the_page_and_the_story_is_gone(
    app: Flask, net: Network, people: dict[str, Person]
) -> None:
    source = hand_over(net)
    address = publish(net, people, start(people["edna"], source))
    answer = people["mia"].post(f"/incidents/{source}/withdraw", why="afraid", sure="y")
    assert answer.status_code == 303, answer.text
    assert app.test_client().get(address).status_code == 410


def test_the_desk_records_a_withdrawal_and_the_story_is_gone(
    app: Flask, net: Network, people: dict[str, Person]
) -> None:
    source = hand_over(net)
    address = publish(net, people, start(people["edna"], source))
    page = people["rosa"].get(f"/desk/{source}/consent")
    answer = press(people["rosa"].client, page, "withdrawals", person="P2", uses=["U7"], how="She told us by phone")
    assert answer.status_code == 303, answer.text
    assert app.test_client().get(address).status_code == 410
    (telling,) = incident_of(net, source).tellings
    assert telling.retracted


def test_a_correction_passes_every_gate_and_replaces_the_text(
    app: Flask, net: Network, people: dict[str, Person]
) -> None:
    record = start(people["edna"], hand_over(net))
    address = publish(net, people, record)
    people["edna"].step(record, "edit", **{**TEXT, "body": "She tells it in other words now."})
    assert "tells it in other words" not in app.test_client().get(address).text
    people["abel"].step(record, "publish", status=409)
    assert publish(net, people, record) == address
    page = app.test_client().get(address).text
    assert "tells it in other words" in page and "by heart" not in page
    assert story_of(net, record).state == "updated" and story_of(net, record).version == 2


def test_a_scheduled_story_is_held_back_before_its_day(app: Flask, net: Network, people: dict[str, Person]) -> None:
    record = start(people["edna"], hand_over(net))
    later = (clock.today() + timedelta(days=3)).isoformat()
    address = publish(net, people, record, on=later)
    assert story_of(net, record).state == "scheduled"
    people["edna"].step(record, "edit", status=409, **TEXT)  # a scheduled text does not change under its date
    people["abel"].step(record, "hold", words="One more look")
    assert story_of(net, record).state == "draft" and not story_of(net, record).version
    assert app.test_client().get(address).status_code == 404
    assert publish(net, people, record) == address
    assert app.test_client().get(address).status_code == 200


def test_an_approver_takes_a_story_down_and_its_reports_are_told(
    app: Flask, net: Network, people: dict[str, Person]
) -> None:
    first, second = hand_over(net, "mia"), hand_over(net, "noor")
    record = start(people["edna"], first, second)
    address = publish(net, people, record)
    people["abel"].step(record, "retract", status=422, reason="because")
    people["abel"].step(record, "retract", reason="editor", words="A mistake")
    assert app.test_client().get(address).status_code == 410
    for source, member in ((first, "mia"), (second, "noor")):
        assert incident_of(net, source, member).tellings[0].retracted
    people["edna"].step(record, "edit", status=409, **TEXT)


def press(client: FlaskClient, page: str, action: str, **typed: object) -> TestResponse:
    """Send the form of a page whose address ends so, with what it holds and what is typed."""
    (form,) = [one for one in forms(page) if one.action.endswith(action)]
    data: dict[str, list[str]] = {}
    for name, value in form.pairs:
        data.setdefault(name, []).append(value)
    prefix = next((name.rsplit("-", 1)[0] + "-" for name, _value in form.pairs if name.endswith("-how")), "")
    for name, value in typed.items():
        data[prefix + name] = [str(one) for one in value] if isinstance(value, list) else [str(value)]
    return client.post(form.action, data=data)
