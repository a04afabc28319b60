"""Refusals of the desks room."""

from __future__ import annotations

from app.errors import Conflict, Invalid, NotFound


class NoSuchDesk(NotFound):
    """There is no such desk."""

    def __init__(self) -> None:
        super().__init__("There is no such desk. Go back to the list of desks.")


class NoDeskOpen(Invalid):
    """No desk that serves a country has a member, nor has the global desk."""

    def __init__(self) -> None:
        super().__init__("No desk can read reports yet. Your text is kept; tell an administrator, then send it again.")


class BadDesk(Invalid):
    """A desk that cannot be as described."""


class DeskChanged(Conflict):
    """Another administrator changed the same desk first."""

    def __init__(self) -> None:
        super().__init__("Another administrator changed this desk meanwhile. Look at what it is now, then decide.")


class NoShare(NotFound):
    """A trustee's link whose share was seen, or that never held one."""

    def __init__(self) -> None:
        super().__init__(
            "There is no share under this link. If you have not seen yours yet, somebody else opened the link: "
            "tell your administrators at once."
        )
