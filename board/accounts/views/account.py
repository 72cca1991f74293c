"""One's own account: the page, the password, the address."""

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts import actions, passwords, signed_links
from board.accounts.doors import has_password, local
from board.accounts.forms import AddressForm, ChangePasswordForm
from board.accounts.models import Role
from board.accounts.policy.sign_in import may_use_password
from board.accounts.queries import erasure_request as erasure_request_queries
from board.accounts.signed_links import Purpose
from board.accounts.views import bp
from board.accounts.views import proof as proof_views
from board.accounts.views import session as session_views
from board.kernel import clock, throttle
from board.kernel.errors import Invalid
from board.kernel.throttle import Limit
from board.kernel.unit_of_work import unit_of_work
from board.kernel.verdict import require
from board.school import settings as school_settings
from board.web.access import public, sign_in_first, signed_in
from board.web.forms import put_on_field
from board.web.pages import go_to, render_page
from board.web.secret_keys import secret_keys
from board.web.throttle import by_person

NEW_ADDRESSES = Limit.of("new address", "5 per hour; 10 per day", "We have sent several emails to new addresses.")


@bp.get("/account")
@signed_in
def account() -> ResponseReturnValue:
    """What Rounds knows of me, and the way out everywhere."""
    return render_page(
        "accounts/account.html",
        has_password=has_password(current_user),
        is_student=current_user.is_a(Role.STUDENT),
        request_to_erase=erasure_request_queries.open_of(current_user.id),
    )


@bp.route("/account/password", methods=["GET", "POST"])
@signed_in
def password() -> ResponseReturnValue:
    """Set a new password, knowing the old one; this browser stays signed in."""
    require(may_use_password(current_user, local()))
    if not current_user.password_hash:
        return go_to(".forgot_password")
    form = ChangePasswordForm.of(current_user)
    if form.validate_on_submit():
        try:
            throttle.count(by_person(proof_views.OLD_PASSWORDS))
            was, mark, wrong = current_user.password_hash, current_user.link_mark, "That is not your password now."
            passwords.verify(was, form.old_password.data, field="old_password", message=wrong)
            password_hash = passwords.hash_password(form.password.data)
            with unit_of_work():
                actions.set_password(current_user, password_hash=password_hash, mark=mark, now=clock.now())
                token = session_views.begin(current_user, was=password_hash)
            if token is not None:
                session_views.remember(token, current_user)
            flash("Your new password is set. Every other browser is signed out.", "good")
            return go_to(".account")
        except Invalid as invalid:
            put_on_field(form, invalid)
    return render_page("accounts/password.html", form=form), 422 if form.errors else 200


@bp.route("/account/address", methods=["GET", "POST"])
@signed_in
def address() -> ResponseReturnValue:
    """Ask for another address, having proved that it is you; it counts once its email is answered."""
    form = AddressForm()
    if proof_views.is_recent():
        del form.password
    elif not proof_views.has_password():
        return go_to(".prove", next=request.path)
    if form.validate_on_submit():
        try:
            throttle.count(by_person(NEW_ADDRESSES))
            if form.password is not None:
                proof_views.by_password(form.password.data)
            with unit_of_work():
                actions.ask_for_address(
                    current_user,
                    email=form.email.data,
                    domains=school_settings.email_domains,
                    now=clock.now(),
                )
            return render_page("accounts/email_sent.html", email=form.email.data)
        except Invalid as invalid:
            put_on_field(form, invalid)
    return render_page("accounts/address.html", form=form), 422 if form.errors else 200


@bp.route("/account/address/<token>", methods=["GET", "POST"])
@public
def use_address(token: str) -> ResponseReturnValue:
    """The link from the email to the new address shows a button: GET changes nothing.

    It counts for whoever asked, signed in, and nobody else: otherwise the owner of the new address, pressing what came
    by email, would put it on an account whose password they never chose.
    """
    opened = signed_links.read(token, Purpose.NEW_ADDRESS, keys=secret_keys())
    if opened is None:
        return render_page("accounts/stale_link.html"), 410
    user, email = opened
    if not current_user.is_authenticated:
        return sign_in_first()
    if user.id != current_user.id:
        return render_page("accounts/address_of_another.html", email=email), 403
    if request.method != "POST":
        return render_page("accounts/use_address.html", email=email, was=user.email)
    mark = user.link_mark
    with unit_of_work():
        actions.change_address(user, email=email, mark=mark)
    flash(f"Your address is {email} now.", "good")
    return go_to(".account")
