"""Steps: what was done, and more about one act."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec
from flask_babel import lazy_gettext as _l
from wtforms import FieldList, FormField, HiddenField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from app.incidents.content import subforms
from app.incidents.content.draft import Filing
from app.incidents.content.report import Act, Report
from app.incidents.forms import wording
from app.incidents.forms.listed import ListForm
from app.incidents.forms.steps import StepForm, replaced
from app.vocabulary.lists import act_group, is_code
from app.web.coded import codes, offered
from app.web.parts import field_for, form_for, shown, typed

SHORT = 40  # characters of a name beside its code


class AgainstField(SelectMultipleField):
    """The persons that an act was done to."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: Any) -> None:
        """Leave it to the rules whether there are such persons."""


ActEntry = form_for(Act, wording.ACT, key=HiddenField(), against=AgainstField(_l("Against whom?"), choices=[]))


class ActsForm(ListForm):
    """The acts, or only what kind of thing is happening."""

    LIST, LETTER = "acts", "A"
    act_group = field_for(Report, "act_group", _l("What is happening, in general?"))
    acts = FieldList(FormField(ActEntry), _l("Acts"))

    PLACES = {"report.act_group": "act_group", "report.acts": "acts"}

    def offer(self, filing: Filing) -> None:
        """Let each act be against the persons of the report."""
        people = [(one.key, f"{one.key} {_name(filing, one.key)[:SHORT]}".strip()) for one in filing.report.persons]
        for entry in self.acts.entries:
            entry.form["against"].choices = offered(*people)

    @classmethod
    def shown(cls, filing: Filing) -> dict[str, Any]:
        """Return what the fields show."""
        return {"act_group": filing.report.act_group}

    @classmethod
    def entries(cls, filing: Filing) -> dict[str, dict[str, Any]]:
        """Return what the fields of each act show."""
        return {
            act.key: {"key": act.key, "against": list(act.against), **shown(act, wording.ACT)}
            for act in filing.report.acts
        }

    def typed(self, filing: Filing) -> Filing:
        """Return the filing with this step's answers."""
        old = {act.key: act for act in filing.report.acts}
        only = [person.key for person in filing.report.persons]
        acts = []
        for key, form in self.merged(old):
            act = old.get(key, Act(key=key, code=""))
            if form is not None:
                against = codes(form["against"].data) or (tuple(only) if len(only) == 1 else ())
                act = replaced(act, against=against, code=form["code"].data or "", words=form["words"].data or "")
            if form is None or act.code or act.words:
                acts.append(act)
        self.kept = [act.key for act in acts]
        group = (self.act_group.data or "") if self.asked("act_group") else filing.report.act_group
        report = replaced(filing.report, acts=tuple(acts), act_group=group)
        return replaced(filing, report=report)  # type: ignore[no-any-return]


def _name(filing: Filing, key: str) -> str:
    identity = filing.names.persons.get(key)
    return (identity.name or identity.alias) if identity else ""


class Sub(NamedTuple):
    """The form inside an act: its place in the act, what it holds, and its questions."""

    name: str
    struct: type[msgspec.Struct]
    labels: dict[str, Any]


DETENTION = Sub("detention", subforms.Detention, wording.DETENTION)
PROPERTY = Sub("property", subforms.Property, wording.PROPERTY)
DIGITAL = Sub("digital", subforms.Digital, wording.DIGITAL)
SUBS = {
    "liberty": DETENTION,
    "disappearance": DETENTION,
    "torture": DETENTION,
    "law": Sub("proceedings", subforms.Proceedings, wording.PROCEEDINGS),
    "surveillance": DIGITAL,
    "reputation": DIGITAL,
    "life": Sub("killing", subforms.Killing, wording.KILLING),
    "livelihood": PROPERTY,
    "organisation": PROPERTY,
}


def sub_of(act: Act) -> Sub | None:
    """Return which further questions an act asks, by its group."""
    return SUBS.get(act_group(act.code)) if is_code("act", act.code) else None


class ActForm(StepForm):
    """More about one act. Made by `act_form`, which adds the questions of its kind."""

    SUB: Sub | None = None
    NUMBER = 0

    @classmethod
    def shown(cls, filing: Filing) -> dict[str, Any]:
        """Return what the fields show."""
        act = filing.report.acts[cls.NUMBER]
        found = {"more": shown(act, wording.ACT_MORE)}
        if cls.SUB is not None:
            found["sub"] = shown(getattr(act, cls.SUB.name) or cls.SUB.struct(), cls.SUB.labels)
        return found

    def typed(self, filing: Filing) -> Filing:
        """Return the filing with this act's answers."""
        acts = list(filing.report.acts)
        act = typed(self["more"].form, acts[self.NUMBER])
        if self.SUB is not None:
            sub = typed(self["sub"].form, getattr(act, self.SUB.name) or self.SUB.struct())
            act = replaced(act, **{self.SUB.name: sub if sub != self.SUB.struct() else None})
        acts[self.NUMBER] = act
        return replaced(filing, report=replaced(filing.report, acts=tuple(acts)))  # type: ignore[no-any-return]


def act_form(filing: Filing, number: int) -> type[ActForm]:
    """Return the form for one act of a filing."""
    sub = sub_of(filing.report.acts[number])
    start = f"report.acts.{number}"
    fields: dict[str, Any] = {"more": FormField(form_for(Act, wording.ACT_MORE))}
    places = {f"{start}.{name}": f"more.{name}" for name in wording.ACT_MORE}  # what else an act has, another page asks
    if sub is not None:
        fields["sub"] = FormField(form_for(sub.struct, sub.labels))
        places[f"{start}.{sub.name}"] = "sub"
    return type("OneActForm", (ActForm,), {**fields, "SUB": sub, "NUMBER": number, "PLACES": places})
