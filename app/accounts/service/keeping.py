"""Passphrase and recovery codes: every way back to the account secret."""

from __future__ import annotations

from sqlalchemy import delete, select

from app.accounts import attempts
from app.accounts.errors import WeakPassphrase
from app.accounts.models import AccountRow, RecoveryCodeRow
from app.accounts.names import comparable, name_index
from app.accounts.passphrases import ENOUGH, points
from app.accounts.service import sessions
from app.accounts.service.acting import actor_of
from app.accounts.service.signing_in import PURPOSE, confirm, sign_in, stretched
from app.audit import service as audit
from app.audit.events import Event
from app.crypto import passphrase as passphrases
from app.crypto import primitives
from app.crypto.primitives import CannotOpen
from app.database import begin_writing, db
from app.vault.actor import Actor

CODES = 8
CODE_PURPOSE = "code"


def sealed_by_passphrase(account: str, secret: bytes, passphrase: str) -> dict[str, object]:
    """Return the columns of an account row that a passphrase opens."""
    cost, salt = passphrases.COST, primitives.random_bytes(passphrases.SALT_BYTES)
    key = stretched(passphrase, salt, cost)
    return {
        "salt": salt,
        "memory_kib": cost.memory_kib,
        "passes": cost.passes,
        "lanes": cost.lanes,
        "sealed": passphrases.seal_secret(key, secret, PURPOSE, account),
    }


def require_strong(passphrase: str, about: tuple[str, ...]) -> None:
    """Raise WeakPassphrase unless it would withstand guessing."""
    reached = points(passphrase, about)
    if reached < ENOUGH:
        raise WeakPassphrase(reached, ENOUGH)


def new_codes(account: str, secret: bytes) -> list[str]:
    """Replace all recovery codes and return the new ones; they are shown once and stored nowhere."""
    begin_writing()
    db.session.execute(
        delete(RecoveryCodeRow).where(RecoveryCodeRow.account == account).execution_options(synchronize_session=False)
    )
    codes = [passphrases.new_code() for _ in range(CODES)]
    for number, code in enumerate(codes):
        key = passphrases.code_key(code, account)
        sealed = passphrases.seal_secret(key, secret, CODE_PURPOSE, account)
        db.session.add(RecoveryCodeRow(account=account, number=number, sealed=sealed))
    return codes


def change_passphrase(actor: Actor, old: str, new: str, this_session: str) -> None:
    """Seal the account secret under a new passphrase and end every other session.

    Raises WrongSignIn, WeakPassphrase or Busy.
    """
    confirm(actor, old)
    require_strong(new, (actor.work_name,))
    row = db.session.get_one(AccountRow, actor.account)
    for column, value in sealed_by_passphrase(actor.account, actor.keys.secret, new).items():
        setattr(row, column, value)
    sessions.revoke_all(actor, but=this_session)
    audit.record(Event.PASSPHRASE_CHANGED, actor=actor)


def renew_codes(actor: Actor, passphrase: str) -> list[str]:
    """Return fresh recovery codes, the old ones being void. Raises WrongSignIn or Busy."""
    confirm(actor, passphrase)
    return new_codes(actor.account, actor.keys.secret)


def redeem(name: str, code: str, new: str, address: str, now: int) -> tuple[Actor, bytes, list[str]] | None:
    """Open an account with a recovery code, set a new passphrase, end all sessions and make new codes.

    Returns the person, their secret and the new codes; None, having counted the failure, when it does not fit.
    Raises WeakPassphrase.
    """
    require_strong(new, (name,))
    normal = comparable(name)
    wanted = select(AccountRow).where(AccountRow.name_index == name_index(normal)).with_for_update()
    row = db.session.scalars(wanted).first()  # held: two who redeem at once come one after the other
    secret = _open_with_code(row.id if row is not None else "", code)
    actor = actor_of(row.id, secret) if row is not None and secret is not None else None
    if row is None or actor is None or secret is None:
        return show_again(name, new, address, now)
    for column, value in sealed_by_passphrase(row.id, secret, new).items():
        setattr(row, column, value)
    sessions.revoke_all(actor)
    attempts.succeeded(normal)
    audit.record(Event.ACCOUNT_RECOVERED, about=row.id)
    return actor, secret, new_codes(row.id, secret)


def show_again(name: str, passphrase: str, address: str, now: int) -> tuple[Actor, bytes, list[str]] | None:
    """Give fresh codes to one whose page with codes was lost on the way and who sends the same form once more.

    Returns the person, their secret and the codes; None, having counted the failure, when it does not fit.
    """
    found = sign_in(name, passphrase, address, now)
    return (*found, new_codes(found[0].account, found[1])) if found is not None else None


def _open_with_code(account: str, code: str) -> bytes | None:
    key = passphrases.code_key(code, account)
    rows = select(RecoveryCodeRow.sealed).where(RecoveryCodeRow.account == account)
    for sealed in db.session.scalars(rows).all() or [bytes(60)] * CODES:  # an unknown name costs as many trials
        try:
            return passphrases.open_secret(key, sealed, CODE_PURPOSE, account)
        except CannotOpen:
            continue
    return None
