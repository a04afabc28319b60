"""What the desks of the demo network did with the reports, step by step, through the same verbs as real people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.cli.demonstration.reports import WorkData
from app.incidents.content.inward import ActVerified, SourceAdded
from app.incidents.rules.states import Move
from app.incidents.service import saying
from app.triage.service import assessing, assigning, deciding, moving, naming, talking, verifying
from app.triage.service.moving import Sent
from app.triage.service.reading import open_report
from app.vault import moments
from app.vault.actor import Actor

# The moves that lead from a filed report to each state.
WAYS: dict[str, tuple[Move, ...]] = {
    "acknowledged": (Move.ACKNOWLEDGE,),
    "in_triage": (Move.ACKNOWLEDGE, Move.TRIAGE),
    "needs_info": (Move.ACKNOWLEDGE, Move.TRIAGE, Move.ASK),
    "responding": (Move.ACKNOWLEDGE, Move.TRIAGE, Move.RESPOND),
    "monitoring": (Move.ACKNOWLEDGE, Move.TRIAGE, Move.RESPOND, Move.MONITOR),
    "closed": (Move.ACKNOWLEDGE, Move.TRIAGE, Move.RESPOND, Move.MONITOR, Move.CLOSE),
    "out_of_mandate": (Move.ACKNOWLEDGE, Move.TRIAGE, Move.REFER),
}
SOURCES = (
    SourceAdded(
        key="", connection="witness", reliability="B", credibility="2", independent=True, may_be_contacted="yes"
    ),
    SourceAdded(key="", connection="ngo", reliability="B", credibility="2", independent=True, material="A visit"),
)
REASONING = "Two sources who do not know each other describe the same thing, and nothing speaks against it."
FIRST_STEP = timedelta(minutes=35)


@dataclass
class Clock:
    """The moments of the steps: each some hours after the one before, and never later than now."""

    at: datetime
    length: int  # of the record, as the next person sees it
    step: timedelta = FIRST_STEP

    def do(self, what: Callable[[], object]) -> None:
        """Do one step at its moment; what it returns is the new length, or it adds one entry."""
        self.at = min(self.at + self.step, datetime.now(UTC))
        self.step = min(self.step * 2, timedelta(hours=20))
        with moments.played(self.at):
            done = what()
        self.length = done if isinstance(done, int) else self.length + 1


@dataclass
class Hands:
    """Who works on one report: its filer, a reviewer and a protection officer of its desk."""

    filer: Actor
    reviewer: Actor
    officer: Actor


def work(record: str, data: WorkData, hands: Hands, filed: datetime) -> None:
    """Play everything that a desk did with a report that was filed then; call inside a transaction."""
    clock = Clock(filed, open_report(hands.reviewer, record).length)
    way, said = WAYS[data.to], list(data.said)
    for move in way:
        if move is Move.TRIAGE:
            clock.do(lambda: assigning.assign(hands.reviewer, record, hands.reviewer.account))
        if move in (Move.ASK, Move.RESPOND, Move.REFER):
            _assess(record, data, hands, clock)
        if move is Move.CLOSE:
            _verify(record, data, hands, clock)
        _move(record, move, data, hands, clock)
        if said:
            _say(record, said.pop(0), hands, clock)
    for one in said:
        _say(record, one, hands, clock)
    if Move.CLOSE not in way:
        if way[-1] is Move.TRIAGE and all(data.scores):
            _assess(record, data, hands, clock)
        _verify(record, data, hands, clock)
    if data.close:
        sent = Sent(reason="The work is done.", words=data.words, outcome=data.close)
        clock.do(lambda: deciding.propose(hands.reviewer, record, Move.CLOSE, sent, seen=clock.length))
    if data.editors:
        _move(record, Move.HAND_TO_EDITORS, data, hands, clock)


def _move(record: str, move: Move, data: WorkData, hands: Hands, clock: Clock) -> None:
    spoken = move in (Move.ASK, Move.CLOSE, Move.REFER)
    sent = Sent(
        words=data.words if spoken else "",
        outcome=data.outcome if move is Move.CLOSE else "",
        referral=data.referral if move is Move.REFER else "",
    )
    clock.do(lambda: moving.move(hands.reviewer, record, move.value, sent, seen=clock.length))


def _assess(record: str, data: WorkData, hands: Hands, clock: Clock) -> None:
    clock.do(lambda: assessing.assess_risk(hands.reviewer, record, data.scores, flags=data.flags))
    if data.plan:
        clock.do(lambda: assessing.write_plan(hands.reviewer, record, data.plan))
    if data.note:
        clock.do(lambda: talking.add_note(hands.reviewer, record, data.note))
    if data.purpose:
        clock.do(lambda: naming.open_names(hands.officer, record, data.purpose))


def _say(record: str, said: tuple[str, str], hands: Hands, clock: Clock) -> None:
    who, words = said
    if who == "filer":
        clock.do(lambda: saying.say(hands.filer, record, words))
    else:
        clock.do(lambda: talking.send_message(hands.reviewer, record, words))


def _verify(record: str, data: WorkData, hands: Hands, clock: Clock) -> None:
    if not data.verify:
        return
    for source in SOURCES:
        clock.do(lambda source=source: verifying.add_source(hands.reviewer, record, source))  # type: ignore[misc]
    found = open_report(hands.reviewer, record).incident
    act = found.acts[0].act.key
    begun = ActVerified(act=act, status="in_verification")
    proven = ActVerified(act=act, status="verified", reasoning=REASONING, sources=tuple(found.sources))
    for step in (begun, proven):
        clock.do(lambda step=step: verifying.verify_act(hands.reviewer, record, step))  # type: ignore[misc]
