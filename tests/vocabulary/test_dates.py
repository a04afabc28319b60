"""Partial dates: nothing is made finer than it was said, and a refusal says what to type."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Invalid
from app.vocabulary.dates import DateError, PartialDate, Point, display, from_fields, is_date, parse
from app.vocabulary.wording import LANGUAGES

days = st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31))


@st.composite
def points(draw):
    day = draw(days)
    grain = draw(st.integers(1, 3))
    return Point(day.year, day.month if grain > 1 else 0, day.day if grain > 2 else 0, draw(st.booleans()))


@st.composite
def partial_dates(draw):
    count = draw(st.integers(0, 2))
    chosen = sorted((draw(points()) for _ in range(count)), key=Point.first)
    return PartialDate(*chosen)


@given(partial_dates())
def test_a_date_survives_being_written_and_read(value):
    assert parse(str(value)) == value
    assert str(parse(str(value))) == str(value)


@given(partial_dates())
def test_bounds_enclose_every_point(value):
    if not value.known:
        assert value.earliest() is None is value.latest()
        return
    assert value.earliest() <= value.latest()
    assert value.earliest() == value.start.first()
    for point in filter(None, (value.start, value.end)):
        assert point.first() <= point.last()
    assert value.latest() == (value.end or value.start).last()


@given(points(), st.sampled_from(LANGUAGES))
def test_what_is_shown_is_no_finer_than_what_is_known(point, language):
    whole = Point(point.year, point.month, point.day)
    other_year = Point(point.year - 1 if point.year > 1900 else 1901, point.month, 28 if point.day else 0)
    assert whole.shown(language) != other_year.shown(language)
    digits = "".join(c if c.isdecimal() else " " for c in whole.shown(language)).split()
    assert len(digits) == (2 if point.day else 1)
    assert sorted(map(int, digits)) == sorted([point.year, *([point.day] if point.day else [])])


@given(points())
def test_three_fields_and_a_text_say_the_same(point):
    value = PartialDate(point)
    assert from_fields(*value.fields(), about=point.about) == value


@given(st.text(max_size=60))
def test_any_text_is_a_date_or_a_refusal(text):
    try:
        assert str(parse(str(parse(text)))) == str(parse(text))
    except DateError as refusal:
        assert isinstance(refusal, Invalid)
        assert text == "" or text not in refusal.message or len(text) < 5
        assert not is_date(text)


@given(st.text(max_size=6), st.text(max_size=6), st.text(max_size=6))
def test_any_three_fields_are_a_date_or_a_refusal(day, month, year):
    try:
        assert is_date(str(from_fields(day, month, year)))
    except DateError as refusal:
        assert refusal.message.endswith(".")


@pytest.mark.parametrize(
    ("typed", "kept", "first", "last"),
    [
        ("2026", "2026", date(2026, 1, 1), date(2026, 12, 31)),
        (" 2026-3 ", "2026-03", date(2026, 3, 1), date(2026, 3, 31)),
        ("2024-02", "2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-03-14", "2026-03-14", date(2026, 3, 14), date(2026, 3, 14)),
        ("~2026-03", "2026-03~", date(2026, 3, 1), date(2026, 3, 31)),
        ("2026~", "2026~", date(2026, 1, 1), date(2026, 12, 31)),
        ("2025-11/2026-02-03", "2025-11/2026-02-03", date(2025, 11, 1), date(2026, 2, 3)),
        ("2026-03-14/2026", "2026-03-14/2026", date(2026, 3, 14), date(2026, 12, 31)),
        ("٢٠٢٦-٠٣", "2026-03", date(2026, 3, 1), date(2026, 3, 31)),
        ("Unknown", "unknown", None, None),
    ],
)
def test_what_people_type_is_understood(typed, kept, first, last):
    value = parse(typed)
    assert (str(value), value.earliest(), value.latest()) == (kept, first, last)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "2026, 2026-03 or 2026-03-14"),
        ("14/03/2026", "2026, 2026-03 or 2026-03-14"),
        ("last week", "type: unknown"),
        ("2026-13", "from 1 to 12"),
        ("2026-00", "from 1 to 12"),
        ("2026-02-29", "does not have this day"),
        ("2026-04-00", "does not have this day"),
        ("0206", "four digits"),
        ("2026/2025", "earlier date first"),
        ("2026-01-01/2026-01-02/2026-01-03", "2026, 2026-03 or 2026-03-14"),
        ("2026" * 30, "too long"),
    ],
)
def test_a_refusal_says_what_to_type(typed, says):
    with pytest.raises(DateError) as refusal:
        parse(typed)
    assert says in refusal.value.message
    assert not is_date(typed)


@pytest.mark.parametrize(
    ("day", "month", "year", "kept"),
    [
        ("", "", "", "unknown"),
        ("", "", "2026", "2026"),
        ("", "3", "2026", "2026-03"),
        ("14", "03", "2026", "2026-03-14"),
    ],
)
def test_fields_may_stay_empty_after_the_year(day, month, year, kept):
    assert str(from_fields(day, month, year)) == kept


@pytest.mark.parametrize(
    ("day", "month", "year", "says"),
    [
        ("14", "", "2026", "Type the month"),
        ("14", "3", "", "Type the year"),
        ("x", "3", "2026", "as numbers"),
        ("14", "0", "2026", "as numbers"),
        ("-1", "3", "2026", "as numbers"),
        ("1", "3", "26", "four digits"),
        ("31", "2", "2026", "does not have this day"),
        ("1", "13", "2026", "from 1 to 12"),
    ],
)
def test_fields_that_do_not_fit_say_which(day, month, year, says):
    with pytest.raises(DateError) as refusal:
        from_fields(day, month, year)
    assert says in refusal.value.message


def test_an_interval_needs_a_beginning():
    with pytest.raises(DateError):
        PartialDate(None, Point(2026))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["14 March 2026", "about March 2026", "from 2025 to 2026", "Date unknown"]),
        ("fr", ["14 mars 2026", "vers mars 2026", "2025 – 2026", "Date inconnue"]),
        ("es", ["14 de marzo de 2026", "hacia marzo de 2026", "de 2025 a 2026", "Fecha desconocida"]),
        ("ar", ["14 مارس 2026", "حوالي مارس 2026", "من 2025 إلى 2026", "التاريخ غير معروف"]),
        ("sw", ["14 Machi 2026", "takriban Machi 2026", "kutoka 2025 hadi 2026", "Tarehe haijulikani"]),
    ],
)
def test_a_date_is_shown_in_the_readers_words(language, words):
    assert [parse(text).shown(language) for text in ("2026-03-14", "2026-03~", "2025/2026", "unknown")] == words


def test_a_stored_text_is_shown_even_when_it_is_no_date():
    assert display("2026-03", "fr") == "mars 2026"
    assert display("in the rainy season", "fr") == "in the rainy season"
