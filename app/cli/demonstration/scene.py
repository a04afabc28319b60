"""The order in which the demo network comes to be."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from app.accounts.profiles import Profile
from app.accounts.service import joining, people
from app.accounts.service.acting import actor_of
from app.accounts.service.joining import Joined
from app.cli.demonstration import cast, reports, stories
from app.cli.demonstration.reports import ReportData
from app.cli.demonstration.work import Hands, work
from app.cli.preparing import CannotRun
from app.database import transaction
from app.desks import installation
from app.desks import service as desks
from app.incidents.service.filing import desk_for, file_incident
from app.vault import moments, records, rings
from app.vault.actor import Actor
from app.vault.roles import Role

DAYS = 60  # the network's past


@dataclass
class Stage:
    """The network as it grows: people by sign-in name, desks by name, and the moment at which the past begins."""

    begins: datetime
    joined: dict[str, Joined] = field(default_factory=dict)
    desks: dict[str, str] = field(default_factory=dict)
    records: dict[str, str] = field(default_factory=dict)  # reports that stories are told from

    def actor(self, name: str) -> Actor:
        """Return a person with the roles that the directory gives them now."""
        joined = self.joined[name]
        found = actor_of(joined.actor.account, joined.secret)
        if found is None:
            raise CannotRun(f"{name} is not in the demo network.")
        return found

    def at_desk(self, role: Role, desk: str, turn: int = 0) -> Actor:
        """Return one of those who hold a role at a desk; a report's turn chooses whom."""
        holders = [actor for actor in map(self.actor, self.joined) if actor.has(role, desk)]
        return holders[turn % len(holders)]


def play() -> None:
    """Make everything, in an empty and migrated database."""
    stage = Stage(datetime.now(UTC) - timedelta(days=DAYS))
    _install(stage)
    for number, (language, data) in enumerate(reports.told()):
        _file(stage, number, language, data)
    for story in stories.written():
        _kind, desk = records.place_of(stage.records[story.sources[0]])
        officer = stage.at_desk(Role.PROTECTION_OFFICER, desk)
        stories.tell(story, stage.records, stage.at_desk(Role.EDITOR, ""), officer, stage.at_desk(Role.APPROVER, ""))


def _install(stage: Stage) -> None:
    first, *others = cast.people()
    today = stage.begins.date()
    with transaction():
        installed = installation.install(first.name, first.passphrase, first.work_name, today)
    stage.joined[first.name] = installed.administrator
    for partners in (False, True):  # a desk can name a partner once that one exists
        for desk in cast.cast().desks:
            partner = stage.desks[desk.partner] if partners else ""
            with transaction():
                stage.desks[desk.name] = desks.save(
                    stage.actor(first.name), stage.desks.get(desk.name), desk.name, list(desk.countries),
                    desk.is_global, partner,
                )  # fmt: skip
    for person in others:
        _join(stage, first.name, person)
    _admit_everybody(stage)


def _join(stage: Stage, administrator: str, person: cast.Person) -> None:
    today = stage.begins.date()
    roles = [(role, stage.desks.get(scope, scope)) for role, scope in person.roles]
    with transaction():
        token = joining.invite(stage.actor(administrator), roles, today)
    profile = Profile(name=person.full_name or person.work_name, organisation=person.organisation)
    with transaction():
        stage.joined[person.name] = joining.join(
            token, person.name, person.passphrase, person.work_name, profile, "", today
        )


def _admit_everybody(stage: Stage) -> None:
    for name in stage.joined:
        actor = stage.actor(name)
        with transaction():
            for ring, account in rings.waiting(actor):
                people.admit(actor, ring, account)


def _file(stage: Stage, number: int, language: str, data: ReportData) -> None:
    filer = stage.actor(reports.FILERS[language])
    filed = stage.begins + timedelta(days=DAYS - data.days)
    with moments.played(filed), transaction():
        filing = reports.filing_of(data, language, filed)
        receipt = file_incident(filer, filing, submission=f"demo {number}", today=filed.date())
    if data.key:
        stage.records[data.key] = receipt.record
    if data.work is not None:
        desk = desk_for(data.country)
        reviewer = stage.at_desk(Role.REVIEWER, desk.id, number)
        officer = stage.at_desk(Role.PROTECTION_OFFICER, desk.id)
        with transaction():
            work(receipt.record, data.work, Hands(filer, reviewer, officer), filed)
