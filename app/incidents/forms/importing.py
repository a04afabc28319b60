"""Bringing in a list: how the file is read, where its columns go, what its values mean, and who agreed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from app.incidents.forms.placing import MORE, WORDS
from app.incidents.importing.asking import Asked, Value
from app.incidents.importing.days import DMY, MDY
from app.incidents.importing.mapping import AGREED, BY_COLUMN, CANNOT, Statement
from app.incidents.importing.separated import DELIMITERS, ENCODINGS
from app.incidents.importing.tables import Choices, Column, Row, Shape
from app.incidents.importing.targets import ALWAYS, Kind, Target
from app.incidents.importing.values import AS_WRITTEN, exact
from app.vocabulary import lists
from app.web.coded import AnswerField, CodedField, CountryNameField, FilingForm, number, offered
from app.web.form import BaseForm, clean, unreadable
from app.web.language import page_locale

SELECTED = Markup(" selected")
PAGE, AROUND = 10_000, 400  # bytes of the questions on one page, and of what stands around each


def is_typed(asked: Asked) -> bool:
    """Tell whether the meaning of a value is typed, because no list of it is short enough to choose from."""
    return asked.target.kind not in (Kind.CODE, Kind.CODES) or asked.target.list_name == "country"


def answer_html(asked: Asked, value: Value, name: str) -> Markup:
    """Return the control for the meaning of one value, with what was chosen or is likely."""
    chosen = "" if value.chosen == AS_WRITTEN else value.chosen
    if is_typed(asked):
        words = lists.label("country", chosen, page_locale()) if asked.target.list_name and chosen else chosen
        return Markup('<input type="text" id="v{0}" name="v{0}" value="{1}" dir="auto">').format(name, words)
    blank = Markup('<option value="">{}</option>').format(gettext("Choose"))
    kept = Markup('<option value="{}"{}>{}</option>').format(
        AS_WRITTEN, SELECTED if value.chosen == AS_WRITTEN else "", gettext("Keep only as written")
    )
    if asked.target.list_name:
        options = lists.options_html(asked.target.list_name, page_locale(), [chosen])
    else:
        options = _answers(asked.target, chosen)
    select = Markup('<select id="v{0}" name="v{0}">{1}{2}{3}</select>')
    return select.format(name, blank, kept, options)


class Shown(NamedTuple):
    """Some values of one column, as they stand on one page, each with its control; `start` is the first one's place."""

    asked: Asked
    start: int
    values: list[tuple[Value, Markup]]

    @property
    def last(self) -> bool:
        """Tell whether these are the last of the column."""
        return self.start + len(self.values) >= len(self.asked.values)


def on_pages(asked: Iterable[Asked]) -> list[list[Shown]]:
    """Put the questions on pages by their weight: a list of acts for each of many values would be too much for one."""
    pages: list[list[Shown]] = [[]]
    room = PAGE
    for one in asked:
        pages[-1].append(Shown(one, 0, []))
        room -= AROUND
        for place, value in enumerate(one.values):
            control = answer_html(one, value, f"{one.at}-{place}")
            weight = len(control.encode()) + 3 * len(value.text.encode()) + AROUND
            if room < weight and pages[-1] and (pages[-1][0].values or len(pages[-1]) > 1):
                if not pages[-1][-1].values and not (one.open_order or one.order):
                    pages[-1].pop()
                pages.append([Shown(one, place, [])])
                room = PAGE - AROUND
            pages[-1][-1].values.append((value, control))
            room -= weight
    return pages


def _answers(target: Target, chosen: str) -> Markup:
    said = {"yes": gettext("Yes"), "no": gettext("No"), "unknown": gettext("I do not know"), "none": gettext("None")}
    said["ask"] = lists.label("consent_answer", "ask", page_locale())
    return Markup("").join(
        Markup('<option value="{}"{}>{}</option>').format(code, SELECTED if code == chosen else "", said[code])
        for code in target.answers
    )


def named(shape: Shape, row: Row) -> list[tuple[str, str]]:
    """Return a row as headings and cells, rows of second sheets after it."""
    pairs = [(column.heading, cell) for column, cell in zip(shape.main(), row.cells, strict=False)]
    for below in row.below:
        columns = shape.of(below.sheet)
        pairs += [(f"{below.sheet} / {one.heading}", cell) for one, cell in zip(columns, below.cells, strict=False)]
    return pairs


def same(names: Iterable[str]) -> list[SelectChoice]:
    """Return names to choose from that are their own words."""
    return offered(*((name, name) for name in names))


class ReadingForm(BaseForm):
    """How the file was read, to be changed where it looks wrong."""

    encoding = SelectField(_l("How the letters are written"), choices=lambda: same(ENCODINGS))
    delimiter = SelectField(
        _l("What stands between two columns"),
        choices=lambda: offered((",", _l("Comma")), (";", _l("Semicolon")), ("\t", _l("Tab")), ("|", "|")),
        validate_choice=False,
    )
    sheet = SelectField(_l("Sheet"), validate_choice=False)
    heading_row = StringField(_l("Row with the headings"))

    def offer(self, shape: Shape) -> None:
        """Show how it was read."""
        self.sheet.choices = same(shape.sheets)
        self.encoding.choices = same(name for name in dict.fromkeys((*ENCODINGS, shape.encoding)) if name)

    @classmethod
    def showing(cls, shape: Shape) -> ReadingForm:
        """Return the form with what was decided."""
        form = cls(
            formdata=None,
            encoding=shape.encoding,
            delimiter=shape.delimiter,
            sheet=shape.sheet,
            heading_row=str(shape.heading_row),
        )
        form.offer(shape)
        return form

    def choices(self, shape: Shape) -> Choices:
        """Return what was chosen; what a format does not have is left out."""
        delimiter = self.delimiter.data if self.delimiter.data in DELIMITERS else ""
        csv = shape.format == "csv"
        return Choices(
            encoding=self.encoding.data or "" if csv else "",
            delimiter=delimiter or "" if csv else "",
            sheet=self.sheet.data or "" if self.sheet.data in shape.sheets else "",
            heading_row=number(self.heading_row.data) or 0,
        )


