"""The addresses of accounts."""

from flask import Blueprint, current_app, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user, logout_user

from board.accounts import actions, passwords, queries, tokens
from board.accounts.actions import session as session_actions
from board.accounts.forms import (
    AddressForm,
    ChangePasswordForm,
    CvForm,
    ForgotPasswordForm,
    NewPasswordForm,
    ProfileForm,
    SignInForm,
    SignUpForm,
)
from board.kernel import clock
from board.kernel.db import unit_of_work
from board.kernel.errors import Hidden, Invalid
from board.web import files
from board.web.access import public, signed_in
from board.web.forms import put_on_field, said
from board.web.page import go_to, render_page, safe_next

bp = Blueprint("accounts", __name__)


@bp.before_app_request
def reader_zone() -> None:
    """Days and hours are told in the zone that the reader chose."""
    g.time_zone = current_user.time_zone if current_user.is_authenticated else ""


@bp.route("/sign-up", methods=["GET", "POST"])
@public
def sign_up() -> ResponseReturnValue:
    """Open an account; what is answered never tells whether the address had one."""
    form = SignUpForm()
    if form.validate_on_submit():
        try:
            password_hash = passwords.hash_new(said(form.password), name=said(form.name), email=said(form.email))
            with unit_of_work():
                actions.sign_up(
                    name=said(form.name),
                    email=said(form.email),
                    password_hash=password_hash,
                    as_faculty=form.as_faculty.data,
                    domains=current_app.extensions["settings"].email_domains,
                    now=clock.now(),
                )
            return render_page("accounts/letter_sent.html", email=said(form.email))
        except Invalid as invalid:
            put_on_field(form, invalid)
    return render_page("accounts/sign_up.html", form=form), 422 if form.errors else 200


