"""The forms of the desk's pages. Every form has a prefix of its own, so that several stand on one page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.incidents.content.consent import USES
from app.incidents.content.inward import SourceAdded
from app.incidents.rules.limits import LINE, MESSAGE, REASON
from app.incidents.rules.states import Move
from app.triage.risk import LEVELS, PROMPTS, RED_FLAGS
from app.triage.service.moving import Sent
from app.triage.wording import LEVELS as LEVEL_WORDS
from app.vocabulary import lists
from app.vocabulary.acts import SDG_CLASSES
from app.web.form import BaseForm
from app.web.language import page_locale
from app.web.parts import stored_date

Pairs = list[tuple[str, str]]
LONGEST_NUMBER = 9  # digits of a length or of an entry's number
SCORES = ("threat", "vulnerability", "capacity")


class Checks(SelectMultipleField):
    """Several answers, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def text(label: Any, limit: int = REASON, hint: Any = "") -> TextAreaField:
    """A text of several lines. Whether it may stay empty is the service's question."""
    return TextAreaField(label, [Length(max=limit)], description=hint, render_kw={"dir": "auto"})


def line(label: Any, limit: int = LINE, hint: Any = "") -> StringField:
    """A short line."""
    return StringField(label, [Optional(), Length(max=limit)], description=hint)


def coded(name: str, blank: str | None = None) -> Pairs:
    """Return the choices of a coded list in the reader's language, with an empty one first."""
    return [("", blank if blank is not None else gettext("Choose")), *lists.choices(name, page_locale())]


def number(text: str | None) -> int:
    """Return a number from a hidden field; 0, which is never a length, for anything else."""
    text = text or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else 0


class DeskForm(BaseForm):
    """A form of the desk. `seen` is the length of the record that the person looked at.

    Where the service finds a question of NEEDED unanswered, the page says so at the question.
    """

    prefix = "desk"
    NEEDED: ClassVar[tuple[str, ...]] = ()
    seen = HiddenField(validators=[Length(max=LONGEST_NUMBER)])

    def __init__(self, prefix: str = "", **data: Any) -> None:
        super().__init__(prefix=prefix or self.prefix, **data)

    @property
    def length(self) -> int:
        """The length that was seen."""
        return number(self.seen.data)


class MessageForm(DeskForm):
    prefix = "message"
    text = text(lazy_gettext("Message to the filer"), MESSAGE, lazy_gettext("The filer reads this."))


class NoteForm(DeskForm):
    prefix = "note"
    text = text(lazy_gettext("Internal note"), MESSAGE, lazy_gettext("Only the desk reads this."))


class RiskForm(DeskForm):
    prefix = "risk"
    NEEDED = SCORES
    threat = RadioField(lazy_gettext("Threat"), [Optional()])
    vulnerability = RadioField(lazy_gettext("Vulnerability"), [Optional()])
    capacity = RadioField(lazy_gettext("Capacity"), [Optional()])
    flags = Checks(
        lazy_gettext("Red flags"),
        [Optional()],
        description=lazy_gettext("Any of these makes the level critical. Those ticked were found in the answers."),
    )
    override = SelectField(lazy_gettext("Another level than the numbers give"), [Optional()])
    reason = text(lazy_gettext("Why another level"))
    note = text(lazy_gettext("Note on the assessment"), MESSAGE)

    def __init__(self, **data: Any) -> None:
        super().__init__(**data)
        for name in SCORES:
            self[name].choices = [(str(place), gettext(said)) for place, said in enumerate(PROMPTS[name], 1)]
        self.flags.choices = [(flag.value, gettext(said)) for flag, said in RED_FLAGS.items()]
        levels = [(level.value, gettext(LEVEL_WORDS[level])) for level in LEVELS]
        self.override.choices = [("", gettext("No, take the numbers")), *levels]

    def scores(self) -> tuple[int, int, int]:
        """Return the three scores, 0 for one that is missing."""
        return number(self.threat.data), number(self.vulnerability.data), number(self.capacity.data)


class PlanForm(DeskForm):
    prefix = "plan"
    text = text(
        lazy_gettext("Protection plan"),
        MESSAGE,
        lazy_gettext("What is done, by whom, by when. Only the desk reads it."),
    )


UNKNOWN_DATE = lazy_gettext(
    "For example 2026-03-14, 2026-03 or 2026. If you do not know, write: %(word)s.", word=lazy_gettext("Unknown")
)


class SourceForm(DeskForm):
    prefix = "source"
    NEEDED = ("connection",)
    connection = SelectField(lazy_gettext("Who they are to the case"))
    acts = Checks(lazy_gettext("What they speak about"), [Optional()])
    material = text(lazy_gettext("What they gave"), hint=lazy_gettext("Write no name here."))
    date = line(lazy_gettext("Date"), 40, UNKNOWN_DATE)
    reliability = SelectField(lazy_gettext("Reliability"), [Optional()])
    credibility = SelectField(lazy_gettext("Credibility"), [Optional()])
    independent = BooleanField(lazy_gettext("Independent of the other sources"))
    is_filer = BooleanField(lazy_gettext("This is the filer"))
    filers_organisation = BooleanField(lazy_gettext("From the filer's organisation"))
    may_be_quoted = SelectField(lazy_gettext("May be quoted"), [Optional()])
    may_be_contacted = SelectField(lazy_gettext("May be contacted"), [Optional()])

    def __init__(self, acts: Pairs, **data: Any) -> None:
        super().__init__(**data)
        self.acts.choices = acts
        self.connection.choices = coded("source_connection")
        self.reliability.choices = coded("source_reliability")
        self.credibility.choices = coded("information_credibility")
        answers = [("", gettext("Not asked")), ("yes", gettext("Yes")), ("no", gettext("No")), ("ask", gettext("Ask"))]
        self.may_be_quoted.choices = self.may_be_contacted.choices = answers

    def source(self) -> SourceAdded:
        """Return what was typed; the service gives the key."""

        def said(name: str) -> str:
            return str(self[name].data or "")

        return SourceAdded(
            key="",
            acts=tuple(self.acts.data or ()),
            connection=said("connection"),
            material=said("material"),
            date=stored_date(said("date")),
            reliability=said("reliability"),
            credibility=said("credibility"),
            may_be_quoted=said("may_be_quoted"),
            may_be_contacted=said("may_be_contacted"),
            independent=bool(self.independent.data),
            is_filer=bool(self.is_filer.data),
            filers_organisation=bool(self.filers_organisation.data),
        )


