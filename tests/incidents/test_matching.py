"""Matching strings: the same person is noticed again, and no name can be read."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.incidents.matching import (
    Identity,
    Kind,
    MatchingStrings,
    entered_phone,
    matching_strings,
    near,
    normalise,
    sound_key,
)
from app.incidents.matching.folding import words
from app.incidents.matching.names import forms, name_words
from app.incidents.matching.sounds import sound_keys

NAMES = st.text(alphabet="abcdefghijklmnopqrstuvwxyzáéñçмухаедيوسفمحدأ -'", min_size=1, max_size=30)


def of(*pairs):
    return matching_strings([Identity(kind, text) for kind, text in pairs])


def keys(name):
    return [{key for form in forms(word) for key in sound_keys(form)} for word in name_words(name)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mohammed Youssef", "محمد يوسف"),
        ("Mohammed Youssef", "Мухаммед Юсуф"),
        ("Abd al-Rahman Khalil", "عبدالرحمن خليل"),
        ("Abderrahmane", "Abdul Rahman"),
        ("Ekaterina Shcherbakova", "Екатерина Щербакова"),
        ("José Jiménez", "Хосе Хименес"),
        ("Gaddafi", "القذافي"),
        ("Ibrahim", "Ибрагим"),
        ("Wanjiku", "وانجيكو"),
        ("N'Diaye", "Ndiaye"),
    ],
)
def test_a_name_sounds_alike_in_every_script(one, other):
    ours, theirs = keys(one), keys(other)
    assert len(ours) == len(theirs)
    assert all(a & b for a, b in zip(ours, theirs, strict=True))


def test_different_names_sound_different():
    assert sound_key("Otieno") != sound_key("Mwangi")
    assert not keys("Fatima")[0] & keys("Khadija")[0]


def test_normalise_takes_away_case_accents_and_what_nobody_sees():
    assert normalise("  ÁMI\u200bNA\u00ad  ｂａｋａｒｉ ١٢ ") == "amina bakari 12"
    assert normalise("محـــمد") == normalise("مُحَمَّد")


def test_words_keep_the_way_back_to_the_text():
    text = "l'avocate Ami\u200bna Ng'ang'a's, 3e"
    assert [text[w.start : w.end] for w in words(text)] == ["l", "avocate", "Ami\u200bna", "Ng'ang'a's", "e"]
    assert words(text)[3].ascii == "nganga"


def test_strings_hold_digests_only():
    strings = of(
        (Kind.PERSON, "Amina Bakari"), (Kind.CONTACT, "+254 712 345 678"), (Kind.ORGANISATION, "Kasarimbo Legal Aid"),
        (Kind.PLACE, "Kisumu"), (Kind.NUMBER, "KBX 123A"), (Kind.CONTACT, "amina@example.org"),
    )  # fmt: skip
    body = msgspec.json.encode(strings).decode()
    for name in MatchingStrings.__struct_fields__:
        assert getattr(strings, name), name
        assert all(len(string) == 8 and string.isalnum() for string in getattr(strings, name))
    for piece in ("amina", "bakari", "345678", "kbx", "kisumu", "mn", "bkr", "kla"):
        assert f'"{piece}' not in body.lower()
    assert msgspec.json.decode(body, type=MatchingStrings) == strings


@given(
    st.lists(st.tuples(st.sampled_from([Kind.PERSON, Kind.PLACE, Kind.CONTACT, Kind.ORGANISATION]), NAMES), max_size=5)
)
def test_the_order_of_identities_does_not_matter(pairs):
    strings = of(*pairs)
    assert strings == of(*reversed(pairs))
    assert near(strings, strings) in (0.0, pytest.approx(near(strings, strings)))


@given(NAMES, NAMES)
def test_nearness_is_the_same_both_ways_and_between_none_and_one(one, other):
    a, b = of((Kind.PERSON, one)), of((Kind.PERSON, other))
    assert near(a, b) == near(b, a)
    assert 0 <= near(a, b) <= 1


def test_nearness_tells_a_number_from_a_name_from_a_place():
    phone = of((Kind.CONTACT, "+254 712 345 678"), (Kind.PERSON, "Somebody Else"))
    home = of((Kind.CONTACT, "٠٧١٢٣٤٥٦٧٨"), (Kind.PERSON, "Amina Bakari"))
    same = of((Kind.PERSON, "أمينة بكاري"))
    sister = of((Kind.PERSON, "Neema Bakari"))
    town = of((Kind.PLACE, "Kisumu"))
    assert near(phone, home) == 1
    assert near(home, same) > 0.9
    assert 0 < near(home, sister) < 0.6
    assert 0 < near(town, of((Kind.PLACE, "Кисуму"))) <= 0.2
    assert near(home, town) == 0
    assert near(MatchingStrings(), MatchingStrings()) == 0


def test_a_phone_is_normalised_when_it_is_entered():
    assert entered_phone("0712 345 678", "KE") == "+254712345678"
    assert entered_phone("ask at the shop", "KE") == "ask at the shop"
    assert entered_phone("12", "KE") == "12"
