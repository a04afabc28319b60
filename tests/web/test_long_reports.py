"""A report of many people and acts stays light on every page: on a slow line each kilobyte is waited and paid for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis.strategies import integers, lists, text, tuples
from msgspec.structs import replace

from app.database import transaction
from app.incidents.content.consent import ASKED_AT_FILING, Consent
from app.incidents.content.draft import DraftSaved, Filing
from app.incidents.content.identities import Identity, Names, PerpetratorIdentity
from app.incidents.content.imported import Cell
from app.incidents.content.report import Act, Contact, Narrative, Perpetrator, Person, Report, Where
from app.incidents.content.subforms import Detention
from app.incidents.service import drafts
from app.incidents.service.filing import file_incident
from app.incidents.views.ways import ORDER
from app.vocabulary.wording import LANGUAGES
from app.web.leaves import grouped, pieces
from tests.factories import Network, network, signed_in
from tests.support.html import assert_valid_html
from tests.triage.desks import send
from tests.triage.test_sensitive_pages import at_once

pytestmark = pytest.mark.looks
STATIC = Path(__file__).parents[2] / "app" / "static"
SHARED = sum((STATIC / name).stat().st_size for name in ("amparo.css", "amparo.js", "favicon.svg"))
LIMIT = 40_000  # bytes of a member's page with its style and script, as they are sent
ACTS = ("L1", "T1", "H1", "D1", "S1", "K1", "O1")


@pytest.fixture
def net(app: Flask) -> Network:
    with app.app_context():
        return network(app)


def person(key: str) -> Person:
    return Person(
        key=key,
        role="targeted_defender",
        defender_type="lawyer",
        rights_sector=("land", "women"),
        engagement="paid",
        gender="woman",
        age_band="30-44",
        grounds=("indigenous", "migrant"),
        status_now="detained",
        legal_representation="no",
    )


def identity(key: str) -> Identity:
    reach = Contact(channel="Signal", address="+57 300 555 0100", hours="after dark", code_word="mango")
    return Identity(name=f"Asha Quispe Mamani {key}", organisation="Colectivo del Valle", contact=reach)


def long_filing(people: int, acts: int = 7, doers: int = 3) -> Filing:
    """A report in which nearly everything is said of everybody."""
    keys = [f"P{number}" for number in range(1, people + 1)]
    doing = [f"X{number}" for number in range(1, doers + 1)]
    held = Detention(authority="Police", place="Station 2", since="2026-03-14", counsel="no", charge="Rebellion")
    report = Report(
        country="COL",
        danger="yes",
        urgency="now",
        date="2026-03-14",
        where=Where(admin1="Antioquia", place="Turbo", latitude=8.1, longitude=-76.7),
        narrative=Narrative(text="They came at night and took P1 and P2 from the office. " * 15, language="en"),
        persons=tuple(person(key) for key in keys),
        acts=tuple(
            Act(key=f"A{number}", code=code, against=tuple(keys), words="You will not live.", detention=held)
            for number, code in enumerate(ACTS[:acts], 1)
        ),
        perpetrators=tuple(Perpetrator(key, "state", "police", "ordered", "probable") for key in doing),
    )
    names = Names(
        persons={key: identity(key) for key in keys},
        perpetrators={
            one.key: PerpetratorIdentity(f"Captain Rojas {one.key}", "Brigade 17") for one in report.perpetrators
        },
    )
    uses = dict.fromkeys(ASKED_AT_FILING, "yes")
    consents = tuple(Consent(person=key, uses=uses, given_by="self", how="I asked them by phone.") for key in keys)
    return Filing(report=report, names=names, consents=consents)


def heavy(client: FlaskClient, paths: Iterable[str], languages: Iterable[str] = LANGUAGES) -> list[str]:
    """Open each page in every language and name those that weigh too much."""
    found = []
    for path in paths:
        for language in languages:
            answer = client.get(path, headers={"Accept-Language": language})
            assert answer.status_code == 200, f"{path}: {answer.status}"
            weight = len(answer.data) + SHARED
            if weight > LIMIT:
                found.append(f"{path} in {language}: {weight} bytes")
    return found


def opened(step: str, filing: Filing) -> list[str]:
    """What can be opened in a step, some of each."""
    people, acts, doers = (
        part[-1].key for part in (filing.report.persons, filing.report.acts, filing.report.perpetrators)
    )
    last = {"who": [people, "beside"], "acts": [acts], "doers": [doers], "consent": [people]}.get(step, [])
    return ["", *(f"?open={one}" for one in (*last, *(["new", "listed", "20"] if last else [])))]


@pytest.mark.parametrize("people", [1, 3, 8, 60])
def test_the_steps_of_a_long_report_are_light(app: Flask, net: Network, people: int) -> None:
    filing, mia = long_filing(people), signed_in(app, "mia")
    with app.app_context(), transaction():
        draft = drafts.start_draft(net.actor("mia"), DraftSaved(filing=filing, step="check"), "long")
    at = f"/incidents/draft/{draft}"
    paths = [f"{at}/{step}{wanted}" for step in ORDER for wanted in opened(step, filing)]
    found = heavy(mia, [*paths, f"{at}/act/A1", f"{at}/act/A7", *leaves(mia, f"{at}/check")])
    assert not found, "\n".join(found)


def leaves(client: FlaskClient, path: str, part: str = "part") -> Iterator[str]:
    """Follow a long page from leaf to leaf."""
    wanted = f"{path}?{part}=1"
    while wanted:
        yield wanted
        following = re.search(rf'rel="next" href="([^"#]*[?&;]{part}=\d+)', client.get(wanted).text)
        wanted = following.group(1).replace("&amp;", "&") if following else ""


@pytest.mark.parametrize("people", [3, 8, 60])
def test_a_long_report_is_light_to_read_and_nothing_of_it_is_left_out(app: Flask, net: Network, people: int) -> None:
    mia, rosa, paz = (signed_in(app, name) for name in ("mia", "rosa", "paz"))
    with app.app_context(), transaction():
        record = file_incident(net.actor("mia"), long_filing(people), submission="long").record
    own, desk = f"/incidents/{record}", f"/desk/{record}"
    paths = [*leaves(mia, own), *leaves(mia, own, "people")]
    found = heavy(mia, [own, f"{own}/consent/P1", *paths])
    tabs = ("/talk", "/verification", "/risk", "/history", "/work", "/facts", "/facts/P1", "/facts/A7")
    found += heavy(rosa, [*(f"{desk}{tab}" for tab in tabs), *leaves(rosa, desk), *leaves(rosa, f"{desk}/consent")])
    assert send(paz, f"{desk}/names", "names", purpose="To warn the families.").status_code == 303
    opened_names = list(leaves(paz, f"{desk}/names"))
    found += heavy(paz, opened_names)
    assert not found, "\n".join(found)
    told = "".join(mia.get(path).text for path in paths)
    for words in (*(f"Mamani P{number}<" for number in range(1, people + 1)), "<h3>A7 ", "Captain Rojas X3"):
        assert words in told, words
    assert f"Mamani P{people}<" in "".join(paz.get(path).text for path in opened_names)


def test_a_story_of_any_length_is_light_to_read(app: Flask, net: Network) -> None:
    mia, rosa, short = signed_in(app, "mia"), signed_in(app, "rosa"), long_filing(1)
    words = [f"كلمة{number}" for number in range(2_000)]
    report = replace(short.report, narrative=replace(short.report.narrative, text=" ".join(words), language="ar"))
    with app.app_context(), transaction():
        draft = drafts.start_draft(net.actor("mia"), DraftSaved(filing=replace(short, report=report)), "long")
        record = file_incident(net.actor("mia"), replace(short, report=report), submission="long").record
    for client, path in (
        (mia, f"/incidents/draft/{draft}/check"),
        (mia, f"/incidents/{record}"),
        (rosa, f"/desk/{record}"),
    ):
        paths = list(leaves(client, path))
        assert not heavy(client, paths) and len(paths) > 1
        told = "".join(client.get(one).text for one in paths)
        assert all(word in told for word in words)


@given(text(max_size=400), integers(2, 50))
def test_the_pieces_of_a_text_are_the_text(told: str, most: int) -> None:
    found = list(pieces(told, most))
    assert all(len(piece) <= most for piece in found)
    assert "".join("".join(found).split()) == "".join(told.split())


@given(lists(tuples(text(max_size=9), text(max_size=400))), integers(2, 50))
def test_grouped_texts_are_the_texts_each_with_its_heading(told: list[tuple[str, str]], most: int) -> None:
    found = [one for group in grouped(told, most) for one in group]
    assert [heading for heading, _piece, first in found if first] == [heading for heading, _text in told]
    assert "".join("".join(piece for _heading, piece, _first in found).split()) == "".join(
        "".join(words for _heading, words in told).split()
    )


def test_a_long_sensitive_report_is_light_and_closed_on_each_of_its_leaves(app: Flask, net: Network) -> None:
    """No leaf ends within what is folded: each is a whole page, on which nothing is open that was folded."""
    rosa, short = signed_in(app, "rosa"), long_filing(1)
    words = [f"Qword{number}" for number in range(2_000)]
    cells = tuple(Cell(heading=f"Column {number}", value=f"Qcell{number} " * 40) for number in range(60))
    report = replace(
        short.report,
        persons=(replace(short.report.persons[0], age_band="0-17"),),
        narrative=Narrative(text=" ".join(words), how=" ".join(words[:700]), language="en"),
        imported=(*cells, Cell(heading="Long", value=" ".join(words))),
    )
    with app.app_context(), transaction():
        record = file_incident(net.actor("mia"), replace(short, report=report), submission="long").record
    paths = list(leaves(rosa, f"/desk/{record}"))
    assert len(paths) > 3 and not heavy(rosa, paths)
    pages = [rosa.get(path).text for path in paths]
    for page in pages:
        assert_valid_html(page)
        assert "Qword" not in at_once(page) and "Qcell" not in at_once(page)
        assert "nobody reads more than the work needs" in page and "\0" not in page
    told = "".join(pages)
    found = Counter(re.findall(r"Qword\d+", told))
    assert all(found[word] == (3 if number < 700 else 2) for number, word in enumerate(words))
    assert all(f"Qcell{number} " in told for number in range(60))
