"""Signing in with more than a password: a second factor, setting one up where the school asks it, a passkey alone."""

import secrets

from flask import Response, g, redirect, session
from flask.typing import ResponseReturnValue

from board.accounts import queries
from board.accounts.actions import factor as factor_actions
from board.accounts.actions import session as session_actions
from board.accounts.actions.factor import SetUp
from board.accounts.forms import AuthenticatorForm, CodeForm, NewPasskeyForm, PasskeyForm
from board.accounts.models import SessionEventKind, User
from board.accounts.passkey_ceremonies import Ceremony
from board.accounts.queries import factor as factor_queries
from board.accounts.views import authenticator as authenticator_views
from board.accounts.views import bp
from board.accounts.views import known_device as known_device_views
from board.accounts.views import passkey as passkey_views
from board.accounts.views import session as session_views
from board.accounts.views import sign_in as sign_in_views
from board.accounts.views import sign_in_pending as sign_in_pending_views
from board.accounts.views.sign_in_pending import PendingSignIn
from board.kernel import clock, throttle
from board.kernel.errors import Invalid, found_or_404
from board.kernel.throttle import Limit, Use
from board.kernel.unit_of_work import unit_of_work
from board.web.access import public
from board.web.forms import Form, put_on_field
from board.web.pages import render_page
from board.web.secret_keys import secret_keys
from board.web.throttle import origin

STEPS = Limit.of(
    "passkey as second step", "20 per 10 minutes; 100 per day", "Too many passkeys that were none of yours."
)
"""Of one account, by whoever knew its password: each that is refused stands in its owner's log."""
PASSKEYS = Limit.of("passkey from a network", "600 per 10 minutes", "Too many passkeys were tried from this network.")
BROWSER = "passkey_browser"
"""What a browser that signs in by a passkey alone is called until it has."""
WITH_PASSKEY = SessionEventKind.SIGNED_IN_WITH_PASSKEY


@bp.route("/sign-in/second-factor", methods=["GET", "POST"])
@public
def second_factor() -> ResponseReturnValue:
    """A code, after the password was right."""
    pending = sign_in_pending_views.pending()
    if pending is None or not factor_queries.has_factor(pending.user.id):
        return sign_in_pending_views.over()
    form = CodeForm()
    if form.validate_on_submit():
        try:
            with passkey_views.trying_code(pending.user, form.code.data):
                kind = factor_actions.use_code(pending.user, form.code.data, keys=secret_keys(), now=clock.now())
                token = pending.begin(kind)
            return _arrive(pending, token)
        except Invalid as invalid:
            _note_refusal(pending.user)
            put_on_field(form, invalid)
    return _second_page(pending, form), 422 if form.errors else 200


@bp.get("/sign-in/second-factor/passkey-options")
@public
def second_factor_options() -> Response:
    """What the browser is asked for."""
    user = found_or_404(sign_in_pending_views.pending()).user
    return passkey_views.request_options(
        Ceremony.SECOND_STEP, _whose(user), factor_queries.factors_of(user.id).passkeys
    )


@bp.post("/sign-in/second-factor/passkey")
@public
def second_factor_passkey() -> ResponseReturnValue:
    """A passkey, after the password was right."""
    pending = sign_in_pending_views.pending()
    if pending is None:
        return sign_in_pending_views.over()
    form, mine = PasskeyForm(), passkey_views.passkey_of(pending.user)
    tried = Use(STEPS, str(pending.user.id))
    throttle.count(tried)
    try:
        form.require_valid()
        signed = passkey_views.signed(form, Ceremony.SECOND_STEP, _whose(pending.user), find=mine)
        with unit_of_work():
            factor_actions.use_passkey(signed, now=clock.now())
            throttle.give_back((tried,))
            token = pending.begin(WITH_PASSKEY)
        return _arrive(pending, token)
    except Invalid as invalid:
        _note_refusal(pending.user)
        return _second_page(pending, CodeForm(formdata=None), invalid.message), 422


@bp.get("/sign-in/passkey-options")
@public
def sign_in_options() -> Response:
    """What the browser is asked for: any passkey that it has for us."""
    session.setdefault(BROWSER, secrets.token_urlsafe(16))
    return passkey_views.request_options(Ceremony.SIGN_IN, f"browser:{session[BROWSER]}")


