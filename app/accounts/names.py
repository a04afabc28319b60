"""Sign-in names: stored only as a blind index."""

from __future__ import annotations

import re
import unicodedata

from app.accounts.errors import BadName
from app.vault.instance import instance

_FORM = re.compile(r"[\w][\w.\-@+]{2,39}")


def normal_name(name: str) -> str:
    """Return a sign-in name as it is compared. Raises BadName."""
    folded = unicodedata.normalize("NFKC", name).strip().casefold()
    if not _FORM.fullmatch(folded):
        raise BadName
    return folded


def name_index(name: str) -> bytes:
    """Return the blind index (32 bytes) of a normal sign-in name."""
    return instance().mac("sign-in name", name.encode())
