"""The queue of a desk: looking at it, keeping views of it, and acting on several reports at once."""

from app.triage.views.queue import bulk, saving, showing

__all__ = ["bulk", "saving", "showing"]
