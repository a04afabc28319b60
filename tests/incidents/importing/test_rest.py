"""The rows that did not come in, put right and sent again, are known again: as the rest, and in the list itself."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import Network, network, signed_in
from tests.incidents.importing.test_bringing_in import bring_in, page, post, reports, rest, send_file

# Without a number of its own: a row is known again by what it says.
LIST = "country,date,driver\nPeru,2012-01-02,Logging\nPeru,2012-02-30,Mining\nPeru,2012-13-01,Mining\n"
COLUMNS = {"country": "report.country", "date": "report.date", "driver": "keep"}


@pytest.fixture
def net(app: Flask) -> Network:
    with app.app_context():
        return network(app)


def sent(client: FlaskClient, data: bytes) -> str:
    at = send_file(client, data)
    html = page(client, f"{at}/columns")
    fields = {f"c{place}": COLUMNS[heading] for place, heading in enumerate(headings(data)) if heading in COLUMNS}
    assert html.count('value="leave" selected') == len(headings(data)) - len(fields)
    post(client, f"{at}/columns", **fields)
    post(client, f"{at}/consent", act="K1", danger="no", status_now="dead", basis="cannot", reason="They died.")
    bring_in(client, at)
    return at


def headings(data: bytes) -> list[str]:
    return data.decode("utf-8-sig").splitlines()[0].replace('"', "").split(",")


def filed(app: Flask, net: Network) -> int:
    with app.app_context():
        return len(reports(net))


def test_a_row_put_right_comes_in_once_from_the_rest_and_from_the_list(app: Flask, net: Network) -> None:
    client = signed_in(app, "mia")
    at = sent(client, LIST.encode())
    assert [one["_amparo_row"] for one in rest(client, at)] == ["3", "4"]
    assert all(one["_amparo_reason"].startswith("date: ") for one in rest(client, at))
    half = client.get(f"{at}/rest").get_data().replace(b"2012-02-30", b"2012-02-28")
    again = sent(client, half)
    assert filed(app, net) == 2
    # The rest of the rest has the two columns once, with its own reasons.
    data = client.get(f"{again}/rest").get_data()
    assert headings(data) == ["_amparo_row", "_amparo_reason", "country", "date", "driver"]
    assert [(one["date"], one["driver"]) for one in rest(client, again)] == [("2012-13-01", "Mining")]
    sent(client, data.replace(b"2012-13-01", b"2012-12-01"))
    assert filed(app, net) == 3
    whole = LIST.replace("2012-02-30", "2012-02-28").replace("2012-13-01", "2012-12-01")
    last = sent(client, whole.encode())
    assert filed(app, net) == 3 and rest(client, last) == []
    with app.app_context():
        kept = [{cell.heading for cell in (*one.report.imported, *one.names.imported)} for one in reports(net)]  # type: ignore[union-attr]
        assert all(found == {"country", "date", "driver"} for found in kept)
        assert len({one.report.from_list for one in reports(net) if one.report}) == 1
