"""What triage refuses. Each message says what the person should do next."""

from app.errors import Conflict, Invalid, NotAllowed
from app.vocabulary.wording import N_


class RiskRefused(Invalid):
    """An assessment cannot be stored as sent."""


class NotForYou(NotAllowed):
    """The actor's roles at the record's desks do not allow this."""

    def __init__(self) -> None:
        super().__init__(N_("Your role does not allow this. Ask a reviewer of this desk."))


class AssignmentRefused(NotAllowed):
    """The report may not be given to this person, or not by this one."""


class Incomplete(Invalid):
    """Something that must be written or chosen is missing, or is none of what may be chosen."""


class NoEditors(Invalid):
    """Nobody holds the publication ring's key yet."""

    def __init__(self) -> None:
        super().__init__(N_("There is no editor yet who could read this. Ask an administrator to invite one."))


class NoPartner(Invalid):
    """The desk has no partner desk with a member."""

    def __init__(self) -> None:
        super().__init__(N_("This desk has no partner desk that could decide. Ask an administrator to name one."))


class AlreadyDone(Conflict):
    """What was asked has been done before."""

    def __init__(self) -> None:
        super().__init__(N_("This was already done. Look at the report again."))


class StoryStands(Conflict):
    """A published story tells this record."""

    def __init__(self) -> None:
        super().__init__(N_("A published story tells this report. The editors must take it back first."))


class NotShown(NotAllowed):
    """The names were not opened in this session."""

    def __init__(self) -> None:
        super().__init__(N_("The names are not open in this session. State a purpose to open them."))


class AnswersNotTheDesks(NotAllowed):
    """Something was sent that only the filer may write."""

    def __init__(self) -> None:
        super().__init__(N_("Only the filer may change the filer's words."))
