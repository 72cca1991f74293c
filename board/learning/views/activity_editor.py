"""Writing activities: for coordinators."""

from flask import flash
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.kernel import clock, markdown
from board.kernel.errors import Invalid
from board.kernel.unit_of_work import unit_of_work
from board.learning import labels, policy, starter_activity
from board.learning.actions import activity as activity_actions
from board.learning.forms import ActivityForm, AssignmentForm, PageForm, PagePreviewForm, QuestionForm
from board.learning.models import Activity, ActivityPage, QuizQuestion
from board.learning.views import bp
from board.learning.views.dependencies import page_of, question_of, visible
from board.web.access import for_roles, stays_in_form
from board.web.forms import put_on_field
from board.web.once import unit_of_work_once
from board.web.pages import go_to, render_page
from board.web.throttle import makes_previews


@bp.route("/learning/new", methods=["GET", "POST"])
@for_roles("coordinator")
def new() -> ResponseReturnValue:
    """Begin an activity."""
    form = ActivityForm()
    if form.validate_on_submit():
        try:
            with unit_of_work_once():
                activity_id = activity_actions.draft(by=current_user, now=clock.now(), fields=form.fields()).id
            return go_to(".write", activity_id=activity_id)
        except Invalid as invalid:
            put_on_field(form, invalid)
    return render_page("learning/form.html", form=form, activity=None), 422 if form.errors else 200


@bp.route("/learning/<id:activity_id>/edit", methods=["GET", "POST"])
@for_roles("coordinator")
def edit(activity_id: int) -> ResponseReturnValue:
    """Change its facts."""
    activity = visible(activity_id)
    form = ActivityForm.of(activity)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                form.require_unchanged(lambda: ActivityForm.of(activity))
                activity_actions.edit(activity, by=current_user, fields=form.fields())
            return go_to(".write", activity_id=activity_id)
        except Invalid as invalid:
            put_on_field(form, invalid)
    return render_page("learning/form.html", form=form, activity=activity), 422 if form.errors else 200


@bp.get("/learning/<id:activity_id>/write")
@for_roles("coordinator")
def write(activity_id: int) -> ResponseReturnValue:
    """Its pages and questions, in their order."""
    return write_page(visible(activity_id), AssignmentForm(formdata=None))


@bp.post("/learning/<id:activity_id>/publish")
@for_roles("coordinator")
def publish(activity_id: int) -> ResponseReturnValue:
    """Offer it; what is missing is said."""
    try:
        with unit_of_work():
            activity_actions.publish(visible(activity_id), by=current_user, now=clock.now())
    except Invalid as invalid:
        flash(invalid.message, "loss")
    return go_to(".write", activity_id=activity_id)


@bp.post("/learning/<id:activity_id>/retire")
@for_roles("coordinator")
def retire(activity_id: int) -> ResponseReturnValue:
    """Stop offering it."""
    with unit_of_work():
        activity_actions.retire(visible(activity_id), by=current_user, now=clock.now())
    return go_to(".write", activity_id=activity_id)


@bp.post("/learning/starter")
@for_roles("coordinator")
def bring_starter() -> ResponseReturnValue:
    """Add the starter activity that comes with Rounds."""
    with unit_of_work_once():
        activity_id = starter_activity.bring_in(by=current_user, now=clock.now()).id
    return go_to(".write", activity_id=activity_id)


@bp.route("/learning/<id:activity_id>/pages/new", methods=["GET", "POST"])
@for_roles("coordinator")
def new_page(activity_id: int) -> ResponseReturnValue:
    """Write a page at the end."""
    return _page_form(visible(activity_id), None)


@bp.route("/learning/<id:activity_id>/pages/<id:page_id>/edit", methods=["GET", "POST"])
@for_roles("coordinator")
def edit_page(activity_id: int, page_id: int) -> ResponseReturnValue:
    """Change a page."""
    activity = visible(activity_id)
    return _page_form(activity, page_of(activity, page_id))


