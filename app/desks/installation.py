"""The key ceremony of a new instance: root, recovery, and its first administrator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.accounts.errors import NoInvitation
from app.accounts.models import ShareRow
from app.accounts.names import normal_name
from app.accounts.profiles import Profile
from app.accounts.service.acting import actor_of
from app.accounts.service.joining import Joined, enter
from app.accounts.service.keeping import require_strong, sealed_by_passphrase
from app.audit import service as audit
from app.audit.events import Event
from app.crypto import primitives
from app.crypto.identifiers import new_id
from app.crypto.keys import Keys, account_keys, new_secret
from app.crypto.passphrase import new_code, normal_code
from app.crypto.primitives import CannotOpen
from app.crypto.recovery import new_seed, recovery_keys, split
from app.database import begin_writing, db
from app.desks.errors import NoShare
from app.errors import Conflict
from app.vault import rings
from app.vault.directory.content import AccountAdded, Genesis, Held
from app.vault.directory.store import add_as_root, current
from app.vault.instance import instance
from app.vault.roles import Role


@dataclass(frozen=True)
class Installed:
    """A new instance: its first administrator, and one link secret per trustee."""

    administrator: Joined
    trustees: list[str]


def install(name: str, passphrase: str, work_name: str, today: date, threshold: int = 2, shares: int = 3) -> Installed:
    """Make root and recovery keys and the first administrator. Nobody is shown the recovery seed.

    Raises Conflict when the instance exists, BadName or WeakPassphrase.
    """
    if current().number:
        raise Conflict("This instance was made already. Nothing was changed.")
    normal = normal_name(name)
    require_strong(passphrase, (normal, work_name))
    root, seed = Keys(new_secret(), "root"), new_seed()
    recovery = recovery_keys(seed)
    add_as_root(Genesis(new_id(), root.sign_public, recovery.box_public, recovery.sign_public), root)
    account, secret = new_id(), new_secret()
    keys = account_keys(secret)
    roles = (Held(Role.ADMINISTRATOR.value, ""),)
    add_as_root(AccountAdded(account, keys.sign_public, keys.box_public, work_name, roles), root)
    columns = sealed_by_passphrase(account, secret, passphrase)
    first = _first_epoch(account, secret)
    rings.store_root(root, first)
    joined = enter(account, secret, normal, columns, Profile(name=work_name), "", today)
    audit.record(Event.INSTANCE_MADE, actor=joined.actor)
    links = share_links(seed, threshold, shares)
    db.session.add_all(links.values())
    return Installed(joined, list(links))


def _first_epoch(account: str, secret: bytes) -> int:
    actor = actor_of(account, secret)
    if actor is None:
        raise NoInvitation
    rings.make_epoch(actor, rings.ADMINISTRATORS)
    return 1


def share_links(seed: bytes, threshold: int, shares: int) -> dict[str, ShareRow]:
    """Split a recovery seed; return each trustee's link secret with the row, not stored yet, that it opens."""
    links = {}
    for share in split(seed, threshold, shares):
        token = new_code()
        name, key = _place(token)
        links[token] = ShareRow(id=name, sealed=primitives.seal(key, share.encode(), name.encode()))
    return links


def shares_waiting() -> int:
    """Return how many trustees have not yet taken down their share."""
    return len(db.session.scalars(select(ShareRow.id)).all())


def share_waits(token: str) -> bool:
    """Tell whether a trustee's link still holds its share."""
    return db.session.get(ShareRow, _place(token)[0]) is not None


def show_share(token: str, browser: str) -> str:
    """Return a trustee's share and tie it to the browser that asked. Raises NoShare.

    From then on the link alone opens nothing: the page can be loaded again in the same browser (`browser` is a
    secret in its form) if the connection broke, but anybody who comes later learns that they come too late.
    """
    name, key = _place(token)
    begin_writing()
    tied = _tied(token, browser)
    row = db.session.get(ShareRow, name, with_for_update=True)
    if row is None:
        raise NoShare
    share = _unsealed(row, (tied, key))
    row.sealed = primitives.seal(tied, share.encode(), name.encode())
    return share


def _unsealed(row: ShareRow, keys: tuple[bytes, ...]) -> str:
    for key in keys:
        try:
            return primitives.unseal(key, row.sealed, row.id.encode()).decode()
        except CannotOpen:
            continue
    raise NoShare


def forget_share(token: str, browser: str) -> None:
    """Destroy a share here, once its trustee has it: only the browser that was shown it can. Raises NoShare."""
    name, _key = _place(token)
    begin_writing()
    row = db.session.get(ShareRow, name, with_for_update=True)
    if row is None:
        raise NoShare
    _unsealed(row, (_tied(token, browser),))
    db.session.delete(row)


def take_share(token: str) -> str:
    """Return a trustee's share, which is then gone from here. Raises NoShare."""
    browser = new_code()
    share = show_share(token, browser)
    forget_share(token, browser)
    return share


def _tied(token: str, browser: str) -> bytes:
    return primitives.derive(normal_code(token).encode(), "trustee share shown", browser.encode())


def _place(token: str) -> tuple[str, bytes]:
    secret = normal_code(token).encode()
    return instance().mac("share", secret)[:16].hex(), primitives.derive(secret, "trustee share")
