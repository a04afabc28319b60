"""Service targets: what a filer may expect, how fast. Pure: the time is always an argument (UTC, aware)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

import msgspec

from app.incidents.content.incident import Incident
from app.incidents.rules.states import State
from app.incidents.rules.verification import Verification
from app.triage.past import runs_from
from app.triage.risk import Level
from app.vocabulary.wording import N_


class Target(StrEnum):
    """What is promised."""

    FIRST_CONTACT = "first_contact"
    TRIAGE_DONE = "triage_done"
    PLAN = "plan"
    VERIFIED = "verified"
    UPDATE = "update"


NAMES: dict[Target, str] = {
    Target.FIRST_CONTACT: N_("First contact"),
    Target.TRIAGE_DONE: N_("Triage done"),
    Target.PLAN: N_("Plan"),
    Target.VERIFIED: N_("Verified"),
    Target.UPDATE: N_("Update to the filer"),
}

T = Target
EPOCH, MINUTE = datetime(1970, 1, 1, tzinfo=UTC), timedelta(minutes=1)
Targets = Mapping[Level, Mapping[Target, timedelta]]
Pause = tuple[datetime, datetime | None]


def _row(contact: int, triage: int, plan: int, verified: int, update: int) -> dict[Target, timedelta]:
    """Return one row of the table, given in hours."""
    return {
        target: timedelta(hours=hours)
        for target, hours in zip(Target, (contact, triage, plan, verified, update), strict=True)
    }


DAY = 24
# Hours until first contact, triage done, plan, verified, update. A desk may set its own.
TARGETS: Targets = {
    Level.CRITICAL: _row(4, 24, 24, 72, DAY),
    Level.HIGH: _row(24, 48, 72, 7 * DAY, 7 * DAY),
    Level.MEDIUM: _row(72, 5 * DAY, 14 * DAY, 30 * DAY, 30 * DAY),
    Level.LOW: _row(7 * DAY, 14 * DAY, 30 * DAY, 60 * DAY, 60 * DAY),
}


def targets_of(hours: Sequence[Sequence[int]]) -> Targets:
    """Return the targets of a desk from its table of hours, a row a level, critical first; none are those above."""
    return {level: _row(*row) for level, row in zip(TARGETS, hours, strict=True)} if hours else TARGETS


def hours_of(targets: Targets) -> tuple[tuple[int, ...], ...]:
    """Return targets as a table of hours, the other way round."""
    return tuple(tuple(int(row[target].total_seconds() // 3600) for target in Target) for row in targets.values())


# Waiting for the filer does not stop these clocks.
NEVER_STOPS = frozenset({Level.CRITICAL, Level.HIGH})

# Triage is done when the work has gone on to one of these.
TRIAGED = frozenset({State.RESPONDING, State.DUPLICATE, State.OUT_OF_MANDATE, State.NOT_CREDIBLE})
SETTLED = frozenset({Verification.VERIFIED, Verification.DISPUTED, Verification.REFUTED})


class Clock(msgspec.Struct, frozen=True, gc=False):
    """One promise: when it is due, and when it was kept (None: not yet). `stopped`: the desk waits for the filer."""

    target: Target
    due: datetime
    met: datetime | None = None
    stopped: bool = False

    def breached(self, now: datetime) -> bool:
        """Tell whether it was kept too late, or is late now."""
        if self.met is not None:
            return self.met > self.due
        return not self.stopped and now > self.due


@lru_cache(maxsize=1024)  # a fold names the minute of one entry many times
def moment(at: str) -> datetime:
    """Return a UTC minute such as 2026-11-22T18:10Z as a time. Raises ValueError for any other text."""
    if len(at) != 17 or at[4:17:3] != "--T:Z":  # an index reads a hundred thousand of these: no strptime
        raise ValueError(at)
    return datetime.fromisoformat(at)


def minutes(at: datetime) -> int:
    """Return a time (aware) as minutes since 1970, as an index keeps it."""
    return (at - EPOCH) // MINUTE


def contacts(incident: Incident) -> list[datetime]:
    """Return when the desk wrote to the filer, words sent with a move included, in order."""
    written = [said.stamp for said in incident.messages if not said.stamp.by_filer]
    written += [passage.stamp for passage in incident.passages if passage.words and not passage.stamp.by_filer]
    return [moment(stamp.at) for stamp in sorted(written, key=lambda stamp: stamp.seq)]


def triaged(incident: Incident) -> datetime | None:
    """Return when triage was done first."""
    return next((moment(passage.stamp.at) for passage in incident.passages if passage.after in TRIAGED), None)


def planned(incident: Incident) -> datetime | None:
    """Return when there was a plan first."""
    return moment(incident.plans[0].stamp.at) if incident.plans else None


def settled(incident: Incident) -> datetime | None:
    """Return when the last of the acts was settled; None while one is not, or there is none."""
    stamps = [act.stamp for act in incident.acts if act.verification in SETTLED and act.stamp]
    if not stamps or len(stamps) < len(incident.acts):
        return None
    return max(moment(stamp.at) for stamp in stamps)


def pauses(incident: Incident) -> list[Pause]:
    """Return when the desk waited for the filer: from the question to the answer or the next move; None: still."""
    found: list[Pause] = []
    for passage in incident.passages:
        if passage.after is not State.NEEDS_INFO or passage.before is State.NEEDS_INFO:
            continue
        answers = [said.stamp for said in incident.messages if said.stamp.by_filer]
        moves = [one.stamp for one in incident.passages if one.before is State.NEEDS_INFO is not one.after]
        later = [stamp for stamp in [*answers, *moves] if stamp.seq > passage.stamp.seq]
        end = min(later, key=lambda stamp: stamp.seq, default=None)
        found.append((moment(passage.stamp.at), moment(end.at) if end else None))
    return found


def extended(start: datetime, length: timedelta, stops: list[Pause], now: datetime) -> datetime:
    """Return when a clock that started then is due, each pause before that moment added to it."""
    due = start + length
    for begin, end in stops:
        if begin >= due:
            break
        due += max(timedelta(0), (end or now) - max(begin, start))
    return due


def clocks(incident: Incident, level: Level, now: datetime, targets: Targets = TARGETS) -> tuple[Clock, ...]:
    """Return the clocks of an incident at a level: none before it is filed in sight, or once work has ended."""
    return clock_history(incident, level, now, targets) if incident.is_open else ()


def clock_history(incident: Incident, level: Level, now: datetime, targets: Targets = TARGETS) -> tuple[Clock, ...]:
    """Return the clocks of an incident as `clocks` does, and as they were for one whose work has ended."""
    begun = runs_from(incident, level)
    if not begun:
        return ()
    start = moment(begun)
    stops = [] if level in NEVER_STOPS else pauses(incident)
    spoken = contacts(incident)
    kept = {
        T.FIRST_CONTACT: spoken[0] if spoken else None,
        T.TRIAGE_DONE: triaged(incident),
        T.PLAN: planned(incident),
        T.VERIFIED: settled(incident),
        T.UPDATE: None,
    }
    begins = {T.UPDATE: spoken[-1] if spoken else start}
    found = []
    for target in Target:
        due = extended(begins.get(target, start), targets[level][target], stops, now)
        # A wait that began after the promise was due does not undo the breach.
        waits = bool(stops) and stops[-1][1] is None and stops[-1][0] < due
        found.append(Clock(target, due, kept[target], waits and kept[target] is None))
    return tuple(found)


def breaches(running: tuple[Clock, ...], now: datetime) -> tuple[Clock, ...]:
    """Return the promises not kept in time."""
    return tuple(clock for clock in running if clock.breached(now))


def next_due(running: tuple[Clock, ...]) -> Clock | None:
    """Return the promise that is due next; None where nothing is or the desk waits for the filer."""
    waiting = [clock for clock in running if clock.met is None and not clock.stopped]
    return min(waiting, key=lambda clock: clock.due, default=None)


def rounded_up(due: datetime) -> datetime:
    """Return the full hour at or after a time: a desk's row shows no more."""
    hour = due.replace(minute=0, second=0, microsecond=0)
    return hour if hour == due else hour + timedelta(hours=1)
