"""The leak check: nothing finer than the year, no country where only the region may be named."""

import pytest

from app.spotlight.leaks import Level, Part, review


def levels(text, **more):
    return {hit.level for hit in review([Part("text", text)], [], **more)}


def spans(text, **more):
    return [hit.span_text for hit in review([Part("text", text)], [], **more)]


@pytest.mark.parametrize(
    "text",
    [
        "on 14 March 2024",
        "on March 14th, 2024",
        "in March",
        "since May 2023",
        "by 14/03/2024",
        "am 14.3.24",
        "2024-03-14",
        "in 03/2024",
        "le 1er août",
        "en mars 2023",
        "desde el 3 de mayo",
        "en septiembre",
        "mwezi wa Machi",
        "tarehe 5 Juni",
        "في مارس",
        "في ١٤ مارس ٢٠٢٤",
        "١٤/٠٣/٢٠٢٤",
        "في كانون الثاني",
        "خلال رمضان",
        "during Ramadan",
        "12 Muharram 1445",
        "5 Farvardin 1403",
        "in Meskerem",
        "14 марта",
        "в сентябре",
        "at 9 pm",
        "at 14:30",
        "à 14h30",
        "a las 3",
        "at nine o'clock",
        "saa tatu usiku",
        "الساعة التاسعة",
        "a woman aged 34",
        "a 34-year-old woman",
        "a thirty-four year old",
        "âgée de 34 ans",
        "de 34 años de edad",
        "umri wa miaka 34",
        "عمرها ٣٤ سنة",
        "20240314",
        "14 de Sept. 2024",
    ],
)
def test_dates_times_and_ages_are_red(text):
    assert Level.RED in levels(f"It was {text}, they say.")


@pytest.mark.parametrize(
    "text", ["on Tuesday", "el sábado", "يوم الخميس", "siku ya Jumatatu", "on the 14th", "who was 34"]
)
def test_what_may_be_a_date_or_an_age_is_amber(text):
    assert levels(f"It was {text}, they say.") == {Level.AMBER}


@pytest.mark.parametrize(
    "text",
    [
        "In 2024 the march may continue, and the women marched again.",
        "After ten years in prison she came home.",
        "It happened in 2023 and 2024.",
        "Il a passé 10 ans de prison.",
        "Pasó diez años de cárcel.",
        "Thirty families, 200 people, 3.5 per cent, 10,000 others.",
        "Oui, mais en 2024.",
        "The second time, one third of them, an august old man.",
        "Le tir de la police a blessé une femme.",
        "Miezi kumi baadaye, mwaka 2024.",
        "بعد عشر سنوات في عام ٢٠٢٤",
        "They support her 24/7.",
        "Article 19(2) of the law.",
    ],
)
def test_years_and_lengths_of_time_pass(text):
    assert spans(text) == []


def test_the_year_is_offered_instead():
    (hit,) = review([Part("text", "It was on 14 March 2024.")], [])
    assert (hit.span_text, hit.suggestion) == ("14 March 2024", "2024")


@pytest.mark.parametrize(
    "text",
    [
        "in Kenya",
        "in KENYA",
        "the Kenyan police",
        "Kenya's police",
        "au Kenya",
        "la police kenyane",
        "en Kenia",
        "la policía keniana",
        "nchini Kenya",
        "في كينيا",
        "الشرطة الكينية",
        "بمصر",
        "للعراق",
        "والسودان",
        "in South Africa",
        "en Afrique du Sud",
        "in the Democratic Republic of the Congo",
        "in the DRC",
        "in Côte d’Ivoire",
        "in Cote d'Ivoire",
        "nchini Misri",
        "en México",
        "los mexicanos",
        "in Türkiye",
        "in Turkey",
        "in the Philippines",
        "Filipino lawyers",
        "in Guinea-Bissau",
        "des avocats sénégalais",
        "in Palestine",
        "in Myanmar",
        "en Islas Georgia del Sur y Sandwich del Sur",
        "en Géorgie du Sud-et-les Îles Sandwich du Sud",
    ],
)
def test_a_country_or_its_people_is_red(text):
    assert Level.RED in levels(f"It was {text}.")


@pytest.mark.parametrize("text", ["in Kenya", "the Kenyan police", "في كينيا"])
def test_a_country_passes_where_it_may_be_named(text):
    assert levels(f"It was {text}.", country_allowed=True) == set()


@pytest.mark.parametrize(
    "text",
    [
        "in Eastern Africa, Southern Africa and Central America",
        "en Afrique de l'Ouest",
        "en América Central",
        "Afrika Mashariki",
        "في شمال أفريقيا",
        "the Inter-American Commission",
        "the African Court",
        "a jersey and some china",
        "he ate turkey",
        "a Pacific islander",
        "the Caribbean islands",
        "دعم كبير",
    ],
)
def test_regions_and_everyday_words_pass(text):
    assert spans(f"It was {text}.") == []


def test_a_language_that_is_also_a_people_is_amber():
    assert levels("The letter was in French.") == {Level.AMBER}


def test_the_region_is_offered_instead_in_the_storys_language():
    text = Part("text", "Elle vit au Kenya.")
    assert review([text], [], language="fr")[0].suggestion != review([text], [])[0].suggestion == "Eastern Africa"
