"""Draft decisions, and releasing all answers at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import update

from board.accounts.models import User
from board.applications import policy
from board.applications.actions import offer as offer_actions
from board.applications.actions.applicant_list import carry_out, refuse_what_cannot
from board.applications.actions.draft_decision import Choice, forget_draft, refuse_unseen
from board.applications.blind_review import Anonymizer, mask
from board.applications.labels import DECISIONS, REASONS
from board.applications.models import Application, ApplicationState, Decision
from board.applications.queries import applicant_list as applicant_list_queries
from board.applications.queries import conflict_of_interest as conflict_of_interest_queries
from board.applications.queries import review as review_queries
from board.kernel import audit, mail
from board.kernel.db import db
from board.kernel.errors import Conflict, Invalid
from board.kernel.locks import lock_row
from board.kernel.unit_of_work import dry_run
from board.kernel.verdict import require
from board.opportunities.models import Opportunity


def decide(
    applications: list[Application],
    choice: Choice,
    *,
    by: User,
    now: datetime,
    seen: Mapping[int, str] = MappingProxyType({}),
) -> None:
    """Write down what shall happen. Nothing moves, and nobody is told, until the release.

    `seen` is what the page showed as decided before, see `refuse_unseen`.
    """
    if not applications:
        raise Invalid("application", "Tick at least one applicant.")
    if choice.verb not in DECISIONS:
        raise Invalid("verb", "Choose what should happen.")
    if choice.verb == "reject" and choice.reason not in REASONS:
        raise Invalid("reason", "Choose a reason: the student reads it in kind words.")
    require(
        policy.may_choose_among(
            by, applications, conflict_of_interest_queries.of_person(by.id, applications[0].opportunity)
        )
    )
    refuse_what_cannot(applications, choice.verb)
    refuse_unseen(applications, seen)
    drafts = applicant_list_queries.draft_decisions(applications[0].opportunity_id)
    for application in applications:
        line = _line(choice, drafts.get(application.id))
        forget_draft(application)
        decision = Decision(application_id=application.id, verb=choice.verb, by_id=by.id, at=now, line=line)
        if choice.verb == "reject":
            decision.reason = choice.reason
        db.session.add(decision)


def _line(choice: Choice, draft: Decision | None) -> str:
    """What the student will read beside the decision."""
    if choice.line is not None:
        return choice.line.strip()
    return draft.line if draft is not None and draft.verb == choice.verb else ""


def take_back(applications: list[Application], *, by: User, seen: Mapping[int, str] = MappingProxyType({})) -> None:
    """Forget draft decisions."""
    if not applications:
        raise Invalid("application", "Tick at least one applicant.")
    require(
        policy.may_choose_among(
            by, applications, conflict_of_interest_queries.of_person(by.id, applications[0].opportunity)
        )
    )
    refuse_unseen(applications, seen)
    for application in applications:
        forget_draft(application)


def release(opportunity: Opportunity, *, by: User, now: datetime, terms: offer_actions.OfferTerms) -> list[Application]:
    """Carry out every draft decision and tell everybody, in one unit of work. Whoever comes second finds none left.

    Raises `Invalid` for more offers than free openings, unless the terms say why.
    """
    lock_row(opportunity)
    require(policy.may_choose(by, opportunity))
    if conflict_of_interest_queries.competes(by.id, opportunity.id):
        raise Conflict(
            "You applied here yourself, so somebody else releases the answers. Ask another owner, or a coordinator."
        )
    numbers = applicant_list_queries.ids(opportunity.id)
    claim = update(Decision).where(Decision.released_at.is_(None), Decision.application_id.in_(numbers))
    claimed = db.session.execute(
        claim.values(released_at=now, released_by_id=by.id).returning(Decision.application_id, Decision.verb)
    )
    verbs = dict(claimed.all())
    if not verbs:
        raise Conflict("No decision waits here. What was decided before is out already.")
    count, free = list(verbs.values()).count("offer"), opportunity.openings.free
    if not terms.over and free is not None and count > free:
        raise Invalid("over", offer_actions.too_many(count, opportunity.openings))
    moved = _best_first(applicant_list_queries.listed(opportunity.id, only=verbs.keys()), opportunity.id)
    for verb in DECISIONS:
        chosen = [application for application in moved if verbs[application.id] == verb]
        refuse_what_cannot(chosen, verb)
        carry_out(chosen, verb, by=by, now=now, terms=terms)
    audit.record("selection.release", by=by.id, thing=f"opportunity:{opportunity.id}", answers=(None, len(moved)))
    return moved


def _best_first(applications: list[Application], opportunity_id: int) -> list[Application]:
    """By mean score, so that the waiting list begins with the best; who has none comes last, first sent first."""
    written = review_queries.marks(opportunity_id, only=[application.id for application in applications])
    means = {number: scores.mean for number, of_one in written.items() if (scores := review_queries.summary(of_one))}
    return sorted(applications, key=lambda application: -means.get(application.id, 0))


PREVIEWED = "a preview"
"""The reason for too many offers in a dry run, of which nothing stays: the release itself asks for one."""


@dataclass(frozen=True)
class Step:
    """What the release would do to one applicant, and the email they would get."""

    application_id: int
    name: str
    verb: str
    before: ApplicationState
    after: ApplicationState
    reason: str
    line: str
    subject: str
    text: str
    is_closed: bool
    """A conflict closes it to whoever previews: that it is released is all they learn."""


def preview(opportunity: Opportunity, *, by: User, now: datetime, answer_by: datetime) -> list[Step]:
    """The release itself, written and then forgotten: so the list of moves and emails is exactly what would be."""
    with dry_run():
        newest = mail.newest_id()
        decided = applicant_list_queries.draft_decisions(opportunity.id)
        anonymizer = Anonymizer.of(review_queries.settled(opportunity.id))
        closed = {
            number
            for number, conflict in conflict_of_interest_queries.of_person(by.id, opportunity).items()
            if conflict.hides
        }
        stood = {
            application.id: _Stood(application.state, anonymizer.name(application), anonymizer.hides(application))
            for application in applicant_list_queries.lines(opportunity.id)
            if application.id in decided
        }
        moved = release(opportunity, by=by, now=now, terms=offer_actions.OfferTerms(answer_by, over=PREVIEWED))
        applicant_list_queries.load_decisions(decided)  # each email says why
        emails = _emails_since(newest)
        return [
            _closed_step(application)
            if application.id in closed
            else _step(application, decided[application.id], stood[application.id], emails.get(application.student_id))
            for application in sorted(
                moved, key=lambda application: list(DECISIONS).index(decided[application.id].verb)
            )
        ]
    return []  # a preview swallows nothing, so this line is for the type checker


@dataclass(frozen=True)
class _Stood:
    """How one applicant stood before the preview, and whether their name was hidden."""

    state: ApplicationState
    name: str
    hidden: bool


def _emails_since(newest: int) -> dict[int, mail.EmailContent]:
    """The emails written since, by the person they go to."""
    worded = {email.ids.get("user_id", 0): mail.read(email) for email in mail.written_since(newest)}
    return {number: draft for number, draft in worded.items() if draft is not None}


def _step(application: Application, decision: Decision, stood: _Stood, email: mail.EmailContent | None) -> Step:
    text = email.text if email else ""
    return Step(
        application_id=application.id,
        name=stood.name,
        verb=decision.verb,
        before=stood.state,
        after=application.state,
        reason=decision.reason,
        line=decision.line,
        subject=email.subject if email else "",
        text=mask(application.student, text) if stood.hidden else text,
        is_closed=False,
    )


def _closed_step(application: Application) -> Step:
    name, state = f"Applicant {application.reference}", ApplicationState.SUBMITTED
    return Step(application.id, name, "", state, state, "", "", "", "", True)
