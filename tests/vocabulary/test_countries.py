"""Countries and regions: complete, and the same as what CLDR knows of them."""

from collections import Counter

import pytest
from babel import Locale
from babel.core import get_global

from app.vocabulary.countries import (
    countries,
    countries_in,
    country_exists,
    country_name,
    region_name,
    region_of,
    regions,
    sorting_key,
)
from app.vocabulary.wording import LANGUAGES

AREAS = {"Africa": "002", "America": "019", "Asia": "142", "Europe": "150", "Australia": "009", "Pacific": "009"}
# Turkey's one zone is named for its European city.
ZONE_ELSEWHERE = {"TUR"}


def test_every_country_is_there_once():
    kinds = Counter(one.status for one in countries().values())
    assert kinds == {"member": 193, "observer": 2, "other": 3, "territory": 52}
    assert {one.iso3 for one in countries().values() if one.status in {"observer", "other"}} == {
        "VAT", "PSE", "XKX", "TWN", "ESH",
    }  # fmt: skip
    for code in ("iso3", "iso2", "numeric"):
        values = [getattr(one, code) for one in countries().values() if one.iso3 != "XKX"]
        assert len(values) == len(set(values)) == 249


def test_the_three_codes_of_a_country_name_one_country():
    aliases = get_global("territory_aliases")
    for one in countries().values():
        if one.iso3 != "XKX":  # user-assigned: CLDR gives it no alias
            assert aliases[one.iso3] == [one.iso2] == aliases[one.numeric]


def test_a_country_lies_on_the_continent_of_its_time_zones():
    zones = get_global("territory_zones")
    checked = 0
    for one in countries().values():
        expected = {AREAS[zone.split("/")[0]] for zone in zones.get(one.iso2, ()) if zone.split("/")[0] in AREAS}
        if expected and one.iso3 not in ZONE_ELSEWHERE:
            assert regions()[one.region].continent in expected, one
            checked += 1
    assert checked > 220


def test_regions_are_the_22_of_m49_and_share_out_all_but_antarctica():
    assert len(regions()) == 22
    shared_out = [iso3 for region in regions() for iso3 in countries_in(region)]
    assert sorted(shared_out) == sorted(set(countries()) - {"ATA"})
    assert region_of("ATA") == ""
    assert countries_in("") == () == countries_in("999")
    english = Locale("en").territories
    differing = {"035", "053", "057"}  # M49: South-eastern Asia, Australia and New Zealand, Micronesia
    for code, region in regions().items():
        assert code in differing or english[code] == region.name
        assert english[region.continent] == region.continent_name


@pytest.mark.parametrize(
    ("iso3", "region"),
    [("KEN", "014"), ("COD", "017"), ("ZAF", "018"), ("EGY", "015"), ("SDN", "015"), ("NGA", "011"), ("MEX", "013"),
     ("COL", "005"), ("HTI", "029"), ("USA", "021"), ("IRN", "034"), ("KAZ", "143"), ("PHL", "035"), ("CYP", "145"),
     ("PSE", "145"), ("XKX", "039"), ("TWN", "030"), ("ESH", "015"), ("RUS", "151"), ("GBR", "154"), ("FJI", "054")],
)  # fmt: skip
def test_a_country_lies_in_its_region(iso3, region):
    assert region_of(iso3) == region
    assert iso3 in countries_in(region)


def test_an_unknown_country_is_refused_or_shown_as_it_is():
    assert not country_exists("KE")
    assert not country_exists("ken")
    assert country_exists("KEN")
    assert country_name("QQQ", "fr") == "QQQ"
    assert region_name("999", "fr") == "999"
    with pytest.raises(KeyError):
        region_of("QQQ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_has_a_name_of_its_own(language):
    names = [country_name(iso3, language) for iso3 in countries()]
    assert len(set(names)) == len(names)
    assert not [name for name in names if not name.strip() or name in countries()]
    # Micronesia is both, in M49 as well
    assert not {region_name(code, language) for code in set(regions()) - {"057"}} & set(names)


def test_names_sort_as_a_reader_expects():
    assert sorted(["Zambie", "Égypte", "Espagne", "États-Unis"], key=lambda name: sorting_key(name, "fr")) == [
        "Égypte", "Espagne", "États-Unis", "Zambie",
    ]  # fmt: skip
    assert sorted(["تونس", "إثيوبيا", "الأردن", "أفغانستان"], key=lambda name: sorting_key(name, "ar")) == [
        "إثيوبيا", "الأردن", "أفغانستان", "تونس",
    ]  # fmt: skip
