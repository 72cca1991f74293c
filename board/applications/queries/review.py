"""Finding reviews, and what they come to."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from math import fsum, sqrt
from statistics import median
from typing import NamedTuple

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import joinedload

from board.accounts.models import User
from board.applications.models import UNDECIDED, Application, Recusal, Review, Selection
from board.kernel.db import db
from board.kernel.statements import is_among, plain_rows
from board.opportunities.models import Involvement, Opportunity


@dataclass(frozen=True)
class Scores:
    """What the reviewers of one application came to."""

    count: int
    mean: float
    median: float
    spread: float
    """The standard deviation; 0 for a single score."""


class ReviewMark(NamedTuple):
    """A review as a list needs it: all but its words."""

    application_id: int
    reviewer_id: int
    reader: str
    total: float | None
    abstained: bool
    is_saved: bool


def summary(reviews: Iterable[Review | ReviewMark]) -> Scores | None:
    """Mean, median and spread of what was saved; None when nobody scored yet."""
    totals = [review.total for review in reviews if review.total is not None]
    if not totals:
        return None
    mean = fsum(totals) / len(totals)
    spread = sqrt(fsum((total - mean) ** 2 for total in totals) / max(len(totals) - 1, 1))
    return Scores(len(totals), mean, median(totals), spread)


_JUDGING = (
    select(Application.student_id, Review.reviewer_id)
    .join(Review, Review.application_id == Application.id)
    .where(
        is_among(Application.student_id, "students"),
        Application.state.in_(UNDECIDED),
        Review.abstained.is_(False),
        ~exists().where(Recusal.application_id == Application.id, Recusal.user_id == Review.reviewer_id),
    )
)


def judging(students: Collection[int]) -> list[tuple[int, int]]:
    """Students and who is to review, or has reviewed, an application of theirs that nobody has decided yet."""
    return [(number, other) for number, other in plain_rows(_JUDGING, {"students": list(students)})]


def settled(opportunity_id: int) -> Selection:
    """How this posting chooses; what nobody settled is as by default."""
    return db.session.get(Selection, opportunity_id) or Selection(
        opportunity_id=opportunity_id, rubric=[], blind=False, papers_hidden=True, reviews_each=2
    )


def of_posting(opportunity_id: int) -> dict[int, list[Review]]:
    """Every review of a posting, written or still to be written, by application."""
    rows = (
        select(Review)
        .join(Application, Application.id == Review.application_id)
        .where(Application.opportunity_id == opportunity_id)
        .options(joinedload(Review.reviewer))
        .order_by(Review.id)
    )
    by_key: dict[int, list[Review]] = defaultdict(list)
    for review in db.session.scalars(rows):
        by_key[review.application_id].append(review)
    return by_key


_MARKS = (
    select(
        Review.application_id,
        Review.reviewer_id,
        User.name,
        Review.total,
        Review.abstained,
        Review.saved_at.is_not(None),
    )
    .join(User, User.id == Review.reviewer_id)
    .join(Application, Application.id == Review.application_id)
    .where(Application.opportunity_id == bindparam("opportunity_id"))
    .order_by(Review.id)
)
_MARKS_AMONG = _MARKS.where(is_among(Application.id, "application_ids"))


def marks(opportunity_id: int, *, only: Collection[int] | None = None) -> dict[int, list[ReviewMark]]:
    """The same as a list needs it, as plain rows: two hundred applicants make four hundred; with `only`, of these."""
    statement = _MARKS if only is None else _MARKS_AMONG
    review_mark: dict[int, list[ReviewMark]] = defaultdict(list)
    for row in plain_rows(statement, {"opportunity_id": opportunity_id, "application_ids": list(only or ())}):
        review_mark[row[0]].append(ReviewMark(*row))
    return review_mark


def of_application(application_id: int) -> list[Review]:
    """The reviews of one application."""
    rows = select(Review).where(Review.application_id == application_id).options(joinedload(Review.reviewer))
    return list(db.session.scalars(rows.order_by(Review.id)))


def of_reviewer(application_id: int, reviewer_id: int) -> Review | None:
    """This reviewer's own."""
    own = select(Review).where(Review.application_id == application_id, Review.reviewer_id == reviewer_id)
    return db.session.scalar(own.execution_options(populate_existing=True))


