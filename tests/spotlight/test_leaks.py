"""The leak check: every way of writing a secret that we know is met, and stories that name nobody pass."""

import pytest

from app.incidents.matching import Identity, Kind, matching_strings
from app.spotlight.leaks import Known, Level, Part, Secret, Source, advise, review
from app.spotlight.leaks.pipeline import ADVISORY, SAFETY_REVIEW

SECRETS = [
    Secret("R1", "P1", Kind.PERSON, "Amina Bakari Otieno"),
    Secret("R1", "P2", Kind.PERSON, "محمد يوسف"),
    Secret("R1", "P3", Kind.PERSON, "Екатерина Щербакова"),
    Secret("R1", "P3", Kind.ALIAS, "Simbamarara"),
    Secret("R1", "P1", Kind.CONTACT, "+254 712 345 678"),
    Secret("R1", "P1", Kind.CONTACT, "amina.bakari@example.org"),
    Secret("R1", "P1", Kind.NUMBER, "KBX 123A"),
    Secret("R1", "P2", Kind.HANDLE, "@nyotaKali"),
    Secret("R1", "", Kind.ORGANISATION, "Kasarimbo Legal Aid Centre for Women"),
    Secret("R1", "", Kind.PLACE, "Homa Bay, Kenya"),
    Secret("R1", "", Kind.PLACE, "Ладожск"),
    Secret("R1", "", Kind.PLACE, "Kibuyuni Market"),
]


def found(text, secrets=SECRETS, **more):
    return review([Part("text", text)], secrets, **more)


def met(text, check=None, level=Level.RED, secrets=SECRETS, **more):
    return [h for h in found(text, secrets, **more) if h.level is level and check in (None, h.check)]


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("We met Amina Bakari there.", "P1"),
        ("We met BAKARI, Amina there.", "P1"),
        ("We met Ámina, the sister of one Bakary.", "P1"),
        ("We met A. Bakari there.", "P1"),
        ("We met Bakari A. there.", "P1"),
        ("Follow aminabakari there.", "P1"),
        ("Follow #AminaBakari there.", "P1"),
        ("Ami\u200bna Ba\u00adkari was there.", "P1"),
        ("Ａｍｉｎａ Ｂａｋａｒｉ was there.", "P1"),
        ("Amіna Bаkari was there.", "P1"),
        ("أمينة بكاري كانت هناك", "P1"),
        ("Амину Бакари видели там.", "P1"),
        ("Mohammed Youssef was there.", "P2"),
        ("Muhamad Yusuf was there.", "P2"),
        ("Мухаммед Юсуф был там.", "P2"),
        ("جاء محـمد يوسُف", "P2"),
        ("قيل لمحمد ويوسف", "P2"),
        ("Ekaterina Shcherbakova was there.", "P3"),
        ("Yekaterina Scherbakova was there.", "P3"),
        ("Katya Shcherbakova was there.", "P3"),
        ("Екатерине Щербаковой сказали.", "P3"),
        ("They call her Simbamarara.", "P3"),
    ],
)
def test_names_are_met_however_they_are_written(text, person):
    assert person in {hit.person for hit in met(text, "names")}


@pytest.mark.parametrize(
    "text", ["We met Amina there.", "We met Shcherbakov there.", "قيل ليوسف", "Sasha or Katya came."]
)
def test_a_part_of_a_name_is_amber(text):
    assert met(text, "tokens", Level.AMBER)
    assert not met(text, "names")


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("The Kasarimbo Legal Aid Centre helped.", "organisations"),
        ("The legal aid centre of Kasarimbo for women helped.", "organisations"),
        ("KLACW helped.", "organisations"),
        ("K.L.A.C.W. helped.", "organisations"),
        ("It was in Homa-Bay.", "places"),
        ("Это было в Ладожске.", "places"),
        ("It was in Ladozhsk.", "places"),
        ("Call ٠٧١٢ ٣٤٥ ٦٧٨ now.", "numbers"),
        ("Call 07-12 (34) 56.78 now.", "numbers"),
        ("Call 07123\u200b45678 now.", "numbers"),
        ("The car kbx-123 a came.", "numbers"),
        ("Write to amina . bakari @ example . org", "numbers"),
        ("See nyotakali online.", "numbers"),
    ],
)
def test_organisations_places_and_numbers_are_met(text, check):
    assert met(text, check)


