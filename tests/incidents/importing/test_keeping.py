"""What is kept of an import: sealed, in pieces, replaced and forgotten; and what is said before it comes in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.database import db, transaction
from app.incidents.errors import NotComplete, ReportUnknown
from app.incidents.importing.mapping import AGREED, CANNOT, Mapping, Statement
from app.incidents.importing.tables import Choices
from app.incidents.service.drafts import SavedElsewhere
from app.incidents.service.importing import bringing, keeping, preparing, remembering
from app.incidents.service.importing.keeping import Import
from app.vault import moments
from app.vault.actor import Actor
from app.vault.models import RecordRow
from tests.factories import Network, network, signed_in
from tests.incidents.importing.test_bringing_in import bring_in, page, post, reports, send_file
from tests.incidents.importing.test_kobo import export

LIST = b"country;story;name\nPeru;Ana was followed.;Ana Invented\nChile;P1 was hit.;Rui Invented\n"
NOW = datetime.now(UTC)
DEAD = Statement(basis=CANNOT, reason="They are dead.")


@pytest.fixture
def net(app: Flask) -> Network:
    with app.app_context():
        return network(app)


def begun(actor: Actor, data: bytes = LIST) -> Import:
    with transaction():
        name = preparing.begin(actor, "list.csv", data)
    return keeping.opened(actor, name)


def parts() -> int:
    kinds = ("import", "import_part")
    return db.session.scalar(select(func.count()).select_from(RecordRow).where(RecordRow.kind.in_(kinds))) or 0


def test_a_file_read_in_another_way_leaves_no_rows_behind(app: Flask, net: Network) -> None:
    with app.app_context():
        mia = net.actor("mia")
        one = begun(mia)
        before = parts()
        with transaction():
            one = preparing.read_again(mia, one, Choices(delimiter=","))
        assert parts() == before
        assert [row.cells for row in keeping.rows_of(mia, one)][1] == ("Chile;P1 was hit.;Rui Invented",)
        with transaction():
            one = preparing.read_again(mia, one, Choices(delimiter=";"))
        assert [row.cells[0] for row in keeping.rows_of(mia, one)] == ["Peru", "Chile"]
        assert keeping.file_of(mia, one) == LIST


def test_what_nobody_ended_goes_after_two_weeks_with_all_its_parts(app: Flask, net: Network) -> None:
    with app.app_context():
        for days in (15, 13):
            with moments.played(NOW - timedelta(days=days)):
                begun(net.actor("mia"))
        before = parts()
        with transaction():
            assert keeping.drop_expired_imports(NOW.date()) == 1
        assert parts() == before // 2
        assert len(keeping.own_imports(net.actor("mia"))) == 1


def test_two_windows_cannot_overwrite_each_other(app: Flask, net: Network) -> None:
    with app.app_context():
        mia = net.actor("mia")
        one = begun(mia)
        with transaction():
            preparing.place_columns(mia, one, {"name": "leave"})
        with pytest.raises(SavedElsewhere), transaction():
            preparing.place_columns(mia, one, {"name": "keep"})
        with pytest.raises(NotComplete), transaction():
            preparing.place_columns(mia, keeping.opened(mia, one.id), {"name": "report.nothing"})


def test_how_a_list_is_read_is_remembered_for_its_member_alone(app: Flask, net: Network) -> None:
    with app.app_context():
        mia, noor = net.actor("mia"), net.actor("noor")
        one = begun(mia)
        with transaction():
            one = preparing.place_columns(mia, one, {"name": "leave", "story": "narrative.what"})
        with transaction():
            bringing.start(mia, one)
        again, others = begun(mia).saved, begun(noor).saved
        assert again.remembered and again.mapping.columns["story"] == "narrative.what"
        assert not others.remembered and others.mapping.columns["story"] == "narrative.text"
        assert again.statement == Statement()  # consent is stated anew each time
        [kept] = remembering.remembered(mia)
        with pytest.raises(ReportUnknown), transaction():
            remembering.forget(noor, kept.id)
        with pytest.raises(ReportUnknown), transaction():
            remembering.forget(mia, one.id)
        with transaction():
            remembering.forget(mia, kept.id)
        assert not begun(mia).saved.remembered


def test_the_oldest_list_is_forgotten_when_there_are_too_many(
    app: Flask, net: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembering, "MOST", 2)
    with app.app_context():
        mia = net.actor("mia")
        for number in range(4):
            with moments.played(NOW - timedelta(days=9 - number)), transaction():
                remembering.remember(mia, f"{number}", Mapping(columns={f"{number}": "keep"}))
        assert [one.kept.name for one in remembering.remembered(mia)] == ["3", "2"]


@pytest.mark.parametrize(
    "statement",
    [
        Statement(),
        Statement(basis="public"),
        Statement(basis=AGREED),
        Statement(basis=AGREED, given_by="self"),
        Statement(basis=AGREED, given_by="everybody", how="x"),
        Statement(basis=AGREED, given_by="self", how="In a meeting.", date="2026-03"),
        Statement(basis=CANNOT, reason=" "),
        Statement(basis="column"),
    ],
)
def test_no_ground_is_taken_that_is_not_a_ground(app: Flask, net: Network, statement: Statement) -> None:
    with app.app_context():
        one = begun(net.actor("mia"))
        with pytest.raises(NotComplete), transaction():
            preparing.state(net.actor("mia"), one, {}, statement, False)


def test_before_it_comes_in_the_page_says_who_reads_it_and_where_names_stand_in_stories(
    app: Flask, net: Network
) -> None:
    with app.app_context():
        mia = net.actor("mia")
        one = begun(mia)
        with transaction():
            preparing.state(mia, one, {"act.code": "H5", "report.danger": "no"}, DEAD, False)
        found = preparing.preview(mia, keeping.opened(mia, one.id))
        assert (found.ready, found.wrong, found.by_country, found.told) == (2, 0, {"PER": 1, "CHL": 1}, [2])
    text = page(signed_in(app, "mia"), f"/incidents/import/{one.id}/check")
    assert "Andes" in text and "Rosa" in text and "Global" in text
    assert "In these rows a name or contact stands in it: 2" in " ".join(text.split())


def test_values_left_open_are_asked_again_and_the_page_says_so(app: Flask, net: Network) -> None:
    client = signed_in(app, "mia")
    at = send_file(client, b"Country,Victim\nNarnia,Ann Example\nPeru,Bob Example\n")
    post(client, f"{at}/columns")
    values = page(client, f"{at}/values")
    assert "still without an answer" not in values and "Narnia" in values
    assert post(client, f"{at}/values", do="save").endswith("/values")
    assert "Some values are still without an answer." in page(client, f"{at}/values")
    assert post(client, f"{at}/values", do="continue").endswith("/consent")
    assert "still without an answer" not in page(client, f"{at}/consent")


def test_an_export_of_kobo_comes_in_with_its_repeats(app: Flask, net: Network) -> None:
    client = signed_in(app, "mia")
    at = send_file(client, export(), "form.xlsx")
    assert "KoboToolbox" in page(client, at)
    post(client, f"{at}/columns?page=1", c3="person.rights_sector")
    post(client, f"{at}/values", do="continue")
    post(client, f"{at}/consent", act="H5", danger="no", basis="column")
    bring_in(client, at)
    with app.app_context():
        [one] = reports(net)
        assert one.report and one.names
        assert one.report.narrative.text == "P1 was followed." and one.report.date == "2024-04"
        assert one.persons[0].rights_sector == ("land", "women")
        assert [identity.name for identity in one.names.persons.values()] == ["Ana Invented", "Rui Invented"]
    left = client.get(f"{at}/rest").get_data(as_text=True)
    assert "Eva Invented" in left and "Lost Invented" in left and "Ana Invented" not in left
