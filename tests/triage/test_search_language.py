"""What a search is understood to ask: words, phrases, beginnings, what must not be there, fields and dates."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.incidents.matching import normalise
from app.triage import searching
from app.triage.searching.days import Span, span
from app.triage.searching.fields import FIELD_NAMES, FIELDS
from app.triage.searching.fields import example as typed_example
from app.triage.searching.parsing import LONGEST, Filter, Kind, Query
from app.vocabulary import lists
from tests.triage.searched import READER, ask, index, told


def parse(text: str) -> Query:
    return searching.parse(text, READER)


def said(query: Query) -> list[tuple[str, str, bool]]:
    return [(term.kind.value, " ".join(term.tokens), term.negated) for term in query.terms]


def test_words_phrases_beginnings_and_what_must_not_be_there() -> None:
    query = parse("Land “Armed  Men” détent* -court l'avocate")
    assert said(query) == [
        ("word", "land", False),
        ("phrase", "armed men", False),
        ("prefix", "detent", False),
        ("word", "court", True),
        ("word", "l avocate", False),
    ]
    assert not query.filters and not query.doubtful and query.terms[2].kind is Kind.PREFIX


@pytest.mark.parametrize(
    ("text", "field", "values"),
    [
        ("country:Kenya", "country", ("KEN",)),
        ("country:col,per", "country", ("COL", "PER")),
        ('pays:"afrique du sud"', "country", ("ZAF",)),
        ("البلد:كينيا", "country", ("KEN",)),
        ("nchi：Kenya", "country", ("KEN",)),
        ("country: co", "country", ("COL",)),
        ("state:Monitoring", "state", ("monitoring",)),
        ("act:K1", "act", ("K1",)),
        ("act:life", "act", ("life",)),
        ("level:Critique", "level", ("critical",)),
        ("who:me", "who", ("rosa",)),
        ("assignee:nobody", "who", ("",)),
        ("who:Die", "who", ("d1ego",)),
        ("gender:mujer", "gender", ("woman",)),
        ("verified:yes", "verified", ("verified",)),
        ("consent:U7", "consent", ("U7=yes",)),
        ("consent:u7=non", "consent", ("U7=no",)),
        ("language:Français", "language", ("francais", "fr")),
        ("ref:7k3m-9qxt", "ref", ("7K3M9QXT",)),
        ("place:Bogotá", "place", ("bogota",)),
        ("has:message", "has", ("message",)),
        ("perpetrator:police", "perpetrator", ("police",)),
    ],
)
def test_a_field_takes_codes_and_labels_in_every_language(text: str, field: str, values: tuple[str, ...]) -> None:
    query = parse(text)
    assert query.filters == (Filter(field, values),) and not query.terms and not query.doubtful
    assert parse(f"-{text}").filters == (Filter(field, values, negated=True),)


@pytest.mark.parametrize(
    ("text", "begins", "ends"),
    [
        ("2026-03", "2026-03-01", "2026-03-31"),
        ("2025..2026-02", "2025-01-01", "2026-02-28"),
        ("2026..2025", "2025-01-01", "2026-12-31"),
        ("2025/2026-03", "2025-01-01", "2026-03-31"),
        ("2024-02-29", "2024-02-29", "2024-02-29"),
        (">2025-06", "2025-07-01", "9999-12-31"),
        (">=2025-06", "2025-06-01", "9999-12-31"),
        ("<2026", "0000-01-01", "2025-12-31"),
        ("<=2026", "0000-01-01", "2026-12-31"),
        ("2025..", "2025-01-01", "9999-12-31"),
        ("..2025", "0000-01-01", "2025-12-31"),
        ("٢٠٢٦", "2026-01-01", "2026-12-31"),
        ("unknown", "", ""),
    ],
)
def test_dates_may_be_known_in_part_and_stand_in_ranges(text: str, begins: str, ends: str) -> None:
    assert span(text) == Span(begins, ends)


@pytest.mark.parametrize("text", ["", "..", "yesterday", "2026-13", "2026-02-30", ">", "1..2", "<1800", "2026-03-14x"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert span(text) is None


@pytest.mark.parametrize(
    "text", ["colour:red", "country:Atlantis", "date:soon", "has:everything", "country:COL,Atlantis"]
)
def test_what_is_not_understood_is_searched_as_words_and_said(text: str) -> None:
    query = parse(f"land {text}")
    name, _colon, value = text.partition(":")
    assert query.doubtful == (text,) and not query.filters
    words = ["land", name, *value.casefold().split(",")]
    assert [" ".join(term.tokens) for term in query.terms] == words


@pytest.mark.parametrize("text", ["10:30", "http://example.org/a", "country:", "P1:", "a-b", '"', "-", "*", ":", "- x"])
def test_signs_that_mean_nothing_are_no_doubt(text: str) -> None:
    assert not parse(text).doubtful and not parse(text).filters
    assert not any(term.negated for term in parse(text).terms)


@pytest.mark.parametrize("locale", lists.LANGUAGES)
def test_the_example_and_every_name_of_a_field_are_understood(locale: str) -> None:
    query = parse(typed_example(locale))
    assert [(one.field, one.values) for one in query.filters] == [
        ("country", ("KEN",)),
        ("act", ("K1",)),
        ("who", ("rosa",)),
    ]
    names = [field.called(locale) for field in FIELDS]
    assert len(set(names)) == len(FIELDS) and [FIELD_NAMES[normalise(name)] for name in names] == list(FIELDS)


def test_a_mark_that_is_never_closed_counts_for_nothing() -> None:
    assert said(parse('"armed men')) == [("word", "armed", False), ("word", "men", False)]


def test_what_is_too_long_is_cut_and_said() -> None:
    assert parse("a " * LONGEST).cut and parse("x" * (LONGEST + 1)).cut and not parse("land").cut


# Pieces that could break FTS5, SQL or the parser, among any text.
PIECES = [
    *"\"“”«»*-:,()^+;'\\%?&|{}",
    "AND",
    "NOT",
    "NEAR(",
    "body:",
    "--",
    "/*",
    "\0",
    "\ud800",
    "\ufdfa",
    "律",
    "律师",
    "เรา",
    "ا",
    "ﷺ",
    "e\u0301",
    "\u0301",
    "..",
    ">",
    "2026",
    "unknown",
    "me",
    "U7=",
    *(f"{one.name}:" for one in FIELDS),
]
TYPED = st.one_of(
    st.text(max_size=60), st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=14).map("".join)
)
INDEX = index(told("They took the land. AND NOT (body) 律师被捕"), told("المحامي"))


@given(TYPED)
@example('land" OR words MATCH "x')
@example("'; DROP TABLE incident; --")
@example('"\0"')
@example('「律师"被捕」 place:「律师"被捕」')
@example("consent:U7=yes has:link place:% date:unknown who:me")
@example("place:律 project:เรา -律 -律师被 -land")
def test_any_text_gives_an_answer(text: str) -> None:
    for typed in (text, f"land {text}"):
        answer = ask(INDEX, typed)
        assert answer.total == len(answer.hits) <= 2
    assert not INDEX.in_transaction and ask(INDEX, "land").total == 1


@given(TYPED)
def test_the_queue_gets_one_condition_for_any_text(text: str) -> None:
    query = parse(text)
    condition = searching.matching(INDEX, query, READER, "i.id")
    found = INDEX.execute(f"SELECT record FROM incident AS i WHERE {condition.sql}", condition.values).fetchall()
    if not query.empty:
        assert {record for (record,) in found} == {hit.record for hit in ask(INDEX, text).hits}
    sql, values = condition.named("s")
    assert INDEX.execute(f"SELECT record FROM incident AS i WHERE {sql}", values).fetchall() == found
