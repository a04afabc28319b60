"""A part of a story read once for all checks: its words, its run of letters and digits, and where each stands."""

import csv
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

from app.incidents.matching.folding import Word, alphanumerics, normalise, words
from app.incidents.matching.names import forms, joined, without_prefixes
from app.incidents.matching.sounds import sound_keys
from app.spotlight.leaks.hits import Hit, Known, Part, Secret, Source, version_of
from app.spotlight.leaks.reasons import Reason


@cache
def ordinary_words() -> frozenset[str]:
    """Return the words, folded, that a story may use without meaning anybody."""
    lines = _data("ordinary.txt").splitlines()
    return frozenset(normalise(word) for line in lines if not line.startswith("#") for word in line.split())


ENDINGS = ("ت", "وا", "ها", "هم", "ه", "ون", "ين", "نا", "ات")  # what Arabic grammar hangs on everyday words


@cache
def nicknames() -> dict[str, frozenset[str]]:
    """Return, for each sound key of a given name or a nickname, the names that go with it."""
    table: dict[str, set[str]] = defaultdict(set)
    for row in csv.DictReader(_data("nicknames.csv").splitlines()):
        for nickname in row["nicknames"].split():
            for key in sound_keys(row["name"]):
                table[key].add(nickname)
            for key in sound_keys(nickname) if len(nickname) > 3 else ():
                table[key].add(row["name"])
    return {name: frozenset(others) for name, others in table.items()}


def _data(name: str) -> str:
    return (files("app.spotlight.leaks") / "data" / name).read_text(encoding="utf-8")


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of one of the tables beside this file."""
    return tuple(csv.DictReader(_data(name).splitlines()))


def is_ordinary(word: Word) -> bool:
    """Tell whether a word is part of everyday language, in any of its forms."""
    if word.norm in ordinary_words():
        return True
    if not word.abjad:
        return False
    bare = [word.norm, *without_prefixes(word.norm)]
    bare += [one.removesuffix(end) for one in bare for end in ENDINGS if one.endswith(end) and len(one) > len(end) + 2]
    return any(one in ordinary_words() for one in bare)


@dataclass(frozen=True)
class Reading:
    """One part, and what every check needs of it."""

    part: Part

    @cached_property
    def version(self) -> str:
        """Digest of the part as it stands."""
        return version_of(self.part)

    @cached_property
    def words(self) -> list[Word]:
        """The words in order."""
        return joined(words(self.part.text), self.part.text)

    @cached_property
    def ordinary(self) -> list[bool]:
        """Whether each word is an everyday one."""
        return [is_ordinary(word) for word in self.words]

    @cached_property
    def forms(self) -> dict[str, list[int]]:
        """Where each a-z form of a word stands."""
        found: dict[str, list[int]] = defaultdict(list)
        for place, word in enumerate(self.words):
            for form in forms(word):
                found[form].append(place)
        return dict(found)

    @cached_property
    def keys(self) -> dict[str, list[int]]:
        """Where each sound key stands."""
        found: dict[str, list[int]] = defaultdict(list)
        for form, places in self.forms.items():
            for key in sound_keys(form):
                found[key].extend(places)
        return dict(found)

    @cached_property
    def long_forms(self) -> list[str]:
        """The forms long enough to be compared letter by letter."""
        return [form for form in self.forms if len(form) > 3]

    @cached_property
    def long_keys(self) -> list[str]:
        """The sound keys long enough to be compared letter by letter."""
        return [key for key in self.keys if len(key) > 3]

    @cached_property
    def run(self) -> tuple[str, list[int]]:
        """All letters and digits run together, and the place of each."""
        return alphanumerics(self.part.text)

    def hit(
        self,
        reason: Reason,
        start: int,
        end: int,
        of: Secret | Known | Source | None = None,
        *,
        suggestion: str | None = None,
        **params: str,
    ) -> Hit:
        """Return a hit on a stretch of this part that gives away something `of` a record."""
        record = of.record if of else ""
        person = of.person if isinstance(of, Secret | Known) else ""
        return Hit(
            check=reason.check,
            level=reason.level,
            part=self.part.name,
            start=start,
            end=end,
            span_text=self.part.text[start:end],
            reason_msgid=reason.msgid,
            reason_params={"record": record, "person": person, **params},
            record=record,
            person=person,
            suggestion=reason.suggestion if suggestion is None else suggestion,
            version=self.version,
        )
