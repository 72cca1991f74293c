"""The agreement, the goals and the tasks of a pair."""

from datetime import date, datetime, timedelta
from typing import Any

from board.accounts.models import User
from board.kernel import clock, lifecycle
from board.kernel.dates import say_full_date
from board.kernel.db import db
from board.kernel.errors import Conflict, Invalid, found_or_404
from board.kernel.locks import lock_row
from board.mentorship.actions.notification import notify_both, notify_partner
from board.mentorship.actions.time_guard import require_now
from board.mentorship.models import Agreement, Goal, Mentorship, MentorshipState, Task
from board.mentorship.policy import pair as pair_policy
from board.mentorship.queries import mentor as mentor_queries
from board.mentorship.queries import pair as pair_queries
from board.mentorship.rules import RULES


def sign(pair: Mentorship, version: int, *, by: User, now: datetime) -> None:
    """Hold oneself to the version one has read. Signed by both it counts: it sets the end, and opens the meetings."""
    agreement = _lock_agreement(pair)
    require_now(pair_policy.may_sign(by, pair))
    if agreement.version != version:
        raise Conflict(f"There is a version {agreement.version} now. Read it before you sign.")
    _set_signature(pair, agreement, by=by, now=now)
    if not agreement.is_signed:
        notify_partner(by, pair, "signed", page="/agreement")
        return
    pair.ends_on = agreement.ends_on
    if pair.state is MentorshipState.PROPOSED:
        lifecycle.move(pair, "confirm", by=by.id, now=now, contact_at=now)
    notify_both(pair, "agreed")


def rewrite(pair: Mentorship, *, by: User, now: datetime, fields: dict[str, Any]) -> None:
    """Propose a new version, signed by oneself; the old text stays. A later end is a renewal: it too needs both."""
    before = _lock_agreement(pair)
    require_now(pair_policy.may_work(by, pair))
    _refuse_term(pair, fields["ends_on"], now)
    agreement = Agreement(version=before.version + 1, written_by_id=by.id, written_at=now, **fields)
    pair.agreements.append(agreement)
    _set_signature(pair, agreement, by=by, now=now)
    db.session.flush()
    notify_partner(by, pair, "rewritten", page="/agreement")


def add_goal(pair: Mentorship, *, by: User, now: datetime, text: str) -> None:
    """Something to work toward; five at a time."""
    require_now(pair_policy.may_work(by, pair))
    if not text.strip():
        raise Invalid("goal", "Write the goal in a line.")
    mentor_queries.lock_people(pair.mentee_id)
    if pair_queries.open_goal_count(pair.id) >= RULES.goals:
        raise Conflict(f"You have {RULES.goals} goals. Finish or drop one first.")
    db.session.add(Goal(mentorship_id=pair.id, text=text.strip(), made_at=now))


def settle_goal(pair: Mentorship, goal_id: int, *, by: User, now: datetime, done: bool) -> None:
    """Reached, or dropped."""
    require_now(pair_policy.may_work(by, pair))
    goal = found_or_404(next((goal for goal in pair.goals if goal.id == goal_id), None))
    if goal.done_at is None and goal.dropped_at is None:
        goal.done_at, goal.dropped_at = (now, None) if done else (None, now)


def add_task(pair: Mentorship, *, by: User, owner_id: int, text: str, due_on: date | None) -> None:
    """Something that one of the two does by a day."""
    require_now(pair_policy.may_work(by, pair))
    if not text.strip():
        raise Invalid("task", "Write what is to be done.")
    if owner_id not in (pair.mentee_id, pair.enrolment.user_id):
        raise Invalid("owner", "Choose one of you two.")
    db.session.add(Task(mentorship_id=pair.id, owner_id=owner_id, text=text.strip(), due_on=due_on))


def tick_task(pair: Mentorship, task_id: int, *, by: User, now: datetime) -> None:
    """It is done; ticked again it is not."""
    require_now(pair_policy.may_work(by, pair))
    task = found_or_404(next((task for task in pair.tasks if task.id == task_id), None))
    task.done_at = None if task.done_at else now


def _lock_agreement(pair: Mentorship) -> Agreement:
    """The version that counts, as it is signed now: nobody signs or rewrites it until the unit of work ends."""
    lock_row(pair)
    db.session.expire(pair, ["agreements"])
    agreement = pair.agreement
    db.session.refresh(agreement)
    return agreement


def _set_signature(pair: Mentorship, agreement: Agreement, *, by: User, now: datetime) -> None:
    if by.id == pair.mentee_id:
        agreement.mentee_signed_at = now
    else:
        agreement.mentor_signed_at = now


def _refuse_term(pair: Mentorship, ends_on: date, now: datetime) -> None:
    today = clock.day(now)
    soonest = max(clock.day(pair.started_at) + timedelta(weeks=RULES.least_term_weeks), today + timedelta(days=1))
    latest = today + timedelta(weeks=RULES.most_term_weeks)
    if not soonest <= ends_on <= latest:
        raise Invalid("ends_on", f"Choose a day from {say_full_date(soonest)} to {say_full_date(latest)}.")
