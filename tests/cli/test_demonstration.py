"""The demo network is what it promises: invented, in five languages, at work, and made through the same gates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.accounts.passphrases import ENOUGH, points
from app.accounts.service.signing_in import sign_in
from app.audit import service as audit
from app.cli.demonstration import cast, reports, sign_ins, stories
from app.database import db, transaction
from app.desks import service as desks
from app.incidents.content.incident import Incident
from app.spotlight.rules import State as StoryState
from app.spotlight.service import listing, publications
from app.triage.service.reading import open_report
from app.vault import records
from app.vault.actor import Actor
from app.vault.roles import Role

pytestmark = pytest.mark.long(40)  # makes the network that the other tests of commands copy

TODAY = datetime.now(UTC).date()


@pytest.fixture(scope="module")
def app(demo: Path) -> Iterator[Flask]:
    made = create_app({"INSTANCE": demo})
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="module")
def people(app: Flask) -> dict[str, Actor]:
    """Everybody, signed in with the passphrase that the table shows."""
    found = {}
    for person in cast.people():
        with transaction():
            known = sign_in(person.name, person.passphrase, "test", 1)
        assert known is not None, person.name
        found[person.name] = known[0]
    return found


@pytest.fixture(scope="module")
def incidents(people: dict[str, Actor]) -> list[Incident]:
    """Every report, as a reviewer of its desk reads it."""
    found = []
    for desk in desks.listed():
        reader = next(one for one in people.values() if one.has(Role.REVIEWER, desk.id))
        found += [open_report(reader, record).incident for record in records.of_desk(desk.id, "incident", 100)]
    return found


def test_the_cast_is_whole() -> None:
    held = Counter(role for person in cast.people() for role in {role for role, _scope in person.roles})
    least = {Role.ADMINISTRATOR: 2, Role.REVIEWER: 4, Role.PROTECTION_OFFICER: 2, Role.MEMBER: 5}
    least |= dict.fromkeys((Role.EDITOR, Role.APPROVER, Role.AUDITOR), 1)
    assert all(held[role] >= count for role, count in least.items()), held
    assert len(sign_ins()) == 1 + len(cast.people())


def test_demo_passphrases_would_be_accepted_from_anybody() -> None:
    for person in cast.people():
        assert points(person.passphrase, (person.name, person.work_name)) >= ENOUGH
        assert any(person.name in line and person.passphrase in line for line in sign_ins())


def test_three_desks_serve_eight_countries_and_each_has_its_people(people: dict[str, Actor]) -> None:
    listed = desks.listed()
    assert len(listed) == 3
    assert [desk.is_global for desk in listed].count(True) == 1
    assert len({country for desk in listed for country in desk.countries}) >= 8
    for desk in listed:
        assert desk.partner
        for role in (Role.REVIEWER, Role.PROTECTION_OFFICER):
            assert any(one.has(role, desk.id) for one in people.values()), (desk.name, role)


def test_sixty_reports_in_five_languages_over_sixty_days(incidents: list[Incident]) -> None:
    assert len(incidents) == 60
    found = [one.report for one in incidents if one.report]
    assert Counter(report.narrative.language for report in found) == dict.fromkeys(reports.FILERS, 12)
    assert len({report.country for report in found}) >= 8
    assert len({act.act.code for one in incidents for act in one.acts}) >= 30
    days = sorted(one.filed.at[:10] for one in incidents if one.filed)
    assert (TODAY - datetime.fromisoformat(days[0]).date()).days >= 58
    assert len(set(days)) >= 45
    assert all(one.filed and one.filed.at <= said.stamp.at for one in incidents for said in one.messages)


def test_the_work_stands_at_every_step_and_nothing_was_set_aside(incidents: list[Incident]) -> None:
    states = {one.state.value for one in incidents if one.state}
    assert {"submitted", "acknowledged", "in_triage", "needs_info", "responding", "monitoring", "closed"} <= states
    assert {"critical", "high", "medium", "low"} <= {one.level for one in incidents}
    assert not [one.set_aside for one in incidents if one.set_aside]
    for one in incidents:
        if one.verification == "verified":
            assert len(one.sources) >= 2
    assert sum(one.verification == "verified" for one in incidents) >= 10
    assert any(said.stamp.by_filer for one in incidents for said in one.messages)
    assert any(one.waiting for one in incidents)
    assert any(one.openings for one in incidents)
    assert any(one.notes for one in incidents)


def test_two_spotlights_are_public_and_one_waits_for_approval(people: dict[str, Actor]) -> None:
    today = max(TODAY, datetime.now(UTC).date())  # the network may have been made after midnight
    shown, _more = publications.listed(today)
    assert len(shown) == 2
    assert {row.language for row in shown} == {"en", "ar"}
    listed = listing.stories(people["abel"], datetime.combine(today, time(12), UTC))
    assert Counter(line.state for line in listed.lines) == {StoryState.PUBLISHED: 2, StoryState.REVIEWED: 1}
    for data in stories.written():
        assert len(data.body.split()) > 80


def test_every_chain_of_the_instance_holds(people: dict[str, Actor]) -> None:
    assert audit.first_broken() is None
    assert audit.page(people["audra"], None, 5)


def test_pages_say_that_it_is_a_demo(app: Flask) -> None:
    page = app.test_client().get("/sign-in").get_data(as_text=True)
    assert "demo" in page.lower()
