"""An instance in use, with canaries in everything that people write, on a database of its own for the thief to take."""

from __future__ import annotations

import random
import shutil
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.accounts.names import name_index
from app.database import transaction
from app.incidents.content.consent import Consent
from app.incidents.content.draft import DraftSaved, Filing
from app.incidents.content.identities import Identity, Names, PerpetratorIdentity
from app.incidents.content.report import Act, Contact, Narrative, Perpetrator, Person, Report, Where
from app.incidents.service import drafts, saying
from app.incidents.service.filing import file_incident
from app.index import files
from app.spotlight.content.entries import Text
from app.spotlight.content.story import Story
from app.spotlight.leaks.hits import Hit
from app.spotlight.service import approving, listing, offering, publications, publishing, reading, reviewing, writing
from app.spotlight.service.forgetting import forget_traces
from app.triage.service import assessing, moving, naming, talking
from app.triage.service.moving import Sent
from app.vault import opening, rings
from app.vault.actor import Actor
from app.vault.directory.store import current
from app.vault.instance import instance
from tests.contracts.thief import desk
from tests.contracts.thief.canaries import ACCENTED, ARABIC, CONTACT, NAME, NOTE, PLACE, WORD
from tests.contracts.thief.listening import listening
from tests.contracts.thief.lists import lists
from tests.contracts.thief.loot import Loot, of_index, steal_postgresql, steal_sqlite
from tests.support import postgres
from tests.support.databases import Databases
from tests.support.server import Place, Server, installed, serving

MEMBERS, EACH = 12, 5
STORIES = 12
SEED = 20261122


@dataclass
class Scene:
    """What happened, and so what the linker may not find out: who filed which report, which report a story tells."""

    place: Place
    aside: Path
    cluster: postgres.Cluster | None
    logs: list[str]
    filers: dict[str, str] = field(default_factory=dict)  # record -> account
    told: dict[str, str] = field(default_factory=dict)  # record -> publication

    def steal(self) -> Loot:
        """Take everything that lies on disk now, while the server is up."""
        if self.cluster is None:
            loot = steal_sqlite(self.place.folder, self.aside)
        else:
            loot = steal_postgresql(self.cluster, Databases.name(self.place.database_url), self.place.folder)
        loot.writes += of_index(self.place.folder)
        loot.key = bytes.fromhex((self.place.folder / "instance.key").read_text())
        loot.files += [("server output", self.place.output.read_bytes()), ("logs", "\n".join(self.logs).encode())]
        return loot

    def index(self, name: str, kind: str) -> tuple[Path, str]:
        """Return the index of a ring of the Andes desk, and the key that somebody has; in the application context."""
        ring = f"{kind}:{self.place.net.desks['Andes']}"
        epoch = current().ring(ring).current
        path = files.newest(ring, epoch)
        assert path is not None, f"{ring} has no index"
        return path, files.key_of(rings.secret(self.place.actor(name), ring, epoch))

    def goes_on(self, left: Path) -> None:
        """Open what a killed process left: what it had committed is there, and nothing is broken."""
        with self.place.app.app_context():
            path, key = self.index("rosa", "desk")
            connection = files.connect(left / path.name, key)
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            (done,) = connection.execute("SELECT count(*) FROM incident").fetchone()
            assert 0 < done < len(self.filers) + STORIES
            connection.close()

    def accounts(self) -> dict[str, list[bytes]]:
        """Return the accounts of the members, each with all that a guessed sign-in name gives away with the key."""
        with self.place.app.app_context():
            home = instance()
            return {
                joined.actor.account: [
                    name.encode(),
                    name_index(name),
                    home.mac("attempts", b"name\x00" + name.encode())[:16],
                    home.mac("attempts", name.encode())[:16],
                ]
                for name, joined in self.place.net.people.items()
                if name.startswith("member")
            }