class TermsForm(FilingForm):
    """What holds for every row, and on what ground the people agreed. Nothing is chosen beforehand but the desk."""

    country = CountryNameField(WORDS["report.country"])
    act = CodedField(WORDS["act.code"], "act")
    act_group = CodedField(WORDS["report.act_group"], "act_group")
    danger = AnswerField(_l("Is anyone in danger now?"))
    urgency = CodedField(WORDS["report.urgency"], "urgency")
    ongoing = AnswerField(WORDS["report.ongoing"])
    role = CodedField(WORDS["person.role"], "person_role")
    counting_unit = CodedField(WORDS["person.counting_unit"], "counting_unit")
    status_now = CodedField(WORDS["person.status_now"], "status_now")
    defender_type = CodedField(WORDS["person.defender_type"], "defender_type")
    basis = RadioField(
        _l("May the desk keep this report?"),
        choices=offered(
            (AGREED, _l("Yes. I agree, or the people concerned agreed when I asked them.")),
            (CANNOT, _l("They cannot be asked now: taken, dead or out of reach.")),
            (BY_COLUMN, _l("A column of the list says it for each row.")),
        ),
        validate_choice=False,
    )
    given_by = CodedField(_l("Who answered?"), "consent_given_by")
    how = TextAreaField(_l("How did you ask?"))
    date = StringField(_l("When? If not today"))
    reason = TextAreaField(_l("If they cannot be asked: why, and why must we act?"))
    desk = RadioField(
        _l("Who should read it?"),
        choices=offered(
            ("country", _l("The desk that serves this country")),
            ("global", _l("The global desk instead")),
        ),
        default="country",
        validate_choice=False,
    )
    FIELDS = {name: name.partition(".")[2].replace("code", "act") for name in ALWAYS}
    PLACES = FIELDS | {f"statement.{name}": name for name in ("basis", "given_by", "how", "date", "reason")}

    @classmethod
    def showing(cls, always: Mapping[str, str], statement: Statement, to_global: bool) -> TermsForm:
        """Return the form with what was said before."""
        said = {field: always.get(name, "") for name, field in cls.FIELDS.items()}
        parts = {name: getattr(statement, name) for name in ("basis", "given_by", "how", "date", "reason")}
        return cls(formdata=None, **said, **parts, desk="global" if to_global else "country")

    def always(self) -> dict[str, str]:
        """Return what holds for every row, by target."""
        return {name: getattr(self[field], "code", self[field].data) or "" for name, field in self.FIELDS.items()}

    def statement(self) -> Statement:
        """Return the ground."""
        parts = {name: self[name].data or "" for name in ("basis", "given_by", "how", "date", "reason")}
        return Statement(**parts)


def places_typed(sent: Mapping[str, str], columns: Iterable[tuple[int, Column]]) -> dict[str, str]:
    """Return where columns were put, by their keys; columns of other pages, and undecided ones, are left out."""
    return {column.key: sent[f"c{at}"] for at, column in columns if sent.get(f"c{at}", MORE) != MORE}


def undecided(sent: Mapping[str, str], columns: Iterable[tuple[int, Column]]) -> list[int]:
    """Return the numbers of the columns for which every place is to be offered."""
    return [at for at, _column in columns if sent.get(f"c{at}") == MORE]


def values_typed(sent: Mapping[str, str], asked: Iterable[Asked]) -> dict[str, dict[str, str]]:
    """Return what values were said to mean, by column key. What no field can hold stays as it was typed."""
    found: dict[str, dict[str, str]] = {}
    for one in asked:
        known = {value.text for value in one.values}
        for place in range(len(one.values)):
            text = sent.get(f"t{one.at}-{place}", "")
            if text not in known:
                continue  # the list was read in another way meanwhile
            found.setdefault(one.column.key, {})[text] = _meaning(sent, one, f"{one.at}-{place}")
    return found


def _meaning(sent: Mapping[str, str], one: Asked, name: str) -> str:
    if sent.get(f"k{name}"):
        return AS_WRITTEN
    said = str(clean(sent.get(f"v{name}", "")))
    if unreadable(said) or len(said) > 200:
        return ""
    if one.target.kind in (Kind.CODE, Kind.CODES) and said != AS_WRITTEN:
        return said if said in one.target.codes() else exact(one.target, said)
    return said


def orders_typed(sent: Mapping[str, str], asked: Iterable[Asked]) -> dict[str, str]:
    """Return whether the day or the month comes first, by column key."""
    return {one.column.key: sent[f"o{one.at}"] for one in asked if sent.get(f"o{one.at}") in (DMY, MDY)}
