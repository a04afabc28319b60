"""What lists tell of long ago: which red flags are silent there, and when the desk's promises begin.

Lists of killings of past years come in a thousand rows at once. Nobody waits for a first contact about them, and among
them nobody would see the one report that cannot wait. The rule takes urgency away only where the filer said "no" to
danger and everything else agrees; wherever anything leaves it open, a report is as urgent as one that was typed in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from enum import StrEnum

from app.incidents.content.incident import Incident
from app.incidents.content.report import Report
from app.triage.flags import when
from app.triage.risk import Level, RedFlag

OLD_DAYS = 90  # a repeat within so many days is a red flag; what is older speaks of nobody's danger by itself
LONG_DAYS = 365  # from here on no promise runs until somebody of the desk looks at it

# How somebody is for whom nothing has to be done today. Whoever is held, missing, hurt or hiding keeps a report live.
OVER_STATUS = frozenset({"", "unknown", "dead", "safe", "released", "relocated", "exiled", "livelihood_lost"})
NOT_URGENT = frozenset({"", "not_urgent"})


class Ground(StrEnum):
    """Why a flag can be silent."""

    DEAD = "dead"  # everybody in the report is known to be dead, and nobody else is in danger
    PAST = "past"  # a row of a list, over for more than OLD_DAYS, nobody is in danger


# The grounds on which a flag is silent, and why. What is not here is never silent.
SILENT: Mapping[RedFlag, frozenset[Ground]] = {
    # Whoever is dead cannot be threatened or targeted. Who lived through the same attack is a person of the report.
    RedFlag.DEATH_THREAT: frozenset({Ground.DEAD, Ground.PAST}),
    RedFlag.CHILD: frozenset({Ground.DEAD, Ground.PAST}),
    # A killer with a weapon, or one who knows a home, is a danger to those who are left, until much time has passed.
    RedFlag.HOME: frozenset({Ground.PAST}),
    RedFlag.WEAPON: frozenset({Ground.PAST}),
    # HELD looks at its own dates, and knows who is free or dead. MEDICAL speaks of somebody alive. DATE_NEAR is about
    # days to come, and REPEAT about another report of these days: an old row beside a new threat is no old row.
}


def grounds(incident: Incident) -> frozenset[Ground]:
    """Return the grounds that hold for a report; none before its text is in sight."""
    report = incident.report
    if report is None or report.danger != "no":
        return frozenset()
    found = {Ground.DEAD} if report.persons and all(one.status_now == "dead" for one in report.persons) else set()
    if is_past(incident, OLD_DAYS) and not said_since(incident):
        found.add(Ground.PAST)
    return frozenset(found)


def is_past(incident: Incident, days: int) -> bool:
    """Tell whether a list tells of something that was over more than so many days before it came in.

    Reckoned from the day of filing: a report that was live then does not become old by nobody looking at it.
    """
    report = incident.report
    if report is None or incident.filed is None or not report.listed:
        return False
    over = report.danger == "no" and report.urgency in NOT_URGENT and report.ongoing != "yes" and not report.needs
    if not over or any(one.status_now not in OVER_STATUS for one in report.persons):
        return False
    last = date.fromisoformat(incident.filed.at[:10]) - timedelta(days=days)
    return all(day is not None and day < last for day in _latest(report))


def _latest(report: Report) -> Iterator[date | None]:
    """Yield the last day that each date of a report can mean, None for one that is not known."""
    yield when(report.date).latest()
    for act in report.acts:
        dates = [act.date]
        dates += [act.detention.since, act.detention.until, act.detention.next_hearing] if act.detention else []
        dates += [act.proceedings.next_date] if act.proceedings else []
        yield from (when(text).latest() for text in dates if text)


def said_since(incident: Incident) -> str:
    """Return when the filer first said something more (UTC minute), "" for never."""
    texts = (stamp for stamp, _text, _why in incident.versions if incident.filed and stamp.seq != incident.filed.seq)
    stamps = (*texts, *(said.stamp for said in incident.messages))
    return min((stamp.at for stamp in stamps if stamp.by_filer), default="")


def runs_from(incident: Incident, level: Level) -> str:
    """Return when the promises of a report begin (UTC minute); "" while none runs.

    With its filing; for a row of long ago when somebody of the desk assessed it, or its filer said something more. A
    row that anything made urgent by itself, as a repeat does, is like any other report.
    """
    if incident.filed is None or not is_past(incident, LONG_DAYS):
        return incident.filed.at if incident.filed else ""
    looked = [stamp.at for stamp, _risk in incident.risks] + [said_since(incident)]
    return min(filter(None, looked), default="" if level is Level.LOW else incident.filed.at)


def rests(incident: Incident) -> bool:
    """Tell whether a row of long ago waits, as the last of all work, for somebody to look at it."""
    return is_past(incident, LONG_DAYS) and not incident.risks and not said_since(incident)
