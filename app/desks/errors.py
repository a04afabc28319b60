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


class WrongShares(Invalid):
    """Shares that do not make the present recovery key."""

    def __init__(self) -> None:
        super().__init__(
            "These shares do not make this instance's recovery key: one is of another instance or of an earlier key, "
            "or they are too few. Nothing was changed."
        )


class NoSuchGroup(NotFound):
    """A ring that has no key, or that is none."""

    def __init__(self) -> None:
        super().__init__("There is no such group, or it never had a key. Nothing was changed.")


class NoSuchPerson(NotFound):
    """A sign-in name that nobody has."""

    def __init__(self) -> None:
        super().__init__("Nobody has this sign-in name. Nothing was changed.")


class NotOfTheGroup(Invalid):
    """A person whose roles do not open a ring."""

    def __init__(self) -> None:
        super().__init__(
            "This person's roles do not open this group. An administrator gives the role first. Nothing was changed."
        )
