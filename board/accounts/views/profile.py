"""One's own profile and the CV on file."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts import actions
from board.accounts.forms import ProfileForm
from board.accounts.views import bp
from board.accounts.views.sign_in_pending import next_page
from board.kernel import clock
from board.kernel.errors import Invalid, NotFound
from board.kernel.unit_of_work import unit_of_work
from board.web import files
from board.web.access import signed_in
from board.web.forms import put_on_field
from board.web.pages import go_to, render_page


@bp.route("/account/profile", methods=["GET", "POST"])
@signed_in
def profile() -> ResponseReturnValue:
    """What I say of myself. A CV is on file though another field is refused: no browser chooses it again by itself."""
    form = ProfileForm.of(current_user)
    if not form.is_submitted():
        return render_page("accounts/profile.html", form=form, next=next_page())
    form.validate()
    cv = _kept_cv(form)
    if not form.errors:
        with unit_of_work():
            form.require_unchanged(lambda: ProfileForm.of(current_user))
            actions.set_profile(current_user, fields=form.fields(), cv=cv, now=clock.now())
        flash("Your profile and your CV are saved." if cv else "Your profile is saved.", "good")
        return redirect(next_page() or url_for(".profile"), 303)
    if cv is not None:
        with unit_of_work():
            actions.keep_cv(current_user, name=cv.name, filename=cv.filename, now=clock.now())
        form.cv.data = None
        flash(f"{cv.filename} is your CV on file now. Nothing else is saved yet.", "good")
    return render_page("accounts/profile.html", form=form, next=next_page()), 422


def _kept_cv(form: ProfileForm) -> files.UploadedFile | None:
    """The CV that was chosen; what is wrong with it stands on its field."""
    try:
        return files.keep_pdf(form.cv.data, "cv", instead_of=current_user.cv_name)
    except Invalid as invalid:
        put_on_field(form, invalid)
        return None


@bp.get("/account/cv")
@signed_in
def cv() -> ResponseReturnValue:
    """My CV, as a download."""
    if not current_user.cv_name:
        raise NotFound
    return files.hand_out(current_user.cv_name, current_user.cv_filename)


@bp.post("/account/cv/remove")
@signed_in
def remove_cv() -> ResponseReturnValue:
    """Take my CV off."""
    with unit_of_work():
        actions.remove_cv(current_user)
    return go_to(".profile")
