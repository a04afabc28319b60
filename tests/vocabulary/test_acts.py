"""Types of act: known groups, known classes, and the order of gravity that counting follows."""

import csv
from dataclasses import FrozenInstanceError

import pytest

from app.vocabulary import lists
from app.vocabulary.acts import SDG_CLASSES, SDG_ORDER, act, act_group, acts, gravest


def test_every_act_stands_in_a_group_and_a_known_class():
    assert len(acts()) == 63
    assert {one.group for one in acts()} == set(lists.codes("act_group"))
    assert {one.sdg for one in acts()} == {*SDG_CLASSES, ""}
    for one in acts():
        assert one.iccs == "" or one.iccs.isdecimal()
        assert one.huridocs == "" or one.huridocs.isdecimal()


def test_an_act_is_what_the_list_says_and_cannot_be_changed():
    detention = act("L1")
    assert (detention.group, detention.sdg, detention.iccs, detention.huridocs) == ("liberty", "D", "020222", "030101")
    assert act_group("X2") == "omission"
    with pytest.raises(FrozenInstanceError):
        detention.group = "other"
    with pytest.raises(KeyError):
        act("l1")


def test_gravity_is_the_order_of_the_indicator():
    assert SDG_ORDER == ("A", "C", "B", "D", "E", "F")
    assert gravest({"F", "D", "B"}) == "B"
    assert gravest(["B", "C"]) == "C"
    assert gravest([]) == gravest([""]) == ""


def test_a_note_names_the_other_act_in_the_readers_words():
    assert lists.use_when("V1", "en") == "Watching a place. Following a person: Following or stalking"
    assert lists.use_when("V1", "es") == "Vigilar un lugar. Seguir a una persona: Seguimiento o acecho"
    assert lists.use_when("K1", "en") == ""
    assert lists.condition("L2", "en") == "D only where it became a deprivation of liberty"


def test_a_code_given_twice_in_the_data_is_noticed(monkeypatch):
    from app.vocabulary import acts as module

    row = dict.fromkeys(("group", "label_en", "use_when", "class_proposed", "class_condition", "iccs", "huridocs"), "")
    twice = [{"code": "K1", "note": "", "retired": "", **row}] * 2
    monkeypatch.setattr(csv, "DictReader", lambda lines: twice)
    with pytest.raises(ValueError, match="K1 twice"):
        module._by_code.__wrapped__()
