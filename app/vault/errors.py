"""Refusals of the vault. They name a record or key and nothing else."""

from __future__ import annotations

from app.errors import Conflict, Invalid, Locked, NotFound, Tampered


class NoSuchRecord(NotFound):
    """There is no such record, or the actor holds no key of it."""

    def __init__(self) -> None:
        super().__init__("There is no such record here, or it is not open to you. Check the reference.")


class RecordTampered(Tampered):
    """A chain does not verify."""

    def __init__(self, record: str) -> None:
        super().__init__(
            "Record %(record)s does not verify and was not opened. Tell your administrator its reference.",
            record=record,
        )
        self.record = record


class DirectoryTampered(Tampered):
    """The directory does not verify, or is older than what this server has seen."""

    def __init__(self, number: int) -> None:
        super().__init__(
            "The directory of keys does not verify at entry %(number)s. Nothing was opened or sealed. "
            "Tell your administrator.",
            number=number,
        )
        self.number = number


class KeyTampered(Tampered):
    """A ring's stored key is not the one the directory signed."""

    def __init__(self, ring: str, epoch: int) -> None:
        super().__init__(
            "The stored key of %(ring)s, generation %(epoch)s, is not the one that was signed. "
            "Nothing was opened. Tell your administrator.",
            ring=ring,
            epoch=epoch,
        )


class DeskTampered(Tampered):
    """What arrived at a desk is not what its sessions signed for."""

    def __init__(self, desk: str, arrival: int) -> None:
        super().__init__(
            "What arrived at desk %(desk)s is not complete or not as it was signed, at number %(arrival)s. "
            "Tell your administrator.",
            desk=desk,
            arrival=arrival,
        )
        self.desk, self.arrival = desk, arrival


class ChainGrew(Conflict):
    """Somebody else wrote to the record first."""

    def __init__(self) -> None:
        super().__init__("Somebody else changed this record while you were writing. Compare, then send again.")


class AlreadyThere(Conflict):
    """This form has been sent before; `record` is what it made the first time."""

    def __init__(self, record: str) -> None:
        super().__init__("This form was already sent once. Nothing was filed twice.")
        self.record = record


class NoKey(Locked):
    """The actor is entitled to a ring but nobody has sealed its key to them yet."""

    def __init__(self, ring: str) -> None:
        super().__init__("A colleague who is already a member must admit you before you can open this.", ring=ring)
        self.ring = ring


class NobodyThere(Invalid):
    """A ring has no key yet, so nothing can be sealed to it."""

    def __init__(self, ring: str) -> None:
        super().__init__("Nobody can read this yet: its group has no member. Choose another desk.", ring=ring)
        self.ring = ring
