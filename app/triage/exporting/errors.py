"""What giving reports out refuses. Each message says what the person should do next."""

from __future__ import annotations

from app.errors import Conflict, Invalid, Locked, NotAllowed, NotFound
from app.triage.exporting.content import MOST
from app.vocabulary.wording import N_


class RequestUnknown(NotFound):
    """No such request, or one of a desk where the actor does not work."""

    def __init__(self) -> None:
        super().__init__(N_("There is no such request here. It may have ended."))


class RequestOver(Conflict):
    """It was decided, or taken often enough, or its time is over."""

    def __init__(self) -> None:
        super().__init__(N_("This request was decided or has ended. Look at it again."))


class NothingToGive(Invalid):
    """No report is left that this person may be given."""

    def __init__(self) -> None:
        super().__init__(N_("No report fits. Choose something else."))


class TooManyReports(Invalid):
    """More than one file holds."""

    def __init__(self) -> None:
        super().__init__(N_("One file holds %(most)d reports. Choose fewer."), most=MOST)


class ConcernsYou(NotAllowed):
    """Among the reports is one of the decider's own, or one in which they have a conflict of interest."""

    def __init__(self) -> None:
        super().__init__(N_("One of these reports concerns you. Somebody else must decide."))


class NobodyDecides(Invalid):
    """Nobody but the asker works at the desk that would decide."""

    def __init__(self) -> None:
        super().__init__(N_("Nobody else at this desk could decide. Choose the partner desk."))


class StillReading(Conflict):
    """The index has not read everything: a conflict of interest might be among the rest."""

    def __init__(self) -> None:
        super().__init__(N_("Reports are still being read. Try again in a moment."))


class IndexGone(Locked):
    """The desk's index cannot be used on this server now."""

    def __init__(self) -> None:
        super().__init__(
            N_("No report is lost. The server has no room or no right to write its index. Tell your administrator.")
        )
