"""A browser without JavaScript, as far as forms go: what a page would send when one of its buttons is pressed."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

Pairs = list[tuple[str, str]]


@dataclass
class Form:
    action: str
    pairs: Pairs = field(default_factory=list)
    buttons: Pairs = field(default_factory=list)
    asked: dict[str, str] = field(default_factory=dict)  # what a person fills in: each name with its kind of field

    def named(self, name: str) -> list[str]:
        return [value for key, value in self.pairs if key == name]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.inside = False
        self.select = self.area = ""
        self.chosen: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", "")))
            self.inside = True
        if not self.inside:
            return
        form, name = self.forms[-1], given.get("name", "")
        if name and tag in ("input", "select", "textarea"):
            sort = given.get("type", "text") if tag == "input" else tag
            if sort != "hidden":
                form.asked[name] = sort
        if tag == "input" and name:
            if given.get("type") not in ("radio", "checkbox") or "checked" in given:
                form.pairs.append((name, given.get("value", "on" if given.get("type") == "checkbox" else "")))
        elif tag == "button" and name:
            form.buttons.append((name, given.get("value", "")))
        elif tag == "select":
            self.select, self.chosen = name, None
        elif tag == "option" and self.select and (self.chosen is None or "selected" in given):
            self.chosen = given.get("value", "")
        elif tag == "textarea":
            self.area = name
            form.pairs.append((name, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "select" and self.select:
            self.forms[-1].pairs.append((self.select, self.chosen or ""))
            self.select = ""
        elif tag == "textarea":
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            name, value = self.forms[-1].pairs[-1]
            self.forms[-1].pairs[-1] = (name, value + data.removeprefix("\n") if not value else value + data)


def forms(page: str) -> list[Form]:
    """Return the forms of a page with what they hold."""
    reader = _Reader()
    reader.feed(page)
    return reader.forms


def form_with(page: str, name: str) -> Form:
    """Return the form of a page that has this field or button."""
    found = [one for one in forms(page) if name in {key for key, _value in (*one.pairs, *one.buttons)}]
    assert found, f"no form of the page has {name}: {page[page.find('<main') :][:1500]}"
    return found[0]


def send(
    client: FlaskClient, path: str, press: tuple[str, str], answer: TestResponse | None = None, **typed: object
) -> TestResponse:
    """Open a page (or take one already open), type into the form that has the pressed button, and press it.

    A typed list sends a field several times, None leaves it out. Field names with a dash are written with `__`.
    """
    page = (answer or client.get(path)).get_data(as_text=True)
    form = form_with(page, press[0])
    fields = {name.replace("__", "-"): value for name, value in typed.items()}
    pairs: dict[str, list[str]] = {}
    for name, value in form.pairs:
        pairs.setdefault(name, []).append(value)
    for name, value in fields.items():
        pairs[name] = [] if value is None else [str(one) for one in value] if isinstance(value, list) else [str(value)]
    pairs[press[0]] = [press[1]]
    return client.post(form.action or path, data=pairs)
