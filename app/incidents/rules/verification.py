"""Verification, per act: how it may go on, and which of two results is the better one."""

from enum import StrEnum


class Verification(StrEnum):
    """What is known about one act."""

    UNVERIFIED = "unverified"
    IN_VERIFICATION = "in_verification"
    CORROBORATED = "corroborated"  # at least one independent source
    VERIFIED = "verified"  # two independent sources, reasonable grounds to believe
    DISPUTED = "disputed"
    REFUTED = "refuted"


V = Verification

STEPS: dict[Verification, frozenset[Verification]] = {
    V.UNVERIFIED: frozenset({V.IN_VERIFICATION}),
    V.IN_VERIFICATION: frozenset({V.CORROBORATED, V.VERIFIED, V.DISPUTED, V.REFUTED}),
    V.CORROBORATED: frozenset({V.VERIFIED, V.DISPUTED, V.REFUTED, V.IN_VERIFICATION}),
    V.VERIFIED: frozenset({V.DISPUTED, V.REFUTED, V.IN_VERIFICATION}),
    V.DISPUTED: frozenset({V.CORROBORATED, V.VERIFIED, V.REFUTED, V.IN_VERIFICATION}),
    V.REFUTED: frozenset({V.DISPUTED, V.IN_VERIFICATION}),
}

# How many independent sources a result rests on.
SOURCES_NEEDED: dict[Verification, int] = {V.CORROBORATED: 1, V.VERIFIED: 2}

# These results say why.
REASONING_NEEDED = frozenset({V.CORROBORATED, V.VERIFIED, V.DISPUTED, V.REFUTED})

# Worst first; a record shows the best of its acts.
ORDER = (V.REFUTED, V.UNVERIFIED, V.DISPUTED, V.IN_VERIFICATION, V.CORROBORATED, V.VERIFIED)


def best(results: list[Verification]) -> Verification:
    """Return the best of the acts' results; unverified when there is no act."""
    return max(results, key=ORDER.index, default=V.UNVERIFIED)
