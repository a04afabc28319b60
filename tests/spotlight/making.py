"""A network with reports handed to the editors, and people who work on stories in their browsers."""

from __future__ import annotations

import html
import re
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from app.database import transaction
from app.incidents.content.consent import Consent
from app.incidents.content.fold import fold as fold_incident
from app.incidents.content.identities import Identity, Names
from app.incidents.content.incident import Incident
from app.incidents.content.report import Narrative
from app.incidents.service.filing import file_incident
from app.spotlight.content.fold import fold
from app.spotlight.content.story import Story
from app.triage.service import moving
from app.vault import opening
from tests.factories import Network
from tests.incidents.chains import filing, person, report
from tests.support.sessions import enter

NUMBERS = iter(range(10**9))
NAME = "Amina Bakari Otieno"
SAFE = (
    "She knew the road by heart and walked it for others.\n\n## A warning\n\n"
    "One evening *somebody* stood in her way.\n\n> We always keep copies.\n"
)
TOLD = "Two men told her to leave her work with the families of the valley or lose everything she has."
TEXT = {
    "title": "The road she walks", "alt": "A paralegal was told to stop. She did not.", "body": SAFE, "region": "005",
    "year": "2025", "theme": "threat", "language": "en",
}  # fmt: skip


def hand_over(
    net: Network, member: str = "mia", uses: dict[str, str] | None = None, *, named: str = NAME,
    by: str = "rosa", steps: tuple[str, ...] = ("acknowledge", "triage", "hand_to_editors"), **fields: Any,
) -> str:  # fmt: skip
    """File a report with two persons in it and let the desk hand it to the editors; return its reference."""
    answers = {"U1": "yes", "U7": "yes", **(uses or {})}
    told = {"country": "COL", "narrative": Narrative(text=TOLD), "persons": (person("P1"), person("P2"))}
    amina, juma = Identity(name=named, organisation="Kasarimbo Legal Aid"), Identity(name="Juma Odhiambo")
    given = {"given_by": "self", "how": "asked", "date": "2026-11-20", "uses": answers}
    sent = filing(
        report=report(**{**told, **fields}),
        names=Names(persons={"P1": amina, "P2": juma}),
        consents=tuple(Consent(person=key, **given) for key in ("P1", "P2")),
    )
    with net.app.app_context():
        with transaction():
            record = file_incident(net.actor(member), sent, submission=f"p{next(NUMBERS)}").record
        for name in steps:
            with transaction():
                desk = net.actor(by)
                moving.move(desk, record, name, moving.Sent(), seen=opening.load_one(desk, record).length)
    return record


def incident_of(net: Network, record: str, name: str = "mia") -> Incident:
    """Return a report as somebody sees it."""
    with net.app.app_context():
        return fold_incident(opening.read(net.actor(name), record))


def story_of(net: Network, record: str, name: str = "edna", kind: str = "story") -> Story:
    """Return a story as somebody sees it."""
    with net.app.app_context():
        return fold(opening.read(net.actor(name), record), kind)


class Person:
    """Somebody in their browser, with CSRF on: every form is taken from the page that shows it."""

    def __init__(self, app: Flask, net: Network, name: str) -> None:
        self.net, self.name, self.client = net, name, app.test_client()
        enter(app, self.client, net, name)

    def get(self, path: str, status: int = 200) -> str:
        answer = self.client.get(path)
        assert answer.status_code == status, f"{self.name} {path}: {answer.status_code} {answer.text}"
        return answer.text

    def token(self) -> str:
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.client.get("/language").text)
        assert found
        return found.group(1)

    def post(self, path: str, **fields: Any) -> TestResponse:
        return self.client.post(path, data={"csrf_token": self.token(), **fields})

    def step(self, record: str, name: str, status: int = 303, **fields: Any) -> TestResponse:
        """Take a step of a story at the length it has now."""
        seen = fields.pop("seen", None)
        with self.net.app.app_context():
            length = opening.load_one(self.net.actor("edna"), record).length if seen is None else seen
        answer = self.post(f"/editor/{record}/{name}", seen=length, **fields)
        assert answer.status_code == status, f"{self.name} {name}: {answer.status_code}\n{problems(answer.text)}"
        return answer


def problems(page: str) -> str:
    """Return what a page says is wrong."""
    found = re.search(r'id="errors".*?</div>', page, re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", " ", found.group(0))) if found else page[page.find("<main") :][:1500]


def start(edna: Person, *sources: str, **text: str) -> str:
    """Start a story from reports and write its text; return its reference."""
    answer = edna.post("/editor/new", sources=list(sources))
    assert answer.status_code == 303, problems(answer.text)
    record = answer.headers["Location"].split("/")[2]
    edna.step(record, "edit", **{**TEXT, **text})
    return record


def to_approval(edna: Person, paz: Person, record: str) -> None:
    """Send a story in and let it pass the safety review."""
    edna.step(record, "submit")
    paz.step(record, "names", words="to review a story for publication")
    paz.step(record, "pass")


def bring(net: Network, people: dict[str, Person], state: str) -> str:
    """Start a story and take it to a state; return its reference."""
    record = start(people["edna"], hand_over(net))
    if state == "safety_review":
        people["edna"].step(record, "submit")
    elif state in ("reviewed", "approved", "published"):
        to_approval(people["edna"], people["paz"], record)
    if state in ("approved", "published"):
        people["abel"].step(record, "approve")
    if state == "published":
        people["abel"].step(record, "publish")
    assert story_of(net, record).state == state
    return record


def publish(net: Network, people: dict[str, Person], record: str, on: str = "") -> str:
    """Bring a written story to the public; return its address."""
    to_approval(people["edna"], people["paz"], record)
    people["abel"].step(record, "approve")
    people["abel"].step(record, "publish", on=on)
    return f"/spotlights/{story_of(net, record).slug}"
