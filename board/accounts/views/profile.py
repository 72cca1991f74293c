"""One's own profile and the CV on file."""

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts import actions
from board.accounts.forms import CvForm, ProfileForm
from board.accounts.views import bp
from board.kernel import clock
from board.kernel.db import unit_of_work
from board.kernel.errors import Hidden, Invalid
from board.web import files
from board.web.access import signed_in
from board.web.forms import put_on_field
from board.web.page import go_to, render_page


@bp.route("/account/profile", methods=["GET", "POST"])
@signed_in
def profile() -> ResponseReturnValue:
    """What I say of myself."""
    form = ProfileForm.of(current_user)
    if form.validate_on_submit():
        with unit_of_work():
            form.require_unchanged(lambda: ProfileForm.of(current_user))
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
