"""The steps of the full report in their order, and which step a problem belongs to."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.incidents.forms.acts import ActsForm
from app.incidents.forms.consent import ConsentForm
from app.incidents.forms.doers import DoersForm
from app.incidents.forms.people import PeopleForm
from app.incidents.forms.steps import StepForm
from app.incidents.forms.story import StoryForm
from app.incidents.forms.where import WhereForm
from app.incidents.rules.problems import Problem
from app.web.coded import answer

STEPS: dict[str, type[StepForm]] = {
    "where": WhereForm,
    "who": PeopleForm,
    "acts": ActsForm,
    "doers": DoersForm,
    "story": StoryForm,
    "consent": ConsentForm,
}
CHECK = "check"
ORDER = (*STEPS, CHECK)
LABELS = {
    "where": _l("Where and when"),
    "who": _l("Who it happened to"),
    "acts": _l("What was done"),
    "doers": _l("Who did it"),
    "story": _l("The story"),
    "consent": _l("Consent"),
    "check": _l("Check your answers"),
}


@dataclass(frozen=True)
class Way:
    """One step as the row of steps shows it."""

    label: str
    href: str
    done: bool
    current: bool


@dataclass(frozen=True)
class Lack:
    """Something that is missing or wrong, with where to put it right."""

    text: str
    href: str
    step: str


def ways(draft: str, step: str, reached: str) -> list[Way]:
    """Return the row of steps; those already reached can be opened."""
    far = max(place(step), place(reached))
    return [
        Way(
            str(LABELS[one]),
            url_for("incidents.step", draft=draft, step=one) if draft and place(one) <= far else "",
            place(one) < far,
            one == step,
        )
        for one in ORDER
    ]


def place(step: str) -> int:
    """Return the place of a step in the order, 0 for what is none."""
    return ORDER.index(step) if step in ORDER else 0


def after(step: str) -> str:
    """Return the step that follows."""
    return ORDER[min(place(step) + 1, len(ORDER) - 1)]


def step_of(address: str) -> str:
    """Return the step that holds an address of a filing."""
    for name, form in STEPS.items():
        if any(address == start or address.startswith(f"{start}.") for start in form.PLACES):
            return name
    return "where"


def lacks(draft: str, problems: list[Problem]) -> list[Lack]:
    """Return problems as a page lists them, each once."""
    found = {}
    for problem in problems:
        step = step_of(problem.field)
        words = str(gettext("%(step)s: %(problem)s", step=LABELS[step], problem=answer(problem)))
        found[words] = Lack(words, url_for("incidents.step", draft=draft, step=step, open=_person(problem)), step)
    return list(found.values())


def _person(problem: Problem) -> str | None:
    """Return the person whose consent a problem is about: their answers have a page of their own."""
    first, _, rest = problem.field.partition(".")
    return rest.partition(".")[0] or None if first == "consents" else None
