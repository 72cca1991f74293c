"""How the demo school chooses: scores for one posting, tags, decisions that nobody was told of, reasons given."""

from datetime import timedelta
from itertools import cycle
from random import Random

from sqlalchemy import select

from board.accounts.models import Role, User
from board.applications import dealing
from board.applications.models import UNDECIDED, Application, Decision, Review, Selection, State
from board.applications.rubric import DEFAULT, weigh
from board.demo.scene import School, read
from board.kernel.db import db
from board.opportunities.models import Involvement, Opportunity, Part

PLAYED = ("faculty@example.edu", "reviewer@example.edu")


def fill(school: School) -> str:
    """Reviewers and scores for one posting, quiet decisions beside them, reasons for every no of the school."""
    content, dice = read("choosing"), school.dice("choosing")
    opportunity = school.postings[content["posting"]]
    sent = [one for one in _applications(opportunity) if one.state is not State.DRAFT]
    written = _score([one for one in sent if one.state in UNDECIDED], _reviewers(opportunity, school), school, dice)
    for one in sent:
        one.tags = content["tags"].get(one.state.value, [])
    _decide(sent, written, opportunity, school)
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
    here = {one.user_id for one in opportunity.people}
    others = [one for one in school.people.values() if one.is_a(Role.FACULTY) and one.email not in PLAYED]
    joining = [one for one in others if one.id not in here and one.is_active][: read("choosing")["colleagues"]]
    opportunity.people += [Involvement(user=one, user_id=one.id, part=Part.REVIEWER) for one in joining]
    by_number = {one.id: one for one in school.people.values()}
    return [by_number[one.user_id] for one in opportunity.people if one.part is Part.REVIEWER]


def _score(sent: list[Application], reviewers: list[User], school: School, dice: Random) -> list[Review]:
    """Two reviews for each; a third of them is still to be written."""
    numbers, people = [one.id for one in sent], [one.id for one in reviewers]
    dealt = dealing.deal(numbers, people, 2, barred=(), written=(), seed=read("choosing")["seed"])
    promise = {one.id: dice.uniform(2, 4.6) for one in sent}
    made = []
    for place, (application, reviewer) in enumerate(sorted(dealt)):
        review = Review(application_id=application, reviewer_id=reviewer, assigned_at=school.now - timedelta(days=4))
        if place % 3:
            _fill_in(review, promise[application], school, dice)
        made.append(review)
    db.session.add_all(made)
    return made


def _fill_in(review: Review, promise: float, school: School, dice: Random) -> None:
    review.scores = {one.key: min(5, max(1, round(dice.gauss(promise, 0.6)))) for one in DEFAULT}
    review.total = weigh(review.scores, DEFAULT)
    review.saved_at = school.now - timedelta(days=dice.randint(1, 3), hours=dice.randint(0, 9))
    band = next(one for one in read("choosing")["comments"] if (review.total or 0) >= one["from"])
    review.comment = dice.choice(band["words"])


def _decide(sent: list[Application], written: list[Review], opportunity: Opportunity, school: School) -> None:
    """Quiet decisions for a few who wait, the best scores first."""
    quiet, owner = read("choosing")["quiet"], opportunity.people[0].user_id
    totals: dict[int, float] = {}
    for review in written:
        totals[review.application_id] = max(totals.get(review.application_id, 0), review.total or 0)
    waiting = [one for one in sent if one.state in (State.SHORTLISTED, State.INTERVIEW, State.IN_REVIEW)]
    best = iter(sorted(waiting, key=lambda one: -totals.get(one.id, 0)))
    for verb in ("offer", "waitlist", "reject"):
        for _ in range(quiet[verb]):
            why = {"reason": quiet["reason"], "line": quiet["line"]} if verb == "reject" else {}
            at = school.now - timedelta(hours=20)
            db.session.add(Decision(application_id=next(best).id, verb=verb, by_id=owner, at=at, **why))


def _give_reasons(school: School) -> None:
    """Everybody who was not selected was told why."""
    reasons = cycle(read("choosing")["reasons"]["keys"])
    declined = select(Application).where(Application.state == State.NOT_SELECTED).order_by(Application.id)
    for one in db.session.scalars(declined):
        at, owner = one.decided_at or school.now, one.opportunity.people[0].user_id
        told = Decision(application_id=one.id, verb="reject", reason=next(reasons), by_id=owner, at=at)
        told.released_at, told.released_by_id = at, owner
        db.session.add(told)
