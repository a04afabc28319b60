"""Consent: per person and per use, never one tick. A use is U1 to U11, an answer is yes, no, ask or withdrawn."""

from app.incidents.content.base import Part

USES = tuple(f"U{number}" for number in range(1, 12))
ASKED_AT_FILING = ("U1", "U11", "U2", "U3", "U7")  # the rest default to no and are asked when needed
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
    assent: str = ""  # a child's own answer: yes, no, unknown

    def allows(self, use: str) -> bool:
        """Tell whether this use was agreed to without asking again."""
        return self.uses.get(use) == "yes"

    @property
    def keeps(self) -> bool:
        """Tell whether the desk may keep the record: U1, or vital interest with its reason."""
        vital = self.given_by == VITAL_INTEREST and bool(self.reason.strip())
        return self.allows("U1") or (vital and self.uses.get("U1", "ask") == "ask")
