"""Matching strings of identities: sound keys, digit cores, word pairs that never show a name."""

from app.incidents.matching.folding import normalise
from app.incidents.matching.identities import Identity, Kind, entered_phone
from app.incidents.matching.sounds import sound_key
from app.incidents.matching.strings import SAME_PERSON, MatchingStrings, matching_strings, near

__all__ = [
    "SAME_PERSON",
    "Identity",
    "Kind",
    "MatchingStrings",
    "entered_phone",
    "matching_strings",
    "near",
    "normalise",
    "sound_key",
]
