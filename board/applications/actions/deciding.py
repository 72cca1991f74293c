"""Deciding quietly, and releasing all answers at once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from board.accounts.models import User
from board.applications import policy
from board.applications.actions import offers
from board.applications.actions.choosing import carry_out, refuse_what_cannot
from board.applications.actions.quiet import NO_WORD, Why, forget_quiet
from board.applications.blind import Curtain, mask
from board.applications.labels import DECISIONS, REASONS
from board.applications.models import Application, Decision, State
from board.applications.queries import conflicts, desk, reviews
from board.kernel import audit, post
from board.kernel.db import db, rehearsal
from board.kernel.errors import Conflict, Invalid
from board.kernel.verdict import require
from board.opportunities.models import Opportunity


def decide(applications: list[Application], verb: str, *, by: User, now: datetime, why: Why = NO_WORD) -> None:
    """Write down what shall happen. Nothing moves, and nobody is told, until the release."""
    if not applications:
        raise Invalid("application", "Tick at least one applicant.")
    if verb not in DECISIONS:
        raise Invalid("verb", "Choose what should happen.")
    if verb == "reject" and why.reason not in REASONS:
        raise Invalid("reason", "Choose a reason: the student reads it in kind words.")
    require(policy.may_choose_among(by, applications, conflicts.ties_of(by.id, applications[0].opportunity)))
    refuse_what_cannot(applications, verb)
    for application in applications:
        forget_quiet(application)
        decision = Decision(application_id=application.id, verb=verb, by_id=by.id, at=now)
        decision.reason, decision.line = (why.reason, why.line.strip()) if verb == "reject" else ("", "")
        db.session.add(decision)


def take_back(applications: list[Application], *, by: User) -> None:
    """Forget what was decided quietly."""
    if not applications:
        raise Invalid("application", "Tick at least one applicant.")
    require(policy.may_choose_among(by, applications, conflicts.ties_of(by.id, applications[0].opportunity)))
    for application in applications:
        forget_quiet(application)


def release(
    opportunity: Opportunity, *, by: User, now: datetime, answer_by: datetime, over: str = ""
) -> list[Application]:
    """Carry out every quiet decision and tell everybody, in one unit of work. Whoever comes second finds none left.

    Raises `Invalid` for more offers than free openings, unless `over` says why.
    """
    require(policy.may_choose(by, opportunity))
    if conflicts.competes(by.id, opportunity.id):
        raise Conflict("You applied here yourself, so somebody else releases the answers.")
    numbers = select(Application.id).where(Application.opportunity_id == opportunity.id)
    claim = update(Decision).where(Decision.released_at.is_(None), Decision.application_id.in_(numbers))
    claimed = db.session.execute(
        claim.values(released_at=now, released_by_id=by.id).returning(Decision.application_id, Decision.verb)
    )
    verbs = dict(claimed.all())
    if not verbs:
        raise Conflict("No decision waits here. What was decided before is out already.")
    db.session.refresh(opportunity, with_for_update=True)
    count, free = list(verbs.values()).count("offer"), opportunity.openings.free
    if not over and free is not None and count > free:
        raise Invalid("over", offers.too_many(count, opportunity.openings))
    moved = _best_first([one for one in desk.listed(opportunity.id) if one.id in verbs], opportunity.id)
    for verb in DECISIONS:
        chosen = [one for one in moved if verbs[one.id] == verb]
        refuse_what_cannot(chosen, verb)
        for application in chosen:
            carry_out(application, verb, by=by, now=now, answer_by=answer_by, over=over)
    audit.record("selection.release", by=by.id, thing=f"opportunity:{opportunity.id}", answers=(None, len(moved)))
    return moved


def _best_first(applications: list[Application], opportunity_id: int) -> list[Application]:
    """By mean score, so that the waiting list begins with the best; who has none comes last, first sent first."""
    written = reviews.marks(opportunity_id)
    means = {number: found.mean for number, of_one in written.items() if (found := reviews.summary(of_one))}
    return sorted(applications, key=lambda one: -means.get(one.id, 0))


PREVIEWED = "a preview"
"""The reason for too many offers in a rehearsal, of which nothing stays: the release itself asks for one."""


@dataclass(frozen=True)
class Step:
    """What the release would do to one applicant, and the letter they would get."""

    application_id: int
    name: str
    verb: str
    before: State
    after: State
    reason: str
    line: str
    subject: str
    text: str
    is_closed: bool
    """A conflict closes it to whoever rehearses: that it is released is all they learn."""


def rehearse(opportunity: Opportunity, *, by: User, now: datetime, answer_by: datetime) -> list[Step]:
    """The release itself, written and then forgotten: so the list of moves and letters is exactly what would be."""
    with rehearsal():
        newest = db.session.scalar(select(func.max(post.Letter.id))) or 0
        decided = desk.quiet(opportunity.id)
        curtain = Curtain.of(reviews.settled(opportunity.id))
        closed = {number for number, tie in conflicts.ties_of(by.id, opportunity).items() if tie.hides}
        stood = {
            one.id: _Stood(one.state, curtain.name(one), curtain.hides(one)) for one in desk.listed(opportunity.id)
        }
        moved = release(opportunity, by=by, now=now, answer_by=answer_by, over=PREVIEWED)
        letters = _letters_since(newest)
        return [
            _closed_step(one)
            if one.id in closed
            else _step(one, decided[one.id], stood[one.id], letters.get(one.student_id))
            for one in sorted(moved, key=lambda one: list(DECISIONS).index(decided[one.id].verb))
        ]
    return []  # a rehearsal swallows nothing, so this line is for the type checker


@dataclass(frozen=True)
class _Stood:
    """How one applicant stood before the rehearsal, and whether their name was hidden."""

    state: State
    name: str
    hidden: bool


def _letters_since(newest: int) -> dict[int, post.Draft]:
    """The letters written since, by the person they go to."""
    written = db.session.scalars(select(post.Letter).where(post.Letter.id > newest).order_by(post.Letter.id))
    worded = {letter.ids.get("user_id", 0): post.read(letter) for letter in written}
    return {number: draft for number, draft in worded.items() if draft is not None}


def _step(application: Application, decision: Decision, stood: _Stood, letter: post.Draft | None) -> Step:
    text = letter.text if letter else ""
    return Step(
        application_id=application.id,
        name=stood.name,
        verb=decision.verb,
        before=stood.state,
        after=application.state,
        reason=decision.reason,
        line=decision.line,
        subject=letter.subject if letter else "",
        text=mask(application.student, text) if stood.hidden else text,
        is_closed=False,
    )


def _closed_step(application: Application) -> Step:
    name, state = f"Applicant {application.reference}", State.SUBMITTED
    return Step(application.id, name, "", state, state, "", "", "", "", True)
