"""From an invitation link, or from a recovery code, to an account and fresh codes on paper."""

from __future__ import annotations

from flask import make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts.errors import NoInvitation, WrongCode
from app.accounts.forms import JoinForm, PassphraseMixin, RecoverForm
from app.accounts.service import joining, keeping
from app.accounts.service.joining import Joined
from app.accounts.views import pacing
from app.accounts.views.blueprint import Answer, blueprint, refused, show_refusal
from app.accounts.views.entering import begin_session
from app.database import transaction
from app.desks import service as desks
from app.errors import Invalid, TooMany
from app.vault.roles import Role
from app.web import clock, resuming
from app.web.access import Permission, actor_or_none, requires


@blueprint.route("/join/<token>", methods=["GET", "POST"])
@requires(Permission.PUBLIC)
def join(token: str) -> Answer:
    """Make an account from an invitation. The recovery codes come on the very same answer."""
    form = JoinForm()
    if wants_other_words(form):
        return _join_page(form, token)
    if form.validate_on_submit():
        try:
            return codes_page(_joined(form, token))
        except (Invalid, TooMany) as refusal:
            show_refusal(form, refusal)
            return refused(_join_page(form, token), refusal)
    page = _join_page(form, token)
    return (page, 422) if form.is_submitted() else page


def _joined(form: JoinForm, token: str) -> Joined:
    name, passphrase = form.name.data, form.passphrase()
    try:
        work_name = form.work_name.data or (joining.some_work_name() if _files_only(_offered_roles(token)) else "")
        with transaction():
            return joining.join(
                token, name, passphrase, work_name, form.profile(), form.email.data or "", clock.today()
            )
    except NoInvitation:
        # The page with the codes may have been lost on the way, and this is the same form, sent again.
        with pacing.turn(name), transaction():
            found = keeping.show_again(name, passphrase, pacing.address(), clock.minutes())
        if found is None:
            raise
        return Joined(*found)


def _join_page(form: JoinForm, token: str) -> str:
    roles = _offered_roles(token)
    return render_template(
        "accounts/join.html",
        form=form,
        roles=roles,
        files_only=_files_only(roles),
        signed_in_as=actor_or_none(),
    )


def _offered_roles(token: str) -> list[tuple[Role, str]]:
    """Return each role an invitation offers, with the name of its desk. Raises NoInvitation."""
    offered = joining.look_at(token, clock.today()).roles
    return [(Role(held.role), desks.get(held.scope).name if held.scope else "") for held in offered]


def _files_only(roles: list[tuple[Role, str]]) -> bool:
    """Tell whether a person with these roles does nothing that colleagues would see their name beside."""
    return all(role is Role.MEMBER for role, _desk in roles)


def wants_other_words(form: PassphraseMixin) -> bool:
    """Tell whether the button for other words was pressed, having drawn them."""
    if request.method != "POST" or request.form.get("do") != "words":
        return False
    form.offer_other_words()
    return True


def codes_page(joined: Joined, begin: bool = True) -> Response:
    """Show recovery codes once; with `begin`, their owner is signed in by the same answer."""
    if begin:
        resuming.remember(joined.actor)  # first, so that the page's own forms go through
    # Nothing is shown as done before the way back is on the screen; a reload makes fresh codes.
    page = render_template("accounts/codes.html", codes=joined.codes, onward=_first_page())
    response = make_response(page)
    if begin:
        begin_session(response, joined.actor, joined.secret)
    return response


def _first_page() -> str:
    """Return the sign-in page, which sends everybody who is signed in to where they begin."""
    return url_for("accounts.sign_in")


@blueprint.route("/recover", methods=["GET", "POST"])
@requires(Permission.PUBLIC)
def recover() -> Answer:
    """Come back with a recovery code and a new passphrase."""
    form = RecoverForm()
    if wants_other_words(form):
        return render_template("accounts/recover.html", form=form)
    if form.validate_on_submit():
        try:
            return codes_page(_recovered(form))
        except (Invalid, TooMany) as refusal:
            show_refusal(form, refusal)
            return refused(render_template("accounts/recover.html", form=form), refusal)
    page = render_template("accounts/recover.html", form=form)
    return (page, 422) if form.is_submitted() else page


def _recovered(form: RecoverForm) -> Joined:
    name = form.name.data
    with pacing.turn(name), transaction():  # a failure is counted, so it is committed too
        found = keeping.redeem(name, form.recovery_code.data, form.passphrase(), pacing.address(), clock.minutes())
    if found is None:
        raise WrongCode
    return Joined(*found)
