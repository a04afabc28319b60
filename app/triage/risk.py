"""Risk: threat x vulnerability / capacity, each 1 to 5, and the red flags that force critical.

Sources: the risk formula of Front Line Defenders and Protection International; records.md of this project gives the
thresholds. Repeats matter most: of the defenders killed in 2019 for whom it is known, 85 % had been threatened before
(Front Line Defenders, Global Analysis 2019).
"""

from enum import StrEnum

from app.incidents.content.inward import RiskAssessed
from app.triage.errors import RiskRefused
from app.vocabulary.wording import N_


class Level(StrEnum):
    """How urgent protection is; worst first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


LEVELS = tuple(Level)

# The level of a score: the first threshold that it reaches.
THRESHOLDS: tuple[tuple[int, Level], ...] = ((10, Level.CRITICAL), (5, Level.HIGH), (2, Level.MEDIUM), (0, Level.LOW))

TOP_THREAT = 5  # is never below high


class RedFlag(StrEnum):
    """What forces critical. `flags.py` finds in the coded fields what can be found there."""

    HELD = "held"
    DEATH_THREAT = "death_threat"
    HOME = "home"
    CHILD = "child"
    DATE_NEAR = "date_near"
    REPEAT = "repeat"
    WEAPON = "weapon"
    MEDICAL = "medical"


RED_FLAGS: dict[RedFlag, str] = {
    RedFlag.HELD: N_("Held or missing for less than 72 hours"),
    RedFlag.DEATH_THREAT: N_("Death threat, with the means or a known address"),
    RedFlag.HOME: N_("Attack on the home"),
    RedFlag.CHILD: N_("A child is targeted or held"),
    RedFlag.DATE_NEAR: N_("Hearing, deportation or eviction within 7 days"),
    RedFlag.REPEAT: N_("Another incident against the same person within 90 days"),
    RedFlag.WEAPON: N_("A weapon was shown or used"),
    RedFlag.MEDICAL: N_("Medical danger or risk of suicide"),
}

# What each number means, 1 to 5.
PROMPTS: dict[str, tuple[str, ...]] = {
    "threat": (
        N_("1: no sign that anybody means harm"),
        N_("2: unfriendly words or acts, nothing aimed at this person"),
        N_("3: aimed at this person; the means or the will are not clear"),
        N_("4: aimed at this person, by somebody able to do it"),
        N_("5: able, willing, and it has begun or was done before"),
    ),
    "vulnerability": (
        N_("1: safe place, not alone, routine not known"),
        N_("2: small weak points"),
        N_("3: known address or routine, or often alone"),
        N_("4: several weak points, or dependants who cannot move"),
        N_("5: held, in reach of those who threaten, or cannot leave"),
    ),
    "capacity": (
        N_("1: nobody to call, no money, no way out"),
        N_("2: a few people, no plan"),
        N_("3: a network or an organisation, some means"),
        N_("4: a plan, a lawyer, a place to go"),
        N_("5: strong support, protection in place and working"),
    ),
}

SCORE = N_("Choose a number from 1 to 5 for threat, vulnerability and capacity.")
NO_LEVEL = N_("Choose one of the four levels.")
NO_REASON = N_("Write why you choose another level than the one the numbers give.")
FLAG_STANDS = N_("A red flag makes this critical. Remove the flag first if it does not apply.")
NO_FLAG = N_("Choose red flags from the list.")


def by_score(threat: int, vulnerability: int, capacity: int) -> Level:
    """Return the level of three scores of 1 to 5, by whole numbers alone. Raises RiskRefused for other scores."""
    if not all(1 <= score <= 5 for score in (threat, vulnerability, capacity)):
        raise RiskRefused(SCORE)
    level = next(level for least, level in THRESHOLDS if threat * vulnerability >= least * capacity)
    return worst(level, Level.HIGH) if threat == TOP_THREAT else level


def worst(one: Level, other: Level) -> Level:
    """Return the more urgent of two levels."""
    return min(one, other, key=LEVELS.index)


def assess(
    threat: int,
    vulnerability: int,
    capacity: int,
    flags: tuple[str, ...] = (),
    override: str = "",
    reason: str = "",
    note: str = "",
) -> RiskAssessed:
    """Return the assessment to be stored: a red flag forces critical, a person may override the rest with a reason.

    Raises RiskRefused, whose message says what to change.
    """
    level = by_score(threat, vulnerability, capacity)
    known = {flag.value for flag in RedFlag}
    if not known.issuperset(flags):
        raise RiskRefused(NO_FLAG)
    if override:
        level = overridden(override, reason, bool(flags))
    if flags:
        level = Level.CRITICAL
    return RiskAssessed(
        threat=threat,
        vulnerability=vulnerability,
        capacity=capacity,
        level=level.value,
        flags=tuple(sorted(set(flags))),
        override=override,
        reason=reason,
        note=note,
    )


def overridden(override: str, reason: str, flagged: bool) -> Level:
    """Return the level a person chose. Raises RiskRefused without a reason, or below critical under a red flag."""
    if override not in {level.value for level in Level}:
        raise RiskRefused(NO_LEVEL)
    if not reason.strip():
        raise RiskRefused(NO_REASON)
    if flagged and override != Level.CRITICAL:
        raise RiskRefused(FLAG_STANDS)
    return Level(override)
