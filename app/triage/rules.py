"""The order of the queue, who may be given a report, and which two reports may be one incident."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.incidents.content.incident import Incident
from app.incidents.content.report import Report
from app.triage.clocks import TARGETS, Clock, Targets, breaches, clocks, next_due
from app.triage.flags import days_told, provisional, red_flags, when
from app.triage.past import SILENT, grounds, rests
from app.triage.risk import LEVELS, Level, RedFlag
from app.vocabulary.acts import act_group
from app.vocabulary.wording import N_

DUPLICATE_DAYS = 7  # dates of one incident lie no further apart
MAY_WORK = frozenset({"reviewer", "coordinator"})  # may be given a report
MAY_ASSIGN = frozenset({"reviewer", "coordinator"})  # may give it

NO_ROLE = N_("Your role does not allow this. Ask a reviewer of this desk.")
NOT_A_REVIEWER = N_("Choose a reviewer of this desk.")
HAS_CONFLICT = N_("This person has a conflict of interest. Choose somebody else.")
OWN = N_("This is your own report. Somebody else must handle it.")


@dataclass(frozen=True, slots=True)
class Urgency:
    """How urgent an incident is now, and why."""

    level: Level
    assessed: bool
    flags: tuple[RedFlag, ...]
    running: tuple[Clock, ...]
    late: tuple[Clock, ...]
    due: datetime | None
    rests: bool = False  # a row of long ago, for which no promise runs yet


def urgency(incident: Incident, now: datetime, others: Collection[date] = (), targets: Targets = TARGETS) -> Urgency:
    """Return how urgent an incident is: by its assessment, or until there is one by what its codes show.

    `others` are the days of other incidents against the same persons, beside those that filing found; `now` is UTC
    and aware.
    """
    flags = flags_of(incident, now, others)
    resting = not flags and rests(incident)
    if incident.risk is not None:
        level = Level(incident.risk.level)
    elif resting:
        level = Level.LOW
    else:
        level = provisional(incident.report, flags) if incident.report else Level.MEDIUM
    running = clocks(incident, level, now, targets)
    first = next_due(running)
    due = first.due if first else None
    return Urgency(level, incident.risk is not None, flags, running, breaches(running, now), due, resting)


def flags_of(incident: Incident, now: datetime, others: Collection[date] = ()) -> tuple[RedFlag, ...]:
    """Return the red flags of an incident, without those that speak of the dead or of what is long past."""
    if incident.report is None:
        return ()
    found, holds = red_flags(incident.report, now, (*others, *days_told(incident))), grounds(incident)
    return tuple(flag for flag in found if not SILENT.get(flag, frozenset()) & holds)


def place_in_queue(incident: Incident, urgent: Urgency) -> tuple[bool, int, bool, float, str]:
    """Return what the queue sorts by: open work first, then by level, then by what is due first."""
    due = urgent.due.timestamp() if urgent.due else 0.0
    return not incident.is_open, LEVELS.index(urgent.level), urgent.due is None, due, incident.record


def assigning_refused(
    incident: Incident, by: frozenset[str], to: str, roles_of_to: frozenset[str], *, own: bool
) -> str:
    """Say why the record may not be given to `to`, "" when it may.

    `by` are the roles of the one who gives it; `own` says that they would take their own report.
    """
    if not by & MAY_ASSIGN:
        return NO_ROLE
    if own:
        return OWN
    if to and not roles_of_to & MAY_WORK:
        return NOT_A_REVIEWER
    return HAS_CONFLICT if to and to in incident.conflicts else ""


def groups(report: Report) -> frozenset[str]:
    """Return the act groups of a report; unknown codes have none."""
    found = {report.act_group} if report.act_group else set()
    for act in report.acts:
        try:
            found.add(act_group(act.code))
        except KeyError:
            continue
    return frozenset(found)


def dates_near(one: str, other: str) -> bool:
    """Tell whether two partial dates can lie within 7 days; an unknown date can lie anywhere."""
    first, second = when(one), when(other)
    begin, end, start, stop = first.earliest(), first.latest(), second.earliest(), second.latest()
    if begin is None or end is None or start is None or stop is None:
        return True
    span = timedelta(days=DUPLICATE_DAYS)
    return begin <= stop + span and start <= end + span


def may_be_one(one: Report, other: Report) -> bool:
    """Tell whether two reports may be one incident: country, date and act group fit.

    That names, phones or texts are near as well, the matching strings tell.
    """
    same_country = bool(one.country) and one.country == other.country
    return same_country and bool(groups(one) & groups(other)) and dates_near(one.date, other.date)
