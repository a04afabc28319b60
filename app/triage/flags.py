"""Red flags as far as the coded fields show them. In doubt a flag is raised; a person can take it away."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.incidents.content.incident import Incident
from app.incidents.content.report import Act, Report
from app.triage.risk import Level, RedFlag
from app.vocabulary.acts import act_group
from app.vocabulary.dates import DateError, PartialDate, parse

HELD_DAYS = 3  # 72 hours; dates are days, so the day before counts in full
NEAR_DAYS = 7
REPEAT_DAYS = 90

HOLDING = frozenset({"L1", "L2", "L3", "L5", "L6", "D1", "D2", "D3"})
HELD_STATUS = frozenset({"detained", "missing"})
FREE_STATUS = frozenset({"safe", "released", "dead", "relocated", "exiled", "in_hiding"})
REMOVALS = frozenset({"M2", "M4", "M5"})  # deportation, eviction, forced return
ON_A_HOME = frozenset({"life", "torture", "disappearance", "physical", "gender", "organisation"})
HOME_ACTS = frozenset({"W2"})  # attack on home, crops or property, at the home
WEAPONS = frozenset({"blade_blunt", "firearm", "fire", "explosive", "vehicle"})
NO_MEANS = frozenset({"", "none", "unknown"})
ADDRESS_KNOWN = frozenset({"H5", "V1", "V4"})  # followed, watched, doxxed


@dataclass(frozen=True, slots=True)
class Known:
    """What the flags look at: the report, the time, and the days of other incidents against the same persons."""

    report: Report
    now: datetime  # UTC, aware
    others: tuple[date, ...] = ()

    @property
    def today(self) -> date:
        """The day of `now`."""
        return self.now.date()


def when(text: str) -> PartialDate:
    """Read a partial date; what cannot be read is unknown."""
    try:
        return parse(text) if text else PartialDate()
    except DateError:
        return PartialDate()


def can_be_within(text: str, first: date, last: date) -> bool | None:
    """Tell whether a partial date can mean a day from first to last; None when it is not known at all."""
    known = when(text)
    earliest, latest = known.earliest(), known.latest()
    if earliest is None or latest is None:
        return None
    return earliest <= last and latest >= first


def ended(act: Act, today: date) -> bool:
    """Tell whether a detention is known to be over."""
    until = when(act.detention.until).latest() if act.detention else None
    return until is not None and until < today


def is_free(known: Known, act: Act) -> bool:
    """Tell whether everybody the act was against is known to be held no longer."""
    persons = [person for person in known.report.persons if not act.against or person.key in act.against]
    return bool(persons) and all(person.status_now in FREE_STATUS for person in persons)


def held(known: Known) -> bool:
    """Somebody is held or missing, and it can have begun less than 72 hours ago."""
    first = known.today - timedelta(days=HELD_DAYS)
    status = any(person.status_now in HELD_STATUS for person in known.report.persons)
    for act in known.report.acts:
        if act.code not in HOLDING or ended(act, known.today) or is_free(known, act):
            continue
        since = (act.detention.since if act.detention else "") or act.date or known.report.date
        if can_be_within(since, first, known.today) is not False:
            return True
    groups = status and not any(act.code in HOLDING for act in known.report.acts)
    return groups and can_be_within(known.report.date, first, known.today) is not False


def death_threat(known: Known) -> bool:
    """A death threat by somebody who has the means, or knows where the person lives."""
    codes = {act.code for act in known.report.acts}
    means = any(act.code == "H1" and act.means not in NO_MEANS for act in known.report.acts)
    address = known.report.where.location_type == "home" or bool(codes & ADDRESS_KNOWN)
    return means or ("H1" in codes and address)


def home(known: Known) -> bool:
    """Something violent was done at the home."""
    at_home = known.report.where.location_type == "home"
    return at_home and any(act_is(act, ON_A_HOME) or act.code in HOME_ACTS for act in known.report.acts)


def act_is(act: Act, groups: frozenset[str]) -> bool:
    """Tell whether an act belongs to one of these groups; an unknown code belongs to none."""
    try:
        return act_group(act.code) in groups
    except KeyError:
        return False


def child(known: Known) -> bool:
    """Somebody under 18 is in the report, or it is flagged so."""
    minors = any(person.age_band == "0-17" for person in known.report.persons)
    return minors or "child" in known.report.flags


def date_near(known: Known) -> bool:
    """A hearing, deportation or eviction can be within 7 days."""
    last = known.today + timedelta(days=NEAR_DAYS)
    dates = []
    for act in known.report.acts:
        dates += [act.detention.next_hearing] if act.detention else []
        dates += [act.proceedings.next_date] if act.proceedings else []
        dates += [act.date or known.report.date] if act.code in REMOVALS else []
    return any(can_be_within(text, known.today, last) for text in dates)


def days_told(incident: Incident) -> tuple[date, ...]:
    """Return the days of the filer's own earlier reports against the same persons, as filing found them."""
    return tuple(date.fromisoformat(one.day) for one in incident.repeats)


def repeat(known: Known) -> bool:
    """Another incident against the same person was within 90 days, as far as matching found it."""
    return any(abs((known.today - day).days) <= REPEAT_DAYS for day in known.others)


def weapon(known: Known) -> bool:
    """A weapon was shown or used."""
    return any(act.means in WEAPONS for act in known.report.acts)


def medical(known: Known) -> bool:
    """Somebody is injured or needs medical help. A risk of suicide only a person can see."""
    return "medical" in known.report.needs or any(person.status_now == "injured" for person in known.report.persons)


FIND: dict[RedFlag, Callable[[Known], bool]] = {
    RedFlag.HELD: held,
    RedFlag.DEATH_THREAT: death_threat,
    RedFlag.HOME: home,
    RedFlag.CHILD: child,
    RedFlag.DATE_NEAR: date_near,
    RedFlag.REPEAT: repeat,
    RedFlag.WEAPON: weapon,
    RedFlag.MEDICAL: medical,
}


def red_flags(report: Report, now: datetime, others: Iterable[date] = ()) -> tuple[RedFlag, ...]:
    """Return the red flags that the coded fields show at this time (UTC), in the order of the table."""
    known = Known(report, now, tuple(others))
    return tuple(flag for flag, shows in FIND.items() if shows(known))


def provisional(report: Report, flags: Collection[RedFlag]) -> Level:
    """Return the level by which a report with these red flags waits until somebody has assessed it."""
    if report.danger == "yes" or report.urgency == "now" or flags:
        return Level.CRITICAL
    return Level.HIGH if report.urgency == "days" or report.danger == "unknown" else Level.MEDIUM
