"""Leak check: how many planted leaks are found, per script, and how often a clean story is stopped.

Run from the project's folder: python bench/leaks.py [how many leaks of each kind and script]
"""

import random
import statistics
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from app.incidents.matching import Identity, matching_strings
from app.spotlight.leaks import Hit, Known, Level, Secret, advise, review
from tests.spotlight.planting import MAKERS, SCRIPTS, SEEN, UNSEEN, Planted, Pools, clean, planted

IDENTITY_CHECKS = frozenset({"names", "tokens", "organisations", "places", "numbers", "others"})


def known_of(secrets: list[Secret]) -> list[Known]:
    """Return the matching strings of the people of some secrets."""
    whose = sorted({(secret.record, secret.person) for secret in secrets})
    return [
        Known(record, person, matching_strings(
            Identity(s.kind, s.text) for s in secrets if (s.record, s.person) == (record, person)
        ))
        for record, person in whose
    ]  # fmt: skip


def found(hits: list[Hit], leak: Planted) -> tuple[bool, bool]:
    """Tell whether a leak was met by a red hit, and by any."""
    met = [h for h in hits if h.check in IDENTITY_CHECKS and h.start < leak.end and leak.start < h.end]
    return any(h.level is Level.RED for h in met), bool(met)


def substring(leak: Planted) -> bool:
    """Tell whether a plain search, case aside, would have found it."""
    return any(secret.text.casefold() in leak.part.text.casefold() for secret in leak.secrets)


def measure(each: int, seed: int = 1, pools: Pools = SEEN) -> dict[str, float]:
    """Plant so many leaks of each kind and script; print a table; return the figures."""
    rng = random.Random(seed)
    totals: Counter[tuple[str, str]] = Counter()
    spent: list[float] = []
    for script in SCRIPTS:
        for kind in MAKERS:
            for _ in range(each):
                leak = planted(rng, kind, script, pools)
                begun = time.perf_counter()
                hits = review([leak.part], leak.secrets)
                spent.append(1000 * (time.perf_counter() - begun))
                red, met = found(hits, leak)
                _, advised = found(advise([leak.part], known_of(leak.secrets)), leak)
                row = {"all": 1, "red": red, "any": met, "advice": advised, "plain": substring(leak)}
                for name, value in row.items():
                    totals[name, script] += value
                    totals[name, kind] += value
    for group in (*SCRIPTS, *MAKERS):
        size = totals["all", group]
        shares = "  ".join(
            f"{name} {100 * totals[name, group] / size:5.1f} %" for name in ("any", "red", "advice", "plain")
        )
        print(f"{group:18} {size:6} planted  {shares}")
    every = sum(totals["all", script] for script in SCRIPTS)
    figures = {n: sum(totals[n, script] for script in SCRIPTS) / every for n in ("any", "red", "advice", "plain")}
    figures |= {f"any {script}": totals["any", script] / totals["all", script] for script in SCRIPTS}
    figures |= alarms(rng, each * 20, pools) | {
        "ms": statistics.median(spent),
        "ms p95": statistics.quantiles(spent, n=20)[-1],
    }
    for name, figure in figures.items():
        print(f"{name:24} {figure:.2f} ms" if name.startswith("ms") else f"{name:24} {100 * figure:.2f} %")
    return figures


def alarms(rng: random.Random, stories: int, pools: Pools = SEEN, show: bool = False) -> dict[str, float]:
    """Return the share of clean stories that a check on names, places, numbers or general rules stops or questions."""
    counts: Counter[str] = Counter()
    for number in range(stories):
        part, secrets = clean(rng, SCRIPTS[number % len(SCRIPTS)], pools=pools)
        for mode, hits in (("", review([part], secrets)), ("advice ", advise([part], known_of(secrets)))):
            for level in Level:
                of_level = [hit for hit in hits if hit.level is level]
                counts[f"false {mode}{level.value}"] += bool(of_level)
                if show and of_level:
                    print(mode, level.value, [(h.check, h.span_text) for h in of_level])
    return {name: count / stories for name, count in sorted(counts.items())}


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    measure(size)
    print("\nnames kept back while the sound and spelling rules were written")
    measure(size, pools=UNSEEN)
