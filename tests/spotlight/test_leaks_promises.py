"""The leak check: promises that hold for every text, and floors on a seeded sample of planted leaks."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.incidents.matching import Identity, Kind, matching_strings
from app.spotlight.leaks import Known, Level, Part, Secret, advise, review
from tests.spotlight.planting import HIDDEN, MAKERS, SCRIPTS, SEEN, UNSEEN, clean, planted

NAMES = ("Amina Bakari", "محمد يوسف", "Екатерина Щербакова")
WORDS = st.sampled_from(
    ["Amina", "Bakari", "محمد", "يوسف", "Щербакова", "the", "A.", "0712", "345678", "٣٤٥", "\u200b", "-", "in March",
     "Kenya", "J.M.", "🙂", "ﷺ", "ß", "İ", "ﬁ", "\ud800", "\x00", "²", "½"]
)  # fmt: skip
TEXTS = st.lists(st.one_of(WORDS, st.text(max_size=6)), max_size=20).map(" ".join)
SECRETS = [Secret("R1", f"P{number}", Kind.PERSON, name) for number, name in enumerate(NAMES)] + [
    Secret("R1", "P0", Kind.CONTACT, "+254712345678"),
    Secret("R1", "", Kind.ORGANISATION, "Kasarimbo Legal Aid"),
    Secret("R1", "", Kind.PLACE, "Homa Bay"),
]
KNOWN = [Known("R1", "P0", matching_strings(Identity(s.kind, s.text) for s in SECRETS))]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(NAMES), st.lists(st.tuples(st.integers(0, 25), st.sampled_from(HIDDEN)), max_size=6))
def test_hidden_characters_never_hide_a_name(name, inserted):
    spelt = name
    for place, char in inserted:
        spelt = spelt[: place % (len(spelt) + 1)] + char + spelt[place % (len(spelt) + 1) :]
    hits = review([Part("text", f"We met {spelt} there.")], SECRETS)
    assert "names" in {hit.check for hit in hits if hit.level is Level.RED}


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_every_hit_is_inside_its_text_and_shows_it(text):
    for hit in review([Part("text", text)], SECRETS) + advise([Part("text", text)], KNOWN):
        assert 0 <= hit.start < hit.end <= len(text)
        assert hit.span_text == text[hit.start : hit.end]
        assert hit.reason_msgid % hit.reason_params


@settings(max_examples=40, deadline=None)
@given(TEXTS, st.permutations(SECRETS))
def test_the_order_of_secrets_does_not_matter(text, shuffled):
    assert review([Part("text", text)], shuffled) == review([Part("text", text)], SECRETS)


def known_of(secrets):
    whose = sorted({(s.record, s.person) for s in secrets})
    return [
        Known(r, p, matching_strings(Identity(s.kind, s.text) for s in secrets if (s.record, s.person) == (r, p)))
        for r, p in whose
    ]


def share_found(pools, find):
    rng = random.Random(20)
    leaks = [planted(rng, kind, script, pools) for script in SCRIPTS for kind in MAKERS for _ in range(4)]
    hits = [[h for h in find(leak) if h.start < leak.end and leak.start < h.end] for leak in leaks]
    return sum(map(bool, hits)) / len(leaks)


@pytest.mark.parametrize(("pools", "floor"), [(SEEN, 0.97), (UNSEEN, 0.93)], ids=["names seen", "names unseen"])
def test_planted_leaks_are_found(pools, floor):
    assert share_found(pools, lambda leak: review([leak.part], leak.secrets)) >= floor


@pytest.mark.parametrize(("pools", "floor"), [(SEEN, 0.92), (UNSEEN, 0.90)], ids=["names seen", "names unseen"])
def test_planted_leaks_are_found_without_names(pools, floor):
    assert share_found(pools, lambda leak: advise([leak.part], known_of(leak.secrets))) >= floor


def test_clean_stories_are_not_stopped():
    rng = random.Random(21)
    stories = [clean(rng, SCRIPTS[number % 3], pools=(SEEN, UNSEEN)[number % 2]) for number in range(90)]
    stopped = [[h for h in review([part], secrets) if h.level is Level.RED] for part, secrets in stories]
    questioned = [[h for h in review([part], secrets) if h.level is Level.AMBER] for part, secrets in stories]
    assert not any(stopped)
    assert sum(map(bool, questioned)) <= 9
