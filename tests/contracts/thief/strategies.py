"""Ways to guess whose a thing is. Each takes what was seen and returns guesses under its name."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from tests.contracts.thief.traces import Traces

Guess = dict[str, str]


def _argmax(scores: Mapping[str, float], chooser: random.Random) -> str:
    top = max(scores.values())
    return chooser.choice([name for name, score in scores.items() if score == top])


def by_name(
    names: Mapping[str, set[bytes]], seen: Mapping[str, Traces], things: Sequence[str], chooser: random.Random
) -> dict[str, Guess]:
    """Whose name, or a hash of it, stands in a row of the thing?"""
    guess = {}
    for thing in things:
        cells = [value.encode() if isinstance(value, str) else value for _name, value in seen[thing].cells]
        text = b"\n".join(value for value in cells if isinstance(value, bytes))
        hits = {name: sum(token in text for token in tokens) for name, tokens in names.items()}
        guess[thing] = _argmax(hits, chooser)
    return {"a name or its hash": guess}


def by_moment(
    owners: Sequence[str], seen: Mapping[str, Traces], things: Sequence[str], chooser: random.Random
) -> dict[str, Guess]:
    """Whose row was touched just before, just after, or at the moment when the thing was written?"""
    made: dict[str, Guess] = {}
    rules: dict[str, Callable[[int, int], float]] = {
        "touched just before": lambda own, when: own - when if own <= when else -math.inf,
        "touched just after": lambda own, when: when - own if own >= when else -math.inf,
        "touched nearest": lambda own, when: -abs(own - when),
    }
    for rule, nearness in rules.items():
        for end, pick in (("first", min), ("last", max)):
            guess = {}
            for thing in things:
                when = pick(seen[thing].times, default=0)
                scores = {
                    owner: max((nearness(at, when) for at in seen[owner].times), default=-math.inf) for owner in owners
                }
                guess[thing] = _argmax(scores, chooser)
            made[f"{rule} its {end} writing"] = guess
    return made


def by_stepping_stones(
    owners: Sequence[str],
    stones: Sequence[str],
    seen: Mapping[str, Traces],
    things: Sequence[str],
    chooser: random.Random,
) -> dict[str, Guess]:
    """Was a third record (a story) written next to the owner, and at another time next to the thing?"""
    made: dict[str, Guess] = {}
    for rule, sign in (("before", 1), ("after", -1)):
        guess: Guess = {}
        if not stones:
            break
        beside = {owner: _nearest(seen[owner].times[:1], stones, seen, sign) for owner in owners}
        for thing in things:
            scores = dict.fromkeys(owners, 0.0)
            for owner, stone in beside.items():
                gaps = [at - when for at in seen[thing].times for when in seen[stone].times if at > when]
                scores[owner] = -min(gaps, default=math.inf)
            guess[thing] = _argmax(scores, chooser)
        made[f"by way of the record written just {rule}"] = guess
    return made


def _nearest(times: Sequence[int], stones: Sequence[str], seen: Mapping[str, Traces], sign: int) -> str:
    """Return the stone that was written last before (or first after) some moments, "" for none."""
    gaps = {
        stone: min((sign * (at - when) for at in times for when in seen[stone].times if sign * (at - when) > 0),
                   default=math.inf)
        for stone in stones
    }  # fmt: skip
    return min(gaps, key=gaps.__getitem__) if gaps else ""


def by_order(owners: Sequence[str], seen: Mapping[str, Traces], things: Sequence[str]) -> dict[str, Guess]:
    """Do things stand in the order of their owners, block by block or in turns?"""
    made: dict[str, Guess] = {}
    for owner_feature, ranked in _orders(owners, seen).items():
        for feature, line in _orders(things, seen).items():
            blocks, turns = {}, {}
            for number, thing in enumerate(line):
                blocks[thing] = ranked[number * len(ranked) // len(line)]
                turns[thing] = ranked[number % len(ranked)]
            made[f"{feature} in blocks by {owner_feature}"] = blocks
            made[f"{feature} in turns by {owner_feature}"] = turns
    return made


def _orders(names: Sequence[str], seen: Mapping[str, Traces]) -> dict[str, list[str]]:
    features = {name: seen[name].features() for name in names}
    shared = set.intersection(*(set(numbers) for numbers in features.values()))
    orders: dict[tuple[str, ...], str] = {}
    for feature in sorted(shared):
        if len({features[name][feature] for name in names}) > 1:
            orders.setdefault(tuple(sorted(names, key=lambda name: features[name][feature])), feature)
    orders.setdefault(tuple(sorted(names)), "id")
    return {feature: list(order) for order, feature in orders.items()}


def by_repeats(
    seeds: Mapping[str, str], seen: Mapping[str, Traces], things: Sequence[str], chooser: random.Random
) -> dict[str, Guess]:
    """Does something repeat between a thing and one whose owner is known: a value, its ends, a size, a neighbour?"""
    every = [*seeds.values(), *things]
    marks = {thing: _marks(seen[thing]) for thing in every}
    common = Counter(mark for thing in every for mark in marks[thing])
    made: dict[str, Guess] = {"a repeated value": {}}
    for thing in things:
        scores = {
            owner: sum(1 / common[mark] for mark in marks[thing] & marks[known] if common[mark] < len(every))
            for owner, known in seeds.items()
        }
        made["a repeated value"][thing] = _argmax(scores, chooser)
    features = {thing: seen[thing].features() for thing in every}
    for feature in sorted(set.intersection(*(set(numbers) for numbers in features.values()))):
        made[f"nearest known {feature}"] = {
            thing: _argmax(
                {owner: -abs(features[thing][feature] - features[known][feature]) for owner, known in seeds.items()},
                chooser,
            )
            for thing in things
        }
    return made


def _marks(trace: Traces) -> set[tuple[str, object]]:
    marks: set[tuple[str, object]] = set()
    for name, value in trace.cells:
        marks.add((name, value))
        if isinstance(value, bytes | str) and len(value) >= 8:
            marks |= {(f"{name} start", value[:4]), (f"{name} end", value[-4:]), (f"{name} size", len(value))}
    return marks