def next_to_review(opportunity_id: int, reviewer_id: int, closed: Iterable[int] = ()) -> int | None:
    """The application assigned to this reviewer that fewest have scored yet; the one sent first among equals."""
    scored = (
        select(func.count(Review.id))
        .where(Review.application_id == Application.id, Review.total.is_not(None))
        .correlate(Application)
        .scalar_subquery()
    )
    mine = (
        select(Application.id)
        .join(Review, Review.application_id == Application.id)
        .where(Application.opportunity_id == opportunity_id, Application.state.in_(UNDECIDED))
        .where(Review.reviewer_id == reviewer_id, Review.saved_at.is_(None), Application.id.not_in(list(closed)))
        .order_by(scored, Application.submitted_at, Application.id)
    )
    return db.session.scalar(mine.limit(1))


def unwritten(opportunity_id: int) -> list[Review]:
    """Reviews that are owed: given to somebody, not written, of applications that nobody has decided."""
    rows = (
        select(Review)
        .join(Application, Application.id == Review.application_id)
        .where(Application.opportunity_id == opportunity_id, Application.state.in_(UNDECIDED))
        .where(Review.saved_at.is_(None))
        .options(joinedload(Review.reviewer))
    )
    return list(db.session.scalars(rows.order_by(Review.id)))


def waiting_for(reviewer_id: int) -> dict[int, int]:
    """How many reviews this person still owes, by posting."""
    owed = (
        select(Application.opportunity_id, func.count(Review.id))
        .join(Review, Review.application_id == Application.id)
        .where(Review.reviewer_id == reviewer_id, Review.saved_at.is_(None), Application.state.in_(UNDECIDED))
        .group_by(Application.opportunity_id)
    )
    return dict(db.session.execute(owed).all())


@dataclass(frozen=True)
class Load:
    """How far one person of a posting is."""

    person: Involvement
    assigned: int
    scored: int
    abstained: int
    left: int
    """What they still owe."""


def loads(opportunity: Opportunity, written: Iterable[Review]) -> list[Load]:
    """Everybody of the posting with what they were given and what they did."""
    owed = Counter(review.reviewer_id for review in unwritten(opportunity.id))
    of_person: dict[int, list[Review]] = defaultdict(list)
    for review in written:
        of_person[review.reviewer_id].append(review)
    return [
        Load(
            person,
            len(of_person[person.user_id]),
            sum(review.total is not None for review in of_person[person.user_id]),
            sum(review.abstained for review in of_person[person.user_id]),
            owed[person.user_id],
        )
        for person in opportunity.people
    ]


@dataclass(frozen=True)
class OwedReviews:
    """What one reviewer still owes one posting by its day."""

    reviewer: User
    opportunity: Opportunity
    due_on: date


def owed_by(last: date, first: date) -> list[OwedReviews]:
    """Everybody who owes scores that are due from one day to another."""
    rows = (
        select(User, Opportunity, Selection.due_on)
        .join(Review, Review.reviewer_id == User.id)
        .join(Application, Application.id == Review.application_id)
        .join(Opportunity, Opportunity.id == Application.opportunity_id)
        .join(Selection, Selection.opportunity_id == Opportunity.id)
        .where(Review.saved_at.is_(None), Application.state.in_(UNDECIDED), Selection.due_on.between(first, last))
        .where(User.suspended_at.is_(None))
        .group_by(User.id, Opportunity.id, Selection.due_on)
        .order_by(Opportunity.id, User.id)
    )
    return [OwedReviews(person, posting, due_on) for person, posting, due_on in db.session.execute(rows) if due_on]


def owed_of(user_id: int) -> list[tuple[Opportunity, int]]:
    """The postings in which this person owes scores, each with how many."""
    rows = (
        select(Opportunity, func.count())
        .join(Application, Application.opportunity_id == Opportunity.id)
        .join(Review, Review.application_id == Application.id)
        .where(Review.reviewer_id == user_id, Review.saved_at.is_(None), Application.state.in_(UNDECIDED))
        .group_by(Opportunity.id)
        .order_by(Opportunity.id)
    )
    return [(opportunity, number) for opportunity, number in db.session.execute(rows)]
