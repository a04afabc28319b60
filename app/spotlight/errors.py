"""What this room refuses. Each message says what the person should do next."""

from __future__ import annotations

from collections.abc import Sequence

from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.vocabulary.wording import N_


class NoSuchPublication(NotFound):
    """Nothing is public at this address."""

    def __init__(self) -> None:
        super().__init__(N_("There is no such spotlight. See the list of spotlights."))


class PublicationGone(Conflict):
    """It has been taken down, for ever."""

    def __init__(self) -> None:
        super().__init__(N_("This spotlight was taken down and cannot be published again. Start a new story."))


class NoSuchStory(NotFound):
    """No such story, or one the actor may not know of."""

    def __init__(self) -> None:
        super().__init__(N_("There is no such story here, or it is not open to you. Check the reference."))


class NoSuchOffer(NotFound):
    """A link that was used, has expired or never was."""

    def __init__(self) -> None:
        super().__init__(
            N_("This link opens nothing: it was used, or is too old. If you used it, look under “My story”.")
        )


class NotHandedOver(NotFound):
    """A record that no desk has handed to the editors."""

    def __init__(self) -> None:
        super().__init__(N_("No desk has handed this report to the editors. Choose one from the list."))


class StepNotOpen(Conflict):
    """The move does not exist from where the story stands now."""

    def __init__(self) -> None:
        super().__init__(N_("This step is not open now. Look at the story again: it may have changed."))


class TextChanged(Conflict):
    """The story is not the one that was on the page."""

    def __init__(self) -> None:
        super().__init__(N_("Somebody changed this story while you were reading it. Read it again before you decide."))


class ConsentMissing(Invalid):
    """Not everybody affected agrees to an anonymous story now; `records` are the sources concerned."""

    def __init__(self, records: Sequence[str]) -> None:
        super().__init__(
            N_("Not every person affected agrees to an anonymous story now. It cannot go on. Ask the desk.")
        )
        self.records = tuple(records)


class LeaksLeft(Invalid):
    """The leak check found something that nobody has dealt with."""

    def __init__(self) -> None:
        super().__init__(N_("The leak check still shows something. Change the text, or set each finding aside."))


class OthersUnread(Conflict):
    """Not all other reports are read in, so the names in them cannot be looked for."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "The text could not be compared with all other reports yet. Nothing is lost. Try again in a minute; "
                "if it stays so, tell your administrator."
            )
        )


class NeedsReason(Invalid):
    """A finding is set aside, or a story sent back, without saying why."""

    def __init__(self) -> None:
        super().__init__(N_("Say why in a few words. The approver reads it."))


class NoSuchHit(Conflict):
    """The finding is no longer there."""

    def __init__(self) -> None:
        super().__init__(N_("This finding is no longer there: the text has changed. Look at the list again."))


class NamesClosed(Invalid):
    """The names have not been opened for this safety review."""

    def __init__(self) -> None:
        super().__init__(N_("Open the names first and say why. Without them the review finds nothing."))


class OwnWork(NotAllowed):
    """The one who wrote or reviewed a text may not decide on it."""

    def __init__(self) -> None:
        super().__init__(N_("You wrote or reviewed this text. Another person must take this step."))


class BadStory(Invalid):
    """A part of the story cannot be accepted."""


class NotYourStory(NotAllowed):
    """Only the defender of whom it tells may do this."""

    def __init__(self) -> None:
        super().__init__(N_("Only the person whom this story is about can do this."))
