"""Coming in: signing up, signing in, and a new password for who forgot theirs."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from board.accounts import actions, passwords, queries, signed_links
from board.accounts.actions.sign_in import refuse_foreign
from board.accounts.doors import local
from board.accounts.forms import (
    FinishSignUpForm,
    FirstPasswordForm,
    ForgotPasswordForm,
    NewPasswordForm,
    SignInForm,
    SignUpForm,
)
from board.accounts.models import Role, User
from board.accounts.signed_links import Purpose
from board.accounts.views import bp
from board.accounts.views import known_device as known_device_views
from board.accounts.views import passkey as passkey_views
from board.accounts.views import session as session_views
from board.accounts.views import sign_in_pending as sign_in_pending_views
from board.accounts.views.sign_in_pending import next_page
from board.kernel import clock, throttle
from board.kernel.errors import Invalid
from board.kernel.throttle import Use
from board.kernel.unit_of_work import unit_of_work
from board.school import settings as school_settings
from board.web.access import public
from board.web.forms import put_on_field
from board.web.pages import go_to, render_page, safe_next
from board.web.secret_keys import secret_keys
from board.web.throttle import origin


@bp.route("/sign-up", methods=["GET", "POST"])
@public
def sign_up() -> ResponseReturnValue:
    """Ask for an account; what is answered never tells whether the address has one."""
    if not local().is_open:
        return go_to(".sign_in", next=next_page())
    form = SignUpForm()
    if form.validate_on_submit():
        email, domains = form.email.data, school_settings.email_domains
        try:
            refuse_foreign(email, domains)
            throttle.count(*actions.sign_ups(email=email, origin=origin()))
            with unit_of_work():
                actions.ask_to_sign_up(
                    name=form.name.data, email=email, domains=domains, now=clock.now(), next_page=next_page() or ""
                )
            return render_page("accounts/email_sent.html", email=email)
        except Invalid as invalid:
            put_on_field(form, invalid)
    return render_page("accounts/sign_up.html", form=form), 422 if form.errors else 200


@bp.route("/sign-up/<token>", methods=["GET", "POST"])
@public
def finish_sign_up(token: str) -> ResponseReturnValue:
    """Choose name, role and password by the link from the email: this makes the account, and signs in."""
    asked = signed_links.read_sign_up(token, secret_keys())
    if asked is None or not local().is_open:
        return render_page("accounts/stale_link.html"), 410
    form = FinishSignUpForm.of_new(name=asked.name, email=asked.email)
    if form.validate_on_submit():
        try:
            password_hash = passwords.hash_password(form.password.data)
            with unit_of_work():
                user = actions.open_account(
                    email=asked.email,
                    name=form.name.data,
                    role=Role(form.role.data),
                    password_hash=password_hash,
                    now=clock.now(),
                )
                step = sign_in_pending_views.missing_step(user)
                session_token = None if step else session_views.begin(user, was=password_hash, by_password_alone=True)
            if step is not None:
                sign_in_pending_views.wait(user, keep=False)
                return go_to(step, next=asked.next_page or None)
            return _welcome(user, session_token, asked.next_page)
        except Invalid as invalid:
            put_on_field(form, invalid)
    return render_page("accounts/finish_sign_up.html", form=form, email=asked.email), 422 if form.errors else 200


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Come in, and go on to where one wanted to go."""
    form = SignInForm()
    if form.validate_on_submit():
        email = form.email.data
        tries = actions.tries(email=email, origin=origin(), device=known_device_views.of(queries.by_email(email)))
        throttle.count(*tries)
        user = actions.authenticate(email=email, password=form.password.data)
        answer = _let_in(user, tries, keep=form.keep.data) if user is not None else None
        if answer is not None:
            return answer
        form.password.errors = ["That address and password do not belong together, or the address is unconfirmed."]
    return _page(form), 422 if form.errors else 200


def page_of(*, passkey_refusal: str) -> str:
    """The page, where a passkey alone was not taken."""
    return _page(SignInForm(formdata=None), passkey_refusal)


