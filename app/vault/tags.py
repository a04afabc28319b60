"""Tags under which people find their own records: choosing one that is not used yet."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Sequence
from functools import cache
from typing import cast

from sqlalchemy import Table, bindparam, select

from app.crypto import primitives
from app.crypto.keys import holder_tags
from app.database import Prepared
from app.vault.actor import Actor
from app.vault.instance import instance
from app.vault.models import GrantRow

GRANTS = cast("Table", GrantRow.__table__)

FIRST = 16  # most people have fewer records, and one look at these is enough
BATCH = 64  # own records are looked up in batches of this many tags
CHOICE = 4  # of so many free tags one is taken: two devices at once rarely choose the same
PEOPLE = 10_000  # whose next tag a worker remembers
Tag = tuple[int, str]  # its number, and the tag


def free_tag(actor: Actor, kind: str) -> str:
    """Return an unused tag of the actor's.

    Looks first where this worker found the last one. That is remembered in memory, under a hash by the actor's own
    key; nothing depends on it, since the database is asked all the same.
    """
    return secrets.choice(_free(actor, kind)[:CHOICE])[1]


def latest_tags(actor: Actor, kind: str, count: int) -> list[str]:
    """Return about so many tags of the actor's, those last taken; a few of them may not be in use."""
    free = _free(actor, kind)[0][0]
    return holder_tags(actor.keys, kind, range(max(0, free - count), free + FIRST))


def _free(actor: Actor, kind: str) -> list[Tag]:
    name = primitives.hmac_sha256(actor.keys.symmetric("tag hint"), kind.encode())[:16]
    home = instance()
    with home.lock:
        hints: OrderedDict[bytes, int] = home.caches.setdefault("tag hints", OrderedDict())
        start = hints.pop(name, None)
    free = _unused(actor, kind, range(start, start + FIRST)) if start is not None else []
    free = free or _search(actor, kind)
    with home.lock:
        hints[name] = free[0][0]
        while len(hints) > PEOPLE:
            hints.popitem(last=False)
    return free


def _search(actor: Actor, kind: str) -> list[Tag]:
    """Return unused tags in order. Probes ahead in doubling steps, so that a thousand reports cost no more than ten."""
    probes = [BATCH * 2**power - 1 for power in range(12)]
    numbers = [*probes, *range(FIRST)]
    free = _unused(actor, kind, numbers)
    start = max((probe + 1 for probe in probes if probe not in {number for number, _tag in free}), default=0)
    near = sorted({(number, tag) for number, tag in free if number < FIRST})  # some of these were probes, too
    if not start and near:
        return near
    while not (free := _unused(actor, kind, range(start, start + BATCH))):
        start += BATCH
    return free


def _unused(actor: Actor, kind: str, numbers: Sequence[int]) -> list[Tag]:
    tags = holder_tags(actor.keys, kind, numbers)
    used = {holder for (holder,) in _taken(len(tags)).all(**{f"tag_{at}": tag for at, tag in enumerate(tags)})}
    return [(number, tag) for number, tag in zip(numbers, tags, strict=True) if tag not in used]


@cache
def _taken(count: int) -> Prepared:
    tags = [bindparam(f"tag_{at}", type_=GRANTS.c.holder.type) for at in range(count)]
    return Prepared(select(GRANTS.c.holder).where(GRANTS.c.holder.in_(tags)).distinct())
