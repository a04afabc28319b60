"""The demo network's stories: written, checked, reviewed, approved and published by different people."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from app.cli.demonstration.cast import load
from app.database import transaction
from app.spotlight.content.entries import Text
from app.spotlight.service import approving, publications, publishing, reading, reviewing, writing
from app.vault.actor import Actor

PURPOSE = "Comparing the story with the names before it is published."
NOT_A_NAME = "An everyday word, used in its plain sense; it points at nobody."


class StoryData(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One story; `reach` says how far it has come: reviewed or published."""

    sources: tuple[str, ...]
    reach: str
    title: str
    alt: str
    body: str
    region: str
    year: str
    theme: str
    language: str


class Stories(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All stories."""

    stories: tuple[StoryData, ...]


def written() -> tuple[StoryData, ...]:
    """Return every story, in the order in which they are published."""
    found: Stories = load("stories.toml", Stories)
    return found.stories


def tell(data: StoryData, records: dict[str, str], editor: Actor, officer: Actor, approver: Actor) -> None:
    """Take a story through every gate, each step in a transaction of its own."""
    text = Text(
        title=data.title,
        body=data.body.strip(),
        alt=data.alt,
        region=data.region,
        year=data.year,
        theme=data.theme,
        language=data.language,
    )
    with transaction():
        story = writing.start(editor, [records[key] for key in data.sources])
    with transaction():
        writing.save(editor, story, text, _length(editor, story))
    with transaction():
        writing.submit(editor, story, _length(editor, story))
    _review(story, officer)
    if data.reach == "published":
        _publish(story, approver)


def _length(actor: Actor, story: str) -> int:
    return reading.load(actor, story)[0].length


def _review(story: str, officer: Actor) -> None:
    for source in reviewing.to_open(officer, story):
        with transaction():
            reviewing.open_names(officer, story, source, PURPOSE)
    loaded, _kind = reading.load(officer, story)
    for hit in reviewing.left(loaded, reviewing.findings(officer, loaded).hits):
        with transaction():
            reviewing.dismiss(officer, story, hit, NOT_A_NAME, _length(officer, story))
    with transaction():
        reviewing.pass_on(officer, story, _length(officer, story))


def _publish(story: str, approver: Actor) -> None:
    today = datetime.now(UTC).date()
    with transaction():
        approving.approve(approver, story, _length(approver, story))
    for source in approving.untold(approver, story):
        with transaction():
            approving.tell(approver, story, source)
    with transaction():
        release = publishing.publish(approver, story, "", today, _length(approver, story))
    with transaction():  # apart: no transaction writes a publication and a record
        publications.put(release, today)
