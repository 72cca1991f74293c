"""One's own second factors: what there is, adding and removing them, and new recovery codes."""

from flask import Response, flash, g, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts.actions import factor as factor_actions
from board.accounts.actions.factor import SetUp
from board.accounts.forms import AuthenticatorForm, NewPasskeyForm
from board.accounts.policy import factor as factor_policy
from board.accounts.queries import factor as factor_queries
from board.accounts.views import authenticator as authenticator_views
from board.accounts.views import bp
from board.accounts.views import passkey as passkey_views
from board.accounts.views import proof as proof_views
from board.accounts.views import session as session_views
from board.accounts.views import sign_in_pending as sign_in_pending_views
from board.accounts.views.proof import proved_recently
from board.kernel import clock
from board.kernel.errors import Invalid, found_or_404
from board.kernel.unit_of_work import unit_of_work
from board.kernel.verdict import require
from board.web.access import signed_in
from board.web.confirmation import Confirmation, ask_first
from board.web.forms import put_on_field
from board.web.pages import go_to, render_page
from board.web.secret_keys import secret_keys


@bp.get("/account/factors")
@signed_in
def factors() -> ResponseReturnValue:
    """What I prove with, besides the password, that it is me."""
    return _page(NewPasskeyForm(formdata=None))


@bp.route("/account/factors/authenticator", methods=["GET", "POST"])
@signed_in
@proved_recently
def add_authenticator() -> ResponseReturnValue:
    """Add an app that shows codes."""
    if factor_queries.authenticators_of(current_user.id):
        return go_to(".factors")
    form = AuthenticatorForm()
    if form.validate_on_submit():
        try:
            secret, keys = authenticator_views.secret_shown(form, current_user), secret_keys()
            with unit_of_work():
                codes = factor_actions.add_authenticator(
                    current_user, secret=secret, code=form.code.data, keys=keys, set_up=_here(), now=clock.now()
                )
            return _added("Your authenticator app is set up.", codes)
        except Invalid as invalid:
            put_on_field(form, invalid)
    return authenticator_views.page(form, current_user, at_sign_in=False), 422 if form.errors else 200


@bp.post("/account/factors/authenticator/remove")
@signed_in
@proved_recently
def remove_authenticator() -> ResponseReturnValue:
    """Its codes count no more."""
    question = _about_removing("your authenticator app", "Its codes no longer sign you in.")
    if (page := ask_first(question)) is not None:
        return page
    with unit_of_work():
        factor_actions.remove_authenticator(current_user, roles=sign_in_pending_views.roles())
    flash("Your authenticator app is removed.", "good")
    return go_to(".factors")


@bp.get("/account/factors/passkey-options")
@signed_in
@proved_recently
def new_passkey_options() -> Response:
    """What the browser is asked to make."""
    return passkey_views.creation_options(current_user, _whose())


@bp.post("/account/factors/passkeys")
@signed_in
@proved_recently
def add_passkey() -> ResponseReturnValue:
    """Add a passkey."""
    form = NewPasskeyForm()
    try:
        form.require_valid()
        passkey = passkey_views.new(form, _whose())
        name = form.name.data or session_views.device()
        with unit_of_work():
            codes = factor_actions.add_passkey(current_user, passkey, name=name, set_up=_here(), now=clock.now())
        return _added("Your passkey is set up.", codes)
    except Invalid as invalid:
        put_on_field(form, invalid)
        return _page(form), 422


@bp.post("/account/factors/passkeys/<id:passkey_id>/remove")
@signed_in
def remove_passkey(passkey_id: int) -> ResponseReturnValue:
    """It opens nothing any more."""
    passkey = found_or_404(factor_queries.own_passkey(passkey_id, user_id=current_user.id))
    if not proof_views.is_recent():
        return proof_views.ask_again()
    question = _about_removing(f"the passkey “{passkey.name}”", "It no longer signs you in.")
    if (page := ask_first(question)) is not None:
        return page
    with unit_of_work():
        factor_actions.remove_passkey(passkey, by=current_user, roles=sign_in_pending_views.roles())
    flash("The passkey is removed. Delete it on your device, too.", "good")
    return go_to(".factors")


@bp.post("/account/factors/recovery-codes")
@signed_in
@proved_recently
def renew_codes() -> ResponseReturnValue:
    """Ten new recovery codes."""
    if factor_queries.factors_of(current_user.id).codes_left:
        consequences = ["The codes that you have now no longer work."]
        question = Confirmation("Make ten new recovery codes?", consequences, "Make new codes", url_for(".factors"))
        if (page := ask_first(question)) is not None:
            return page
    with unit_of_work():
        codes = factor_actions.renew_codes(current_user, now=clock.now())
    return _codes_page(codes, is_first=False)


def _about_removing(what: str, consequence: str) -> Confirmation:
    """What goes; refused at once where it may not go."""
    mine, roles = factor_queries.factors_of(current_user.id), sign_in_pending_views.roles()
    require(factor_policy.may_remove_factor(current_user, mine, roles))
    consequences = [consequence]
    if mine.number == 1:
        consequences.append("It is your only second factor: your password alone signs you in, and recovery codes go.")
    return Confirmation(f"Remove {what}?", consequences, "Remove", url_for(".factors"))


def _added(words: str, codes: list[str]) -> ResponseReturnValue:
    if codes:
        return _codes_page(codes, is_first=True)
    flash(words, "good")
    return go_to(".factors")


def _codes_page(codes: list[str], *, is_first: bool) -> str:
    """The only page that ever shows them."""
    return render_page("accounts/recovery_codes.html", codes=codes, is_first=is_first, after=url_for(".factors"))


def _page(form: NewPasskeyForm) -> str:
    mine, roles = factor_queries.factors_of(current_user.id), sign_in_pending_views.roles()
    return render_page(
        "accounts/factors.html",
        form=form,
        factors=mine,
        may_remove=factor_policy.may_remove_factor(current_user, mine, roles),
        may_add_passkey=factor_policy.may_add_passkey(mine),
        must_have=factor_policy.must_have_factor(current_user, roles),
        is_proved=proof_views.is_recent(),
        takes_passkeys=passkey_views.party() is not None,
    )


def _here() -> SetUp:
    return SetUp(g.session_id)


def _whose() -> str:
    return f"session:{g.session_id}"
