"""What an address must carry and may not tell. It is sealed under the session's key: history and logs hold noise.

An address of another session, or one that somebody made up, opens nothing.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping

from app.crypto import primitives
from app.crypto.primitives import CannotOpen
from app.web.session import current_session_key

NAME = "shown"  # of the sealed part in an address
STEP = 224  # bytes: what is chosen cannot be told by its length


def sealed(purpose: str, chosen: Mapping[str, str]) -> str:
    """Return what was chosen as text for an address of this session; "" for nothing chosen."""
    if not chosen:
        return ""
    plain = json.dumps(dict(chosen), ensure_ascii=False, separators=(",", ":")).encode()
    padded = plain.ljust(-(-len(plain) // STEP) * STEP)
    return base64.urlsafe_b64encode(primitives.seal(_key(), padded, purpose.encode())).decode().rstrip("=")


def unsealed(purpose: str, text: str) -> dict[str, str] | None:
    """Return what an address of this session carries; None for what this session did not make."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        return {
            str(name): str(value)
            for name, value in json.loads(primitives.unseal(_key(), raw, purpose.encode())).items()
        }
    except (CannotOpen, binascii.Error, ValueError):
        return None


def _key() -> bytes:
    return primitives.derive(current_session_key() or b"", "sealed address")