@bp.post("/learning/preview")
@for_roles("coordinator")
@stays_in_form
@makes_previews
def preview() -> ResponseReturnValue:
    """How a page will look, or why it cannot be taken."""
    try:
        html: str = markdown.render(PagePreviewForm.posted().text.data, 2)
    except Invalid as invalid:
        html = invalid.message
    return render_page(
        "learning/preview.html",
        fragments={"page-preview": "learning/_preview.html"},
        html=html,
    )


@bp.post("/learning/<id:activity_id>/pages/<id:page_id>/up")
@for_roles("coordinator")
def page_up(activity_id: int, page_id: int) -> ResponseReturnValue:
    """One place to the front."""
    with unit_of_work():
        activity = visible(activity_id)
        activity_actions.move_up(activity, page_of(activity, page_id), by=current_user)
    return go_to(".write", activity_id=activity_id)


@bp.post("/learning/<id:activity_id>/pages/<id:page_id>/remove")
@for_roles("coordinator")
def remove_page(activity_id: int, page_id: int) -> ResponseReturnValue:
    """Take a page out."""
    activity = visible(activity_id)
    return _remove(activity, page_of(activity, page_id))


@bp.route("/learning/<id:activity_id>/questions/new", methods=["GET", "POST"])
@for_roles("coordinator")
def new_question(activity_id: int) -> ResponseReturnValue:
    """Write a question at the end."""
    return _question_form(visible(activity_id), None)


@bp.route("/learning/<id:activity_id>/questions/<id:question_id>/edit", methods=["GET", "POST"])
@for_roles("coordinator")
def edit_question(activity_id: int, question_id: int) -> ResponseReturnValue:
    """Change a question."""
    activity = visible(activity_id)
    return _question_form(activity, question_of(activity, question_id))


@bp.post("/learning/<id:activity_id>/questions/<id:question_id>/up")
@for_roles("coordinator")
def question_up(activity_id: int, question_id: int) -> ResponseReturnValue:
    """One place to the front."""
    with unit_of_work():
        activity = visible(activity_id)
        activity_actions.move_up(activity, question_of(activity, question_id), by=current_user)
    return go_to(".write", activity_id=activity_id)


@bp.post("/learning/<id:activity_id>/questions/<id:question_id>/remove")
@for_roles("coordinator")
def remove_question(activity_id: int, question_id: int) -> ResponseReturnValue:
    """Take a question out."""
    activity = visible(activity_id)
    return _remove(activity, question_of(activity, question_id))


def write_page(activity: Activity, form: AssignmentForm) -> str:
    """Pages, questions, and the form that assigns."""
    return render_page(
        "learning/write.html",
        activity=activity,
        label=labels.ACTIVITY[activity.state],
        may_publish=bool(policy.may_publish(current_user, activity)),
        assignment_form=form,
    )


def _remove(activity: Activity, part: ActivityPage | QuizQuestion) -> ResponseReturnValue:
    activity_id = activity.id
    try:
        with unit_of_work():
            activity_actions.remove(activity, part, by=current_user)
    except Invalid as invalid:
        flash(invalid.message, "loss")
    return go_to(".write", activity_id=activity_id)


def _page_form(activity: Activity, page: ActivityPage | None) -> ResponseReturnValue:
    form = PageForm.of(page)
    if form.validate_on_submit():
        with unit_of_work_once():
            form.require_unchanged(lambda: PageForm.of(page))
            activity_actions.write_page(activity, page, by=current_user, title=form.title.data, text=form.text.data)
        return go_to(".write", activity_id=activity.id)
    return render_page("learning/page_form.html", form=form, activity=activity, page=page), 422 if form.errors else 200


def _question_form(activity: Activity, question: QuizQuestion | None) -> ResponseReturnValue:
    form, activity_id = QuestionForm.of(question), activity.id
    if form.validate_on_submit():
        try:
            with unit_of_work_once():
                form.require_unchanged(lambda: QuestionForm.of(question))
                activity_actions.write_question(activity, question, by=current_user, fields=form.fields())
            return go_to(".write", activity_id=activity_id)
        except Invalid as invalid:
            put_on_field(form, invalid)
    page = render_page("learning/question_form.html", form=form, activity=activity, question=question)
    return page, 422 if form.errors else 200
