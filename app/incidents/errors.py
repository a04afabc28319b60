"""What a service of this room refuses. Each message says what the person should do next."""

from collections.abc import Sequence

from app.errors import Conflict, Invalid, Locked, NotAllowed, NotFound
from app.incidents.rules.problems import Problem
from app.vocabulary.wording import N_


class ReportUnknown(NotFound):
    """No such record, or one the actor may not know of."""

    def __init__(self) -> None:
        super().__init__(N_("There is no such report here. Check the reference and try again."))


class NotHeld(ReportUnknown):
    """One's own report that is not: it never was, is somebody else's, or was destroyed. Nobody can tell which."""

    def __init__(self) -> None:
        NotFound.__init__(
            self,
            N_(
                "You hold no report with this reference. A report that was withdrawn is destroyed after the period "
                "its desk states; then nothing is left that could be shown."
            ),
        )


class MoveNotOpen(Conflict):
    """The move does not exist from where the work stands now."""

    def __init__(self, **params: object) -> None:
        super().__init__(N_("This step is not open now. Look at the report again: it may have moved."), **params)


class MoveRefused(NotAllowed):
    """A guard of the move is not met, or the role is not the one the move needs."""


class NotYours(NotAllowed):
    """A desk person tried to handle, verify or decide on a report of their own."""

    def __init__(self) -> None:
        super().__init__(N_("This is your own report. A colleague or the partner desk must do this."))


class InConflict(NotAllowed):
    """The actor has declared a conflict of interest."""

    def __init__(self) -> None:
        super().__init__(N_("You have a conflict of interest in this report. Ask a colleague to do this."))


class SecondPersonNeeded(NotAllowed):
    """One person alone may not decide this, nor agree to their own proposal."""

    def __init__(self) -> None:
        super().__init__(N_("This needs a second person. Propose it; a colleague or the partner desk decides."))


class ProposalUnknown(Conflict):
    """The proposal does not exist, is decided already, or is for something else."""

    def __init__(self) -> None:
        super().__init__(N_("This proposal is no longer open. Look at the report again."))


class NotComplete(Invalid):
    """A filing or amendment has problems; `problems` lists them, each with its field."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(N_("Some answers need another look. They are listed above; nothing you typed is lost."))
        self.problems = problems


class CannotErase(NotAllowed):
    """This entry may not be erased, or not by this person."""


class VerificationRefused(NotAllowed):
    """The step of verification is not allowed as sent."""


class WithdrawnAlready(Locked):
    """The record was withdrawn; the desk has stopped using it."""

    def __init__(self) -> None:
        super().__init__(N_("This report was withdrawn. Nothing can be added to it. You can file a new one."))