@bp.post("/sign-in/passkey")
@public
def sign_in_by_passkey() -> ResponseReturnValue:
    """Come in by a passkey alone: what one has, unlocked by what one knows or is."""
    form = PasskeyForm()
    throttle.count(Use(PASSKEYS, origin()))
    try:
        form.require_valid()
        whose = f"browser:{session.get(BROWSER)}"
        signed = passkey_views.signed(form, Ceremony.SIGN_IN, whose, find=factor_queries.passkey_called)
        user = found_or_404(queries.by_id(signed.passkey.user_id))
        was = user.password_hash
        with unit_of_work():
            factor_actions.use_passkey(signed, now=clock.now())
            token = session_views.begin(user, was=was, kind=WITH_PASSKEY)
        if token is None:
            raise Invalid("credential", "The account of this passkey is closed. Ask the office of your school.")
    except Invalid as invalid:
        return sign_in_views.page_of(passkey_refusal=invalid.message), 422
    session_views.remember(token, user)
    known_device_views.remember(user)
    return redirect(sign_in_pending_views.onward(), 303)


@bp.get("/sign-in/set-up")
@public
def set_up() -> ResponseReturnValue:
    """The school asks a second factor of this person, and they have none: they choose."""
    pending = _without_factor()
    if pending is None:
        return sign_in_pending_views.over()
    return _set_up_page()


@bp.route("/sign-in/set-up/authenticator", methods=["GET", "POST"])
@public
def set_up_authenticator() -> ResponseReturnValue:
    """An app that shows codes; with it one is in."""
    pending = _without_factor()
    if pending is None:
        return sign_in_pending_views.over()
    user, form = pending.user, AuthenticatorForm()
    if form.validate_on_submit():
        try:
            secret = authenticator_views.secret_shown(form, user)
            with unit_of_work():
                codes = factor_actions.add_authenticator(
                    user, secret=secret, code=form.code.data, keys=secret_keys(), set_up=SetUp(None), now=clock.now()
                )
                token = pending.begin(SessionEventKind.SIGNED_IN_WITH_CODE)
            return _arrive_with_codes(pending, token, codes)
        except Invalid as invalid:
            put_on_field(form, invalid)
    return authenticator_views.page(form, user, at_sign_in=True), 422 if form.errors else 200


@bp.get("/sign-in/set-up/passkey-options")
@public
def set_up_options() -> Response:
    """What the browser is asked to make."""
    user = found_or_404(_without_factor()).user
    return passkey_views.creation_options(user, _whose(user))


@bp.post("/sign-in/set-up/passkey")
@public
def set_up_passkey() -> ResponseReturnValue:
    """A passkey; with it one is in."""
    pending = _without_factor()
    if pending is None:
        return sign_in_pending_views.over()
    form = NewPasskeyForm()
    try:
        form.require_valid()
        passkey = passkey_views.new(form, _whose(pending.user))
        name = form.name.data or session_views.device()
        with unit_of_work():
            codes = factor_actions.add_passkey(pending.user, passkey, name=name, set_up=SetUp(None), now=clock.now())
            token = pending.begin(WITH_PASSKEY)
        return _arrive_with_codes(pending, token, codes)
    except Invalid as invalid:
        put_on_field(form, invalid)
        return _set_up_page(form), 422


def _without_factor() -> PendingSignIn | None:
    """Whose password was right and who has no second factor yet: nobody adds one beside another by a password alone."""
    pending = sign_in_pending_views.pending()
    return None if pending is None or factor_queries.has_factor(pending.user.id) else pending


def _arrive(pending: PendingSignIn, token: str | None) -> ResponseReturnValue:
    if token is None:
        return sign_in_pending_views.over()
    pending.arrive(token)
    return redirect(sign_in_pending_views.onward(), 303)


def _arrive_with_codes(pending: PendingSignIn, token: str | None, codes: list[str]) -> ResponseReturnValue:
    """The recovery codes are on the page that answers, and nowhere afterwards."""
    if token is None:
        return sign_in_pending_views.over()
    pending.arrive(token)
    g.pop("_login_user")  # the frame of this very page is to know who is in
    return render_page("accounts/recovery_codes.html", codes=codes, is_first=True, after=sign_in_pending_views.onward())


def _second_page(pending: PendingSignIn, form: CodeForm, passkey_refusal: str = "") -> str:
    return render_page(
        "accounts/second_factor.html",
        form=form,
        passkey_refusal=passkey_refusal,
        factors=factor_queries.factors_of(pending.user.id),
        takes_passkeys=passkey_views.party() is not None,
        next=sign_in_pending_views.next_page(),
    )


def _set_up_page(form: Form | None = None) -> str:
    return render_page(
        "accounts/set_up.html",
        form=form or NewPasskeyForm(formdata=None),
        takes_passkeys=passkey_views.party() is not None,
        next=sign_in_pending_views.next_page(),
    )


def _note_refusal(user: User) -> None:
    with unit_of_work():
        session_actions.note_refusal(user.id, device=session_views.device(), now=clock.now())


def _whose(user: User) -> str:
    return f"user:{user.id}"
