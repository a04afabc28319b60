"""A story's way to the public and back: written, checked, reviewed, approved, published, withdrawn."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from app.database import db, transaction
from app.spotlight.service import publications
from app.spotlight.service.forgetting import forget_traces
from tests.factories import Network
from tests.spotlight.conftest import net, people
from tests.spotlight.making import NAME, SAFE, Person, hand_over, incident_of, publish, start, story_of
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
