"""The fields that a search may name, and what a value of each means: a code, or a label in any of the languages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from babel import Locale

from app.crypto.identifiers import ID_LENGTH
from app.crypto.passphrase import CODE_ALPHABET
from app.incidents.matching import normalise
from app.incidents.rules.states import OPEN_STATES
from app.triage.risk import LEVELS
from app.triage.searching.days import Span, span
from app.triage.searching.reading import Reader
from app.vocabulary import lists
from app.vocabulary.countries import countries
from app.vocabulary.wording import language_of

Values = tuple[str | Span, ...]
SHORTEST = 3  # characters from which the beginning of a label's word is enough
REFERENCE = 4  # characters from which the beginning of a reference is enough
YES, NO, OPEN = "yes", "no", "open"


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `also` are its names in French, Spanish, Arabic and Swahili; `meant` reads one value, () for none."""

    name: str
    also: tuple[str, str, str, str]
    meant: Callable[[str, Reader], Values]
    old: tuple[str, ...] = ()  # other words for it

    def called(self, locale: str) -> str:
        """Return its name in the locale's language."""
        return (self.name, *self.also)[lists.LANGUAGES.index(language_of(locale))]


def understood(field: Field, values: Sequence[str], reader: Reader) -> Values:
    """Return what the values of a field mean together; () when one of them, or all together, mean nothing."""
    told = [value.strip() for value in values]
    found = [field.meant(value, reader) for value in told if value]
    if not found or not all(found):
        return ()
    return tuple(dict.fromkeys(one for values in found for one in values))


@cache
def _labels(list_name: str) -> tuple[tuple[str, str], ...]:
    """Return normalised label and code of a list, in every language, and of the part before a label's colon."""
    found = [(lists.label(list_name, code, one), code) for code in lists.codes(list_name) for one in lists.LANGUAGES]
    found += [(label.split(":")[0], code) for label, code in found if ":" in label]
    found += [(code.replace("_", " "), code) for code in lists.codes(list_name)]
    found += [(code, code) for code in lists.codes(list_name)]
    return tuple(dict.fromkeys((normalise(label), code) for label, code in found))


def codes_of(list_name: str, text: str) -> tuple[str, ...]:
    """Return the codes that a text names: exactly, or else those with a word that begins so."""
    wanted = normalise(text)
    exact = tuple(code for label, code in _labels(list_name) if label == wanted)
    if exact or len(wanted) < SHORTEST:
        return tuple(dict.fromkeys(exact))
    return tuple(dict.fromkeys(code for label, code in _labels(list_name) if f" {wanted}" in f" {label}"))


def _coded(*list_names: str) -> Callable[[str, Reader], Values]:
    def meant(text: str, _reader: Reader) -> Values:
        return tuple(code for name in list_names for code in codes_of(name, text))

    return meant


def _country(text: str, _reader: Reader) -> Values:
    return codes_of("country", text) or tuple(one.iso3 for one in countries().values() if one.iso2 == text.upper())


def _region(text: str, _reader: Reader) -> Values:
    return tuple(one for region in codes_of("region", text) for one in lists.countries_in(region))


def _state(text: str, reader: Reader) -> Values:
    if normalise(text) == OPEN:
        return tuple(sorted(state.value for state in OPEN_STATES))
    return _coded("work_state")(text, reader)


def _level(text: str, reader: Reader) -> Values:
    wanted = normalise(text)
    code = reader.levels.get(wanted, wanted)
    return (code,) if code in {level.value for level in LEVELS} else ()


def _yes_or_no(text: str, _reader: Reader) -> Values:
    known = (*codes_of("consent_answer", text), *codes_of("engagement", text))
    return tuple(code for code in known if code in (YES, NO, "unknown"))


def _verified(text: str, reader: Reader) -> Values:
    told = _yes_or_no(text, reader)
    if told == (NO,):
        return tuple(code for code in lists.codes("act_verification") if code != "verified")
    return ("verified",) if told == (YES,) else _coded("act_verification")(text, reader)


def _consent(text: str, _reader: Reader) -> Values:
    """`U7` or `U7=no`: a use and an answer, yes where none is said."""
    use, _sign, answer = text.partition("=")
    answers = codes_of("consent_answer", answer) if answer else (YES,)
    return tuple(f"{one}={other}" for one in codes_of("consent_use", use) for other in answers)


