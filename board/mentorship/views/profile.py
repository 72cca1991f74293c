"""What I offer as a mentor, and what I look for in one."""

from flask import flash
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.kernel import clock
from board.kernel.errors import Invalid
from board.kernel.lifecycle import may_move
from board.kernel.unit_of_work import unit_of_work
from board.kernel.verdict import require
from board.mentorship.actions import mentor as mentor_actions
from board.mentorship.actions import wish as wish_actions
from board.mentorship.forms.profile import ExcludeForm, MentorProfileForm
from board.mentorship.forms.wish import WishesForm
from board.mentorship.labels import ENROLMENTS
from board.mentorship.policy import mentor as mentor_policy
from board.mentorship.queries import conflict_of_interest as conflict_of_interest_queries
from board.mentorship.queries import mentor as mentor_queries
from board.mentorship.queries import pair as pair_queries
from board.mentorship.views import bp
from board.mentorship.views.dependencies import own_profile
from board.web.access import signed_in
from board.web.forms import as_typed, put_on_field
from board.web.pages import go_to, render_page


@bp.route("/mentorship/profile", methods=["GET", "POST"])
@signed_in
def profile() -> ResponseReturnValue:
    """My profile as a mentor; keeping it offers me as one."""
    require(mentor_policy.may_enrol(current_user))
    form = _profile_form()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                form.require_unchanged(_profile_form)
                stored = mentor_actions.save_profile(by=current_user, now=clock.now(), fields=form.fields())
        except Invalid as invalid:
            put_on_field(form, invalid)
        else:
            flash(f"Your profile is saved. {ENROLMENTS[stored.state][0]}.", "good")
            return go_to(".profile")
    return _profile(form), 422 if form.is_submitted() else 200


@bp.post("/mentorship/profile/pause")
@signed_in
def pause() -> ResponseReturnValue:
    """No new mentees for a while."""
    with unit_of_work():
        mentor_actions.pause(own_profile(), by=current_user, now=clock.now())
    flash("You are paused: nobody new can ask you. Your mentees stay.", "plain")
    return go_to(".profile")


@bp.post("/mentorship/profile/resume")
@signed_in
def resume() -> ResponseReturnValue:
    """Be listed again."""
    with unit_of_work():
        mentor_actions.resume(own_profile(), by=current_user, now=clock.now())
    flash("You are listed again.", "good")
    return go_to(".profile")


@bp.post("/mentorship/profile/withdraw")
@signed_in
def leave() -> ResponseReturnValue:
    """Be a mentor no longer."""
    with unit_of_work():
        mentor_actions.withdraw(own_profile(), by=current_user, now=clock.now())
    flash("You are off the list. Keeping the profile puts you back on it.", "plain")
    return go_to(".profile")


@bp.route("/mentorship/wishes", methods=["GET", "POST"])
@signed_in
def wishes() -> ResponseReturnValue:
    """What I look for in a mentor."""
    form = WishesForm.of(conflict_of_interest_queries.wishes_of(current_user.id))
    if form.validate_on_submit():
        looking = bool(form.looking.data)
        with unit_of_work():
            form.require_unchanged(lambda: WishesForm.of(conflict_of_interest_queries.wishes_of(current_user.id)))
            wish_actions.save_wishes(by=current_user, now=clock.now(), fields=form.fields(), is_looking=looking)
        flash("Your preferences are saved. The mentors below are in the order in which they fit them.", "good")
        return go_to(".directory")
    return _wishes(form), 422 if form.is_submitted() else 200


@bp.post("/mentorship/wishes/exclude")
@signed_in
def exclude() -> ResponseReturnValue:
    """Never be matched with a mentor of this name."""
    try:
        form = ExcludeForm.posted()
        with unit_of_work():
            wish_actions.block_by_name(form.person.data, by=current_user, now=clock.now())
    except Invalid as invalid:
        return _wishes(
            WishesForm.of(conflict_of_interest_queries.wishes_of(current_user.id), formdata=None), invalid
        ), 422
    return go_to(".wishes")


@bp.post("/mentorship/blocks/<id:block_id>/undo")
@signed_in
def unblock(block_id: int) -> ResponseReturnValue:
    """Take it back."""
    with unit_of_work():
        wish_actions.unblock(block_id, by=current_user)
    return go_to(".wishes")


def _profile_form() -> MentorProfileForm:
    mine = mentor_queries.of_person(current_user.id)
    return MentorProfileForm.of(mine, mentor_policy.kinds_open_to(current_user, mine))


def _profile(form: MentorProfileForm) -> str:
    mine = mentor_queries.of_person(current_user.id)
    return render_page(
        "mentorship/profile.html",
        form=form,
        mine=mine,
        rating=pair_queries.rating_of(mine) if mine else None,
        label=ENROLMENTS[mine.state] if mine else None,
        may=lambda verb: mine is not None and may_move(mine, verb),
    )


def _wishes(form: WishesForm, error: Invalid | None = None) -> str:
    require(mentor_policy.may_wish(current_user))
    blocks = conflict_of_interest_queries.blocks_by(current_user.id)
    typed = as_typed().get("person", "")
    return render_page("mentorship/wishes.html", form=form, blocks=blocks, problem=error, typed=typed)
