"""Assigning reviewers to applications, scoring them, stepping aside."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, update

from board.accounts.models import User
from board.applications import policy, reviewer_assignment
from board.applications.actions.notification import notify_of_conflict, notify_reviewer
from board.applications.blind_review import Anonymizer
from board.applications.labels import RECUSALS
from board.applications.models import UNDECIDED, Application, ApplicationState, Recusal, Review, Selection
from board.applications.queries import applicant_list as applicant_list_queries
from board.applications.queries import conflict_of_interest as conflict_of_interest_queries
from board.applications.queries import review as review_queries
from board.applications.queries.review import OwedReviews
from board.applications.rubric import HIGHEST, LOWEST, criteria, weigh
from board.kernel import audit, clock, lifecycle
from board.kernel.db import db
from board.kernel.errors import Invalid
from board.kernel.locks import lock_row, lock_shared
from board.kernel.statements import put_once
from board.kernel.verdict import require
from board.opportunities import actions as opportunity_actions
from board.opportunities.models import Opportunity


@dataclass(frozen=True)
class AssignmentPlan:
    """Who reads, how many read each application, and until when. The same seed assigns the same."""

    reviewers: Collection[int]
    each: int
    due_on: date | None
    seed: int


@dataclass(frozen=True)
class GivenScores:
    """What a reviewer says of an application: a number for each criterion's key, or that they abstain."""

    by_key: Mapping[str, int]
    comment: str = ""
    abstains: bool = False


def assign(opportunity: Opportunity, plan: AssignmentPlan, *, by: User, now: datetime) -> None:
    """Give every undecided application its reviewers, evenly and past every conflict. What was scored stays."""
    require(policy.may_choose(by, opportunity))
    chosen = [person for person in opportunity.people if person.user_id in plan.reviewers and person.user.is_active]
    if not chosen:
        raise Invalid("reviewer", "Tick at least one person who reads.")
    people = [person.user_id for person in chosen]
    undecided = [
        application for application in applicant_list_queries.listed(opportunity.id) if application.state in UNDECIDED
    ]
    waiting, of_each = [application.id for application in undecided], review_queries.of_posting(opportunity.id)
    barred = {
        (conflict.application_id, conflict.person_id)
        for conflict in conflict_of_interest_queries.of_people(opportunity, people)
    }
    barred |= _who_leant(undecided, [person.user for person in chosen], of_each)
    known = [review for of_one in of_each.values() for review in of_one]
    written = {(review.application_id, review.reviewer_id) for review in known if review.saved_at is not None}
    taken = {(review.application_id, review.reviewer_id) for review in known if review.reviewer_id in people} - written
    taken = {pair for pair in taken if pair[0] in waiting}
    before = reviewer_assignment.KnownPairs(barred=barred, scored=written, assigned=taken)
    assigned = reviewer_assignment.assign(waiting, people, plan.each, known=before, seed=plan.seed)
    _write_assignment(opportunity, assigned - written, now)
    settled = settle(opportunity, by=by)
    settled.reviews_each, settled.due_on, settled.seed = plan.each, plan.due_on, plan.seed
    thing, words = f"opportunity:{opportunity.id}", "Applications wait for your scores"
    audit.record("selection.assign", by=by.id, thing=thing, seed=(None, plan.seed), each=(None, plan.each))
    newly = {reviewer for _, reviewer in assigned - written - taken}
    for person in chosen:
        if person.user_id in newly:
            notify_reviewer(person.user, opportunity, "reviews-assigned", words)


def _who_leant(
    undecided: list[Application], people: list[User], written: dict[int, list[Review]]
) -> set[reviewer_assignment.Pair]:
    """Whoever could read what others scored does not score it too."""
    pairs = ((application, person, written.get(application.id, [])) for application in undecided for person in people)
    return {
        (application.id, person.id)
        for application, person, of_one in pairs
        if policy.has_leant(person, application, of_one)
    }


def _write_assignment(opportunity: Opportunity, assigned: set[reviewer_assignment.Pair], now: datetime) -> None:
    """Make the unwritten reviews of a posting exactly these."""
    of_posting = [review for of_one in review_queries.of_posting(opportunity.id).values() for review in of_one]
    gone = [
        review.id
        for review in of_posting
        if review.saved_at is None and (review.application_id, review.reviewer_id) not in assigned
    ]
    db.session.execute(delete(Review).where(Review.id.in_(gone)))
    for application_id, reviewer_id in sorted(assigned):
        put_once(Review, application_id=application_id, reviewer_id=reviewer_id, assigned_at=now)