def _page(form: SignInForm, passkey_refusal: str = "") -> str:
    return render_page(
        "accounts/sign_in.html",
        form=form,
        passkey_refusal=passkey_refusal,
        keep_days=session_views.limits().kept.days,
        takes_passkeys=passkey_views.party() is not None,
        next=next_page(),
    )


@bp.route("/forgot-password", methods=["GET", "POST"])
@public
def forgot_password() -> ResponseReturnValue:
    """Ask for a link to a new password."""
    form = ForgotPasswordForm()
    if form.validate_on_submit():
        email = form.email.data
        throttle.count(
            *actions.resets(email=email, origin=origin(), device=known_device_views.of(queries.by_email(email)))
        )
        with unit_of_work():
            actions.ask_for_password(email=email, now=clock.now())
        return render_page("accounts/email_sent.html", email=email)
    return render_page("accounts/forgot_password.html", form=form), 422 if form.errors else 200


@bp.route("/reset-password/<token>", methods=["GET", "POST"])
@public
def reset(token: str) -> ResponseReturnValue:
    """Set a new password by the link from the email."""
    purposes = Purpose.NEW_PASSWORD, Purpose.FIRST_PASSWORD, Purpose.INVITATION
    opened = signed_links.read(token, *purposes, keys=secret_keys())
    if opened is None:
        return render_page("accounts/stale_link.html"), 410
    user, _ = opened
    if not local().lets_in(user):
        return render_page("accounts/stale_link.html"), 410
    form, mark = (FirstPasswordForm if user.is_nameless else NewPasswordForm).of(user), user.link_mark
    was = user.password_hash
    if form.validate_on_submit():
        try:
            name = form.name.data if isinstance(form, FirstPasswordForm) else ""
            password_hash = passwords.hash_password(form.password.data)
            with unit_of_work():
                actions.set_password(user, password_hash=password_hash, mark=mark, now=clock.now(), name=name)
            known_device_views.remember(
                user
            )  # whoever reads their mail here is let in, whatever strangers try elsewhere
            return _first_in(user) if not was else _to_sign_in()
        except Invalid as invalid:
            put_on_field(form, invalid)
    return render_page("accounts/reset_password.html", form=form, is_first=not was), 422 if form.errors else 200


def _first_in(user: User) -> ResponseReturnValue:
    """In with the first password, or on to the second factor that is asked of them."""
    answer = _let_in(user, (), keep=False)
    if answer is None:
        return _to_sign_in()
    flash("Your password is set. Next time you sign in with it.", "good")
    return answer


def _to_sign_in() -> ResponseReturnValue:
    flash("Your new password is set. Sign in with it.", "good")
    return go_to("accounts.sign_in")


def _let_in(user: User, tries: tuple[Use, ...], *, keep: bool) -> ResponseReturnValue | None:
    """In, or on to what else is asked of them; the tries are given back, for they were none of a stranger.

    None where passwords let them in no more, or the account has changed since the password was looked at.
    """
    if not local().lets_in(user):
        return None
    was, step = user.password_hash, sign_in_pending_views.missing_step(user)
    with unit_of_work():
        throttle.give_back(tries)
        token = session_views.begin(user, was=was, keep=keep, by_password_alone=True) if step is None else None
    if step is not None:
        sign_in_pending_views.wait(user, keep=keep)
        return sign_in_pending_views.to_step(step)
    if token is None:
        return None
    session_views.remember(token, user, keep=keep)
    known_device_views.remember(user)
    return redirect(sign_in_pending_views.onward(), 303)


def _welcome(user: User, session_token: str | None, next_page: str) -> ResponseReturnValue:
    if session_token is None:
        return go_to("accounts.sign_in", next=next_page or None)
    session_views.remember(session_token, user)
    known_device_views.remember(user)
    flash("Your account is open.", "good")
    return redirect(safe_next(next_page) or url_for("dashboard.home"), 303)
