"""Matching strings: what lets a desk and the editors notice a person again without showing a name.

Each string is a short digest of a sound key, a word pair or the end of a number. The digest is not keyed: the filer
makes it alone, and every reader of the compartment must be able to compare. So it hides a name from the eye, not
from somebody who tries out names; that is why the compartment is sealed as well.
"""

import base64
import hashlib
import itertools
import re
from collections.abc import Iterable
from functools import lru_cache

import msgspec

from app.incidents.matching.folding import Word, alphanumerics, normalise
from app.incidents.matching.identities import NUMBERED, PEOPLE, Identity, Kind
from app.incidents.matching.names import forms, initials, name_words
from app.incidents.matching.sounds import sound_keys

DIGITS = 7  # the end of a number, the part that is written the same at home and abroad
SHORTEST_DIGITS = 5
SHORTEST_CORE = 5
SHORTEST_ACRONYM = 3
_ADDRESS = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+")


class MatchingStrings(msgspec.Struct, frozen=True, kw_only=True):
    """Digests of one person's or record's identities, each tuple sorted and free of repeats.

    `pairs` are of people's names; those of organisations and places stand among `organisations` and `places`.
    """

    sounds: tuple[str, ...] = ()
    pairs: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    acronyms: tuple[str, ...] = ()
    digits: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


@lru_cache(maxsize=65536)
def digest(kind: str, value: str) -> str:
    """Return eight letters and digits that stand for a value of one kind."""
    raw = hashlib.blake2b(value.encode(), digest_size=5, person=f"amparo-{kind}"[:16].encode()).digest()
    return base64.b32encode(raw).decode().lower()


def pair(one: str, other: str, kind: str = "pair") -> str:
    """Return the digest of two sound keys, whichever comes first; kind "group" for organisations and places."""
    return digest(kind, "|".join(sorted((one, other))))


def keys_of(word: Word, shortest: int = 2) -> tuple[str, ...]:
    """Return the sound keys of every form of a word that have at least so many sounds."""
    found = itertools.chain.from_iterable(sound_keys(form) for form in forms(word))
    return tuple(dict.fromkeys(key for key in found if len(key) >= shortest))


def digit_core(text: str) -> str:
    """Return the last seven digits of a number, fewer if it has only five or six, "" below that."""
    digits = "".join(char for char in normalise(text) if char in "0123456789")
    return digits[-DIGITS:] if len(digits) >= SHORTEST_DIGITS else ""


def code_cores(text: str) -> tuple[str, ...]:
    """Return the letters and digits of an e-mail address, its local part, a plate, docket or handle: five or more."""
    found = [part for address in _ADDRESS.findall(text) for part in (address, address.split("@")[0])] or [text]
    cores = (alphanumerics(part)[0] for part in found)
    return tuple(dict.fromkeys(core for core in cores if len(core) >= SHORTEST_CORE and not core.isdigit()))


def matching_strings(identities: Iterable[Identity]) -> MatchingStrings:
    """Return the matching strings of some identities. No name, number or sound key can be read from them."""
    found: dict[str, set[str]] = {name: set() for name in MatchingStrings.__struct_fields__}
    for identity in identities:
        if identity.kind in NUMBERED:
            _add_number(found, identity)
        else:
            _add_name(found, identity)
    return MatchingStrings(**{name: tuple(sorted(values)) for name, values in found.items()})


def _add_number(found: dict[str, set[str]], identity: Identity) -> None:
    core = digit_core(identity.text)
    if core:
        found["digits"].add(digest("digits", core))
    if identity.kind is Kind.CONTACT and "@" not in identity.text:
        return  # a postal address is no code; its number and its places are looked for as such
    found["codes"] |= {digest("code", code) for code in code_cores(identity.text)}


def _add_name(found: dict[str, set[str]], identity: Identity) -> None:
    telling = name_words(identity.text)
    singles = {Kind.PLACE: "places", Kind.ORGANISATION: "organisations"}.get(identity.kind, "sounds")
    if singles != "organisations" or len(telling) == 1:
        found[singles] |= {digest(singles, key) for word in telling for key in keys_of(word, 2)}
    people = identity.kind in PEOPLE
    field, kind = ("pairs", "pair") if people else (singles, "group")
    for one, other in itertools.combinations(telling, 2) if people else itertools.pairwise(telling):
        found[field] |= {pair(a, b, kind) for a in keys_of(one) for b in keys_of(other)}
    acronym = initials(telling)
    if identity.kind is Kind.ORGANISATION and len(acronym) >= SHORTEST_ACRONYM:
        found["acronyms"].add(digest("acronym", acronym))


# What two records share, and how sure it makes us that they speak of the same person.
WEIGHTS = {"digits": 1.0, "codes": 1.0, "pairs": 0.9, "organisations": 0.4, "sounds": 0.5, "places": 0.2}

SAME_PERSON = 0.9  # near: they share a number, an address, or two words of a name


def near(a: MatchingStrings, b: MatchingStrings) -> float:
    """Return how likely two sets speak of the same people: 0 for nothing shared, 1 for a shared number.

    A shared word pair alone gives 0.9; sounds, organisations and places give less, by the part that is shared.
    """
    doubt = 1.0
    for name, weight in WEIGHTS.items():
        ours, theirs = set(getattr(a, name)), set(getattr(b, name))
        if not ours & theirs:
            continue
        share = 1.0 if weight >= 0.9 else len(ours & theirs) / min(len(ours), len(theirs))
        doubt *= 1 - weight * share
    return round(1 - doubt, 4)
