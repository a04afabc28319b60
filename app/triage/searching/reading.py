"""Who searches, and what only the page knows: the work names of colleagues and the words for a level."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Reader:
    """One person at one search.

    `account` is theirs, `own` the records that they filed, `people` the accounts by normalised work name, `levels`
    the codes by normalised word.
    """

    account: str = ""
    own: tuple[str, ...] = ()
    people: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    levels: Mapping[str, str] = field(default_factory=dict)
