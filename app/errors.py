"""The kinds of refusal a service may raise. `web/errors.py` alone turns them into a status."""

from __future__ import annotations


class Refusal(Exception):
    """A service would not do what was asked; `message` is an English msgid that says what to do next.

    Params fill the message's `%(name)s` places after it has been translated. They never hold a record's content.
    """

    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message)
        self.message = message
        self.params = params

    def __str__(self) -> str:
        return self.message % self.params if self.params else self.message


class NotFound(Refusal):
    """There is no such thing, or the actor may not know whether there is (404)."""


class NotAllowed(Refusal):
    """The actor may know of it but not do this (403)."""


class Conflict(Refusal):
    """Somebody else changed it first; nothing typed is lost (409)."""


class Invalid(Refusal):
    """What was sent cannot be accepted as it is (422)."""


class Locked(Refusal):
    """It cannot be opened or changed now, for instance because a key is missing (423)."""


class TooMany(Refusal):
    """Too many attempts in a short time; says how long to wait (429). `wait` is in seconds."""

    def __init__(self, message: str, wait: int, **params: object) -> None:
        super().__init__(message, wait=wait, **params)
        self.wait = wait


class Tampered(Refusal):
    """A stored thing does not verify. It names the record or key and nothing else (409)."""
