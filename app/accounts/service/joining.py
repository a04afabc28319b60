"""Invitations and joining: a certificate signed by root brings a new person's keys into the directory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import msgspec
from sqlalchemy import delete, select

from app.accounts.errors import NameTaken, NoInvitation, WorkNameTaken
from app.accounts.models import AccountRow, InvitationRow
from app.accounts.names import name_index, normal_name, normal_work_name
from app.accounts.profiles import Profile, sealed_email, sealed_profile
from app.accounts.service.acting import actor_of
from app.accounts.service.keeping import new_codes, require_strong, sealed_by_passphrase
from app.accounts.service.people import require_real
from app.audit import service as audit
from app.audit.events import Event
from app.crypto import primitives
from app.crypto.identifiers import new_id
from app.crypto.keys import Keys, account_keys, new_secret
from app.crypto.passphrase import new_code, normal_code
from app.crypto.primitives import CannotOpen
from app.database import begin_writing, db
from app.vault import rings
from app.vault.actor import Actor
from app.vault.directory.content import AccountAdded, Certificate, Held
from app.vault.directory.store import add, current, lock
from app.vault.instance import instance
from app.vault.roles import Role

VALID_DAYS = 14


class _Offer(msgspec.Struct, frozen=True):
    certificate: Certificate
    secret: bytes


@dataclass(frozen=True)
class Joined:
    """A new person: who they are, their secret for the session, and the recovery codes to show once."""

    actor: Actor
    secret: bytes
    codes: list[str]


def invite(actor: Actor, roles: list[tuple[Role, str]], today: date) -> str:
    """Return the secret of a new invitation link. Only an administrator's session can sign it.

    Raises NoKey when the actor is no administrator, BadRoles for what is no role.
    """
    require_real(roles)
    token = offer(rings.root_keys(actor), roles, today)
    audit.record(Event.ACCOUNT_INVITED, actor=actor)
    return token


def offer(root: Keys, roles: list[tuple[Role, str]], today: date) -> str:
    """Sign a certificate for these roles and return the link's secret, which opens it."""
    key = Keys(new_secret(), "certificate")
    held = tuple(Held(role.value, scope) for role, scope in roles)
    expires_on = (today + timedelta(days=VALID_DAYS)).isoformat()
    unsigned = Certificate(new_id(), key.sign_public, held, expires_on)
    certificate = msgspec.structs.replace(unsigned, signature=root.sign(unsigned.message()))
    token = new_code()
    text = msgspec.json.encode(_Offer(certificate, key.secret))
    name, sealing = _place(token)
    sealed = primitives.seal(sealing, text, name.encode())
    db.session.add(InvitationRow(id=name, sealed=sealed, expires_on=expires_on))
    return token


def look_at(token: str, today: date) -> Certificate:
    """Return what an invitation offers. Raises NoInvitation."""
    return _offer(token, today).certificate


def join(token: str, name: str, passphrase: str, work_name: str, profile: Profile, email: str, today: date) -> Joined:
    """Make an account from an invitation, which is used up.

    Raises NoInvitation, BadName, NameTaken, BadWorkName, WorkNameTaken, WeakPassphrase or Busy.
    """
    offered = _offer(token, today)
    normal, work_name = normal_name(name), normal_work_name(work_name)
    require_strong(passphrase, (normal, work_name))
    account, secret = new_id(), new_secret()
    keys = account_keys(secret)
    columns = sealed_by_passphrase(account, secret, passphrase)  # slow: before the write lock is taken
    lock()  # two people with one link, or one name, come one after the other
    certificate = offered.certificate
    if certificate.id in current().certificates:
        raise NoInvitation
    if db.session.scalar(select(AccountRow.id).where(AccountRow.name_index == name_index(normal))) is not None:
        raise NameTaken
    if work_name.casefold() in {known.work_name.casefold() for known in current().accounts.values()}:
        raise WorkNameTaken
    entry = AccountAdded(account, keys.sign_public, keys.box_public, work_name, certificate.roles, certificate)
    add(entry, certificate.id, Keys(offered.secret, "certificate").sign)
    db.session.execute(
        delete(InvitationRow).where(InvitationRow.id == _place(token)[0]).execution_options(synchronize_session=False)
    )
    return enter(account, secret, normal, columns, profile, email, today)


def some_work_name() -> str:
    """Return a name for one who needs none: the directory is readable, so theirs should say nothing."""
    return f"Member {new_id()[:6]}"


def enter(
    account: str, secret: bytes, normal: str, columns: dict[str, object], profile: Profile, email: str, today: date
) -> Joined:
    """Write the row of an account that is in the directory already, make its due epochs, and give its codes."""
    db.session.add(
        AccountRow(
            id=account,
            name_index=name_index(normal),
            email=sealed_email(account, email),
            profile=sealed_profile(account_keys(secret), account, profile),
            created_on=today.isoformat(),
            **columns,
        )
    )
    db.session.flush()
    actor = actor_of(account, secret)
    if actor is None:
        raise NoInvitation
    for ring in rings.due(actor):
        rings.make_epoch(actor, ring)
        audit.record(Event.EPOCH_MADE, actor=actor, about=ring)
    audit.record(Event.ACCOUNT_JOINED, about=account)
    return Joined(actor, secret, new_codes(account, secret))


def count_open(today: date) -> int:
    """Return how many invitations are open."""
    return len(db.session.scalars(select(InvitationRow.id).where(InvitationRow.expires_on >= today.isoformat())).all())


def open_invitations(today: date) -> int:
    """Return how many invitations are open; expired ones are forgotten."""
    begin_writing()
    db.session.execute(
        delete(InvitationRow)
        .where(InvitationRow.expires_on < today.isoformat())
        .execution_options(synchronize_session=False)
    )
    return count_open(today)


def cancel_invitations(actor: Actor) -> int:
    """Make every open invitation void, as when a link fell into wrong hands; return how many. Raises NoKey."""
    rings.root_keys(actor)
    begin_writing()
    names = db.session.scalars(select(InvitationRow.id)).all()
    db.session.execute(
        delete(InvitationRow).where(InvitationRow.id.in_(names)).execution_options(synchronize_session=False)
    )
    audit.record(Event.INVITATIONS_CANCELLED, actor=actor)
    return len(names)


def _offer(token: str, today: date) -> _Offer:
    name, sealing = _place(token)
    row = db.session.get(InvitationRow, name)
    if row is None or row.expires_on < today.isoformat():
        raise NoInvitation
    try:
        found = msgspec.json.decode(primitives.unseal(sealing, row.sealed, name.encode()), type=_Offer)
    except CannotOpen:
        raise NoInvitation from None
    if found.certificate.id in current().certificates:
        raise NoInvitation
    return found


def _place(token: str) -> tuple[str, bytes]:
    secret = normal_code(token).encode()
    # The id is keyed by the instance, so that it says nothing without it; the seal needs the link alone.
    return instance().mac("invitation", secret)[:16].hex(), primitives.derive(secret, "invitation")
