"""One's own account: profile, passphrase, codes, sessions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts import attempts, profiles
from app.accounts.errors import WrongSignIn
from app.accounts.forms import CodesForm, PassphraseForm, ProfileForm
from app.accounts.service import keeping, sessions
from app.accounts.service.joining import Joined
from app.accounts.views import pacing
from app.accounts.views.blueprint import Answer, blueprint, refused, show_refusal
from app.accounts.views.joining import codes_page, wants_other_words
from app.database import transaction
from app.desks import service as desks
from app.errors import Invalid, TooMany
from app.vault import rings
from app.vault.actor import Actor
from app.web import clock, session
from app.web.access import Permission, current_actor, requires

Result = TypeVar("Result")


@dataclass(frozen=True)
class ShownSession:
    """One line of the list of sessions."""

    id: str
    device: str
    started: str
    seen: str
    this: bool


@blueprint.route("/account")
@requires(Permission.SIGNED_IN)
def account() -> Answer:
    """Show what the person can change, and where they are signed in."""
    actor = current_actor()
    return render_template(
        "accounts/account.html",
        actor=actor,
        roles=[(role.value, desks.get(scope).name if scope else "") for role, scope in sorted(actor.roles)],
        profile=profiles.own_profile(actor),
        email=profiles.own_email(actor),
        sessions=[_shown(found) for found in sessions.own(actor, clock.minutes())],
        not_admitted=rings.lacking(actor),
        waiting=len(rings.waiting(actor)),
        desk_names={desk.id: desk.name for desk in desks.listed()},
    )


def _shown(found: sessions.Listed) -> ShownSession:
    return ShownSession(found.id, found.device, _minute(found.started), _minute(found.seen), found.id == this_session())


def _minute(minutes: int) -> str:
    return datetime.fromtimestamp(minutes * 60, UTC).strftime("%Y-%m-%dT%H:%MZ")


def this_session() -> str:
    """Return the id of the session that this request belongs to."""
    key = session.current_session_key()
    return sessions.session_id(key) if key is not None else ""


@blueprint.route("/account/profile", methods=["GET", "POST"])
@requires(Permission.SIGNED_IN)
def profile() -> Answer:
    """Change one's own profile and address."""
    actor = current_actor()
    kept = profiles.own_profile(actor)
    form = ProfileForm(
        full_name=kept.name, organisation=kept.organisation, contact=kept.contact, email=profiles.own_email(actor)
    )
    if not form.validate_on_submit():
        page = render_template("accounts/profile.html", form=form)
        return (page, 422) if form.is_submitted() else page
    with transaction():
        profiles.save_profile(actor, form.profile())
        profiles.save_email(actor, form.email.data or "")
    flash(_("Your profile is saved."), "success")
    return redirect(url_for("accounts.account"), 303)


@blueprint.route("/account/passphrase", methods=["GET", "POST"])
@requires(Permission.SIGNED_IN)
def passphrase() -> Answer:
    """Change the passphrase; every other session ends."""
    form, actor = PassphraseForm(), current_actor()
    if not wants_other_words(form) and form.validate_on_submit():
        current, new = form.passphrase_current.data, form.passphrase()
        try:
            _confirmed(actor, lambda: keeping.change_passphrase(actor, current, new, this_session()))
            flash(_("Your passphrase is changed. All your other sessions have ended."), "success")
            return redirect(url_for("accounts.account"), 303)
        except (Invalid, TooMany) as refusal:
            show_refusal(form, refusal)
            return refused(render_template("accounts/passphrase.html", form=form), refusal)
    page = render_template("accounts/passphrase.html", form=form)
    return (page, 422) if form.errors else page


@blueprint.route("/account/codes", methods=["GET", "POST"])
@requires(Permission.SIGNED_IN)
def codes() -> Answer:
    """Make new recovery codes; the old ones are void."""
    form, actor = CodesForm(), current_actor()
    if form.validate_on_submit():
        try:
            fresh = _confirmed(actor, lambda: keeping.renew_codes(actor, form.passphrase_current.data))
            return codes_page(Joined(actor, b"", fresh), begin=False)
        except (Invalid, TooMany) as refusal:
            show_refusal(form, refusal)
            return refused(render_template("accounts/new_codes.html", form=form), refusal)
    page = render_template("accounts/new_codes.html", form=form)
    return (page, 422) if form.is_submitted() else page


def _confirmed(actor: Actor, act: Callable[[], Result]) -> Result:
    """Do what asks for the passphrase once more; guessing at it is slowed down like guessing at the door."""
    try:
        with pacing.turn(actor.account), transaction():
            return act()
    except WrongSignIn:
        with transaction():
            attempts.failed(actor.account.casefold(), pacing.address(), clock.minutes())
        raise


@blueprint.route("/account/sessions", methods=["POST"])
@requires(Permission.SIGNED_IN)
def end_sessions() -> Response:
    """End one of the person's other sessions, or all of them."""
    actor, name = current_actor(), request.form.get("session", "")
    with transaction():
        if name:
            sessions.revoke(actor, [name])
        else:
            sessions.revoke_all(actor, but=this_session())
    flash(_("Ended. Whoever used it must sign in again."), "success")
    return redirect(url_for("accounts.account"), 303)
