"""The page parts: what a form says about its fields, and what it does with hostile text."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask, render_template_string
from flask_babel import Babel
from flask_wtf import CSRFProtect, FlaskForm
from wtforms import BooleanField, FieldList, Form, FormField, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

HOSTILE = '"><script>alert(1)</script>'
FORMS = '{% from "parts/forms.html" import form_tag, field, error_summary, repeat_group, options_select, date_parts %}'
UI = '{% from "parts/ui.html" import reference, when, facts, messages, timeline, table, cell %}'
UI += '{% from "parts/ui.html" import confirm, stepper, badge, card %}'


class Person(Form):
    name = StringField("Name or pseudonym", [InputRequired("Enter a name, or P1")])


class Report(FlaskForm):
    text = TextAreaField(
        "What is happening?", [InputRequired("Write a few words"), Length(max=500)], description="Who?"
    )
    danger = RadioField(
        "Danger", [InputRequired("Choose an answer")], choices=[SelectChoice("y", "Yes"), SelectChoice("n", "No")]
    )
    agree = BooleanField("I agree", [InputRequired("Without this we cannot keep the report")])
    note = StringField("Note", [Optional()])
    people = FieldList(FormField(Person), min_entries=2)


@pytest.fixture
def page() -> Iterator[Flask]:
    """The templates alone, with what the extensions add to them."""
    app = Flask("app")
    app.config.update(SECRET_KEY="only for this test", TESTING=True)
    Babel(app)
    CSRFProtect(app)
    with app.test_request_context("/", method="POST", data={"text": "", "people-0-name": "", "people-1-name": "P2"}):
        yield app


def invalid() -> Report:
    form = Report()
    assert not form.validate()
    return form


def ids(html: str) -> list[str]:
    return re.findall(r'\sid="([^"]+)"', html)


def test_every_error_is_listed_with_a_link_to_its_field(page: Flask) -> None:
    whole = (
        FORMS
        + """{{ error_summary(form) }}{{ field(form.text) }}{{ field(form.danger) }}{{ field(form.agree) }}
        {% call(p, n) repeat_group(form.people, "Person", "Add a person") %}{{ field(p.form.name) }}{% endcall %}"""
    )
    html = render_template_string(whole, form=invalid())
    targets = re.findall(r'href="#([^"]+)"', html)
    assert targets == ["text", "danger-0", "agree", "people-0-name"]
    assert set(targets) <= set(ids(html))
    assert html.index('role="alert"') < html.index("<textarea")


def test_a_field_keeps_what_its_form_says_of_it(page: Flask) -> None:
    """What a browser may fill in, and what it must not, stands in the form: WCAG 1.3.5."""
    own = {"autocomplete": "username", "inputmode": "email", "dir": "ltr", "placeholder": "p", "spellcheck": "false"}

    class Asked(FlaskForm):
        name = StringField("Name", render_kw=own)

    html = render_template_string(FORMS + "{{ field(form.name) }}", form=Asked())
    assert all(f'{name}="{value}"' in html for name, value in own.items())
    html = render_template_string(FORMS + "{{ field(form.name, autocomplete='off', dir='auto') }}", form=Asked())
    assert 'autocomplete="off"' in html and 'dir="auto"' in html and "username" not in html


def test_a_field_names_its_hint_and_its_error(page: Flask) -> None:
    html = render_template_string(FORMS + "{{ field(form.text, max=500) }}", form=invalid())
    assert 'aria-describedby="text-hint text-error"' in html and 'aria-invalid="true"' in html
    assert {"text", "text-hint", "text-error"} == set(ids(html))
    assert 'maxlength="500"' in html and 'data-count="{n} characters left"' in html


def test_a_field_without_hint_or_error_points_at_nothing(page: Flask) -> None:
    html = render_template_string(FORMS + "{{ field(form.note) }}", form=invalid())
    assert "aria-describedby" not in html and "aria-invalid" not in html and "(optional)" in html


def test_no_id_is_used_twice(page: Flask) -> None:
    whole = (
        FORMS
        + """{% call form_tag(form, enter="continue") %}{{ field(form.text) }}{{ field(form.danger) }}
        {{ field(form.agree) }}{{ field(form.note) }}
        {{ options_select("country", "Country", "", errors=["Choose"]) }}
        {{ date_parts("When", form.note, form.text, form.agree) if false }}
        {% call(p, n) repeat_group(form.people, "Person", "Add") %}{{ field(p.form.name) }}{% endcall %}{% endcall %}"""
    )
    found = ids(render_template_string(whole, form=invalid()))
    assert len(found) == len(set(found)) > 10


def test_enter_never_presses_remove(page: Flask) -> None:
    """The first button of a form is the one that the Enter key presses."""
    whole = (
        FORMS
        + """{% call form_tag(form, enter="continue") %}
        {% call(p, n) repeat_group(form.people, "Person", "Add") %}{{ field(p.form.name) }}{% endcall %}{% endcall %}"""
    )
    buttons = re.findall(r"<button[^>]*>", render_template_string(whole, form=invalid()))
    assert 'name="do" value="continue"' in buttons[0]
    assert [b for b in buttons if 'name="remove" value="people-1"' in b]


def test_every_form_that_posts_carries_a_token(page: Flask) -> None:
    whole = (
        FORMS
        + UI
        + """{% call form_tag(form) %}{% endcall %}{% call form_tag() %}{% endcall %}
        {{ confirm("Withdraw", "/w", "Withdraw now") }}"""
    )
    html = render_template_string(whole, form=invalid())
    assert html.count('name="csrf_token"') == html.count('method="post"') == 3


@pytest.mark.parametrize(
    "part",
    [
        "{{ facts([(bad, bad)]) }}",
        "{{ messages([{'who': bad, 'at': bad, 'text': bad, 'lang': bad}]) }}",
        "{{ timeline([{'text': bad, 'at': bad, 'who': bad, 'detail': bad}]) }}",
        "{% call table(bad, [bad]) %}<tr>{{ cell(bad, bad) }}</tr>{% endcall %}",
        "{{ confirm(bad, bad, bad, bad, fields={bad: bad}) }}",
        "{{ stepper([{'label': bad, 'href': bad, 'done': true}, {'label': bad, 'current': true}]) }}",
        "{{ badge(bad, bad) }}{{ reference(bad) }}{{ when(bad) }}",
        "{% call card(bad, bad) %}{{ bad }}{% endcall %}",
        "{{ error_summary(none, [bad]) }}{{ options_select(bad, bad, bad, bad, [bad], chosen=bad, chosen_label=bad) }}",
    ],
)
def test_hostile_text_stays_text(page: Flask, part: str) -> None:
    html = render_template_string(FORMS + UI + part, bad=HOSTILE)
    assert "&lt;script&gt;" in html or "&lt;scr" in html
    assert "<script" not in html and HOSTILE not in html


def test_a_reference_is_shown_in_fours_and_never_mirrored(page: Flask) -> None:
    html = render_template_string(UI + "{{ reference('7K3M9QXT4B2NWZ0C') }}")
    assert "7K3M-9QXT-4B2N-WZ0C" in html and 'dir="ltr"' in html


@pytest.mark.parametrize("code", [400, 403, 404, 405, 409, 413, 422, 423, 429, 500])
def test_an_error_page_says_what_to_do_and_needs_no_token(page: Flask, code: int) -> None:
    html = page.jinja_env.get_template("errors/error.html").render(
        code=code, incident="7K3M-9QXT", url_for=lambda *a, **k: "/static/x", csrf_token=None
    )
    assert f"Error {code}" in html and "7K3M-9QXT" in html and "csrf_token" not in html
    assert "<title>Amparo</title>" in html and 'href="/exit"' in html
    assert len(re.findall(r"<p[ >]", html)) >= 4
