"""What time does to requests: reminders, running out, and the pause of a mentor who stays silent."""

from datetime import datetime, timedelta

from board.kernel import lifecycle
from board.mentorship.actions.mentor import changed
from board.mentorship.actions.notification import (
    notify_coordinators_of_enrolment,
    notify_of_enrolment,
    notify_of_request,
)
from board.mentorship.actions.request import due_after_pause, settle
from board.mentorship.models import Enrolment, EnrolmentState, MentorRequest, RequestState
from board.mentorship.queries import mentor as mentor_queries
from board.mentorship.queries import request as request_queries
from board.mentorship.rules import RULES


def remind(request: MentorRequest, *, now: datetime) -> bool:
    """On the third and the sixth day, counted back from when it runs out. False when there is nothing to say."""
    day = request_queries.day_of(request, now)
    if request.state is not RequestState.SENT or day <= request.reminded_day:
        return False
    request.reminded_day = day
    notify_of_request(request.enrolment.user, request, "reminder")
    return True


def expire(request: MentorRequest, *, now: datetime) -> bool:
    """Its last day is over. A mentor who lets three run out in ninety days is paused."""
    if request.due_at > now or not lifecycle.may_move(request, "expire") or not settle(request, "expire", now=now):
        return False
    notify_of_request(request.mentee, request, "expired")
    if not _pause_silent(request.enrolment, now=now):
        notify_of_request(request.enrolment.user, request, "missed")
    return True


def resume_clock(request: MentorRequest, *, now: datetime) -> bool:
    """The student did not tell more within a week: the mentor decides with what there is."""
    asked_at = request.asked_at
    late = asked_at is not None and asked_at <= now - timedelta(days=RULES.days_to_tell_more)
    if not late or not lifecycle.may_move(request, "resume"):
        return False
    lifecycle.move(request, "resume", by=None, now=now, due_at=due_after_pause(request, now))
    return True


def _pause_silent(enrolment: Enrolment, *, now: datetime) -> bool:
    since, resumed = now - RULES.cool_off, mentor_queries.last_resumed(enrolment)
    expired = request_queries.expired_since(enrolment.id, max(since, resumed) if resumed else since)
    if expired < RULES.expiries_that_pause or enrolment.state is not EnrolmentState.APPROVED:
        return False
    lifecycle.move(enrolment, "pause", by=None, now=now, note="Three requests ran out unanswered.")
    notify_of_enrolment(enrolment.user, enrolment, "paused")
    notify_coordinators_of_enrolment(enrolment, "paused-silent")
    changed(enrolment)
    return True