def test_generic_words_of_an_organisation_are_not_met():
    assert not met("A legal aid centre for women in East Africa helped them.", "organisations")
    assert not found("The women went to the centre for legal aid.")


def test_a_hit_says_where_why_whose_and_what_else_to_write():
    (hit,) = met("We met Amina Bakari there.")
    assert (hit.span_text, hit.part, hit.record, hit.person) == ("Amina Bakari", "text", "R1", "P1")
    assert hit.reason_msgid % hit.reason_params == "This looks like the name of P1 in record R1."
    assert hit.suggestion == "a defender"


def test_a_dismissal_holds_for_this_version_of_the_text_only():
    before, again = found("We met Amina there.")[0], found("We met Amina there.")[0]
    edited, twice = found("We met Amina there!")[0], found("We met Amina there. Amina came.")
    assert before.id == again.id
    assert before.id != edited.id
    assert len({hit.id for hit in twice}) == 2


def test_copied_words_are_met():
    source = Source("R1", "At dawn four men in plain clothes broke down the door of the small office.")
    (red,) = met("It is said that four men in plain clothes broke down the door.", sources=[source])
    assert red.check == "copied" and red.reason_params["words"] == "9"
    (amber,) = met("There were four men in plain hats.", level=Level.AMBER, sources=[source])
    assert amber.check == "shared"
    assert not found("Some men forced an entrance at dawn.", sources=[source])


def test_initials_are_flagged_by_their_pattern():
    assert [h.span_text for h in met("We spoke to J.M. and to T. K. about it.", "initials", Level.AMBER)] == [
        "J.M",
        "T. K",
    ]
    assert not found("The U.N. wrote to them.")


@pytest.mark.parametrize("text", ["Ami\u200bna", "mo\u00adther", "a\u202eb", "محـمد", "ｍother", "𝓂other", "mоther"])
def test_hidden_and_disguised_characters_are_red(text):
    assert met(text, "hidden", secrets=[])


def test_ordinary_typography_is_not_hidden():
    assert not found("« C’est l’été », n.º 5 — naïve œuvre… 10 % ½", [])


def known(*secrets):
    whose = {(s.record, s.person) for s in secrets}
    return [
        Known(r, p, matching_strings(Identity(s.kind, s.text) for s in secrets if (s.record, s.person) == (r, p)))
        for r, p in sorted(whose)
    ]


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("We met Amina Bakary there.", "names"),
        ("أمينة بكاري كانت هناك", "names"),
        ("Мухаммед Юсуф был там.", "names"),
        ("The Kasarimbo Legal Aid Centre helped.", "organisations"),
        ("KLACW helped.", "organisations"),
        ("It was in Kibuyuni Market.", "places"),
        ("Call ٠٧١٢ ٣٤٥ ٦٧٨ now.", "numbers"),
        ("The car kbx-123 a came.", "numbers"),
    ],
)
def test_the_editor_is_advised_without_a_name(text, check):
    hits = advise([Part("text", text)], known(*SECRETS))
    assert check in {hit.check for hit in hits if hit.level is Level.RED}


def test_anybody_in_the_desks_records_is_amber():
    others = [matching_strings([Identity(Kind.PERSON, "Neema Mwangi")])]
    (hit,) = review([Part("text", "We met Неема Мванги there.")], [], others=others)
    assert (hit.check, hit.level, hit.span_text) == ("others", Level.AMBER, "Неема Мванги")
    assert not review([Part("text", "We met Neema there, not Mwangi.")], [], others=others)


def test_the_tables_name_their_checks_once():
    for table in (ADVISORY, SAFETY_REVIEW):
        assert len({check.name for check in table}) == len(table)


def test_every_part_is_searched():
    parts = [Part("title", "Amina Bakari"), Part("text", "Nobody."), Part("alternative text", "Amina Bakari at court")]
    assert [hit.part for hit in review(parts, SECRETS)] == ["title", "alternative text"]


def test_a_name_made_of_everyday_words_is_met_only_where_it_is_written_as_a_name():
    hope = [Secret("R1", "P1", Kind.PERSON, "Grace Hope")]
    assert met("We met Grace Hope there.", "names", secrets=hope)
    assert not found("With grace and with hope they went on.", hope)
