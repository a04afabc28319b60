"""The public's pages: the same for everybody, valid, light, and telling nothing that is not published."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.database import transaction
from app.spotlight.markdown import render
from app.spotlight.service import publications
from app.spotlight.service.publications import Release
from app.web import clock
from tests.factories import Network, network
from tests.spotlight.making import Person
from tests.support.html import assert_valid_html

ATOM = "{http://www.w3.org/2005/Atom}"
PAGES = ("/", "/spotlights", "/spotlights?region=014&theme=threat", "/countries", "/countries/KEN", "/methodology")
ARABIC = "كانت تعرف الطريق عن ظهر قلب."


def release(number: int, **fields: str) -> Release:
    smallest = {
        "id": f"{number:016}", "slug": f"eastern-africa-2025-{number}", "kind": "anonymous", "country": "",
        "title": f"Story <{number}> & more", "body": "Text.", "html": render("Text."), "alt": "About & around.",
        "region": "014", "year": "2025", "theme": "threat", "language": "en", "hash": f"{number:064}",
        "on": "2026-11-01",
    }  # fmt: skip
    return Release(**{**smallest, **fields})


def put(app: Flask, *releases: Release) -> None:
    with app.app_context():
        for one in releases:
            with transaction():
                publications.put(one, clock.today())


def test_every_page_is_valid_light_and_kept_by_caches(app: Flask, client: FlaskClient) -> None:
    for filled in (False, True):
        if filled:
            put(app, release(1), release(2, language="ar", title="الطريق", body=ARABIC, html=render(ARABIC)))
        for path in (
            *PAGES,
            *(["/spotlights/eastern-africa-2025-1", "/spotlights/eastern-africa-2025-2"] if filled else []),
        ):
            answer = client.get(path)
            assert answer.status_code == 200, path
            assert_valid_html(answer.text)
            assert answer.headers["Cache-Control"].startswith("public"), path
            assert "Set-Cookie" not in answer.headers
            assert len(answer.data) < 20_000, path


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar", "sw"])
def test_every_page_is_drawn_in_every_language(app: Flask, client: FlaskClient, language: str) -> None:
    put(app, release(1))
    for path in (*PAGES, "/spotlights/eastern-africa-2025-1", "/spotlights.atom"):
        assert client.get(path, headers={"Accept-Language": language}).status_code == 200


def test_the_first_page_and_all_it_fetches_is_under_thirty_kilobytes(app: Flask, client: FlaskClient) -> None:
    put(app, *(release(number) for number in range(1, 6)))
    static = Path(app.root_path) / "static"
    size = sum((static / name).stat().st_size for name in ("amparo.css", "amparo.js", "logo.svg", "favicon.svg"))
    assert len(client.get("/").data) + size < 30_000


def test_a_public_page_is_the_same_for_everybody(app: Flask) -> None:
    with app.app_context():
        net: Network = network(app)
    put(app, release(1))
    edna, nobody = Person(app, net, "edna"), app.test_client()
    for path in (*PAGES, "/spotlights/eastern-africa-2025-1", "/spotlights.atom", "/sitemap.xml", "/robots.txt"):
        assert edna.get(path) == nobody.get(path).text, path


def test_a_story_in_arabic_reads_from_right_to_left_in_an_english_page(app: Flask, client: FlaskClient) -> None:
    put(app, release(2, language="ar", title="الطريق", body=ARABIC, html=render(ARABIC)))
    page = client.get("/spotlights/eastern-africa-2025-2", headers={"Accept-Language": "en"}).text
    assert '<html lang="en" dir="ltr">' in page
    assert '<h1 lang="ar" dir="rtl">' in page and '<article class="story" lang="ar" dir="rtl">' in page


def test_filters_find_what_they_name_and_nothing_else(app: Flask, client: FlaskClient) -> None:
    put(app, release(1), release(2, region="005"), release(3, theme="law"))
    page = client.get("/spotlights?region=014&theme=threat").text
    assert "eastern-africa-2025-1" in page
    assert "eastern-africa-2025-2" not in page and "eastern-africa-2025-3" not in page
    assert client.get("/spotlights?region=%27&theme=x&page=-4").status_code == 200
    assert client.get("/spotlights?page=zzz").status_code == 200


def test_what_is_scheduled_is_nowhere_before_its_day(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    put(app, release(1, on=tomorrow.isoformat()))
    paths = ("/", "/spotlights", "/countries/KEN", "/spotlights.atom", "/sitemap.xml")
    assert not [path for path in paths if "eastern-africa-2025-1" in client.get(path).text]
    assert client.get("/spotlights/eastern-africa-2025-1").status_code == 404
    monkeypatch.setattr(clock, "today", lambda: tomorrow)
    assert not [path for path in paths if "eastern-africa-2025-1" not in client.get(path).text]
    assert client.get("/spotlights/eastern-africa-2025-1").status_code == 200


def test_a_tombstone_keeps_no_word(app: Flask, client: FlaskClient) -> None:
    put(app, release(1, title="Canarytitle", alt="Canaryalt", body="Canarybody", html="<p>Canarybody</p>"))
    with app.app_context(), transaction():
        publications.retract(["0" * 15 + "1"], publications.EDITOR, clock.today())
    gone = client.get("/spotlights/eastern-africa-2025-1")
    assert gone.status_code == 410 and gone.headers["Cache-Control"] == "no-store"
    assert_valid_html(gone.text)
    for path in ("/spotlights/eastern-africa-2025-1", "/", "/spotlights", "/spotlights.atom", "/sitemap.xml"):
        assert "Canary" not in client.get(path).text


def test_what_was_taken_down_is_never_published_again(app: Flask) -> None:
    put(app, release(1))
    with app.app_context():
        for unborn in ("0" * 15 + "1", "0" * 15 + "2"):
            with transaction():
                publications.retract_for_withdrawal([unborn, unborn])
        for number in (1, 2):
            with pytest.raises(publications.PublicationGone), transaction():
                publications.put(release(number, hash="9" * 64), clock.today())


def test_sent_twice_it_is_published_once(app: Flask) -> None:
    put(app, release(1), release(1))
    with app.app_context():
        assert publications.status_of(["0" * 15 + "1"])["0" * 15 + "1"].version == 1
        with transaction():
            assert publications.put(release(1, hash="8" * 64), clock.today()) == 2


def test_unscheduling_leaves_what_readers_have_seen(app: Flask) -> None:
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    put(app, release(1), release(2, on=tomorrow))
    with app.app_context():
        for number in (1, 2):
            with transaction():
                publications.unschedule(f"{number:016}", clock.today())
        assert list(publications.status_of([f"{1:016}", f"{2:016}"])) == [f"{1:016}"]


def test_the_feed_is_valid_atom(app: Flask, client: FlaskClient) -> None:
    put(app, release(1), release(2, language="ar", title="الطريق"), release(3))
    with app.app_context(), transaction():
        publications.retract([f"{3:016}"], publications.EDITOR, clock.today())
    answer = client.get("/spotlights.atom")
    assert answer.mimetype == "application/atom+xml"
    feed = ET.fromstring(answer.data)
    assert feed.tag == f"{ATOM}feed"
    for needed in ("id", "title", "updated", "author"):
        assert feed.find(f"{ATOM}{needed}") is not None
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 2
    for entry in entries:
        for needed in ("id", "title", "updated", "published", "link", "content", "summary"):
            assert entry.find(f"{ATOM}{needed}") is not None
    assert {entry.findtext(f"{ATOM}title") for entry in entries} == {"Story <1> & more", "الطريق"}
    gone = feed.findall("{http://purl.org/atompub/tombstones/1.0}deleted-entry")
    assert [one.get("ref", "").rsplit("/", 1)[1] for one in gone] == ["eastern-africa-2025-3"]


def test_the_sitemap_and_robots_name_public_addresses_alone(app: Flask, client: FlaskClient) -> None:
    put(app, release(1))
    found = [one.text or "" for one in ET.fromstring(client.get("/sitemap.xml").data).iter() if one.tag.endswith("loc")]
    assert any(address.endswith("/spotlights/eastern-africa-2025-1") for address in found)
    assert not [
        address for address in found if any(word in address for word in ("editor", "desk", "admin", "incidents"))
    ]
    for address in found[:6]:
        assert client.get("/" + address.split("/", 3)[3]).status_code == 200
    assert "Sitemap:" in client.get("/robots.txt").text


@pytest.mark.parametrize("path", ["/countries/XXX", "/countries/ken", "/spotlights/none", "/countries/ATA"])
def test_what_is_not_there_is_404(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_hostile_text_stays_text(app: Flask, client: FlaskClient) -> None:
    hostile = "<script>alert(1)</script> [x](javascript:alert(1)) ![p](https://spy.example/p.png) <img src=x onerror=y>"
    put(app, release(1, title=hostile, alt=hostile, body=hostile, html=render(hostile)))
    for path in ("/spotlights/eastern-africa-2025-1", "/spotlights", "/"):
        page = client.get(path).text
        assert_valid_html(page)
        assert "<script>alert" not in page and "<img" not in page and 'href="javascript' not in page


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# Big", "<h2>Big</h2>"),
        (
            "![a](https://spy.example/x.png)",
            '<p>!<a href="https://spy.example/x.png" rel="noopener noreferrer nofollow">a</a></p>',
        ),
        (
            "[a](https://x.example/p?utm=1&id=2#frag)",
            '<p><a href="https://x.example/p" rel="noopener noreferrer nofollow">a</a></p>',
        ),
        ("[a](http://x.example/)", '<p><a rel="noopener noreferrer nofollow">a</a></p>'),
        ("[a](https://me:secret@x.example/)", '<p><a rel="noopener noreferrer nofollow">a</a></p>'),
        ("<b>bold</b>", "<p>&lt;b&gt;bold&lt;/b&gt;</p>"),
    ],
)
def test_markdown_becomes_only_what_is_listed(text: str, html: str) -> None:
    assert render(text) == html


def test_dates_of_the_public_are_days(app: Flask) -> None:
    put(app, release(1))
    with app.app_context():
        status = publications.status_of([f"{1:016}"])[f"{1:016}"]
        assert date.fromisoformat(status.published_on)
