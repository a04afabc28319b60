"""Six words that nobody guesses, or one's own if it is as good."""

from __future__ import annotations

import secrets
from functools import lru_cache
from threading import Lock

from mnemonic import Mnemonic
from zxcvbn import zxcvbn

WORDS = 6  # of 2048 each: 66 bits, behind a quarter of a second of Argon2id per guess
LISTS = {"fr": "french", "es": "spanish"}  # BIP-39 lists; the others get English
MINIMUM_GUESSES_LOG10 = 14  # about 47 bits, the strength estimate an own passphrase must reach
LONGEST = 200

_estimating = Lock()  # zxcvbn keeps its personal dictionary in a module variable


@lru_cache(maxsize=4)
def _words(language: str) -> tuple[str, ...]:
    return tuple(Mnemonic(LISTS.get(language, "english")).wordlist)


def offered(language: str = "en") -> str:
    """Return a new passphrase of six random words."""
    return " ".join(secrets.choice(_words(language)) for _ in range(WORDS))


def strong(passphrase: str, about: tuple[str, ...] = ()) -> bool:
    """Tell whether a passphrase would withstand guessing; `about` lists what an attacker would try first."""
    if not 12 <= len(passphrase) <= LONGEST:
        return False
    with _estimating:
        estimate = zxcvbn(passphrase[:72], user_inputs=[word for word in about if word])
    return float(estimate["guesses_log10"]) >= MINIMUM_GUESSES_LOG10
