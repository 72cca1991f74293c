"""Proving again that it is you, before what an intruder would change first: how you sign in, and your address."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Response, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts import doors, passwords
from board.accounts.actions import factor as factor_actions
from board.accounts.actions import session as session_actions
from board.accounts.forms import CodeForm, PasskeyForm, PasswordForm
from board.accounts.passkey_ceremonies import Ceremony
from board.accounts.policy import session as session_policy
from board.accounts.queries import factor as factor_queries
from board.accounts.views import bp
from board.accounts.views import passkey as passkey_views
from board.accounts.views.sign_in_pending import next_page
from board.accounts.views.sign_on_attempt import AttemptPurpose, SignOnAttempt, set_out
from board.kernel import clock, throttle
from board.kernel.errors import Invalid, NotFound
from board.kernel.throttle import Limit
from board.kernel.unit_of_work import unit_of_work
from board.web.access import signed_in
from board.web.forms import Form, put_on_field
from board.web.pages import go_to, render_page
from board.web.posted_values import has_secret, page_of_form
from board.web.secret_keys import secret_keys
from board.web.throttle import by_person

View = TypeVar("View", bound=Callable[..., Any])

OLD_PASSWORDS = Limit.of("old password", "10 per 15 minutes; 40 per day", "That was the wrong password too often.")


def proved_recently(view: View) -> View:
    """Only who has proved in the last ten minutes that it is them; the others are asked to, and led back."""

    @wraps(view)
    def guard(*args: Any, **kwargs: Any) -> Any:
        return view(*args, **kwargs) if is_recent() else ask_again()

    return cast(View, guard)


def ask_again(back: str = "") -> ResponseReturnValue:
    """The way to prove it, and back to the page that one came from; or to what was written on it, to be sent then.

    `back` is the page for an address that answers with a file: the browser would stay on the proof.
    """
    if back or request.method != "POST":
        return go_to("accounts.prove", next=back or request.path)
    form_id = None if has_secret() else current_app.extensions["keep_posted_form"]()
    return go_to("accounts.prove", next=url_for("accounts.unsent_form", form_id=form_id) if form_id else page_of_form())


def is_recent() -> bool:
    """Was it proved lately, in this session? Who has nothing to prove it with has done so by signing in."""
    lately = session_policy.is_proved(g.session_proved_at, clock.now())
    return lately or (has_nothing() and session_policy.is_proved(g.session_began_at, clock.now()))


def has_nothing() -> bool:
    """Is there neither a password nor a second factor? Then the school's sign-on is what proves who it is."""
    return not has_password() and not factor_queries.has_factor(current_user.id)


def has_password() -> bool:
    """Is there a password that this person signs in with?"""
    return doors.has_password(current_user)


def by_password(typed: str) -> None:
    """The person has typed their password. Raises `Invalid` on `password` for another."""
    tried = by_person(OLD_PASSWORDS)
    throttle.count(tried)
    passwords.verify(current_user.password_hash, typed, field="password", message="That is not your password.")
    with unit_of_work():
        throttle.give_back((tried,))
        _note()


@bp.route("/account/prove", methods=["GET", "POST"])
@signed_in
def prove() -> ResponseReturnValue:
    """By the password."""
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            by_password(form.password.data)
            return _onward()
        except Invalid as invalid:
            put_on_field(form, invalid)
    return _page(password_form=form), 422 if form.errors else 200


@bp.post("/account/prove/code")
@signed_in
def prove_by_code() -> ResponseReturnValue:
    """By a code of the app, or a recovery code."""
    form = CodeForm()
    if form.validate_on_submit():
        try:
            with passkey_views.trying_code(current_user, form.code.data):
                keys = secret_keys()
                factor_actions.use_code(current_user, form.code.data, keys=keys, now=clock.now())
                _note()
            return _onward()
        except Invalid as invalid:
            put_on_field(form, invalid)
    return _page(code_form=form), 422


@bp.get("/account/prove/sign-on")
@signed_in
def prove_by_sign_on() -> ResponseReturnValue:
    """By the school's sign-on, which is asked not to take its own session for an answer."""
    if not has_nothing():
        raise NotFound
    return set_out(SignOnAttempt(AttemptPurpose.PROVE, next=next_page() or "", user_id=current_user.id), prompt="login")


@bp.get("/account/prove/passkey-options")
@signed_in
def proof_options() -> Response:
    """What the browser is asked for."""
    passkeys = factor_queries.factors_of(current_user.id).passkeys
    return passkey_views.request_options(Ceremony.PROOF, _whose(), passkeys)


@bp.post("/account/prove/passkey")
@signed_in
def prove_by_passkey() -> ResponseReturnValue:
    """By a passkey."""
    form = PasskeyForm()
    if form.validate_on_submit():
        try:
            mine = passkey_views.passkey_of(current_user)
            signed = passkey_views.signed(form, Ceremony.PROOF, _whose(), find=mine)
            with unit_of_work():
                factor_actions.use_passkey(signed, now=clock.now())
                _note()
            return _onward()
        except Invalid as invalid:
            put_on_field(form, invalid)
    return _page(passkey_form=form), 422


def _note() -> None:
    session_actions.note_proof(g.session_id, now=clock.now())


def _whose() -> str:
    return f"session:{g.session_id}"


def _onward() -> ResponseReturnValue:
    return redirect(next_page() or url_for("accounts.account"), 303)


def _page(*, password_form: Form | None = None, code_form: Form | None = None, passkey_form: Form | None = None) -> str:
    return render_page(
        "accounts/prove.html",
        form=password_form or code_form or passkey_form,
        password_form=password_form or PasswordForm(formdata=None),
        code_form=code_form or CodeForm(formdata=None),
        factors=factor_queries.factors_of(current_user.id),
        has_password=has_password(),
        takes_passkeys=passkey_views.party() is not None,
        next=next_page(),
    )
