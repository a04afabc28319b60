"""Steps that hold a list. One entry is open at a time, so that a page stays light however long the list grows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Self

from app.incidents.content.draft import Filing
from app.incidents.forms.steps import StepForm, keyed
from app.incidents.rules.problems import Problem

MOST = 60
ROWS = 20  # entries said on one page
NEW, LISTED, BESIDE = "new", "listed", "beside"  # what can be opened instead of an entry


class ListForm(StepForm):
    """A step with a list. The page sends the open entry, and those added by a script; the rest stays as it is saved.

    `opened` is the code of the open entry, or NEW; LISTED where all are said in a line each; BESIDE where only the
    questions beside the list are open. `gone` is the code of an entry that is taken out, `kept` are the codes that
    the last `typed` gave, in their order.
    """

    LIST: ClassVar[str] = ""
    LETTER: ClassVar[str] = ""
    opened: str = ""
    start: int = 0
    gone: str = ""
    kept: Sequence[str] = ()

    @classmethod
    def entries(cls, filing: Filing) -> dict[str, dict[str, Any]]:
        """Return what the fields of each entry show, by its code."""
        raise NotImplementedError

    @classmethod
    def opens(cls, filing: Filing, wanted: str) -> str:
        """Return what to open: what is wanted where there is such, else the only entry, or a blank one."""
        known = list(cls.entries(filing))
        if wanted in known or wanted == LISTED or (wanted == NEW and len(known) < MOST):
            return wanted
        return known[0] if len(known) == 1 else LISTED if known else NEW

    @classmethod
    def showing(cls, filing: Filing, wanted: str = "") -> Self:
        """Return the form with one entry open, or with none."""
        opened, entries = cls.opens(filing, LISTED if wanted.isdecimal() else wanted), cls.entries(filing)
        shown = [entries[opened]] if opened in entries else [{}] if opened == NEW else []
        form = cls(formdata=None, data={**cls.shown(filing), cls.LIST: shown})
        form.opened = opened
        form.start = int(wanted) if wanted.isdecimal() and len(wanted) < 4 else 0
        return form

    def drop(self, name: str) -> None:
        """Take out an entry by its code, or by its name on the page, with what is typed in it."""
        entries = self[self.LIST].entries
        found = [one for one in entries if name and name in (one.name, one.form["key"].data)]
        self[self.LIST].entries = [one for one in entries if one not in found]
        self.gone = (found[0].form["key"].data or "") if found else name

    def merged(self, before: Iterable[str]) -> list[tuple[str, Any]]:
        """Return the code of each entry in its order, with its form where it is on the page."""
        codes = list(before)
        sent = dict(keyed(self[self.LIST].entries, self.LETTER, set(codes)))
        return [(key, sent.pop(key, None)) for key in codes if key != self.gone] + list(sent.items())

    def asked(self, name: str) -> bool:
        """Tell whether the page had a question beside the list: what it did not ask stays as it is saved."""
        return bool(self[name].raw_data)

    def locate(self, address: str) -> Any:
        """Find the field of an address; its number among all entries is not that among those on the page."""
        return super().locate(self._coded(address))

    def _coded(self, address: str) -> str:
        for start, name in self.PLACES.items():
            if name == self.LIST and address.startswith(f"{start}."):
                way = address.removeprefix(f"{start}.").split(".")
                if way[0].isdecimal() and len(way[0]) < 4 and int(way[0]) < len(self.kept):
                    way[0] = self.kept[int(way[0])]
                return ".".join((start, *way))
        return address

    def bring(self, filing: Filing, problems: Iterable[Problem]) -> None:
        """Put the first entry that has a problem on the page, where the page did not send it."""
        entries = self.entries(filing)
        for problem in problems:
            for start, name in self.PLACES.items():
                key = self._coded(problem.field).removeprefix(f"{start}.").partition(".")[0]
                if name == self.LIST and key in entries:
                    if key not in {one.form["key"].data for one in self[self.LIST].entries}:
                        self[self.LIST].append_entry(entries[key])
                    return

    def arrange(self, filing: Filing) -> None:
        """Shut every entry but one: the first with a problem, else the last. A shut one is sent along unseen."""
        saved, entries = self.entries(filing), self[self.LIST].entries
        wrong = [one for one in entries if one.errors]
        for entry in entries:
            entry.saved = entry.form["key"].data in saved
            entry.shut = entry is not (wrong or entries[-1:])[0]
        if entries:
            shown = next(one for one in entries if not one.shut)
            self.opened = shown.form["key"].data if shown.saved else NEW
        elif not self.opened:
            self.opened = BESIDE if self.beside() else LISTED

    def beside(self) -> bool:
        """Tell whether the page sent was the one with the questions beside the list."""
        return False

    def following(self, filing: Filing) -> str:
        """Return the code of the entry to go on with before the next step, "" where there is none."""
        return ""

    def next_number(self, filing: Filing) -> int:
        """Return the number that a new entry gets."""
        return 1 + max((int(key[1:]) for key in self.entries(filing) if key[1:].isdecimal()), default=0)
