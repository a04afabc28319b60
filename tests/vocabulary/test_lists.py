"""Coded lists: every code has words, choices are what may be chosen, and options are safe to put in a page."""

import re
import time
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from app.vocabulary import acts as acts_module
from app.vocabulary import lists
from app.vocabulary.wording import LANGUAGES


class Options(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.groups, self.values, self.selected, self.words = [], [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "optgroup":
            self.groups.append(given["label"])
        else:
            assert tag == "option"
            self.values.append(given["value"])
            if "selected" in given:
                self.selected.append(given["value"])

    def handle_data(self, data):
        self.words.append(data)


@pytest.fixture
def fresh_lists():
    """Empty what is kept per process, before a test changes the data and after."""
    kept = (lists._tables, lists.codes, lists._offered, lists._grouped, lists._options)

    def forget():
        for one in kept:
            one.cache_clear()

    forget()
    yield
    forget()


def test_every_list_has_codes_and_every_code_words():
    assert {"act", "act_group", "country", "region", "consent_use", "work_state"} <= set(lists.list_names())
    for name in lists.list_names():
        assert lists.codes(name)
        for code in lists.codes(name):
            assert lists.is_code(name, code)
            assert lists.label(name, code, "en").strip()


def test_a_code_belongs_to_its_list_alone():
    assert lists.is_code("consent_use", "U1")
    assert not lists.is_code("consent_use", "u1")
    assert not lists.is_code("gender", "")
    assert lists.label("gender", "made-up", "fr") == "made-up"
    with pytest.raises(KeyError):
        lists.is_code("no_such_list", "yes")
    with pytest.raises(KeyError):
        lists.label("no_such_list", "yes", "en")


def test_labels_speak_the_readers_language():
    assert lists.label("act_group", "liberty", "fr") == "Arrestation et détention"
    assert lists.label("act_group", "liberty", "es") == "Arresto y detención"
    assert lists.label("country", "DEU", "sw") == "Ujerumani"
    assert lists.label("region", "014", "ar") == "شرق أفريقيا"
    assert lists.label("act_group", "liberty", "fr-CA") == "Arrestation et détention"
    assert lists.label("act_group", "liberty", "pt") == "Arrest and detention"


@pytest.mark.parametrize("language", LANGUAGES)
def test_countries_are_offered_once_and_in_order(language):
    offered = lists.choices("country", language)
    assert len(offered) == len(dict(offered)) == 198
    assert "PRI" not in dict(offered)
    assert lists.is_code("country", "PRI")
    keys = [lists.sorting_key(words, language) for _code, words in offered]
    assert keys == sorted(keys)


def test_changing_what_was_handed_out_changes_nothing():
    lists.choices("gender", "en").clear()
    assert len(lists.choices("gender", "en")) == len(lists.codes("gender"))


def test_acts_come_in_groups_and_none_is_lost():
    grouped = lists.acts_by_group("fr")
    assert [name for name, _ in grouped] == [words for _, words in lists.choices("act_group", "fr")]
    assert sorted(code for _, offered in grouped for code, _ in offered) == sorted(lists.codes("act"))
    read = Options(lists.options_html("act", "fr", ["L1"]))
    assert read.groups == [name for name, _ in grouped]
    assert read.selected == ["L1"]


def test_options_are_the_choices_with_the_selected_marked():
    html = lists.options_html("country", "fr", ("KEN", "MEX"), blank="Choisir <un> pays")
    read = Options(html)
    assert read.values == ["", *(code for code, _ in lists.choices("country", "fr"))]
    assert sorted(read.selected) == ["KEN", "MEX"]
    assert "Choisir &lt;un&gt; pays" in html
    assert Options(lists.options_html("country", "fr")).selected == []
    assert Options(lists.options_html("gender", "en", "woman")).selected == ["woman"]


def test_a_selected_code_that_is_no_code_leaves_no_trace():
    plain = lists.options_html("country", "en")
    assert lists.options_html("country", "en", ['"><script>', "ken", ""]) == plain


def test_an_old_code_survives_the_editing_of_its_record():
    assert Options(lists.options_html("country", "en", ["PRI"])).selected == ["PRI"]
    assert "PRI" not in Options(lists.options_html("country", "en")).values


def test_a_retired_act_keeps_its_label_and_is_no_longer_offered(monkeypatch, fresh_lists):
    retired = {one.code: replace(one, retired=one.code == "V4") for one in acts_module.acts()}
    monkeypatch.setattr(acts_module, "_by_code", lambda: retired)
    assert lists.label("act", "V4", "en") == "Doxxing"
    assert lists.is_code("act", "V4")
    assert "V4" not in dict(lists.choices("act", "en"))
    assert "V4" not in Options(lists.options_html("act", "en")).values
    assert Options(lists.options_html("act", "en", ["V4"])).selected == ["V4"]


def test_labels_are_escaped(monkeypatch, fresh_lists):
    monkeypatch.setattr(lists, "say", lambda context, english, locale: f'"><script>{english}')
    html = lists.options_html("gender", "en") + lists.options_html("act", "en")
    assert "<script>" not in html
    assert not re.search(r'label=""', html)


def test_the_country_choice_costs_next_to_nothing_once_made():
    lists.options_html("country", "ar")
    start = time.perf_counter()
    for _ in range(100):
        lists.options_html("country", "ar", ["KEN"])
    assert (time.perf_counter() - start) / 100 < 0.001