def _person(text: str, reader: Reader) -> Values:
    wanted = normalise(text)
    if wanted in ME:
        return (reader.account,)
    if wanted in NOBODY:
        return ("",)
    exact = reader.people.get(wanted, ())
    found = exact or [one for name, accounts in reader.people.items() if name.startswith(wanted) for one in accounts]
    return tuple(found) if wanted else ()


def _language(text: str, _reader: Reader) -> Values:
    wanted = normalise(text)
    return tuple(dict.fromkeys((wanted, *(code for name, code in _languages() if name == wanted))))


@cache
def _languages() -> tuple[tuple[str, str], ...]:
    return tuple((normalise(name), code) for one in lists.LANGUAGES for code, name in Locale(one).languages.items())


def _words(text: str, _reader: Reader) -> Values:
    return (normalise(text),) if any(char.isalnum() for char in normalise(text)) else ()


def _date(text: str, _reader: Reader) -> Values:
    found = span(text)
    return (found,) if found else ()


def _reference(text: str, _reader: Reader) -> Values:
    kept = "".join(char for char in text.upper() if char.isascii() and char.isalnum())
    kept = kept.translate(str.maketrans("OIL", "011"))
    whole = REFERENCE <= len(kept) <= ID_LENGTH and all(char in CODE_ALPHABET for char in kept)
    return (kept,) if whole else ()


def _has(text: str, _reader: Reader) -> Values:
    wanted = normalise(text)
    return (wanted,) if wanted in HAS else ()


SELF = ("me", "moi", "yo", "أنا", "mimi")
ME = frozenset(map(normalise, SELF))
NOBODY = frozenset(map(normalise, ("nobody", "none", "personne", "nadie", "لا أحد", "hakuna")))
HAS = frozenset({"message", "decision", "link", "place", "project", "date", "perpetrator"})
FIELDS = (
    Field("country", ("pays", "país", "البلد", "nchi"), _country),
    Field("region", ("région", "región", "المنطقة", "kanda"), _region),
    Field("state", ("état", "estado", "الحالة", "hali"), _state),
    Field("level", ("niveau", "nivel", "المستوى", "kiwango"), _level),
    Field("act", ("acte", "acto", "الفعل", "kitendo"), _coded("act", "act_group")),
    Field("who", ("qui", "quién", "من", "nani"), _person, ("assignee",)),
    Field("place", ("lieu", "lugar", "المكان", "mahali"), _words),
    Field("project", ("projet", "proyecto", "المشروع", "mradi"), _words),
    Field("gender", ("genre", "género", "الجنس", "jinsia"), _coded("gender")),
    Field("age", ("âge", "edad", "العمر", "umri"), _coded("age_band")),
    Field("role", ("rôle", "rol", "الدور", "nafasi"), _coded("person_role")),
    Field("defender", ("défenseur", "defensor", "المدافع", "mtetezi"), _coded("defender_type")),
    Field("status", ("situation", "situación", "الوضع", "hadhi"), _coded("status_now")),
    Field("verified", ("vérifié", "verificado", "التحقق", "uhakiki"), _verified, ("verification",)),
    Field("perpetrator", ("auteur", "autor", "الفاعل", "mhusika"), _coded("actor_class", "actor_category")),
    Field("channel", ("canal", "canal", "القناة", "njia"), _coded("act_channel")),
    Field("means", ("moyen", "medio", "الوسيلة", "nyenzo"), _coded("act_means")),
    Field("danger", ("danger", "peligro", "الخطر", "hatari"), _yes_or_no),
    Field("language", ("langue", "idioma", "اللغة", "lugha"), _language),
    Field("date", ("date", "fecha", "التاريخ", "tarehe"), _date),
    Field("filed", ("déposé", "presentado", "قدم", "iliyowasilishwa"), _date),
    Field("ref", ("réf", "ref", "المرجع", "kumbukumbu"), _reference, ("reference",)),
    Field("consent", ("consentement", "consentimiento", "الموافقة", "ridhaa"), _consent),
    Field("has", ("avec", "tiene", "فيه", "ina"), _has),
)
FIELD_NAMES = {normalise(name): field for field in FIELDS for name in (field.name, *field.also, *field.old)}


def example(locale: str) -> str:
    """Return filters as one may type them in the locale's language."""
    country, act, who = (FIELD_NAMES[name].called(locale) for name in ("country", "act", "who"))
    me = SELF[lists.LANGUAGES.index(language_of(locale))]
    return f"{country}:{lists.label('country', 'KEN', locale)} {act}:K1 {who}:{me}"
