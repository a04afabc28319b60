"""Refusals of the accounts room."""

from __future__ import annotations

from app.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany


class WrongSignIn(Invalid):
    """One message for an unknown name, a wrong passphrase and a removed account."""

    def __init__(self) -> None:
        super().__init__("That name and passphrase do not go together. Check both and try again.")


class WrongCode(Invalid):
    """One message for an unknown name and a wrong or used recovery code."""

    def __init__(self) -> None:
        super().__init__("That name and recovery code do not go together, or the code was used before.")


class NameTaken(Invalid):
    """Somebody has this sign-in name."""

    def __init__(self) -> None:
        super().__init__("This sign-in name cannot be used. Choose another one.")


class BadName(Invalid):
    """A sign-in name of the wrong form."""

    def __init__(self) -> None:
        super().__init__("A sign-in name has 3 to 40 letters, digits, dots or dashes, and no spaces.")


class BadWorkName(Invalid):
    """A work name of the wrong form."""

    def __init__(self) -> None:
        super().__init__("A work name has 2 to 40 letters, digits, spaces, dots or dashes.")


class WorkNameTaken(Invalid):
    """A colleague works under this name; two would be mistaken for each other."""

    def __init__(self) -> None:
        super().__init__("A colleague has this work name already. Choose another one.")


class NoSuchAccount(NotFound):
    """There is no such account, or it was removed."""

    def __init__(self) -> None:
        super().__init__("There is no such account. Go back to the list of people.")


class BadRoles(Invalid):
    """Roles that do not exist, or are held for a desk that does not."""

    def __init__(self) -> None:
        super().__init__("Choose at least one role, and only roles and desks that are listed here.")


class RolesChanged(Conflict):
    """Another administrator changed the same roles first."""

    def __init__(self) -> None:
        super().__init__("Another administrator changed these roles meanwhile. Look at what they are now, then decide.")


class WeakPassphrase(Invalid):
    """A passphrase that could be guessed."""

    def __init__(self, points: int, enough: int) -> None:
        super().__init__(
            "This passphrase could be guessed: it reaches %(points)s of %(enough)s points. "
            "Use the six words offered, or add words to yours.",
            points=points,
            enough=enough,
        )


class NoInvitation(NotFound):
    """An invitation that was used, has expired or never was."""

    def __init__(self) -> None:
        super().__init__("This invitation was used already or has expired. Ask for a new one.")


class LastAdministrator(NotAllowed):
    """The instance would be left with nobody to run it."""

    def __init__(self) -> None:
        super().__init__("This is the last administrator. Invite another one first.")


class NobodyWaits(Conflict):
    """The colleague was admitted by somebody else meanwhile, or is not entitled any more."""

    def __init__(self) -> None:
        super().__init__("Nobody waits there any more: a colleague admitted them, or their roles changed.")


class Busy(TooMany):
    """Too many people sign in at this moment."""

    def __init__(self, wait: int) -> None:
        super().__init__("Too many attempts at the moment. Wait %(wait)s seconds and try again.", wait)
