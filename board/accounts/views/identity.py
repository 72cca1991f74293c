"""The school sign-ons of one's own account."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts.actions import identity as identity_actions
from board.accounts.doors import school
from board.accounts.forms import PasswordForm
from board.accounts.policy import identity as identity_policy
from board.accounts.queries import identity as identity_queries
from board.accounts.views import bp
from board.accounts.views import proof as proof_views
from board.accounts.views import sign_on_cookie as sign_on_cookie_views
from board.accounts.views.sign_on_attempt import (
    AttemptPurpose,
    SignOnAttempt,
    SignOnProblem,
    problem,
    recall_arrival,
    set_out,
)
from board.accounts.views.sign_on_cookie import Ticket
from board.kernel import clock
from board.kernel.errors import Invalid, found_or_404
from board.kernel.unit_of_work import unit_of_work
from board.kernel.verdict import require
from board.web.access import signed_in
from board.web.forms import put_on_field
from board.web.pages import go_to, render_page


@bp.get("/account/sign-on")
@signed_in
def identities() -> ResponseReturnValue:
    """Which school sign-ons are linked to my account, and the way to link one."""
    return render_page(
        "accounts/identities.html",
        identities=identity_queries.identities_of(current_user.id),
        name=school().name,
    )


@bp.get("/account/sign-on/link")
@signed_in
def link_identity() -> ResponseReturnValue:
    """Off to the school's sign-on, to come back with who one is there."""
    return set_out(SignOnAttempt(AttemptPurpose.LINK, user_id=current_user.id))


@bp.route("/account/sign-on/confirm", methods=["GET", "POST"])
@signed_in
def confirm_link() -> ResponseReturnValue:
    """Link what one came back with, once it is proved who asks: whoever else sent the browser here links nothing."""
    arrival = recall_arrival()
    if arrival is None or arrival.user_id != current_user.id:
        return problem(SignOnProblem.STALE)
    form = _proof_form()
    if form is None:
        return proof_views.ask_again()
    if form.validate_on_submit():
        try:
            was = _prove(form)
            with unit_of_work():
                subject = arrival.sign_on.subject
                identity_actions.link_own(current_user, subject, was=was, now=clock.now())
            sign_on_cookie_views.forget(Ticket.ARRIVAL)
            flash("Your school sign-on is linked: it signs you in from now on.", "good")
            return go_to(".identities")
        except Invalid as invalid:
            put_on_field(form, invalid)
    page = render_page("accounts/confirm_link.html", form=form, label=arrival.label, name=school().name)
    return page, 422 if form.errors else 200


@bp.route("/account/sign-on/<id:identity_id>/unlink", methods=["GET", "POST"])
@signed_in
def unlink_identity(identity_id: int) -> ResponseReturnValue:
    """Part with a school sign-on; whoever came in by it is signed out there."""
    identity = found_or_404(identity_queries.own(identity_id, user_id=current_user.id))
    has_password = proof_views.has_password()
    others = len(identity_queries.identities_of(current_user.id)) - 1
    require(identity_policy.may_unlink(current_user, identity, has_password=has_password, others=others))
    form = _proof_form()
    if form is None:
        return proof_views.ask_again()
    if form.validate_on_submit():
        try:
            was = _prove(form)
            with unit_of_work():
                identity_actions.unlink_own(current_user, identity, was=was, has_password=has_password)
            flash("That school sign-on is no longer linked to your account.", "good")
            return redirect(url_for("accounts.account"), 303)
        except Invalid as invalid:
            put_on_field(form, invalid)
    page = render_page("accounts/unlink_identity.html", form=form, identity=identity, name=school().name)
    return page, 422 if form.errors else 200


def _proof_form() -> PasswordForm | None:
    """What asks for the password, where it was not proved lately who this is; None where it takes something else."""
    form = PasswordForm()
    if proof_views.is_recent():
        del form.password
    elif not proof_views.has_password():
        return None
    return form


def _prove(form: PasswordForm) -> str:
    """The hash of the password that counted when it was proved who this is."""
    was: str = current_user.password_hash
    if form.password is not None:
        proof_views.by_password(form.password.data)
    return was
