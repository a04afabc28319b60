"""Signing in and out."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.errors import WrongSignIn
from app.accounts.service import sessions, signing_in
from app.accounts.views import pacing
from app.accounts.views.blueprint import Answer, blueprint, refused
from app.accounts.views.devices import family
from app.database import transaction
from app.errors import TooMany
from app.vault.actor import Actor
from app.web import clock, navigation, resuming, session
from app.web.access import Permission, actor_or_none, requires
from app.web.form import SignInForm, add_refusal


@blueprint.route("/sign-in", methods=["GET", "POST"])
@requires(Permission.PUBLIC)
def sign_in() -> Answer:
    """Sign in, and go on to where one was going."""
    form, actor = SignInForm(), actor_or_none()
    if request.method == "GET" and actor is not None:
        return redirect(_next() or navigation.landing(actor), 303)
    if form.validate_on_submit():
        try:
            return _signed_in(form.sign_in_name.data, form.sign_in_passphrase.data)
        except (WrongSignIn, TooMany, resuming.SomebodyElses) as refusal:
            add_refusal(form, refusal)
            return refused(_page(form), refusal)
    return (_page(form), 422) if form.is_submitted() else _page(form)


def _signed_in(name: str, passphrase: str) -> Response:
    with pacing.turn(name), transaction():  # a failure is counted, so it is committed too
        found = signing_in.sign_in(name, passphrase, pacing.address(), clock.minutes())
    if found is None:
        raise WrongSignIn
    actor, secret = found
    resuming.require_theirs(actor)
    response = resuming.go_on() or redirect(_next() or navigation.landing(actor), 303)
    begin_session(response, actor, secret)
    return response


def begin_session(response: Response, actor: Actor, secret: bytes) -> None:
    """Start a session in this browser, in place of the one it had, and make the group keys that are due."""
    old = session.current_session_key()
    resuming.remember(actor)
    with transaction():
        if old is not None:
            sessions.end(old)
        key = sessions.start(actor.account, secret, family(request.user_agent.string), clock.minutes())
    session.open_session(response, key)  # type: ignore[arg-type]
    with transaction():
        signing_in.catch_up(actor)


def _page(form: SignInForm) -> str:
    return render_template(
        "accounts/sign_in.html",
        form=form,
        kept=resuming.kept_fields(),
        resume_target=resuming.target(),
        resume_owner=resuming.owner(),
    )


def _next() -> str:
    return resuming.local_path(request.args.get("next"))


@blueprint.route("/sign-out", methods=["POST"])
@requires(Permission.PUBLIC)  # also for one whose session has run out: they see that they are out
def sign_out() -> Response:
    """End this browser's session."""
    key = session.current_session_key()
    if key is not None:
        with transaction():
            sessions.end(key)
    flash(_("You are signed out."), "success")
    response = redirect(url_for("accounts.sign_in"), 303)
    session.close_session(response)  # type: ignore[arg-type]
    return response
