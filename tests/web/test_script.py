"""What the one script adds to a page, in a real Chromium; the page is drawn by the templates alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from flask_babel import Babel
from flask_wtf import CSRFProtect, FlaskForm
from playwright.sync_api import Browser, Dialog, Page, Request, Route
from wtforms import FieldList, Form, FormField, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

STATIC = Path(__file__).parents[2] / "app" / "static"
ADDRESS = "http://amparo.test"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'"
PAGE = """{% extends "layouts/member.html" %}
{% from "parts/forms.html" import form_tag, field, error_summary, repeat_group, submit %}
{% block before %}{{ error_summary(form) }}{% endblock %}
{% block heading %}A report{% endblock %}
{% block content %}{% call form_tag(form, enter="continue") %}{{ field(form.text, max=100) }}
{% call(p, n) repeat_group(form.people, "Person", "Add a person") %}
{{ field(p.form.name, hint="P1") }}{{ field(p.form.now) }}{% endcall %}
{{ submit("Send", name="do", value="send") }}{% endcall %}{% endblock %}"""


class Person(Form):
    name = StringField("Name")
    now = RadioField("Now", choices=[SelectChoice("free", "Free"), SelectChoice("held", "Held")])


class Report(FlaskForm):
    text = TextAreaField("What is happening?", [InputRequired("Write a few words"), Length(max=100)])
    people = FieldList(FormField(Person), min_entries=1)


class Site:
    """Answers every request of the browser without a server, and remembers what was sent."""

    def __init__(self) -> None:
        self.app = Flask("app")
        self.app.config.update(SECRET_KEY="only for this test")
        self.app.add_url_rule("/language", "web.language", lambda: "")
        Babel(self.app)
        CSRFProtect(self.app)
        self.sent: list[str] = []

    def answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(ADDRESS)
        if route.request.method == "POST":
            self.sent.append(route.request.post_data or "")
            route.fulfill(status=204)
        elif path.startswith("/static/"):
            route.fulfill(path=STATIC / path.removeprefix("/static/"))
        elif path == "/exit":
            route.fulfill(body="a neutral page", content_type="text/plain")
        else:
            route.fulfill(
                body=self.draw("wrong" in path), headers={"Content-Security-Policy": POLICY}, content_type="text/html"
            )

    def draw(self, wrong: bool) -> str:
        with self.app.test_request_context("/", method="POST" if wrong else "GET", data={"people-0-name": ""}):
            form = Report()
            assert not wrong or not form.validate()
            return render_template_string(PAGE, form=form)


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def page(chromium: Browser, site: Site) -> Iterator[Page]:
    """The page in a browser; any error of the script or the policy fails the test."""
    page = chromium.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.route("**/*", site.answer)
    page.goto(f"{ADDRESS}/form")
    yield page
    page.close()
    assert problems == []


def is_sent(request: Request) -> bool:
    """Tell whether a request carries a form: a busy machine may take longer over the first than over a second."""
    return request.method == "POST"


def test_add_makes_an_empty_entry_with_names_of_its_own(page: Page) -> None:
    page.fill("#people-0-name", "Zed")
    page.check("#people-0-now-1")
    page.get_by_role("button", name="Add a person").click()
    assert page.input_value("#people-1-name") == "" and page.input_value("#people-0-name") == "Zed"
    assert page.is_checked("#people-0-now-1") and not page.is_checked("#people-1-now-1")
    assert page.get_attribute("#people-1-now-1", "name") == "people-1-now"
    assert page.get_attribute("#people-1-now-1", "value") == "held"
    assert page.get_attribute("#people-1-name", "aria-describedby") == "people-1-name-hint"
    assert page.evaluate("document.activeElement.id") == "people-1-name"
    assert page.get_by_role("group", name="Person 2").count() == 1


def test_remove_takes_that_entry_and_never_the_last_one(page: Page) -> None:
    page.fill("#people-0-name", "Zed")
    page.get_by_role("button", name="Add a person").click()
    page.fill("#people-1-name", "Yan")
    page.get_by_role("button", name="Remove Person 1").click()
    assert page.locator("[data-item]").count() == 1 and page.input_value("#people-1-name") == "Yan"
    assert page.get_by_role("button", name="Remove").count() == 0


def test_beyond_a_few_new_entries_the_server_adds_the_next(page: Page, site: Site) -> None:
    page.evaluate("document.querySelector('[data-many]').setAttribute('data-most', '2')")
    page.get_by_role("button", name="Add a person").click()
    with page.expect_request(is_sent):
        page.get_by_role("button", name="Add a person").click()
    page.wait_for_timeout(100)
    assert page.locator("[data-item]").count() == 2
    assert len(site.sent) == 1 and "add=people" in site.sent[0]


def test_enter_sends_the_form_onward(page: Page, site: Site) -> None:
    page.fill("#people-0-name", "Zed")
    with page.expect_request(is_sent):
        page.press("#people-0-name", "Enter")
    page.wait_for_timeout(100)
    assert len(site.sent) == 1 and "do=continue" in site.sent[0] and "remove=" not in site.sent[0]


def test_a_double_press_sends_once_with_the_pressed_button(page: Page, site: Site) -> None:
    press = "document.querySelector('[value=send]').click()"
    with page.expect_request(is_sent):
        page.evaluate(press)
    for _ in range(2):
        page.wait_for_timeout(150)
        page.evaluate(press)
    page.wait_for_timeout(150)
    assert len(site.sent) == 1 and "do=send" in site.sent[0]


def test_escape_three_times_leaves_and_asks_nothing(page: Page) -> None:
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.fill("#text", "typed and not sent")
    before = page.evaluate("history.length")
    for _ in range(3):
        page.keyboard.press("Escape")
    page.wait_for_url(f"{ADDRESS}/exit")
    assert asked == [] and page.evaluate("history.length") == before


def test_the_exit_link_replaces_the_page_in_the_history(page: Page) -> None:
    before = page.evaluate("history.length")
    page.get_by_role("link", name="Leave this site").click()
    page.wait_for_url(f"{ADDRESS}/exit")
    assert page.evaluate("history.length") == before


def test_typed_text_is_not_left_behind_by_a_slip(page: Page) -> None:
    asked: list[str] = []

    def stay_asked(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", stay_asked)
    page.locator("#text").press_sequentially("typed")
    page.goto(f"{ADDRESS}/form")
    assert asked == ["beforeunload"]


def test_the_list_of_errors_gets_the_focus(page: Page) -> None:
    page.goto(f"{ADDRESS}/wrong")
    assert page.evaluate("document.activeElement.id") == "errors"


def test_the_counter_speaks_near_the_end_only(page: Page) -> None:
    page.fill("#text", "x" * 50)
    assert page.text_content("[data-room]") == ""
    page.fill("#text", "x" * 90)
    assert page.text_content("[data-room]") == "10 characters left"