@bp.route("/confirm/<token>", methods=["GET", "POST"])
@public
def confirm(token: str) -> ResponseReturnValue:
    """The link from the letter shows a button: mail scanners follow links, and GET changes nothing."""
    user = tokens.read(token, tokens.CONFIRM, current_app.config["SECRET_KEY"])
    if user is None:
        return render_page("accounts/stale_link.html"), 410
    if request.method != "POST":
        return render_page("accounts/confirm.html", user=user)
    with unit_of_work():
        actions.confirm(user, now=clock.now())
    flash("Your address is confirmed. Sign in to begin.", "good")
    return go_to("accounts.sign_in")


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Come in, and go on to where one wanted to go."""
    form = SignInForm()
    if form.validate_on_submit():
        email, origin, now = said(form.email), request.remote_addr or "", clock.now()
        actions.refuse_guessing(email=email, origin=origin, now=now)
        user = actions.whose(email=email, password=said(form.password))
        with unit_of_work():
            actions.count_try(email=email, origin=origin, succeeded=user is not None, now=now)
        if user is not None:
            session.clear()
            login_user(user)
            return redirect(safe_next(request.args.get("next")) or url_for("dashboard.home"), 303)
        form.password.errors = ["That address and password do not belong together, or the address is unconfirmed."]
    return render_page("accounts/sign_in.html", form=form), 422 if form.errors else 200


@bp.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """Leave, and leave nothing behind in the browser."""
    logout_user()
    session.clear()
    answer = redirect(url_for("dashboard.home"), 303)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@bp.route("/forgot-password", methods=["GET", "POST"])
@public
def forgot_password() -> ResponseReturnValue:
    """Ask for a link to a new password."""
    form = ForgotPasswordForm()
    if form.validate_on_submit():
        with unit_of_work():
            actions.forget_password(email=said(form.email), now=clock.now())
        return render_page("accounts/letter_sent.html", email=said(form.email))
    return render_page("accounts/forgot_password.html", form=form), 422 if form.errors else 200


@bp.route("/reset-password/<token>", methods=["GET", "POST"])
@public
def reset(token: str) -> ResponseReturnValue:
    """Set a new password by the link from the letter."""
    user = tokens.read(token, tokens.RESET, current_app.config["SECRET_KEY"])
    if user is None:
        return render_page("accounts/stale_link.html"), 410
    form = NewPasswordForm()
    if form.validate_on_submit():
        try:
            was = user.password_hash
            password_hash = passwords.hash_new(said(form.password), name=user.name, email=user.email)
            with unit_of_work():
                actions.set_password(user, password_hash=password_hash, was=was, now=clock.now())
            flash("Your new password is set. Sign in with it.", "good")
            return go_to("accounts.sign_in")
        except Invalid as invalid:
            put_on_field(form, invalid)
    return render_page("accounts/reset_password.html", form=form), 422 if form.errors else 200


@bp.get("/account")
@signed_in
def account() -> ResponseReturnValue:
    """What Rounds knows of me, and the way out everywhere."""
    return render_page("accounts/account.html")


@bp.route("/account/password", methods=["GET", "POST"])
@signed_in
def password() -> ResponseReturnValue:
    """Set a new password, knowing the old one; this browser stays signed in."""
    form = ChangePasswordForm()
    if form.validate_on_submit():
        try:
            was, wrong = current_user.password_hash, "That is not your password now."
            passwords.verify(was, said(form.old_password), field="old_password", message=wrong)
            password_hash = passwords.hash_new(said(form.password), name=current_user.name, email=current_user.email)
            with unit_of_work():
                actions.set_password(current_user, password_hash=password_hash, was=was, now=clock.now())
            login_user(queries.by_id(current_user.id))
            flash("Your new password is set. Every other browser is signed out.", "good")
            return go_to(".account")
        except Invalid as invalid:
            put_on_field(form, invalid)
    return render_page("accounts/password.html", form=form), 422 if form.errors else 200


@bp.route("/account/address", methods=["GET", "POST"])
@signed_in
def address() -> ResponseReturnValue:
    """Ask for another address; it counts once its letter is answered."""
    form = AddressForm()
    if form.validate_on_submit():
        try:
            wrong = "That is not your password."
            passwords.verify(current_user.password_hash, said(form.password), field="password", message=wrong)
            with unit_of_work():
                actions.ask_for_address(
                    current_user,
                    email=said(form.email),
                    domains=current_app.extensions["settings"].email_domains,
                    now=clock.now(),
                )
            return render_page("accounts/letter_sent.html", email=said(form.email))
        except Invalid as invalid:
            put_on_field(form, invalid)
    return render_page("accounts/address.html", form=form), 422 if form.errors else 200


@bp.route("/account/address/<token>", methods=["GET", "POST"])
@public
def use_address(token: str) -> ResponseReturnValue:
    """The link from the letter to the new address shows a button: GET changes nothing."""
    known = tokens.read_for_address(token, current_app.config["SECRET_KEY"])
    if known is None:
        return render_page("accounts/stale_link.html"), 410
    user, email = known
    if request.method != "POST":
        return render_page("accounts/use_address.html", email=email)
    with unit_of_work():
        actions.change_address(user, email=email, now=clock.now())
    flash(f"Your address is {email} now.", "good")
    return go_to(".account")


@bp.route("/account/profile", methods=["GET", "POST"])
@signed_in
def profile() -> ResponseReturnValue:
    """What I say of myself."""
    form = ProfileForm.of(current_user)
    if form.validate_on_submit():
        with unit_of_work():
            actions.set_profile(current_user, fields=form.fields())
        flash("Your profile is kept.", "good")
        return go_to(".profile")
    return render_page("accounts/profile.html", form=form, cv_form=CvForm()), 422 if form.errors else 200


@bp.post("/account/cv")
@signed_in
def keep_cv() -> ResponseReturnValue:
    """Put my CV on file."""
    cv_form = CvForm()
    try:
        kept = files.keep_pdf(request.files.get("cv"), "cv")
        if kept is None:
            raise Invalid("cv", "Choose a PDF first.")
        with unit_of_work():
            actions.keep_cv(current_user, name=kept.name, filename=kept.filename, now=clock.now())
    except Invalid as invalid:
        put_on_field(cv_form, invalid)
        form = ProfileForm.of(current_user, formdata=None)
        return render_page("accounts/profile.html", form=form, cv_form=cv_form), 422
    flash("Your CV is on file. You can attach it to any application.", "good")
    return go_to(".profile")


@bp.get("/account/cv")
@signed_in
def cv() -> ResponseReturnValue:
    """My CV, as a download."""
    if not current_user.cv_name:
        raise Hidden
    return files.hand_out(current_user.cv_name, current_user.cv_filename)


@bp.post("/account/cv/remove")
@signed_in
def remove_cv() -> ResponseReturnValue:
    """Take my CV off."""
    with unit_of_work():
        actions.remove_cv(current_user)
    return go_to(".profile")


@bp.post("/account/sign-out-everywhere")
@signed_in
def sign_out_everywhere() -> ResponseReturnValue:
    """End every session, this one too."""
    with unit_of_work():
        session_actions.end_all(current_user)
    return sign_out()
