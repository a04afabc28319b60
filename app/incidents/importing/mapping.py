"""How one list is read: where each column goes, what its values mean, what holds for every row, who agreed."""

from __future__ import annotations

from app.incidents.content.base import Part
from app.incidents.content.consent import VITAL_INTEREST, Consent
from app.incidents.importing.tables import Column

AGREED, CANNOT, BY_COLUMN = "agreed", "cannot", "column"


class Mapping(Part, frozen=True):
    """What is remembered for the next file of the same list. It holds headings and values, so it is sealed.

    `values` gives, for a column's key, a folded value and what it means; `orders` whether the day or the month comes
    first; `always` what is the same for every row, by target.
    """

    columns: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    orders: dict[str, str] = {}
    always: dict[str, str] = {}

    def target_of(self, column: Column) -> str:
        """Return where a column goes, "" while nobody has said."""
        return self.columns.get(column.key, "")

    def columns_to(self, target: str) -> list[str]:
        """Return the keys of the columns that go to a target."""
        return [key for key, name in self.columns.items() if name == target]


class Statement(Part, frozen=True):
    """On what ground the people of a list agreed that the desk keeps their records. Stated anew for every file."""

    basis: str = ""  # agreed, cannot, or column: a column of the list says it
    given_by: str = ""
    how: str = ""
    date: str = ""
    reason: str = ""

    def consent(self, person: str) -> Consent:
        """Return the consent that this states for one person; what a row says itself is put over it."""
        if self.basis == CANNOT:
            return Consent(person=person, given_by=VITAL_INTEREST, reason=self.reason, uses={"U1": "ask"})
        uses = {"U1": "yes"} if self.basis == AGREED else {}
        return Consent(person=person, given_by=self.given_by, how=self.how, date=self.date, uses=uses)
