"""Words that lists use for a code in place of its label: offered as a first choice, never taken unseen."""

from __future__ import annotations

# The words of each code, divided by "|". Compared without case.
ALIKE: dict[str, dict[str, str]] = {
    "answer": {
        "yes": "y|true|1|oui|si|sí|نعم|ndiyo|ndio|vrai|verdadero",
        "no": "n|false|0|non|لا|hapana|faux|falso",
        "unknown": "don't know|do not know|not known|dk|inconnu|ne sait pas|desconocido|no sabe|غير معروف|haijulikani",
    },
    "gender": {
        "man": "male|m|man|boy|homme|masculin|hombre|masculino|ذكر",
        "woman": "female|f|girl|femme|féminin|mujer|femenino|أنثى",
        "non_binary": "non-binary|nonbinary|non binary|non binaire|no binario",
        "unknown": "unknown|not known|inconnu|desconocido",
    },
    "age_band": {"unknown": "unknown|not known|inconnu|desconocido"},
    "status_now": {"dead": "killed|deceased|died"},
    "actor_class": {
        "non_state": "non state|nonstate|non-state actor",
        "state": "state actor|government",
        "unknown": "unspecified|not known",
    },
    "actor_category": {
        "military": "armed forces|army|soldiers",
        "landowner": "landowners",
        "company": "corporations|corporation|companies",
        "private_security": "private security guards",
        "organised_crime": "organised crime / mafias|organized crime",
        "unknown": "unspecified|not known",
    },
    "act": {
        "K1": "murder|killed",
        "K2": "attempted murder",
        "L1": "arrest|arbitrary arrest|arbitrary detention|detention",
        "D2": "kidnapping|abduction",
        "P1": "beating|physical assault",
        "H4": "harassment|intimidation",
        "H5": "stalking",
        "O1": "raid",
    },
    "country": {
        "COD": "democratic republic of congo|democratic republic of the congo|dr congo|drc|rdc",
        "COG": "republic of the congo|congo, republic of",
        "USA": "united states of america|usa",
        "VNM": "viet nam",
        "RUS": "russian federation",
        "MMR": "burma|myanmar",
        "TUR": "turkey|türkiye",
        "CIV": "ivory coast|côte d'ivoire|cote d'ivoire",
        "GMB": "the gambia",
        "KOR": "republic of korea|korea, republic of",
        "IRN": "iran, islamic republic of|iran (islamic republic of)",
        "VEN": "venezuela, bolivarian republic of|venezuela (bolivarian republic of)",
        "BOL": "bolivia (plurinational state of)|bolivia, plurinational state of",
        "TZA": "tanzania, united republic of|united republic of tanzania",
        "SYR": "syrian arab republic",
        "LAO": "lao people's democratic republic|lao pdr",
        "PSE": "palestine, state of|state of palestine",
        "CZE": "czech republic",
        "SWZ": "swaziland",
        "CPV": "cape verde",
        "MKD": "macedonia",
        "GBR": "uk|great britain",
        "BRA": "brasil",
        "PER": "perú",
        "MEX": "méxico",
        "TLS": "east timor",
    },
}
_BY_WORDS = {
    name: {words: code for code, several in table.items() for words in several.split("|")}
    for name, table in ALIKE.items()
}


def code(list_name: str, words: str) -> str:
    """Return the code that folded words probably mean, "" for none."""
    return _BY_WORDS.get(list_name, {}).get(words, "")
