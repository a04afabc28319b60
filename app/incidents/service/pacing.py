"""One sender must not close intake for everybody: after many reports in an hour, each next one waits its turn.

Counted in memory under a hash by the sender's own key, so that nothing stored says how much somebody files.
"""

from __future__ import annotations

import time
from collections import OrderedDict

from app.crypto import primitives
from app.errors import TooMany
from app.vault.actor import Actor
from app.vault.instance import instance
from app.vocabulary.wording import N_

FREE = 120  # reports an hour at once
INTERVAL = 10.0  # seconds for each further report
ROWS = 24_000  # rows of lists an hour: two of the largest, and time to put them right
HOUR = 3600.0
SENDERS = 10_000  # remembered at most


class TooFast(TooMany):
    """Many reports in a short time; the next may be sent after a moment."""

    def __init__(self, wait: int) -> None:
        super().__init__(
            N_("You have sent many reports in a short time. Nothing is lost. Wait %(wait)d seconds, then send again."),
            wait=wait,
        )


def wait_for_turn(actor: Actor, now: float | None = None) -> None:
    """Count one report of this sender. Raises TooFast, saying for how long to wait; waiting is enough."""
    _wait(actor, "pacing", FREE, INTERVAL, time.monotonic() if now is None else now)


def wait_for_rows(actor: Actor, now: float | None = None) -> None:
    """Count one row of a list that is brought in. Raises TooFast, as above."""
    _wait(actor, "pacing of rows", ROWS, HOUR / ROWS, time.monotonic() if now is None else now)


def _wait(actor: Actor, bucket: str, free: int, interval: float, now: float) -> None:
    key = primitives.hmac_sha256(actor.keys.symmetric("pacing"), b"reports")[:16]
    home = instance()
    with home.lock:
        senders: OrderedDict[bytes, tuple[float, float]] = home.caches.setdefault(bucket, OrderedDict())
        # A bucket that holds `free` reports, fills over an hour, and never slower than one each interval.
        left, at = senders.pop(key, (float(free), now))
        left = min(float(free), left + (now - at) * max(free / HOUR, 1 / interval))
        senders[key] = (left - 1 if left >= 1 else left, now)
        while len(senders) > SENDERS:
            senders.popitem(last=False)
    if left < 1:
        raise TooFast(int((1 - left) * interval) + 1)
