"""Taking an activity: begin, read, try the quiz, claim credit."""

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.kernel import clock
from board.kernel.errors import Invalid, NotFound, found_or_404
from board.kernel.unit_of_work import unit_of_work
from board.kernel.verdict import require
from board.learning import policy, queries
from board.learning.actions import attempt as attempt_actions
from board.learning.actions import certificate as certificate_actions
from board.learning.forms import ClaimForm, QuizForm, quarters, quiz_form
from board.learning.models import Attempt, Progress
from board.learning.views import bp
from board.learning.views.dependencies import begun, page_of, visible
from board.web.access import signed_in
from board.web.editing import AUTOSAVE, Value, require_unchanged, saved_by_itself, version_of
from board.web.forms import put_on_field
from board.web.pages import go_to, render_page


@bp.post("/learning/<id:activity_id>/begin")
@signed_in
def begin(activity_id: int) -> ResponseReturnValue:
    """Begin, or go on where I left."""
    activity = visible(activity_id)
    with unit_of_work():
        mine = attempt_actions.begin(activity, by=current_user, now=clock.now())
        read = mine.pages_read
    if read < len(activity.pages):
        return go_to(".page", activity_id=activity_id, page_id=activity.pages[read].id)
    return go_to(".try_quiz", activity_id=activity_id)


@bp.get("/learning/<id:activity_id>/pages/<id:page_id>")
@signed_in
def page(activity_id: int, page_id: int) -> ResponseReturnValue:
    """One page; those after the first that is unread wait their turn."""
    mine = begun(activity_id)
    shown = page_of(mine.activity, page_id)
    number = mine.activity.pages.index(shown) + 1
    if number > mine.pages_read + 1:
        return go_to(".page", activity_id=activity_id, page_id=mine.activity.pages[mine.pages_read].id)
    return render_page("learning/page.html", taking=mine, activity=mine.activity, page=shown, number=number)


@bp.post("/learning/<id:activity_id>/pages/<id:page_id>/read")
@signed_in
def read(activity_id: int, page_id: int) -> ResponseReturnValue:
    """I have read it: on to the next, or to the quiz."""
    mine = begun(activity_id)
    pages = mine.activity.pages
    number = pages.index(page_of(mine.activity, page_id)) + 1
    next_id = pages[number].id if number < len(pages) else None
    with unit_of_work():
        attempt_actions.read_page(mine, number, by=current_user, now=clock.now())
    if next_id is None:
        return go_to(".try_quiz", activity_id=activity_id)
    return go_to(".page", activity_id=activity_id, page_id=next_id)


@bp.get("/learning/<id:activity_id>/quiz")
@signed_in
def try_quiz(activity_id: int) -> ResponseReturnValue:
    """The way into the quiz, or the try that is under way; earlier tries below."""
    mine = begun(activity_id)
    open_try = next((item for item in mine.attempts if item.submitted_at is None), None)
    may = policy.may_hand_in if open_try else policy.may_try_quiz
    verdict = may(current_user, mine, clock.day(clock.now()))
    return _quiz(mine, open_try if verdict else None, reason=verdict.reason)


@bp.post("/learning/<id:activity_id>/quiz/begin")
@signed_in
def begin_quiz(activity_id: int) -> ResponseReturnValue:
    """A new try, in a new order."""
    mine = begun(activity_id)
    with unit_of_work():
        attempt_actions.begin_attempt(mine, by=current_user, now=clock.now())
    return go_to(".try_quiz", activity_id=activity_id)


@bp.post("/learning/<id:activity_id>/quiz")
@signed_in
def hand_in(activity_id: int) -> ResponseReturnValue:
    """Hand in my answers, or keep those that I have given so far."""
    mine = begun(activity_id)
    attempt = _attempt(mine, QuizForm().attempt.data)
    form = quiz_form(attempt)
    answers = form.answers(attempt)
    if AUTOSAVE in request.headers or form.save.data:
        with unit_of_work():
            require_unchanged(lambda: _values(attempt))
            attempt_actions.keep_answers(mine, attempt, answers, by=current_user, now=clock.now())
        if AUTOSAVE in request.headers:
            return saved_by_itself(_values(attempt))
        flash("Your answers so far are saved. Submit them when you have answered every question.", "good")
        return go_to(".try_quiz", activity_id=activity_id)
    try:
        with unit_of_work():
            require_unchanged(lambda: _values(attempt))
            attempt_actions.submit(mine, attempt, answers, by=current_user, now=clock.now())
            attempt_id = attempt.id
    except Invalid as invalid:
        with unit_of_work():
            attempt_actions.keep_answers(mine, attempt, answers, by=current_user, now=clock.now())
        return _quiz(mine, attempt, invalid=invalid), 422
    return go_to(".attempt", activity_id=activity_id, attempt_id=attempt_id)


@bp.get("/learning/<id:activity_id>/attempts/<id:attempt_id>")
@signed_in
def attempt(activity_id: int, attempt_id: int) -> ResponseReturnValue:
    """A try that was handed in: what was right, and why."""
    mine = begun(activity_id)
    tried = _attempt(mine, attempt_id)
    if tried.submitted_at is None:
        raise NotFound
    certificate = queries.certificate_of(current_user.id, activity_id) if tried.has_passed else None
    return render_page("learning/attempt.html", activity=mine.activity, attempt=tried, certificate=certificate)


@bp.route("/learning/<id:activity_id>/credit", methods=["GET", "POST"])
@signed_in
def claim(activity_id: int) -> ResponseReturnValue:
    """A physician claims credit, in quarters."""
    mine, form = begun(activity_id), ClaimForm()
    certificate = queries.certificate_of(current_user.id, activity_id)
    require(policy.may_claim(current_user, certificate))
    if certificate is not None and form.validate_on_submit():
        try:
            with unit_of_work():
                asked, sworn = quarters(form.credit.data) or 0, bool(form.is_physician.data)
                certificate_actions.claim(
                    certificate, by=current_user, now=clock.now(), quarters=asked, is_physician=sworn
                )
            flash("Your claim is saved. A later one takes its place, and this one stays on record.", "good")
            return go_to(".transcript")
        except Invalid as invalid:
            put_on_field(form, invalid)
    page = render_page("learning/claim.html", form=form, activity=mine.activity, certificate=certificate)
    return page, 422 if form.errors else 200


def _attempt(mine: Progress, attempt_id: int | None) -> Attempt:
    return found_or_404(next((other for other in mine.attempts if other.id == attempt_id), None))


def _values(attempt: Attempt) -> list[Value]:
    """The answers so far, as the form shows them."""
    return [
        Value(
            name=f"question-{question.id}",
            label=question.text,
            pairs=tuple((f"question-{question.id}", str(item)) for item in attempt.answers.get(str(question.id), [])),
            words={str(place): choice for place, choice in enumerate(question.choices)},
        )
        for question in attempt.questions
    ]


def _quiz(
    mine: Progress,
    attempt: Attempt | None,
    *,
    invalid: Invalid | None = None,
    reason: str = "",
) -> str:
    return render_page(
        "learning/quiz.html",
        taking=mine,
        activity=mine.activity,
        attempt=attempt,
        ticked=attempt.answers if attempt else {},
        saved_version=version_of(_values(attempt)) if attempt else "",
        invalid=invalid,
        reason=reason,
    )
