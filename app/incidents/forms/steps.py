"""The steps of the full report. Each form shows a part of a filing and gives it back as it was typed."""

from __future__ import annotations

from typing import Any, Self

import msgspec
from wtforms import Field, FieldList, FormField, HiddenField

from app.incidents.content.draft import Filing
from app.web.coded import FilingForm
from app.web.form import SubmissionMixin


class StepForm(FilingForm, SubmissionMixin):
    """One step. `revision` is the save of the draft that the page was made from."""

    revision = HiddenField()

    @classmethod
    def shown(cls, filing: Filing) -> dict[str, Any]:
        """Return what the fields show for a filing."""
        raise NotImplementedError

    def typed(self, filing: Filing) -> Filing:
        """Return the filing with what this step holds."""
        raise NotImplementedError

    @classmethod
    def showing(cls, filing: Filing, wanted: str = "") -> Self:
        """Return the form with what a filing holds. `wanted` is for steps that hold a list."""
        return cls(formdata=None, data=cls.shown(filing))

    def locate(self, address: str) -> Field | None:
        """Find the field of an address; PLACES maps the beginnings of addresses to fields and lists.

        "more.place" is the field `place` of the form `more`.
        """
        for start, place in self.PLACES.items():
            if address == start or address.startswith(f"{start}."):
                name, *inside = place.split(".")
                return _within(self[name], [*inside, *address.removeprefix(start).strip(".").split(".")])
        return None


def _within(field: Field, way: list[str]) -> Field | None:
    """Follow an address into lists and forms: 0.role is the field `role` of the first entry."""
    if isinstance(field, FieldList) and way[0]:
        entries = list(field.entries)
        if way[0].isdecimal() and len(way[0]) < 4:
            found = entries[int(way[0])] if int(way[0]) < len(entries) else None
        else:  # by key: names.persons.P1.name, consents.P1.U1
            found = next((one for one in entries if one.form["key"].data == way[0]), None)
        return _within(found, way[1:] or [""]) if found is not None else field
    if isinstance(field, FormField):
        if way[0] and way[0] in field.form:
            return _within(field.form[way[0]], way[1:] or [""])
        if way[0] and len(way) > 1:
            return _within(field, way[1:])
        first = next((one for one in field.form if one.type != "HiddenField"), None)
        return _within(first, [""]) if first is not None else None  # a form takes no error, only its fields do
    return field


def next_key(letter: str, taken: set[str]) -> str:
    """Return the next free code of a person (P), an act (A) or a perpetrator (X): numbers are not used again."""
    numbers = [int(key[1:]) for key in taken if key[1:].isdecimal() and len(key) < 5]
    return f"{letter}{max(numbers, default=0) + 1}"


def keyed(entries: Any, letter: str, before: set[str]) -> list[tuple[str, Any]]:
    """Return each entry's form with its code; a new entry, or one with a code nobody gave, gets the next."""
    taken = set(before)  # without those that a refused page gave: sent again, it must give the same
    found: list[tuple[str, Any]] = []
    for entry in entries:
        key = entry.form["key"].data or ""
        if key not in before or key in {known for known, _form in found}:
            key = next_key(letter, taken)
            taken.add(key)
            entry.form["key"].data = key
        found.append((key, entry.form))
    return found


def replaced(part: Any, **values: Any) -> Any:
    """Return a struct with some values replaced."""
    return msgspec.structs.replace(part, **values)