def score(application: Application, scores: GivenScores, *, by: User, now: datetime) -> None:
    """Keep one's own scores, or that one abstains. What has been scored is new no longer."""
    selection = _selection(application.opportunity_id)
    lock_shared(selection)  # a rubric that is set meanwhile weighs this score too
    _lock(application)
    written = review_queries.of_application(application.id)
    require(policy.may_review(by, application, conflict_of_interest_queries.between(by.id, application), written))
    rubric = criteria(selection.rubric)
    asked = () if scores.abstains else rubric
    known = {criterion.key: scores.by_key[criterion.key] for criterion in asked if criterion.key in scores.by_key}
    refused = {
        f"score-{criterion.key}": f"{criterion.name}: choose a number from {LOWEST} to {HIGHEST}, or abstain."
        for criterion in asked
        if not LOWEST <= known.get(criterion.key, 0) <= HIGHEST
    }
    if refused:
        raise Invalid(*next(iter(refused.items())), refused)
    put_once(Review, application_id=application.id, reviewer_id=by.id)
    mine = update(Review).where(Review.application_id == application.id, Review.reviewer_id == by.id)
    db.session.execute(
        mine.values(
            scores=known,
            total=weigh(known, rubric),
            comment=scores.comment.strip(),
            abstained=scores.abstains,
            saved_at=now,
        )
    )
    if application.state is ApplicationState.SUBMITTED and not scores.abstains:
        lifecycle.move(application, "review", by=by.id, now=now)


def _lock(application: Application) -> None:
    """Whoever scores and whoever steps aside take turns, so that no score outlives a conflict."""
    lock_row(application, "state")


def step_aside(application: Application, *, by: User, now: datetime, reason: str) -> None:
    """Close the file and its scores to oneself, take one's own score out, and tell the owners."""
    _lock(application)
    opportunity = application.opportunity
    require(policy.may_read_applicants(by, opportunity))
    require(policy.may_read(by, application, conflict_of_interest_queries.between(by.id, application)))
    if by.id == application.student_id or reason not in RECUSALS:
        raise Invalid("reason", "Choose why you step aside.")
    put_once(Recusal, application_id=application.id, user_id=by.id, reason=reason, at=now)
    mine = delete(Review).where(Review.application_id == application.id, Review.reviewer_id == by.id)
    db.session.execute(mine)
    audit.record("application.step-aside", by=by.id, thing=f"application:{application.id}", reason=(None, reason))
    name = Anonymizer.of(review_queries.settled(opportunity.id)).name(application)
    words = f"{by.name} stepped aside from {name} for “{opportunity.title}”."
    notify_of_conflict(application, by, words)


def remind(opportunity: Opportunity, *, by: User, now: datetime) -> int:
    """Tell those who still owe scores, at most once a day; answers how many were told."""
    require(policy.may_choose(by, opportunity))
    owing = {review.reviewer for review in review_queries.unwritten(opportunity.id)}
    words, occasion = "Your scores are still missing", clock.day(now).isoformat()
    lines = [
        notify_reviewer(user, opportunity, "reviews-due", words, occasion=occasion)
        for user in sorted(owing, key=lambda user: user.id)
    ]
    return sum(lines)


def remind_of_day(owed: OwedReviews) -> bool:
    """The day on which scores are due comes near; told once for each such day."""
    words, occasion = "Your scores are due soon", f"day-{owed.due_on.isoformat()}"
    return notify_reviewer(owed.reviewer, owed.opportunity, "reviews-due", words, occasion=occasion)


def take_off(opportunity: Opportunity, person_id: int, *, by: User) -> None:
    """Take somebody off the posting: what they scored stays, what they had yet to score is free again."""
    opportunity_actions.leave(opportunity, person_id, by=by)
    require(policy.may_choose(by, opportunity))
    numbers = applicant_list_queries.ids(opportunity.id)
    theirs = delete(Review).where(Review.reviewer_id == person_id, Review.saved_at.is_(None))
    db.session.execute(theirs.where(Review.application_id.in_(numbers)))


def settle(opportunity: Opportunity, *, by: User) -> Selection:
    """The row of how this posting chooses, made when there is none, locked until this unit of work ends."""
    selection = _selection(opportunity.id)
    lock_row(selection)
    require(policy.may_choose(by, opportunity))
    return selection


def _selection(opportunity_id: int) -> Selection:
    put_once(Selection, opportunity_id=opportunity_id)
    return db.session.get_one(Selection, opportunity_id)