@contextmanager
def own_cluster(run_folder: Path) -> Iterator[postgres.Cluster]:
    """A PostgreSQL of the thief's own, so that its whole data folder and transaction numbers are of this scene."""
    found = postgres.programs()
    if found is None:
        pytest.skip("PostgreSQL is not installed: sudo apt-get install postgresql")
    home = run_folder / f"thief-{random.SystemRandom().randrange(1 << 32):08x}"
    home.mkdir()
    home.chmod(0o711)  # the cluster's user passes through it, whatever this process hides by its umask
    cluster, server = postgres.start(home, found)
    try:
        yield cluster
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)
        shutil.rmtree(home, ignore_errors=True)


class OwnDatabases(Databases):
    """Databases on a cluster that is not shared."""

    def __init__(self, folder: Path, cluster: postgres.Cluster | None) -> None:
        super().__init__(folder, folder, 0, "thief")
        self.own = cluster

    @property
    def cluster(self) -> postgres.Cluster:
        assert self.own is not None
        return self.own


def filing(number: int = 0) -> Filing:
    """Return a full report with a canary in every text, and consent to be told."""
    uses = {"U1": "yes", "U2": "yes", "U7": "yes"}
    return Filing(
        report=Report(
            country="COL",
            danger="no",
            where=Where(admin1=PLACE, place=f"{PLACE} {number}"),
            narrative=Narrative(text=f"{NAME} was taken near {PLACE}. {ARABIC}", who=NAME, how=ACCENTED),
            contact=Contact(channel="email", address=CONTACT, code_word=WORD, not_to_say=NOTE),
            project=f"{WORD} dam",
            organisation=f"{ACCENTED} union",
            act_group="liberty",
            persons=(Person(key="P1", role="targeted_defender", number_min=1, number_max=1),),
            acts=(Act(key="A1", code="", against=("P1",), words=NOTE, place=PLACE, reason=WORD),),
            perpetrators=(Perpetrator(key="X1"),),
        ),
        names=Names(
            filer_name=NAME,
            persons={"P1": Identity(name=NAME, alias=ARABIC, organisation=ACCENTED, contact=Contact(address=CONTACT))},
            perpetrators={"X1": PerpetratorIdentity(name=f"Sergeant {WORD}", description=NOTE)},
        ),
        consents=(Consent(person="P1", given_by="self", how=f"asked at {PLACE}", uses=uses),),
    )


@contextmanager
def scene(backend: str, folder: Path, run_folder: Path) -> Iterator[Scene]:
    """Let members file through the real server, a desk and editors work, and give it to the thief as it stands."""
    with own_cluster(run_folder) if backend == "postgresql" else _none() as cluster:
        databases = OwnDatabases(folder, cluster)
        aside = folder / "aside"
        aside.mkdir()
        with (
            installed(databases, backend, folder, MEMBERS) as place,
            serving(place) as server,
            listening() as logs,
        ):
            made = Scene(place, aside, cluster, logs)
            chooser = random.Random(SEED)
            file_in_turns(made, server, chooser)
            with place.app.app_context():
                records = work(made, chooser)
                tell(made, records, chooser)
            desk.search(server)
            yield made


@contextmanager
def _none() -> Iterator[None]:
    yield None


def file_in_turns(made: Scene, server: Server, chooser: random.Random) -> None:
    """Members come in no order, each time signing in, filing one report and signing out; some mistype at first."""
    turns = [f"member{number % MEMBERS}" for number in range(MEMBERS * EACH)]
    chooser.shuffle(turns)
    reviewer = server.browser("rosa")
    for turn, name in enumerate(turns):
        if turn % MEMBERS == 0:
            desk.look(reviewer)
        browser = server.browser()
        if chooser.random() < 0.3:
            assert browser.sign_in(name, "not my passphrase") == 422
        assert browser.sign_in(name) == 303
        told = f"{NAME} saw {turn} men at {PLACE}. {NOTE}. " * chooser.randint(1, 12)
        record = browser.file({"text": told, "contact": CONTACT})
        made.filers[record] = made.place.net.people[name].actor.account
        if chooser.random() < 0.3:
            assert browser.send(f"/incidents/{record}/message", {"text": NOTE}, f"/incidents/{record}")[0] == 303
        browser.sign_out()


