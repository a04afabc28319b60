"""A run that ends sooner: long tests begin first, and what was imported is not searched for garbage again and again."""

from __future__ import annotations

import gc
from collections.abc import Generator

import hypothesis
import pytest

hypothesis.settings.register_profile("untimed", deadline=None)  # how long a case takes tells of the machine alone
hypothesis.settings.load_profile("untimed")
YOUNG = 5000  # new objects before the collector looks through them; Python's 700 is a tenth of the time of all tests


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deal the long tests out, the longest first, and put them before the others of each worker.

    Worksteal gives every worker one stretch of the list, and moves what has not begun from the end of a stretch.
    """
    workers = int(getattr(config, "workerinput", {}).get("workercount", 1))
    groups, others = _long(items)
    stretches: list[list[pytest.Item]] = [[] for _ in range(workers)]
    seconds = [0.0] * workers
    for length, group in sorted(groups, key=lambda one: -one[0]):
        least = seconds.index(min(seconds))
        stretches[least] += group
        seconds[least] += length
    left = len(items)
    for number, stretch in enumerate(stretches):
        size = left // (workers - number)
        taken = max(0, size - len(stretch))
        stretch += others[:taken]
        del others[:taken]
        left -= size
    items[:] = [item for stretch in stretches for item in stretch] + others


def _long(items: list[pytest.Item]) -> tuple[list[tuple[float, list[pytest.Item]]], list[pytest.Item]]:
    """Return each long test, or module of them, with its seconds; and everything else."""
    groups: dict[object, tuple[float, list[pytest.Item]]] = {}
    others = []
    for item in items:
        node, mark = next(item.iter_markers_with_node("long"), (None, None))
        if mark is None:
            others.append(item)
            continue
        # What a module's tests share is made for them once a database: they stay together.
        backend = getattr(item, "callspec", None) and item.callspec.params.get("backend")
        key = (node, backend) if isinstance(node, pytest.Module) else item
        groups.setdefault(key, (float(mark.args[0]), []))[1].append(item)
    return list(groups.values()), others


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Search for no garbage while the tests are collected, and set aside for good what they are made of."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.collect()
        gc.freeze()
        gc.set_threshold(YOUNG)
