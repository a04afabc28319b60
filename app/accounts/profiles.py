"""A person's profile, sealed to them and the administrators; their e-mail address, sealed by the instance."""

from __future__ import annotations

from typing import cast

import msgspec
from sqlalchemy import Table, bindparam, select

from app.accounts.models import AccountRow
from app.crypto import primitives
from app.crypto.framing import frame
from app.crypto.keys import Keys, new_secret
from app.crypto.padding import pad, unpad
from app.crypto.primitives import CannotOpen
from app.database import Prepared, db
from app.errors import Tampered
from app.vault import rings
from app.vault.actor import Actor
from app.vault.instance import instance

_ACCOUNTS = cast("Table", AccountRow.__table__)
_PROFILE = Prepared(select(_ACCOUNTS.c.profile).where(_ACCOUNTS.c.id == bindparam("wanted")))


class Profile(msgspec.Struct, frozen=True, omit_defaults=True):
    """What administrators know of a person beside their roles."""

    name: str = ""
    organisation: str = ""
    contact: str = ""
    v: int = 1


class _Sealed(msgspec.Struct, frozen=True):
    own: bytes
    holder: str
    wrapped: bytes
    text: bytes


def sealed_profile(keys: Keys, account: str, profile: Profile) -> bytes:
    """Return a profile sealed to its person and the administrators' ring."""
    key, place = new_secret(), frame("amparo profile v1", account)
    holder, public = rings.public_key(rings.ADMINISTRATORS)
    return msgspec.json.encode(
        _Sealed(
            primitives.seal(keys.symmetric("profile"), key, place),
            holder,
            primitives.box_seal(public, key, frame("amparo profile v1", account, holder)),
            primitives.seal(key, pad(msgspec.json.encode(profile)), place),
        )
    )


def own_profile(actor: Actor) -> Profile:
    """Return the actor's own profile. Raises Tampered."""
    sealed = _row(actor.account)
    if sealed is None:
        return Profile()
    try:
        place = frame("amparo profile v1", actor.account)
        return _open(primitives.unseal(actor.keys.symmetric("profile"), sealed.own, place), sealed, place)
    except CannotOpen:
        raise _tampered(actor.account) from None


def profile_of(actor: Actor, account: str) -> Profile:
    """Return anybody's profile, for an administrator. Raises NoKey or Tampered."""
    sealed = _row(account)
    if sealed is None:
        return Profile()
    ring, _, epoch = sealed.holder.partition("/")
    try:
        info = frame("amparo profile v1", account, sealed.holder)
        key = rings.secret(actor, ring, int(epoch)).open(sealed.wrapped, info)
        return _open(key, sealed, frame("amparo profile v1", account))
    except CannotOpen:
        raise _tampered(account) from None


def save_profile(actor: Actor, profile: Profile) -> None:
    """Seal the actor's own profile anew."""
    db.session.get_one(AccountRow, actor.account).profile = sealed_profile(actor.keys, actor.account, profile)


def sealed_email(account: str, address: str) -> bytes | None:
    """Return an address sealed by the instance key: the server must read it alone, to send notices."""
    if not address:
        return None
    padded = address.encode().ljust(320, b"\x00")
    return primitives.seal(instance().derived("email"), padded, account.encode())


def own_email(actor: Actor) -> str:
    """Return the actor's address for notices, "" for none. Raises Tampered."""
    row = db.session.get(AccountRow, actor.account)
    if row is None or row.email is None:
        return ""
    try:
        padded = primitives.unseal(instance().derived("email"), row.email, actor.account.encode())
    except CannotOpen:
        raise _tampered(actor.account) from None
    return padded.rstrip(b"\x00").decode()


def save_email(actor: Actor, address: str) -> None:
    """Store the actor's address for notices, or forget it ("")."""
    db.session.get_one(AccountRow, actor.account).email = sealed_email(actor.account, address)


def _row(account: str) -> _Sealed | None:
    sealed = _PROFILE.scalar(wanted=account)
    return msgspec.json.decode(sealed, type=_Sealed) if sealed else None


def _open(key: bytes, sealed: _Sealed, place: bytes) -> Profile:
    return msgspec.json.decode(unpad(primitives.unseal(key, sealed.text, place)), type=Profile)


def _tampered(account: str) -> Tampered:
    return Tampered("The profile of %(account)s does not verify. Tell your administrator.", account=account)