def work(made: Scene, chooser: random.Random) -> list[str]:
    """A desk works on some reports, drafts and lists wait, full reports are handed to the editors. Returns those."""
    place = made.place
    mia, rosa, paz = (place.actor(name) for name in ("mia", "rosa", "paz"))
    with transaction():
        kept = drafts.start_draft(mia, DraftSaved(filing=filing()), "first")
        drafts.save_draft(mia, kept, DraftSaved(filing=filing(1), revision=1))
        gone = drafts.start_draft(mia, DraftSaved(filing=filing(2)), "second")
    with transaction():
        drafts.discard_draft(mia, gone)
    lists(mia)
    records = []
    for number in range(STORIES):
        with transaction():
            records.append(file_incident(mia, filing(number), submission=f"told {number}").record)
    chooser.shuffle(records)
    for record in records:
        for step in (
            lambda name: moving.move(rosa, name, "acknowledge", Sent(words=NOTE), seen=length(rosa, name)),
            lambda name: moving.move(rosa, name, "triage", Sent(reason=NOTE), seen=length(rosa, name)),
            lambda name: talking.send_message(rosa, name, f"Dear {NAME}, {NOTE}"),
            lambda name: talking.add_note(rosa, name, f"{NOTE} {CONTACT}"),
            lambda name: assessing.assess_risk(rosa, name, (2, 2, 3), note=NOTE),
            lambda name: assessing.write_plan(rosa, name, f"Hide at {PLACE}"),
            lambda name: naming.open_names(paz, name, f"To call {NAME}"),
            lambda name: saying.say(mia, name, f"I am {NAME}"),
            lambda name: moving.move(rosa, name, "hand_to_editors", Sent(reason=NOTE), seen=length(rosa, name)),
        ):
            with transaction():
                step(record)
    return records


def length(actor: Actor, record: str) -> int:
    return opening.load_one(actor, record).length


def tell(made: Scene, records: Sequence[str], chooser: random.Random) -> None:
    """Write a story from each report, drafts with canaries; review, approve and publish them in other orders."""
    place, today = made.place, datetime.now(UTC).date()
    edna, paz, abel = (place.actor(name) for name in ("edna", "paz", "abel"))
    stories = {}
    for number, record in enumerate(records):
        with transaction():
            stories[record] = writing.start(edna, [record])
        for body in (f"{NAME} lives at {PLACE}. {NOTE}", "A person was taken, and came home after many days."):
            text = Text(title=f"One of many {number}", body=body, alt="A story.", region="005", year="2026",
                        theme="liberty")  # fmt: skip
            with transaction():
                writing.save(edna, stories[record], text, length(edna, stories[record]))
        with transaction():
            writing.submit(edna, stories[record], length(edna, stories[record]))
    for story in chooser.sample(list(stories.values()), len(stories)):
        for name in reviewing.to_open(paz, story):
            with transaction():
                reviewing.open_names(paz, story, name, f"To compare {NAME}")
        for hit in reviewing.left(*_found(paz, story)):
            with transaction():
                reviewing.dismiss(paz, story, hit, f"Not {NAME}", length(paz, story))
        with transaction():
            reviewing.pass_on(paz, story, length(paz, story))
    for record in chooser.sample(list(stories), len(stories)):
        with transaction():
            made.told[record] = approving.approve(abel, stories[record], length(abel, stories[record]))
        for name in approving.untold(abel, stories[record]):
            with transaction():
                approving.tell(abel, stories[record], name)
    for record in chooser.sample(list(stories), len(stories)):
        with transaction():
            release = publishing.publish(abel, stories[record], "", today, length(abel, stories[record]))
        with transaction():
            publications.put(release, today)
        forget_traces()
    assert listing.stories(edna, datetime.now(UTC)).lines  # the index of stories has read them in, names and all
    with transaction():
        offering.offer(edna, offering.Offer(name=NAME, country="COL", telling=f"{PLACE}. {NOTE}", language="en"), today)


def _found(actor: Actor, name: str) -> tuple[Story, tuple[Hit, ...]]:
    story = reading.load(actor, name)[0]
    return story, reviewing.findings(actor, story).hits