class NameSourceForm(DeskForm):
    prefix = "named"
    source = SelectField(lazy_gettext("Source"))
    name = line(lazy_gettext("Name"), 2 * LINE)
    channel = line(lazy_gettext("Reach by"))
    address = line(lazy_gettext("Number or address"), 2 * LINE)
    note = text(lazy_gettext("Note"))

    def __init__(self, sources: Iterable[str], **data: Any) -> None:
        super().__init__(**data)
        self.source.choices = [(key, key) for key in sources]


class VerifyForm(DeskForm):
    """One act; the prefix is its key."""

    NEEDED = ("status",)
    status = SelectField(lazy_gettext("Result"))
    sources = Checks(lazy_gettext("Sources it rests on"), [Optional()])
    reasoning = text(lazy_gettext("Reasoning"), MESSAGE, lazy_gettext("What you know, and from whom. Write no name."))
    sdg_class = SelectField(lazy_gettext("Class of SDG 16.10.1"), [Optional()])

    def __init__(self, statuses: Iterable[str], sources: Pairs, **data: Any) -> None:
        super().__init__(**data)
        self.status.choices = [pair for pair in coded("act_verification") if pair[0] in {"", *statuses}]
        self.sources.choices = sources
        classes = [(code, f"{code}: {name}") for code, name in SDG_CLASSES.items()]
        self.sdg_class.choices = [("", gettext("Not confirmed")), *classes]


class MoveForm(DeskForm):
    """One move; the prefix is its name. Which of the fields are asked the table says."""

    reason = text(lazy_gettext("Reason"), hint=lazy_gettext("Only the desk reads this."))
    words = text(lazy_gettext("What you tell the filer"), hint=lazy_gettext("The filer reads this."))
    outcome = SelectField(lazy_gettext("Outcome"), [Optional()])
    referral = text(lazy_gettext("To whom you refer"), hint=lazy_gettext("The filer reads this."))
    other_record = line(lazy_gettext("Reference of the other report"), 40)

    def __init__(self, move: Move, **data: Any) -> None:
        super().__init__(prefix=move.value, **data)
        self.outcome.choices = coded("outcome_type")

    def sent(self) -> Sent:
        """Return what was typed."""
        fields = ("reason", "words", "outcome", "referral", "other_record")
        return Sent(**{name: self[name].data or "" for name in fields})


class DecideForm(DeskForm):
    """One proposal; the prefix is its number."""

    reason = text(lazy_gettext("Reason"), hint=lazy_gettext("Needed when you do not agree."))


class AssignForm(DeskForm):
    prefix = "assign"
    to = SelectField(lazy_gettext("Who works on it"))

    def __init__(self, people: Pairs, **data: Any) -> None:
        super().__init__(**data)
        self.to.choices = people


class HandOverForm(AssignForm):
    prefix = "hand"
    NEEDED = ("left",)
    to = SelectField(lazy_gettext("To whom"))
    left = text(lazy_gettext("What is left to do"), hint=lazy_gettext("Only the desk reads this."))


class ConflictForm(AssignForm):
    prefix = "conflict"
    to = SelectField(lazy_gettext("Hand it to"), [Optional()])
    why = text(lazy_gettext("Reason"), hint=lazy_gettext("You need not say. Only the desk reads this."))


class ReasonForm(DeskForm):
    """A reason and nothing else: asking the partner desk, agreeing to a story."""

    reason = text(lazy_gettext("Reason"), hint=lazy_gettext("Only the desk reads this."))


class NamesForm(DeskForm):
    prefix = "names"
    purpose = text(lazy_gettext("Why you need the names"), hint=lazy_gettext("The filer reads this."))


class WithdrawForm(DeskForm):
    prefix = "withdraw"
    NEEDED = ("uses", "how")
    person = SelectField(lazy_gettext("Person"))
    uses = Checks(lazy_gettext("What this person no longer allows"), [Optional()])
    how = text(lazy_gettext("How the person told you"), hint=lazy_gettext("The filer reads this."))

    def __init__(self, persons: Iterable[str], **data: Any) -> None:
        super().__init__(**data)
        self.person.choices = [(key, key) for key in persons]
        self.uses.choices = [pair for pair in coded("consent_use") if pair[0] in USES]


class EraseForm(DeskForm):
    prefix = "erase"
    NEEDED = ("reason",)
    entry = SelectField(lazy_gettext("What was written by mistake"))
    reason = text(lazy_gettext("Reason"), hint=lazy_gettext("Needed when somebody else wrote it."))

    def __init__(self, entries: Pairs, **data: Any) -> None:
        super().__init__(**data)
        self.entry.choices = entries
