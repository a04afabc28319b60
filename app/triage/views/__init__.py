"""The desk's pages: the queue, and one report at a time."""

from app.triage.views import (
    comparing,
    completing,
    deputies,
    exporting,
    gathering,
    giving,
    overlooking,
    patterns,
    promises,
    protecting,
    queue,
    reading,
    searching,
    talking,
    verifying,
    working,
)
from app.triage.views.blueprint import blueprint

__all__ = [
    "blueprint",
    "comparing",
    "completing",
    "deputies",
    "exporting",
    "gathering",
    "giving",
    "overlooking",
    "patterns",
    "promises",
    "protecting",
    "queue",
    "reading",
    "searching",
    "talking",
    "verifying",
    "working",
]
