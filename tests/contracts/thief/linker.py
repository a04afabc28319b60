"""A real attempt to tell who filed what, with all that a thief holds: order, adjacency, times, sizes, hashes, repeats.

It works on two kinds of things: `owners` (accounts, or publications) and `things` (records). Each strategy guesses an
owner for every thing; the best one's score is set beside what guessing at random gives. Some of the truth is given
away: the thief may hold one person's phone, or have filed themselves, so one thing of each owner is known.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.contracts.thief import strategies
from tests.contracts.thief.loot import Loot
from tests.contracts.thief.strategies import Guess
from tests.contracts.thief.traces import derived, own_rows, sightings

ERROR = 0.001  # how often an honest instance may be called leaking, over all strategies together


@dataclass
class Result:
    """The best strategy, how many it got right of how many, and how unlikely that is by luck."""

    strategy: str
    right: int
    tried: int
    owners: int
    strategies: int
    luck: float

    @property
    def leaks(self) -> bool:
        return self.luck * self.strategies < ERROR

    def __str__(self) -> str:
        return (
            f"best of {self.strategies} strategies ({self.strategy}): {self.right} of {self.tried} right = "
            f"{self.right / self.tried:.0%}; chance {1 / self.owners:.0%}; "
            f"p = {min(1.0, self.luck * self.strategies):.2g} for the best of them"
        )


def tail(right: int, tried: int, chance: float) -> float:
    """Return how likely so many right guesses or more are by luck."""
    return sum(
        math.comb(tried, number) * chance**number * (1 - chance) ** (tried - number)
        for number in range(right, tried + 1)
    )


def attack(
    loot: Loot,
    owners: Mapping[str, Sequence[bytes]],
    truth: Mapping[str, str],
    chooser: random.Random,
    *,
    one_known: bool = True,
) -> Result:
    """Guess the owner of every thing in `truth`. `owners` gives what else stands for each (names that were guessed).

    With `one_known` the thief knows one thing of each owner beforehand.
    """
    names = {name: derived(name, loot.key, more) for name, more in owners.items()}
    things = chooser.sample(list(truth), len(truth))  # the order in which the test tells them must not help
    owners = {name: owners[name] for name in chooser.sample(list(owners), len(owners))}
    stones = [str(row["id"]) for row in loot.tables["record"] if row["id"] not in truth]
    seen = sightings(loot, {**names, **{thing: {thing.encode()} for thing in [*things, *stones]}})
    own_rows(loot, [*owners, *things], seen)
    seeds: dict[str, str] = {}  # owner -> a thing of theirs that the thief knows
    for thing in chooser.sample(things, len(things)) if one_known else ():
        seeds.setdefault(truth[thing], thing)
    unknown = [thing for thing in things if thing not in seeds.values()]
    guesses: dict[str, Guess] = {}
    guesses |= strategies.by_name(names, seen, unknown, chooser)
    guesses |= strategies.by_moment(list(owners), seen, unknown, chooser)
    guesses |= strategies.by_order(list(owners), seen, unknown)
    guesses |= strategies.by_stepping_stones(list(owners), stones, seen, unknown, chooser)
    if one_known:
        guesses |= strategies.by_repeats(seeds, seen, unknown, chooser)
    scores = {name: sum(guess[thing] == truth[thing] for thing in unknown) for name, guess in guesses.items()}
    best = max(scores, key=scores.__getitem__)
    luck = tail(scores[best], len(unknown), 1 / len(owners))
    return Result(best, scores[best], len(unknown), len(owners), len(scores), luck)
