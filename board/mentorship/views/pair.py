"""A pair: what it agreed, what it works toward, and how it stands."""

from flask import flash
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.kernel import clock
from board.kernel.errors import Invalid
from board.kernel.unit_of_work import unit_of_work
from board.kernel.verdict import require
from board.mentorship import pair_status
from board.mentorship.actions import agreement as agreement_actions
from board.mentorship.actions import conflict_of_interest as conflict_of_interest_actions
from board.mentorship.actions import pair_end as pair_end_actions
from board.mentorship.actions import report as report_actions
from board.mentorship.forms.agreement import AgreementForm, SignForm
from board.mentorship.forms.conflict_of_interest import OwnConflictForm
from board.mentorship.forms.pair import EndPairForm, GoalEndForm, GoalForm, RefusePairForm, TaskForm
from board.mentorship.labels import CONFLICTS, END_CHOICES, END_REASONS, MEETINGS, MENTORSHIPS, RATINGS
from board.mentorship.models import Mentorship
from board.mentorship.policy import pair as pair_policy
from board.mentorship.queries import pair as pair_queries
from board.mentorship.queries import report as report_queries
from board.mentorship.rules import RULES
from board.mentorship.views import bp
from board.mentorship.views.dependencies import any_pair, own_pair
from board.web.access import signed_in
from board.web.forms import as_typed, put_on_field
from board.web.once import unit_of_work_once
from board.web.pages import go_to, render_page
from board.web.read_log import note_reading


@bp.get("/mentorships/<id:mentorship_id>")
@signed_in
def pair(mentorship_id: int) -> ResponseReturnValue:
    """All of it for the two of them; for those in charge what each of them may see."""
    result = any_pair(mentorship_id)
    return _pair(result) if pair_policy.is_one_of(current_user, result) else _overseen(result)


@bp.route("/mentorships/<id:mentorship_id>/agreement", methods=["GET", "POST"])
@signed_in
def agreement(mentorship_id: int) -> ResponseReturnValue:
    """Read it, or propose a new version."""
    result = own_pair(mentorship_id)
    form = AgreementForm(obj=result.agreement)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                form.require_unchanged(lambda: AgreementForm(obj=result.agreement), may_merge=False)
                agreement_actions.rewrite(result, by=current_user, now=clock.now(), fields=form.fields())
        except Invalid as invalid:
            put_on_field(form, invalid)
        else:
            flash("Your version is signed by you. It counts when the other has signed it too.", "good")
            return go_to(".pair", mentorship_id=mentorship_id)
    page = render_page(
        "mentorship/agreement.html",
        pair=result,
        form=form,
        partner=result.partner_of(current_user.id),
        may_sign=pair_policy.may_sign(current_user, result),
        may_work=pair_policy.may_work(current_user, result),
    )
    return page, 422 if form.is_submitted() else 200


@bp.post("/mentorships/<id:mentorship_id>/sign")
@signed_in
def sign(mentorship_id: int) -> ResponseReturnValue:
    """Sign the version that was read."""
    result, form = own_pair(mentorship_id), SignForm.posted()
    with unit_of_work():
        agreement_actions.sign(result, form.version_read(), by=current_user, now=clock.now())
    return go_to(".pair", mentorship_id=mentorship_id)


@bp.post("/mentorships/<id:mentorship_id>/goals")
@signed_in
def add_goal(mentorship_id: int) -> ResponseReturnValue:
    """One more goal."""
    result = own_pair(mentorship_id)
    try:
        form = GoalForm.posted()
        with unit_of_work_once():
            agreement_actions.add_goal(result, by=current_user, now=clock.now(), text=form.goal.data)
    except Invalid as invalid:
        return _pair(own_pair(mentorship_id), invalid), 422
    return go_to(".pair", mentorship_id=mentorship_id, _anchor="goals")


@bp.post("/mentorships/<id:mentorship_id>/goals/<id:goal_id>")
@signed_in
def settle_goal(mentorship_id: int, goal_id: int) -> ResponseReturnValue:
    """Reached or dropped."""
    result = own_pair(mentorship_id)
    try:
        form = GoalEndForm.posted()
        with unit_of_work():
            agreement_actions.settle_goal(result, goal_id, by=current_user, now=clock.now(), done=form.is_reached)
    except Invalid as invalid:
        return _pair(own_pair(mentorship_id), invalid), 422
    return go_to(".pair", mentorship_id=mentorship_id, _anchor="goals")


@bp.post("/mentorships/<id:mentorship_id>/tasks")
@signed_in
def add_task(mentorship_id: int) -> ResponseReturnValue:
    """One more task."""
    result = own_pair(mentorship_id)
    try:
        form = TaskForm.posted()
        owner = result.mentee_id if form.is_for_mentee else result.enrolment.user_id
        text, due_on = form.task.data, form.due_on.data
        with unit_of_work_once():
            agreement_actions.add_task(result, by=current_user, owner_id=owner, text=text, due_on=due_on)
    except Invalid as invalid:
        return _pair(own_pair(mentorship_id), invalid), 422
    return go_to(".pair", mentorship_id=mentorship_id, _anchor="tasks")


@bp.post("/mentorships/<id:mentorship_id>/tasks/<id:task_id>")
@signed_in
def tick_task(mentorship_id: int, task_id: int) -> ResponseReturnValue:
    """Done, or not."""
    result = own_pair(mentorship_id)
    with unit_of_work():
        agreement_actions.tick_task(result, task_id, by=current_user, now=clock.now())
    return go_to(".pair", mentorship_id=mentorship_id, _anchor="tasks")


