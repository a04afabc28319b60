"""A list comes in: through the pages, without JavaScript, from the file to the reports."""

from __future__ import annotations

import csv
import io
import re

from flask import Flask
from flask.testing import FlaskClient

from app.incidents.content.fold import fold
from app.incidents.content.incident import Incident
from app.vault import opening, records
from tests.factories import Network, csrf, network, signed_in

# Invented, in the shape of lists that people keep.
LIST = """row,date,gender,age,driver,perpetrator,country,country_numeric,victims
1,2012-01,Male,35,Logging,Police,Colombia,170,1
2,2012,Female,,Mining & Extractives,Hired men,Peru,604,1
3,unknown,,,Mining & Extractives,,Peru,604,1
4,2012-02-30,Male,41,Logging,Police,Peru,604,1
5,2012-03-04,Male,41,Logging,Police,Atlantis,,1
"""


def send_file(client: FlaskClient, data: bytes, name: str = "list.csv") -> str:
    token = csrf(client, "/incidents/import")
    answer = client.post(
        "/incidents/import",
        data={"csrf_token": token, "file": (io.BytesIO(data), name)},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return str(answer.location)


def post(client: FlaskClient, path: str, **fields: str) -> str:
    answer = client.post(path, data={"csrf_token": csrf(client, "/incidents/import"), **fields})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return str(answer.location)


def page(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status}"
    return answer.get_data(as_text=True)


def values_page(client: FlaskClient, path: str, **said: str) -> dict[str, str]:
    """Return the fields of the page of values, with what is said put in by the value's text."""
    html = page(client, path)
    fields = {}
    for name, text in re.findall(r'name="t(\d+-\d+)" value="([^"]*)"', html):
        fields[f"t{name}"] = text.replace("&amp;", "&")
        chosen = re.search(rf'<select id="v{name}".*?<option value="([^"]*)" selected', html, re.DOTALL)
        fields[f"v{name}"] = said.get(text) or (chosen.group(1) if chosen else "")
    return fields


def prepared(client: FlaskClient, data: bytes, **said: str) -> str:
    at = send_file(client, data)
    columns = re.findall(r'<select id="(c\d+)".*?</select>', page(client, f"{at}/columns"), re.DOTALL)
    places = dict(zip(columns, ("row report.date person.gender person.age_band keep doer.category report.country "
                                "report.country person.number").split(), strict=True))  # fmt: skip
    post(client, f"{at}/columns", **places)
    post(client, f"{at}/values", do="continue", **values_page(client, f"{at}/values", **said))
    post(client, f"{at}/consent", act="K1", danger="unknown", status_now="dead", basis="cannot", reason="They died.")
    return at


def bring_in(client: FlaskClient, at: str) -> str:
    post(client, f"{at}/begin")
    for _press in range(20):
        post(client, f"{at}/go")
        html = page(client, f"{at}/go")
        if "The list is in<" in html:
            return html
    raise AssertionError("it does not come to an end")


def reports(net: Network, name: str = "mia") -> list[Incident]:
    actor = net.actor(name)
    found = [fold(opening.read(actor, record)) for record in records.own(actor, "incident")]
    return sorted(found, key=lambda one: one.report.imported[0].value if one.report else "")


def rest(client: FlaskClient, at: str) -> list[dict[str, str]]:
    data = client.get(f"{at}/rest").get_data()
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def test_a_list_comes_in_and_the_rest_is_given_back_with_reasons(app: Flask) -> None:
    with app.app_context():
        net = network(app)
    client = signed_in(app, "mia")
    at = prepared(client, LIST.encode(), **{"Hired men": "other"})
    bring_in(client, at)
    with app.app_context():
        first, second, third = reports(net)
        assert first.report and second.report and third.report
        assert [one.report.date for one in (first, second, third) if one.report] == ["2012-01", "2012", "unknown"]
        assert first.report.country == "COL"
        assert [act.code for act in first.report.acts] == ["K1"]
        assert (first.persons[0].gender, first.persons[0].age_band) == ("man", "30-44")
        assert (third.persons[0].gender, third.persons[0].age_band) == ("", "")
        assert third.report.perpetrators == ()
        assert second.report.perpetrators[0].category == "other"
        assert {cell.heading: cell.value for cell in second.report.imported}["perpetrator"] == "Hired men"
        assert "driver: Mining & Extractives" in second.report.narrative.text
        consent = second.consents["P1"].now
        assert (consent.given_by, consent.reason, consent.uses) == ("not_obtainable", "They died.", {"U1": "ask"})
    left = rest(client, at)
    assert [line["row"] for line in left] == ["4", "5"]
    assert "date: " in left[0]["Reason"] and "country: " in left[1]["Reason"]
