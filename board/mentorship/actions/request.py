"""Asking a mentor, and answering."""

from datetime import datetime, timedelta

from board.accounts.models import User
from board.kernel import clock, lifecycle
from board.kernel.db import db
from board.kernel.errors import Conflict, Invalid, WrongState
from board.kernel.verdict import require
from board.mentorship.actions import pair as pair_actions
from board.mentorship.actions.notification import notify_of_request
from board.mentorship.models import DeclineReason, Enrolment, MentorRequest, Mentorship
from board.mentorship.policy import mentor as mentor_policy
from board.mentorship.policy import request as request_policy
from board.mentorship.queries import conflict_of_interest as conflict_of_interest_queries
from board.mentorship.queries import mentor as mentor_queries
from board.mentorship.queries import request as request_queries
from board.mentorship.rules import RULES


def send(enrolment: Enrolment, *, by: User, now: datetime, goal: str, note: str) -> MentorRequest:
    """Ask. Raises `Conflict`, in words, when a limit or the mentor's status is in the way."""
    mentor_queries.lock_people(by.id, enrolment.user_id)
    require_now(enrolment, by=by, now=now)
    if not goal.strip():
        raise Invalid("goal", "Say in a line or two what you want to reach: a mentor reads this first.")
    request = MentorRequest(
        mentee_id=by.id,
        enrolment_id=enrolment.id,
        goal=goal.strip(),
        note=note.strip(),
        sent_at=now,
        due_at=runs_out(now),
    )
    db.session.add(request)
    db.session.flush()
    notify_of_request(enrolment.user, request, "arrived")
    return request


def require_now(enrolment: Enrolment, *, by: User, now: datetime) -> None:
    """May this student ask this mentor at this moment? What only time may change is a conflict, not a refusal."""
    require(mentor_policy.may_wish(by))
    verdict = mentor_policy.may_ask(by, enrolment, request_queries.asking(by, enrolment), now, clock.day(now))
    if verdict.is_hidden:
        require(verdict)
    if not verdict:
        raise Conflict(verdict.reason)


def accept(request: MentorRequest, *, by: User, now: datetime) -> Mentorship:
    """Take the student: the place, the pair and the end of every other request that this settles, all or nothing."""
    mentor_queries.lock_people(request.mentee_id, by.id)
    require(request_policy.may_answer(by, request))
    lifecycle.move(request, "accept", by=by.id, now=now, answered_at=now)
    enrolment = request.enrolment
    _refuse_impossible(request)
    wishes = conflict_of_interest_queries.wishes_of(request.mentee_id)
    terms = pair_actions.PairTerms("request", request.goal, wishes)
    pair = pair_actions.begin(request.mentee, enrolment, terms, by=by, now=now)
    request.mentorship_id = pair.id
    if wishes is not None:
        wishes.looking_since = None
    notify_of_request(request.mentee, request, "accepted")
    _settle_others(request, now=now)
    return pair


def decline(request: MentorRequest, *, by: User, now: datetime, reason: str, words: str) -> None:
    """Say no, with a reason from the list; the words are read by the student as they are."""
    require(request_policy.may_answer(by, request))
    if reason not in set(DeclineReason):
        raise Invalid("reason", "Choose a reason: the student reads it in kind words.")
    chosen = DeclineReason(reason)
    text = words.strip()
    lifecycle.move(request, "decline", by=by.id, now=now, answered_at=now, decline_reason=chosen, decline_words=text)
    notify_of_request(request.mentee, request, "declined")


def withdraw(request: MentorRequest, *, by: User, now: datetime) -> None:
    """Take it back."""
    require(request_policy.may_withdraw(by, request))
    lifecycle.move(request, "withdraw", by=by.id, now=now, answered_at=now)
    notify_of_request(request.enrolment.user, request, "withdrawn")


def ask(request: MentorRequest, *, by: User, now: datetime, question: str) -> None:
    """Ask the student something before answering, once. The clock stands still until they tell."""
    require(request_policy.may_answer(by, request))
    if not question.strip():
        raise Invalid("question", "Write your question.")
    if request.asked_at is not None:
        raise Conflict("You have asked once. Accept or decline with what you know.")
    lifecycle.move(request, "ask", by=by.id, now=now, asked_at=now, question=question.strip())
    notify_of_request(request.mentee, request, "info-asked")


def tell_more(request: MentorRequest, *, by: User, now: datetime, answer: str) -> None:
    """Answer the mentor's question; the clock goes on from where it stood."""
    require(request_policy.may_withdraw(by, request))
    if not answer.strip():
        raise Invalid("answer", "Write your answer.")
    lifecycle.move(request, "tell", by=by.id, now=now, answer=answer.strip(), due_at=due_after_pause(request, now))
    notify_of_request(request.enrolment.user, request, "told")


def runs_out(sent_at: datetime) -> datetime:
    """The first instant of the seventh day after it was sent."""
    return clock.dawn(clock.day(sent_at) + timedelta(days=RULES.days_to_answer))


def due_after_pause(request: MentorRequest, now: datetime) -> datetime:
    """When it runs out, now that the clock goes on."""
    return request.due_at + (now - (request.asked_at or now))


def settle(request: MentorRequest, verb: str, *, now: datetime, note: str = "") -> bool:
    """Close a request that another's choice has answered; False when it was answered meanwhile."""
    try:
        lifecycle.move(request, verb, by=None, now=now, note=note, answered_at=now)
    except WrongState:
        return False
    return True


def _refuse_impossible(request: MentorRequest) -> None:
    """What has come between the question and the answer: another mentor of the kind, a conflict, a block."""
    if request_queries.mentors_of_kind(request.mentee_id, request.enrolment) >= RULES.mentors_of_a_kind:
        raise Conflict(
            f"{request.mentee.name} has found a mentor of your kind meanwhile. "
            "Decline the request, so that it leaves your list."
        )
    if conflict_of_interest_queries.exclusion_between(request.mentee, request.enrolment) is not None:
        raise Conflict("This pair is not possible: something stands in the way. Decline with a conflict of interest.")


def _settle_others(request: MentorRequest, *, now: datetime) -> None:
    """Whoever else waits for this student, or for this mentor's place; in the order of the numbers, as all do."""
    settled: dict[int, tuple[MentorRequest, str, User]] = {}
    if request.enrolment.places_left == 0:
        settled |= {
            request.id: (request, "close-full", request.mentee) for request in request_queries.others_at_mentor(request)
        }
    if request_queries.mentors_of_kind(request.mentee_id, request.enrolment) >= RULES.mentors_of_a_kind:
        settled |= {
            request.id: (request, "supersede", request.enrolment.user)
            for request in request_queries.others_of_mentee(request)
        }
    for _, (other, verb, user) in sorted(settled.items()):
        if settle(other, verb, now=now):
            notify_of_request(user, other, "superseded" if verb == "supersede" else "closed-full")