@bp.post("/mentorships/<id:mentorship_id>/pause")
@signed_in
def pause_pair(mentorship_id: int) -> ResponseReturnValue:
    """Rest."""
    result = own_pair(mentorship_id)
    with unit_of_work():
        pair_end_actions.pause(result, by=current_user, now=clock.now())
    return go_to(".pair", mentorship_id=mentorship_id)


@bp.post("/mentorships/<id:mentorship_id>/resume")
@signed_in
def resume_pair(mentorship_id: int) -> ResponseReturnValue:
    """Go on."""
    result = own_pair(mentorship_id)
    with unit_of_work():
        pair_end_actions.resume(result, by=current_user, now=clock.now())
    return go_to(".pair", mentorship_id=mentorship_id)


@bp.post("/mentorships/<id:mentorship_id>/in-touch")
@signed_in
def in_touch(mentorship_id: int) -> ResponseReturnValue:
    """We are, although nothing was logged."""
    result = own_pair(mentorship_id)
    with unit_of_work():
        pair_end_actions.say_in_touch(result, by=current_user, now=clock.now())
    return go_to(".pair", mentorship_id=mentorship_id)


@bp.post("/mentorships/<id:mentorship_id>/refuse")
@signed_in
def refuse_pair(mentorship_id: int) -> ResponseReturnValue:
    """Not take it up."""
    result, form = own_pair(mentorship_id), RefusePairForm.posted()
    with unit_of_work():
        pair_end_actions.refuse(result, by=current_user, now=clock.now(), words=form.words.data)
    return go_to(".home")


@bp.post("/mentorships/<id:mentorship_id>/end")
@signed_in
def end_pair(mentorship_id: int) -> ResponseReturnValue:
    """End it."""
    result = own_pair(mentorship_id)
    try:
        form = EndPairForm.posted()
        reason, words, look_again = form.reason.data, form.words.data, form.look_again.data
        with unit_of_work():
            now = clock.now()
            pair_end_actions.end(result, by=current_user, now=now, reason=reason, words=words, look_again=look_again)
    except Invalid as invalid:
        return _pair(own_pair(mentorship_id), invalid), 422
    flash("It has ended. Say how it was, if you like.", "plain")
    return go_to(".feedback", mentorship_id=mentorship_id)


@bp.post("/mentorships/<id:mentorship_id>/block")
@signed_in
def block_partner(mentorship_id: int) -> ResponseReturnValue:
    """Never meet again."""
    result = own_pair(mentorship_id)
    with unit_of_work():
        report_actions.block_partner(result, by=current_user, now=clock.now())
    flash("You will not see each other here, and nobody is told why.", "plain")
    return go_to(".home")


@bp.post("/mentorships/<id:mentorship_id>/conflict")
@signed_in
def declare_own(mentorship_id: int) -> ResponseReturnValue:
    """Something has changed: a conflict of interest."""
    result = own_pair(mentorship_id)
    try:
        form = OwnConflictForm.posted()
        with unit_of_work_once():
            people = {"mentor": result.mentor, "mentee": result.mentee}
            conflict_of_interest_actions.declare(by=current_user, now=clock.now(), kind=form.kind.data, **people)
    except Invalid as invalid:
        return _pair(own_pair(mentorship_id), invalid), 422
    flash("The mentorship is paused, and a coordinator decides how it goes on.", "plain")
    return go_to(".pair", mentorship_id=mentorship_id)


def _overseen(mentorship: Mentorship) -> str:
    is_lead, is_reported = report_queries.is_lead(current_user.id), report_queries.is_reported(mentorship.id)
    require(pair_policy.may_read_answers(current_user, mentorship, is_lead=is_lead))
    content = pair_policy.may_read_on_report(current_user, mentorship, is_lead=is_lead, is_reported=is_reported)
    by_office = pair_policy.may_read_dates(current_user, mentorship) and not content
    if note_reading("mentorship.read" if by_office else "mentorship.read-on-report", f"mentorship:{mentorship.id}"):
        mentorship = any_pair(mentorship.id)
    return render_page(
        "mentorship/overseen.html",
        pair=mentorship,
        label=MENTORSHIPS[mentorship.state],
        meeting_labels=MEETINGS,
        with_content=bool(content),
        with_dates=bool(content) or bool(pair_policy.may_read_dates(current_user, mentorship)),
        check_ins=pair_queries.check_ins_of(mentorship.id),
        ratings=RATINGS,
    )


def _pair(mentorship: Mentorship, invalid: Invalid | None = None) -> str:
    now = clock.now()
    return render_page(
        "mentorship/pair.html",
        pair=mentorship,
        partner=mentorship.partner_of(current_user.id),
        is_mentee=mentorship.mentee_id == current_user.id,
        label=MENTORSHIPS[mentorship.state],
        contact=pair_status.contact(mentorship, now),
        my_answers=pair_queries.check_ins_of(mentorship.id, current_user.id),
        ratings=RATINGS,
        check_in=pair_status.check_in_open(mentorship, current_user.id, now),
        may={name: getattr(pair_policy, f"may_{name}")(current_user, mentorship) for name in MAY},
        may_give_feedback=pair_policy.may_give_feedback(current_user, mentorship, now),
        said=pair_queries.feedback_of(mentorship.id, current_user.id),
        is_early=now < mentorship.started_at + RULES.no_fault,
        meeting_labels=MEETINGS,
        reasons=END_REASONS,
        end_choices=END_CHOICES,
        conflict_kinds=CONFLICTS,
        most_goals=RULES.goals,
        typed=as_typed(),
        invalid=invalid,
    )


MAY = ("work", "meet", "sign", "pause", "resume", "end", "refuse", "say_in_touch")
"""What the page has buttons for."""
