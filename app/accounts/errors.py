"""Refusals of the accounts room."""

from __future__ import annotations

from app.errors import Invalid, NotAllowed, NotFound, TooMany


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


class WeakPassphrase(Invalid):
    """A passphrase that could be guessed."""

    def __init__(self) -> None:
        super().__init__("This passphrase could be guessed. Use the six words offered, or make yours longer.")


class NoInvitation(NotFound):
    """An invitation that was used, has expired or never was."""

    def __init__(self) -> None:
        super().__init__("This invitation was used already or has expired. Ask for a new one.")


class LastAdministrator(NotAllowed):
    """The instance would be left with nobody to run it."""

    def __init__(self) -> None:
        super().__init__("This is the last administrator. Invite another one first.")


class Busy(TooMany):
    """Too many people sign in at this moment."""

    def __init__(self, wait: int) -> None:
        super().__init__("Too many attempts at the moment. Wait %(wait)s seconds and try again.", wait)
