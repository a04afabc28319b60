"""A list with many columns, values and mistakes stays light on every page of bringing it in."""

from __future__ import annotations

import csv
import io
import re

from flask import Flask

from tests.factories import csrf, network, signed_in
from tests.incidents.importing.test_bringing_in import page, post, send_file
from tests.web.test_long_reports import heavy, leaves

WIDE = 20  # columns
FIRST = ("row", "date", "country", "act", "gender", "perpetrator", "story")


def wide_list() -> bytes:
    """Many columns with long headings and cells, acts and perpetrators that no list knows, and dates that are none."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*FIRST, *(f"A heading of some length, the {number}th" for number in range(WIDE))])
    for row in range(24):
        first = [row, f"2012-02-{row + 30}", f"Land {row}", f"Harmed {row}", f"Kind {row}", f"Unit {row}", "They came."]
        writer.writerow([*first, *(f"cell {number} " * 40 for number in range(WIDE))])
    return out.getvalue().encode()


def test_every_page_of_a_wide_list_is_light(app: Flask) -> None:
    with app.app_context():
        network(app)
    mia = signed_in(app, "mia")
    path = send_file(mia, wide_list())
    pages = range(1, 2 + (WIDE + len(FIRST)) // 8)
    found = heavy(mia, [*leaves(mia, path), *(f"{path}/columns?page={number}" for number in pages)])
    found += heavy(mia, [f"{path}/columns?page=1&every=3&every=4"])
    post(
        mia,
        f"{path}/columns",
        c1="report.date",
        c2="report.country",
        c3="act.code",
        c4="person.gender",
        c5="doer.category",
    )
    count = int(re.findall(r"Page 1 of (\d+)", page(mia, f"{path}/values"))[0])
    assert count > 3
    found += heavy(mia, [f"{path}/values?part={number}" for number in range(1, count + 1)], ["ar"])
    post(mia, f"{path}/values", do="continue")
    post(mia, f"{path}/consent", basis="cannot", reason="They are dead.", danger="no", desk="country")
    found += heavy(mia, [f"{path}/consent", *leaves(mia, f"{path}/check", "rows")])
    assert not found, "\n".join(found)


def test_every_value_is_on_one_page_and_a_press_for_the_next_saves_it(app: Flask) -> None:
    with app.app_context():
        network(app)
    mia = signed_in(app, "mia")
    path = send_file(mia, wide_list())
    post(mia, f"{path}/columns", c3="act.code", c5="doer.category")
    seen: list[str] = []
    number, count = 1, 2
    while number <= count:
        html = page(mia, f"{path}/values?part={number}")
        seen += re.findall(r'name="t(\d+-\d+)"', html)
        count = int(re.findall(r"Page \d+ of (\d+)", html)[0])
        number += 1
    assert len(seen) == len(set(seen)) == 5 * 24
    everything = "".join(page(mia, f"{path}/values?part={number}") for number in range(1, count + 1))
    name, text = re.findall(r'name="t(3-\d+)" value="([^"]*)"', everything)[0]
    answer = mia.post(
        f"{path}/values",
        data={"csrf_token": csrf(mia, path), f"t{name}": text, f"v{name}": "K1", "leaf": "2"},
    )
    assert answer.location.endswith("/values?part=2")
    everything = "".join(page(mia, f"{path}/values?part={number}") for number in range(1, count + 2))
    assert '<option value="K1" selected>' in everything
