"""The verbs of applying and choosing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import CursorResult, update

from board.accounts.models import User
from board.applications import policy, queries
from board.applications.labels import VERBS
from board.applications.models import Application, Attachment, Message, State
from board.kernel import lifecycle
from board.kernel.db import db
from board.kernel.errors import Conflict, Invalid
from board.kernel.verdict import require
from board.notices.actions import tell
from board.opportunities import actions as opportunities
from board.opportunities.models import STATEMENT, Opportunity
from board.opportunities.models import State as PostingState


def save_draft(
    opportunity: Opportunity, *, by: User, now: datetime, statement: str, answers: dict[str, str]
) -> Application:
    """Keep what is written so far. Two tabs write the same draft."""
    require(policy.may_apply(by, opportunity, now))
    application = queries.of_student(by.id, opportunity.id)
    if application is None:
        application = Application(opportunity_id=opportunity.id, student_id=by.id, created_at=now, saved_at=now)
        db.session.add(application)
    elif application.state not in (State.DRAFT, State.WITHDRAWN):
        raise Conflict("You have sent this application. It can be withdrawn, not rewritten.")
    application.statement, application.answers, application.saved_at = statement, answers, now
    db.session.flush()
    return application


class KeptFile(Protocol):
    """A file that the store holds, and what its owner called it."""

    @property
    def name(self) -> str:
        """How the store finds it."""

    @property
    def filename(self) -> str:
        """What its owner called it."""


def attach(application: Application, kept: Mapping[int, KeptFile], *, by: User, now: datetime) -> None:
    """Hand in files, by the number of the paper each is for; each takes the place of the one before."""
    require(policy.may_answer(by, application))
    held = {one.paper_id: one for one in application.attachments}
    for number, file in kept.items():
        attachment = held.get(number) or Attachment(paper_id=number)
        attachment.name, attachment.filename, attachment.at = file.name, file.filename[:120], now
        if number not in held:
            application.attachments.append(attachment)


def submit(application: Application, *, by: User, now: datetime) -> None:
    """Send it. Raises `Invalid` where something required is missing."""
    require(policy.may_answer(by, application))
    require(policy.may_apply(by, application.opportunity, now))
    if not application.statement.strip():
        raise Invalid("statement", "Say in a few sentences why you want this and what you bring.")
    for question in application.opportunity.questions:
        if question.required and not application.answers.get(str(question.id), "").strip():
            raise Invalid(f"answer-{question.id}", "This question needs an answer.")
    handed_in = {one.paper_id for one in application.attachments}
    for paper in application.opportunity.papers:
        if paper.required and paper.kind != STATEMENT and paper.id not in handed_in:
            raise Invalid(f"paper-{paper.id}", f"{paper.label}: this paper is needed. Choose a PDF.")
    lifecycle.move(application, "submit", by=by.id, now=now, submitted_at=now, decided_at=None)
    sent = len(application.moves)
    _tell(application.student, application, "received", f"Your application {application.reference} is sent.", sent)


def withdraw(application: Application, *, by: User, now: datetime, reason: str) -> None:
    """Step back. A place that was taken becomes free again."""
    require(policy.may_answer(by, application))
    held_place = application.state is State.ACCEPTED
    lifecycle.move(application, "withdraw", by=by.id, now=now, note=reason.strip())
    if held_place:
        _give_place_back(application.opportunity, by=by, now=now)


def accept_offer(application: Application, *, by: User, now: datetime) -> None:
    """Take the place: one guarded statement decides, so no place is given twice. Raises `Conflict`."""
    require(policy.may_answer(by, application))
    lifecycle.move(application, "accept", by=by.id, now=now, decided_at=now)
    opportunity = application.opportunity
    taken: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]  # an UPDATE answers a cursor
        update(Opportunity)
        .where(Opportunity.id == opportunity.id, Opportunity.seats_taken < Opportunity.seats)
        .values(seats_taken=Opportunity.seats_taken + 1)
    )
    if taken.rowcount == 0:
        raise Conflict("The last place has just been taken. The people who post it will write to you.")
    db.session.refresh(opportunity)
    if opportunity.places_left == 0 and opportunity.state is PostingState.PUBLISHED:
        opportunities.fill(opportunity, by=by, now=now)


def decline_offer(application: Application, *, by: User, now: datetime) -> None:
    """Say no, thank you."""
    require(policy.may_answer(by, application))
    lifecycle.move(application, "decline", by=by.id, now=now, decided_at=now)


def choose(applications: list[Application], verb: str, *, by: User, now: datetime, note: str = "") -> None:
    """Move one or many: all or none. Raises `WrongState` naming the first that refuses."""
    if verb not in VERBS:
        raise Invalid("verb", "Choose what should happen.")
    if not applications:
        raise Invalid("application", "Tick at least one applicant.")
    for application in applications:
        require(policy.may_choose(by, application.opportunity))
        decided = now if verb in ("offer", "reject") else None
        lifecycle.move(application, verb, by=by.id, now=now, note=note, decided_at=decided)
        if verb in ("offer", "reject", "waitlist", "interview"):
            words = f"There is news about “{application.opportunity.title}”."
            _tell(application.student, application, verb, words, len(application.moves))


def message(applications: list[Application], *, by: User, now: datetime, text: str) -> None:
    """Write to applicants: each finds it on the application, and gets a letter that leads there."""
    if not applications:
        raise Invalid("application", "Tick at least one applicant.")
    if not text.strip():
        raise Invalid("text", "Write the message first.")
    for application in applications:
        require(policy.may_choose(by, application.opportunity))
        written = Message(application_id=application.id, by_id=by.id, at=now, text=text.strip())
        db.session.add(written)
        db.session.flush()
        words = f"A message about “{application.opportunity.title}”."
        _tell(application.student, application, "message", words, written.id)


def annotate(application: Application, *, by: User, note: str) -> None:
    """The posters' own note."""
    require(policy.may_choose(by, application.opportunity))
    application.note = note.strip()


def _give_place_back(opportunity: Opportunity, *, by: User, now: datetime) -> None:
    freed = update(Opportunity).where(Opportunity.id == opportunity.id, Opportunity.seats_taken > 0)
    db.session.execute(freed.values(seats_taken=Opportunity.seats_taken - 1))
    db.session.refresh(opportunity)
    if opportunity.state is PostingState.FILLED:
        opportunities.reopen(opportunity, by=by, now=now)


def _tell(user: User, application: Application, what: str, words: str, step: int) -> None:
    href = f"/applications/{application.id}"
    key = f"application.{what}:{application.id}:{step}"
    tell(user, "application.news", key=key, words=words, href=href, application_id=application.id)
