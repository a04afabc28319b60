"""A report out of a list is read as one: its story where the list had one, and its row once, never as a story."""

from __future__ import annotations

import re

from flask import Flask

from app.incidents.content.draft import Filing
from app.incidents.content.fold import fold
from app.incidents.content.imported import Cell
from app.incidents.content.incident import Incident
from app.incidents.content.report import Narrative
from app.incidents.rules.filing import TEXT, check
from app.triage.views.sides import sides
from app.vault import records
from tests.factories import Network, network, signed_in
from tests.incidents import chains
from tests.incidents.importing.test_bringing_in import LIST, bring_in, page, post, prepared, reports, send_file
from tests.support.sessions import enter
from tests.triage.desks import state

ONE = "This report came from a list; what its row held stands below."
ROW = (Cell(heading="driver", value="Logging"), Cell(heading="perpetrator", value="Police"))


def filing(**fields: object) -> Filing:
    return chains.filing(report=chains.report(**fields))


def test_a_row_stands_for_the_story_and_nothing_else_does() -> None:
    told = {problem.message for problem in check(filing(narrative=Narrative(), imported=ROW))}
    assert TEXT not in told
    assert TEXT in {problem.message for problem in check(filing(narrative=Narrative(), from_list="x"))}
    assert TEXT in {problem.message for problem in check(filing(narrative=Narrative()))}


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html[html.index("<main") :]).split())


def test_filer_and_desk_read_one_sentence_and_the_row_once_as_a_table(app: Flask) -> None:
    with app.app_context():
        net = network(app)
    client = signed_in(app, "mia")
    bring_in(client, prepared(client, LIST.encode(), **{"Hired men": "other"}))
    with app.app_context():
        [record] = [one.record for one in reports(net) if one.report and one.report.country == "COL"]
    rosa = app.test_client()
    enter(app, rosa, net, "rosa")
    for html in (page(client, f"/incidents/{record}"), page(rosa, f"/desk/{record}")):
        assert text_of(html).count(ONE) == 1
        assert html.count("<bdi>driver</bdi>") == 1 and html.count(">Logging<") == 1
        assert re.search(r'<th scope="row"><bdi>driver</bdi></th>\s*<td[^>]*><span[^>]*>Logging</span>', html)


def test_a_story_of_the_list_is_shown_as_such(app: Flask) -> None:
    with app.app_context():
        net: Network = network(app)
    client = signed_in(app, "mia")
    at = send_file(client, b"country,what happened,driver\nPeru,They came by night.,Logging\n")
    post(client, f"{at}/columns", c0="report.country", c1="narrative.text", c2="keep")
    post(client, f"{at}/consent", act="K1", danger="no", basis="cannot", reason="They died.")
    bring_in(client, at)
    with app.app_context():
        [record] = records.own(net.actor("mia"), "incident")
    assert state(net, record).report.narrative.text == "They came by night."  # type: ignore[union-attr]
    told = text_of(page(client, f"/incidents/{record}"))
    assert ONE not in told and told.count("They came by night.") == 1


def test_side_by_side_two_rows_are_compared_cell_by_cell() -> None:
    def one(driver: str) -> Incident:
        told = chains.report(narrative=Narrative(), imported=(Cell(heading="driver", value=driver),))
        return fold(chains.filed(report=told).opened)

    parts = {part.title: part.lines for part in sides(one("Logging"), one("Mining"))}
    assert "What the filer tells" not in parts
    [line] = parts["As written in the list"]
    assert (line.label, line.left, line.right) == ("driver", [("Logging", True)], [("Mining", True)])
