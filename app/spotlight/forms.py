"""What people send about stories."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from app.spotlight import rules
from app.spotlight.content.entries import APPRECIATION, Text
from app.spotlight.service import appreciations
from app.spotlight.service.offering import Offer
from app.vocabulary import lists
from app.web.form import BaseForm
from app.web.language import NAMES, page_locale

LANGUAGES = [SelectChoice(code, name) for code, name in NAMES]


def _offered(name: str) -> list[SelectChoice]:
    return [
        SelectChoice("", gettext("Choose")),
        *(SelectChoice(code, words) for code, words in lists.choices(name, page_locale())),
    ]


class StepForm(BaseForm):
    """One step of the work on a story: what was on the page, and the words that go with it."""

    seen = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(0, 1_000_000)])
    hit = StringField(widget=HiddenInput(), validators=[Optional(), Length(max=40)])
    words = TextAreaField(_l("Your words"), [Length(max=rules.REASON)])
    on = StringField(_l("Day"), [Length(max=10)])
    reason = StringField(_l("Reason"), [Length(max=20)])
    hash = StringField(widget=HiddenInput(), validators=[Optional(), Length(max=64)])
    agreed = BooleanField(_l("I have read every word and agree that it is published with my name."))


class SourcesForm(BaseForm):
    """Which reports a story is written from."""

    sources = SelectMultipleField(
        _l("Reports"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False),
        validators=[InputRequired(_l("Choose at least one report."))],
    )  # fmt: skip


class TextForm(BaseForm):
    """The story as it is written."""

    title = StringField(_l("Title"), [DataRequired(_l("Give the story a title.")), Length(max=rules.TITLE)])
    alt = TextAreaField(
        _l("Short text"), [DataRequired(_l("Write one or two sentences.")), Length(max=rules.ALT)],
        description=_l("One or two sentences, shown in lists and when somebody shares the story."),
    )  # fmt: skip
    body = TextAreaField(
        _l("Story"), [Length(max=rules.TEXT)],
        description=_l("An empty line starts a paragraph. ## makes a heading, > a quotation, - a point of a list."),
    )  # fmt: skip
    region = SelectField(_l("Region"))
    country = StringField(_l("Country"), [Length(max=3)])
    year = StringField(_l("Year"), [Length(max=4)])
    theme = SelectField(_l("Theme"))
    language = SelectField(_l("Language of the story"), choices=LANGUAGES)
    seen = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(0, 1_000_000)])

    def __init__(self, kind: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.region.choices = _offered("region")
        if kind == APPRECIATION:
            del self.theme
        else:
            self.theme.choices = _offered("act_group")

    def text(self) -> Text:
        """Return what was written."""
        thanks = self.kind == APPRECIATION
        return Text(
            title=self.title.data or "", body=self.body.data or "", alt=self.alt.data or "",
            region=self.region.data or "", year=self.year.data or "", language=self.language.data or "en",
            theme="" if thanks else self.theme.data, country=(self.country.data or "") if thanks else "",
        )  # fmt: skip


class OfferForm(BaseForm):
    """An editor proposes a story about a defender, who has agreed to nothing yet."""

    name = StringField(
        _l("The defender’s name, as it should be shown"),
        [DataRequired(_l("Write the name as it should be shown.")), Length(max=appreciations.NAME)],
        render_kw={"autocomplete": "off"},
    )
    country = StringField(_l("Country"), [DataRequired(_l("Choose the country from the list.")), Length(max=3)])
    telling = TextAreaField(
        _l("What should the story tell?"),
        [DataRequired(_l("Write what the story should tell.")), Length(max=appreciations.TELLING)],
    )
    language = SelectField(_l("Language of the story"), choices=LANGUAGES)

    def offer(self) -> Offer:
        """Return what was written."""
        return Offer(
            name=self.name.data or "", country=self.country.data or "", telling=self.telling.data or "",
            language=self.language.data or "en",
        )  # fmt: skip


class AppreciationForm(BaseForm):
    """A defender asks to be thanked by name."""

    name = StringField(
        _l("Your name, as it should be shown"),
        [DataRequired(_l("Write your name.")), Length(max=appreciations.NAME)],
        render_kw={"autocomplete": "off"},
    )
    country = StringField(_l("Country"), [DataRequired(_l("Choose your country from the list.")), Length(max=3)])
    telling = TextAreaField(
        _l("What should people know about your work?"),
        [DataRequired(_l("Tell the editors something about your work.")), Length(max=appreciations.TELLING)],
    )
    language = SelectField(_l("Language of the story"), choices=LANGUAGES)
    u8 = BooleanField(_l("I agree that a story about me is published with my name and my country."))
    u9 = BooleanField(_l("I also agree to a picture of me, if I send one later."))
