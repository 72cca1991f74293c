"""Writing an activity: its facts, its pages, its quiz."""

from datetime import datetime
from typing import Any

from board.accounts.models import User
from board.kernel import audit, events, lifecycle
from board.kernel.db import db
from board.kernel.errors import Invalid
from board.kernel.locks import lock_row
from board.kernel.verdict import require
from board.learning import policy
from board.learning.events import ActivityChanged
from board.learning.models import Activity, ActivityPage, ActivityState, QuizQuestion


def draft(*, by: User, now: datetime, fields: dict[str, Any]) -> Activity:
    """Begin an activity that only coordinators see."""
    require(policy.may_author(by))
    _refuse_empty_credit(fields)
    activity = Activity(created_at=now, **fields)
    db.session.add(activity)
    db.session.flush()
    audit.record("activity.draft", by=by.id, thing=f"activity:{activity.id}")
    return activity


def edit(activity: Activity, *, by: User, fields: dict[str, Any]) -> None:
    """Change its facts. Certificates that were issued keep what they say."""
    require(policy.may_author(by))
    _refuse_empty_credit(fields)
    for name, value in fields.items():
        setattr(activity, name, value)
    if activity.state is ActivityState.PUBLISHED:
        _refuse_incomplete(activity)
    _changed(activity, "activity.edit", by=by)


def publish(activity: Activity, *, by: User, now: datetime) -> None:
    """Offer it. Raises `Invalid` while something that learners need is missing."""
    require(policy.may_author(by))
    _refuse_incomplete(activity)
    lifecycle.move(activity, "publish", by=by.id, now=now, published_at=now)
    _changed(activity, "activity.publish", by=by)


def retire(activity: Activity, *, by: User, now: datetime) -> None:
    """Stop offering it; what people did with it stays."""
    require(policy.may_author(by))
    lifecycle.move(activity, "retire", by=by.id, now=now)
    _changed(activity, "activity.retire", by=by)


def write_page(activity: Activity, page: ActivityPage | None, *, by: User, title: str, text: str) -> ActivityPage:
    """Add a page at the end, or change one."""
    require(policy.may_author(by))
    if page is None:
        page = ActivityPage(position=len(activity.pages))
        activity.pages.append(page)
    page.title, page.text = title, text
    db.session.flush()
    return page


def write_question(
    activity: Activity, question: QuizQuestion | None, *, by: User, fields: dict[str, Any]
) -> QuizQuestion:
    """Add a question at the end, or change one. Raises `Invalid` where it cannot be answered."""
    require(policy.may_author(by))
    if len(fields["choices"]) < 2:
        raise Invalid("choices", "Write at least two choices, one on each line.")
    if not fields["right"]:
        raise Invalid("choices", "Mark each right choice with a * at the beginning of its line.")
    if len(set(fields["choices"])) < len(fields["choices"]):
        raise Invalid("choices", "Two choices are the same.")
    if question is None:
        question = QuizQuestion(position=len(activity.questions))
        activity.questions.append(question)
    for name, value in fields.items():
        setattr(question, name, value)
    question.takes_several = len(fields["right"]) > 1
    db.session.flush()
    return question


def remove(activity: Activity, part: ActivityPage | QuizQuestion, *, by: User) -> None:
    """Take out a page or a question; the others close up. Raises `Invalid` for the last of what is offered."""
    _lock_parts(activity)
    require(policy.may_author(by))
    parts: list[Any] = activity.pages if isinstance(part, ActivityPage) else activity.questions
    parts.remove(part)
    if activity.state is ActivityState.PUBLISHED:
        _refuse_incomplete(activity)
    for place, other in enumerate(parts):
        other.position = place


def move_up(activity: Activity, part: ActivityPage | QuizQuestion, *, by: User) -> None:
    """One place further to the front."""
    _lock_parts(activity)
    require(policy.may_author(by))
    parts: list[Any] = sorted(
        activity.pages if isinstance(part, ActivityPage) else activity.questions, key=lambda item: item.position
    )
    place = parts.index(part)
    if place:
        parts[place - 1].position, part.position = part.position, parts[place - 1].position


def _lock_parts(activity: Activity) -> None:
    """Read its pages and questions anew: whoever changes their order waits for the others."""
    lock_row(activity)
    db.session.expire(activity, ["pages", "questions"])


def _refuse_incomplete(activity: Activity) -> None:
    """What is offered has all that its learners need."""
    if not activity.summary:
        raise Invalid("summary", "Add a summary: it is what the list shows.")
    if activity.is_taken_here and not activity.pages:
        raise Invalid("link", "It needs at least one page, or the address where it is taken.")
    if activity.is_taken_here and not activity.questions:
        raise Invalid("link", "It needs at least one question: a certificate needs a quiz.")


def _refuse_empty_credit(fields: dict[str, Any]) -> None:
    if fields["credit_quarters"] and not (fields["provider"] and fields["credit_statement"]):
        raise Invalid("credit_statement", "Credit is shown with its provider and the provider’s own statement only.")


def _changed(activity: Activity, verb: str, *, by: User) -> None:
    audit.record(verb, by=by.id, thing=f"activity:{activity.id}")
    events.publish(ActivityChanged(activity.id))
