"""How the demo school chooses: scores for one posting, tags, decisions that nobody was told of, reasons given."""

from datetime import timedelta
from itertools import cycle
from random import Random

from sqlalchemy import select

from board.accounts.models import Role, User
from board.applications import reviewer_assignment as application_reviewer_assignment
from board.applications.models import UNDECIDED, Application, ApplicationState, Decision, Review, Selection
from board.applications.rubric import DEFAULT, weigh
from board.demo.scene import School, read
from board.kernel.db import db
from board.opportunities.models import Involvement, Opportunity, PostingRole

PLAYED = ("faculty@example.edu", "reviewer@example.edu")


def fill(school: School) -> str:
    """Reviewers and scores for one posting, draft decisions beside them, reasons for every no of the school."""
    content, dice = read("choosing"), school.dice("choosing")
    opportunity = school.postings[content["posting"]]
    sent = [
        application for application in _applications(opportunity) if application.state is not ApplicationState.DRAFT
    ]
    written = _score(
        [application for application in sent if application.state in UNDECIDED],
        _reviewers(opportunity, school),
        school,
        dice,
    )
    for application in sent:
        application.tags = content["tags"].get(application.state.value, [])
    _decide(sent, written, opportunity, school)
    _leave_new(sent, written)
    _give_reasons(school)
    due_on = (school.now + timedelta(days=content["due_in"])).date()
    db.session.add(Selection(opportunity_id=opportunity.id, due_on=due_on, seed=content["seed"]))
    db.session.flush()
    return f"{len(written)} reviews"


def _applications(opportunity: Opportunity) -> list[Application]:
    of_posting = select(Application).where(Application.opportunity_id == opportunity.id)
    return list(db.session.scalars(of_posting.order_by(Application.submitted_at, Application.id)))


def _reviewers(opportunity: Opportunity, school: School) -> list[User]:
    """Those who review it already, and two colleagues of theirs."""
    here = {person.user_id for person in opportunity.people}
    others = [person for person in school.people.values() if person.is_a(Role.FACULTY) and person.email not in PLAYED]
    joining = [user for user in others if user.id not in here and user.is_active][: read("choosing")["colleagues"]]
    opportunity.people += [Involvement(user=user, user_id=user.id, part=PostingRole.REVIEWER) for user in joining]
    by_number = {person.id: person for person in school.people.values()}
    return [by_number[person.user_id] for person in opportunity.people if person.part is PostingRole.REVIEWER]


def _score(sent: list[Application], reviewers: list[User], school: School, dice: Random) -> list[Review]:
    """Two reviews for each; a third of them is still to be written."""
    numbers, people = [application.id for application in sent], [reviewer.id for reviewer in reviewers]
    assigned = application_reviewer_assignment.assign(
        numbers, people, 2, known=application_reviewer_assignment.KnownPairs(), seed=read("choosing")["seed"]
    )
    promise = {application.id: dice.uniform(2, 4.6) for application in sent}
    made = []
    for place, (application, reviewer) in enumerate(sorted(assigned)):
        review = Review(application_id=application, reviewer_id=reviewer, assigned_at=school.now - timedelta(days=4))
        if place % 3:
            _fill_in(review, promise[application], school, dice)
        made.append(review)
    db.session.add_all(made)
    return made


def _fill_in(review: Review, promise: float, school: School, dice: Random) -> None:
    review.scores = {criterion.key: min(5, max(1, round(dice.gauss(promise, 0.6)))) for criterion in DEFAULT}
    review.total = weigh(review.scores, DEFAULT)
    review.saved_at = school.now - timedelta(days=dice.randint(1, 3), hours=dice.randint(0, 9))
    band = next(comment for comment in read("choosing")["comments"] if (review.total or 0) >= comment["from"])
    review.comment = dice.choice(band["words"])


def _leave_new(sent: list[Application], written: list[Review]) -> None:
    """What is new has been scored by nobody yet."""
    new = {application.id for application in sent if application.state is ApplicationState.SUBMITTED}
    for review in written:
        if review.application_id in new:
            review.scores, review.total, review.comment, review.saved_at = {}, None, "", None


def _decide(sent: list[Application], written: list[Review], opportunity: Opportunity, school: School) -> None:
    """Draft decisions for a few who wait, the best scores first."""
    drafts, owner = read("choosing")["drafts"], opportunity.people[0].user_id
    totals: dict[int, float] = {}
    for review in written:
        totals[review.application_id] = max(totals.get(review.application_id, 0), review.total or 0)
    waiting = [
        application
        for application in sent
        if application.state in (ApplicationState.SHORTLISTED, ApplicationState.INTERVIEW, ApplicationState.IN_REVIEW)
    ]
    best = iter(sorted(waiting, key=lambda application: -totals.get(application.id, 0)))
    for verb in ("offer", "waitlist", "reject"):
        for _ in range(drafts[verb]):
            why = {"reason": drafts["reason"], "line": drafts["line"]} if verb == "reject" else {}
            at = school.now - timedelta(hours=20)
            db.session.add(Decision(application_id=next(best).id, verb=verb, by_id=owner, at=at, **why))


def _give_reasons(school: School) -> None:
    """Everybody who was not selected was told why."""
    reasons = cycle(read("choosing")["reasons"]["keys"])
    declined = select(Application).where(Application.state == ApplicationState.NOT_SELECTED).order_by(Application.id)
    for application in db.session.scalars(declined):
        at, owner = application.decided_at or school.now, application.opportunity.people[0].user_id
        decision = Decision(application_id=application.id, verb="reject", reason=next(reasons), by_id=owner, at=at)
        decision.released_at, decision.released_by_id = at, owner
        db.session.add(decision)
