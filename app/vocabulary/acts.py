"""Types of act, and what they count as elsewhere: SDG 16.10.1, ICCS, HURIDOCS. Codes are never reused."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

# Victims count once, by the gravest act: the order of SDG indicator 16.10.1. Class C stands before B on purpose.
SDG_CLASSES: Final = MappingProxyType(
    {
        "A": "killing",
        "C": "torture",
        "B": "enforced disappearance",
        "D": "arbitrary detention",
        "E": "kidnapping",
        "F": "other harmful acts",
    }
)
SDG_ORDER: Final = tuple(SDG_CLASSES)


@dataclass(frozen=True, slots=True)
class Act:
    """One type of act: its stored code, English words, and its place in other classifications."""

    code: str
    group: str
    label: str
    use_when: str
    sdg: str
    condition: str
    iccs: str
    huridocs: str
    note: str
    retired: bool


@cache
def _by_code() -> MappingProxyType[str, Act]:
    text = (files("app.vocabulary") / "data" / "acts.csv").read_text(encoding="utf-8")
    found: dict[str, Act] = {}
    for row in csv.DictReader(text.splitlines()):
        if row["code"] in found:
            raise ValueError(f"acts.csv holds {row['code']} twice")
        found[row["code"]] = Act(
            code=row["code"],
            group=row["group"],
            label=row["label_en"],
            use_when=row["use_when"],
            sdg=row["class_proposed"],
            condition=row["class_condition"],
            iccs=row["iccs"],
            huridocs=row["huridocs"],
            note=row["note"],
            retired=bool(row["retired"]),
        )
    return MappingProxyType(found)


@cache
def acts() -> tuple[Act, ...]:
    """Return every type of act in the order of the data file, retired ones included."""
    return tuple(_by_code().values())


def act(code: str) -> Act:
    """Return the type of act that a code names. Raises KeyError for an unknown code."""
    return _by_code()[code]


def act_group(code: str) -> str:
    """Return the group of an act's code. Raises KeyError for an unknown code."""
    return act(code).group


def gravest(classes: list[str] | tuple[str, ...] | set[str]) -> str:
    """Return the gravest of some SDG 16.10.1 classes, "" where none of them is a class."""
    return next((one for one in SDG_ORDER if one in classes), "")
