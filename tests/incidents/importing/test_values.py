"""Values and dates: what is surely a code is taken, what may be one is offered, everything else waits for an answer."""

from __future__ import annotations

from datetime import date
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.incidents.importing.days import DMY, MDY, WHICH_FIRST, order_of, read_date
from app.incidents.importing.safe import RUNS, guarded, unguarded
from app.incidents.importing.targets import TARGETS, Kind
from app.incidents.importing.values import (
    AS_WRITTEN,
    NotRead,
    exact,
    folded,
    parts_of,
    read_code,
    read_count,
    read_degrees,
    read_text,
    suggested,
)
from app.vocabulary.dates import DateError, PartialDate, Point
from app.vocabulary.lists import label
from app.vocabulary.wording import LANGUAGES

CODED = [target for target in TARGETS.values() if target.kind in (Kind.CODE, Kind.CODES)]
years, months, days = st.integers(1900, 2199), st.integers(1, 12), st.integers(1, 28)
points = st.one_of(
    st.builds(Point, years, about=st.booleans()),
    st.builds(Point, years, months, about=st.booleans()),
    st.builds(Point, years, months, days, st.booleans()),
)
full = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@given(points)
def test_a_partial_date_comes_in_as_it_was_written(point: Point) -> None:
    assert read_date(str(point)) == PartialDate(point)


@given(points, points)
def test_an_interval_comes_in_as_it_was_written(first: Point, second: Point) -> None:
    if first.first() > second.last():
        first, second = second, first
    if first.first() <= second.last():
        written = PartialDate(first, second)
        assert read_date(str(written)) == written


@given(full, st.sampled_from("/.-"))
def test_day_and_month_are_never_taken_for_each_other(day: date, mark: str) -> None:
    small, american = f"{day:%d}{mark}{day:%m}{mark}{day.year}", f"{day:%m}{mark}{day:%d}{mark}{day.year}"
    wanted = PartialDate(Point(day.year, day.month, day.day))
    assert read_date(small, DMY) == read_date(american, MDY) == wanted
    if day.day > 12:
        assert read_date(small) == read_date(american) == wanted
        assert (order_of([small]), order_of([american])) == (DMY, MDY)
    elif day.day == day.month:
        assert read_date(small) == wanted
    else:
        with pytest.raises(DateError) as refusal:
            read_date(small)
        assert refusal.value.message == WHICH_FIRST


@given(full, st.times())
def test_a_moment_gives_its_day(day: date, time: object) -> None:
    assert str(read_date(f"{day.isoformat()}T{time}")) == day.isoformat()
    assert str(read_date(f"{day.isoformat()} {time}")) == day.isoformat()


@given(st.text(max_size=30))
def test_no_text_becomes_a_date_finer_than_it_has_numbers_for(text: str) -> None:
    try:
        found = read_date(text)
    except DateError:
        return
    digits = "".join(str(int(letter)) if letter.isdecimal() else letter for letter in normalize("NFKC", text))
    for point in filter(None, (found.start, found.end)):
        assert f"{point.year:04d}" in digits
        assert not point.day or len([letter for letter in digits if letter.isdecimal()]) > 4


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("14 March 2012", "2012-03-14"),
        ("March 14th, 2012", "2012-03-14"),
        ("14-Mar-2012", "2012-03-14"),
        ("mars 2012", "2012-03"),
        ("14 de marzo de 2012", "2012-03-14"),
        ("١٤ مارس ٢٠١٢", "2012-03-14"),
        ("2012/3/14", "2012-03-14"),
        ("03/2012", "2012-03"),
        ("2012", "2012"),
        ("unknown", "unknown"),
        ("2012-03~", "2012-03~"),
        ("~2012", "2012~"),
        ("2012-01/2012-03", "2012-01/2012-03"),
    ],
)
def test_dates_as_people_write_them(text: str, wanted: str) -> None:
    assert str(read_date(text)) == wanted


