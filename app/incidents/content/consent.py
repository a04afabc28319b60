"""Consent: per person and per use, never one tick. A use is U1 to U11, an answer is yes, no, ask or withdrawn."""

from app.incidents.content.base import Part

USES = tuple(f"U{number}" for number in range(1, 12))
ASKED_AT_FILING = ("U1", "U11", "U2", "U3", "U7")  # the rest default to no and are asked when needed
# What publishes a person's account or passes it on. Of a child it needs the child's own yes as well.
CHILD_USES = frozenset({"U3", "U4", "U5", "U6", "U7", "U8", "U9", "U10"})
TOO_YOUNG = "too_young"
ASSENTS = ("yes", "no", "unknown", TOO_YOUNG)
VITAL_INTEREST = "not_obtainable"  # given_by, for those who cannot be asked: abducted, dead, unreachable


class Consent(Part, frozen=True):
    """What one person agreed to, and how it was asked. Dates are full days, "2026-11-22"."""

    person: str
    given_by: str = ""
    how: str = ""
    language: str = ""
    date: str = ""
    review: str = ""  # six months after; 14 days where the person could not be asked
    limits: str = ""
    uses: dict[str, str] = {}
    reason: str = ""  # why the person could not be asked
    assent: str = ""  # a child's own answer: one of ASSENTS
    assent_reason: str = ""  # why the child is too young to be asked

    def allows(self, use: str) -> bool:
        """Tell whether this use was agreed to without asking again."""
        return self.uses.get(use) == "yes"

    def agrees(self, use: str, minor: bool) -> bool:
        """Tell whether this use was agreed to, of a `minor` by the child as well where it passes the account on."""
        return self.allows(use) and (not minor or use not in CHILD_USES or self.child_agrees)

    @property
    def child_agrees(self) -> bool:
        """Tell whether the child said yes, or is too young to be asked and somebody wrote why.

        Being too young is no yes: a protection officer's sign-off must cover it (rules/guards.py).
        """
        return self.assent == "yes" or (self.assent == TOO_YOUNG and bool(self.assent_reason.strip()))

    @property
    def keeps(self) -> bool:
        """Tell whether the desk may keep the record: U1, or vital interest with its reason."""
        vital = self.given_by == VITAL_INTEREST and bool(self.reason.strip())
        return self.allows("U1") or (vital and self.uses.get("U1", "ask") == "ask")
