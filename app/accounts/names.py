"""Sign-in names: stored only as a blind index."""

from __future__ import annotations

import re
import unicodedata

from app.accounts.errors import BadName, BadWorkName
from app.vault.instance import instance

_WORK_MARKS = " .'’-"
_FORM = re.compile(r"[\w][\w.\-@+]{2,39}")


def normal_name(name: str) -> str:
    """Return a sign-in name as it is compared. Raises BadName."""
    folded = unicodedata.normalize("NFKC", name).strip().casefold()
    if not _FORM.fullmatch(folded):
        raise BadName
    return folded


def comparable(name: str) -> str:
    """Return what a typed sign-in name is looked up and counted by, also one that nobody can have."""
    try:
        return normal_name(name)
    except BadName:
        return name.strip().casefold()[:200]


def normal_work_name(name: str) -> str:
    """Return a work name as it is shown: one Unicode form, single spaces. Raises BadWorkName."""
    shown = " ".join(unicodedata.normalize("NFKC", name).split())
    readable = all(character in _WORK_MARKS or unicodedata.category(character)[0] in "LMN" for character in shown)
    if not (readable and 2 <= len(shown) <= 40 and shown[0].isalnum()):
        raise BadWorkName
    return shown


def name_index(name: str) -> bytes:
    """Return the blind index (32 bytes) of a normal sign-in name."""
    return instance().mac("sign-in name", name.encode())