@pytest.mark.parametrize(
    "text", ["14/03/12", "3 4 2012 5", "2012-02-30", "spring 2012", "31 Feb 2012", "00/2012", "2012-13", "40909", "?"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(DateError):
        read_date(text)


@pytest.mark.parametrize("target", CODED, ids=lambda target: target.name)
def test_every_code_is_itself_and_every_label_that_names_one_code_alone(target) -> None:  # type: ignore[no-untyped-def]
    for code in target.codes():
        assert exact(target, code) == exact(target, f" {code.upper()} ") == code
        assert read_code(target, code, {}) == code
    for language in LANGUAGES if target.list_name else ():
        labels: dict[str, set[str]] = {}
        for code in target.codes():
            labels.setdefault(folded(label(target.list_name, code, language)), set()).add(code)
        for words, codes in labels.items():
            assert exact(target, words) in codes | {""} | set(target.codes())
            if len(codes) > 1:
                assert exact(target, words) in ("", *target.codes())


@given(st.sampled_from(CODED), st.text(min_size=1, max_size=20))
def test_a_text_that_is_no_code_is_never_one_until_somebody_says_so(target, text: str) -> None:  # type: ignore[no-untyped-def]
    if exact(target, text) or target.list_name == "age_band":
        return
    with pytest.raises(NotRead):
        read_code(target, text, {})
    assert read_code(target, text, {folded(text): AS_WRITTEN}) == ""
    assert read_code(target, text, {folded(text): target.codes()[0]}) == target.codes()[0]
    assert suggested(target, text) in ("", *target.codes())


@given(st.sampled_from(CODED), st.lists(st.integers(0, 200), min_size=1, max_size=5))
def test_several_choices_in_one_cell_come_apart_again(target, places: list[int]) -> None:  # type: ignore[no-untyped-def]
    codes = list(dict.fromkeys(target.codes()[place % len(target.codes())] for place in places))
    if target.kind is Kind.CODES:
        for mark in ("\n", "; ", " | ", ", "):
            assert parts_of(target, mark.join(codes)) == codes
        assert parts_of(target, " ".join(codes), kobo=True) == codes


def test_ages_become_bands_and_only_ages() -> None:
    age = TARGETS["person.age_band"]
    assert [read_code(age, text, {}) for text in ("0", "17", "18", "44", "60", "120")] == [
        "0-17", "0-17", "18-29", "30-44", "60+", "60+",
    ]  # fmt: skip
    for text in ("121", "4145", "-3", "35.5", "about 40"):
        with pytest.raises(NotRead):
            read_code(age, text, {})


def test_a_country_is_known_by_its_codes_its_number_and_its_names() -> None:
    country = TARGETS["report.country"]
    for text in ("BRA", "br", "076", "76", "Brazil", "Brésil", "البرازيل", "BRAZIL"):
        assert exact(country, text) == "BRA"
    assert exact(country, "Democratic Republic of Congo") == ""
    assert suggested(country, "Democratic Republic of Congo") == "COD"


@given(st.integers(1, 10**8), st.integers(1, 10**8))
def test_numbers_of_people_come_in_as_one_or_as_a_range(least: int, most: int) -> None:
    assert read_count(str(least), {}) == (least, least)
    assert read_count(f"{least}-{most}", {}) == read_count(f"{least} – {most}", {}) == (least, most)


@pytest.mark.parametrize("text", ["about 20", "20+", "1.5", "many", "-4"])
def test_what_is_no_number_of_people_is_refused(text: str) -> None:
    with pytest.raises(NotRead):
        read_count(text, {})
    assert read_count(text, {folded(text): "20-30"}) == (20, 30)
    assert read_count(text, {folded(text): AS_WRITTEN}) == (None, None)


def test_coordinates_are_read_with_a_point_or_a_comma() -> None:
    assert read_degrees("-12,0464", {}) == read_degrees("−12.0464", {}) == -12.0464
    for text in ("12°3'S", "north", "1,2,3"):
        with pytest.raises(NotRead):
            read_degrees(text, {})


def test_a_day_of_consent_is_a_full_day() -> None:
    day = TARGETS["consent.date"]
    assert read_text(day, "3/4/2026", {}, DMY) == "2026-04-03"
    for text in ("2026-04", "2026-04-03~", "unknown", "2026-04-01/2026-04-03"):
        with pytest.raises(NotRead):
            read_text(day, text, {}, "")


@given(st.text(max_size=20))
def test_a_cell_given_out_is_no_formula_and_comes_back_as_it_was(text: str) -> None:
    cell = unguarded(text)
    given_out = guarded(cell)
    assert not RUNS.match(given_out) or given_out.lstrip("+-").replace(".", "").replace(",", "").isdecimal()
    assert unguarded(given_out) == cell


@given(st.sampled_from("=+-@\t＝"), st.text(max_size=10), st.integers(0, 3))
def test_guards_of_the_listmaker_come_back_too(first: str, text: str, guards: int) -> None:
    cell = "'" * guards + (first + text).strip()
    assert unguarded(guarded(unguarded(cell))) == unguarded(cell)
